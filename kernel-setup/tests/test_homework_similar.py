"""Answers that were copied and renamed are found; those that are alike only in what was handed out are not."""

import homework_sample as sample
import pytest

from grading import graft, notebook, similar
from set_up.jdk import NoJdk, find
from set_up.terminal import SetUpFailed

pytestmark = pytest.mark.set_up
LOOP = """int twice(int x) {
    int sum = 0;
    for (int i = 0; i < x; i++) { if (i % 2 == 0) { sum += 3; } else { sum += 1; } }
    while (sum > 2 * x) { sum--; }
    return sum;
}"""


def test_a_copy_with_other_names_is_found(tmp_path):
    try:
        find()
        similar.fetch()
    except (NoJdk, SetUpFailed) as none:
        pytest.skip(str(none))
    parts = [graft.of(notebook.of(each), n, each) for n, each in enumerate(sample.cells())]
    copied = LOOP.replace("sum", "total").replace("x", "value").replace("    ", "  ")
    answers = {
        "ada": {"twice": LOOP},
        "bob": {"twice": copied},
        "eve": {"twice": "int twice(int x) { return java.util.stream.IntStream.of(x, x).sum(); }"},
        "sue": {"twice": next(part.released for part in parts if part.id == "twice")},
        "zoe": {"twice": "int twice(int x { <<< does not parse"},
    }
    pairs = similar.compared(tmp_path, parts, answers)
    assert [(pair["first"], pair["second"], pair["cells"]) for pair in pairs] == [("ada", "bob", ["twice"])]
    assert pairs[0]["share"] > 0.9
    assert "total += 3" in similar.page("sums", pairs, answers)
