import json
import re
from pathlib import Path

import pytest

from runner import break_it, mutations, notebooks


@pytest.fixture
def folder(tmp_path):
    for name in (
        "02-b.ipynb",
        "01-a.ipynb",
        "homework/source/h1/h1.ipynb",
        "homework/release/h1/h1.ipynb",
        "homework/submitted/ann/h1/h1.ipynb",
        ".ipynb_checkpoints/01-a-checkpoint.ipynb",
        "notes.txt",
    ):
        file = tmp_path / "notebooks" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{}")
    return tmp_path / "notebooks"


def names(found, folder):
    return [path.relative_to(folder).as_posix() for path in found]


def test_notebooks_are_found_by_their_place_and_copies_are_none(folder):
    assert names(notebooks.find(folder), folder) == ["01-a.ipynb", "02-b.ipynb", "homework/source/h1/h1.ipynb"]
    assert notebooks.choose([], folder) == notebooks.find(folder)


def test_a_word_is_a_path_a_folder_or_the_beginning_of_a_name(folder, tmp_path):
    mine = tmp_path / "mine.ipynb"
    mine.write_text("{}")
    assert names(notebooks.choose(["01"], folder), folder) == ["01-a.ipynb"]
    assert names(notebooks.choose(["homework", "02", "02-b.ipynb"], folder), folder) == [
        "homework/source/h1/h1.ipynb",
        "02-b.ipynb",
    ]
    assert notebooks.choose(["mine.ipynb"], folder, here=tmp_path) == [mine]
    # as the checker's report names it
    assert names(notebooks.choose(["homework/source/h1/h1"], folder), folder) == ["homework/source/h1/h1.ipynb"]


@pytest.mark.parametrize(
    ("word", "reason"), [("b.ipynb", "In notebooks/ there are: 01-a, 02-b, h1"), ("notes.txt", "no notebook")]
)
def test_what_is_no_notebook_is_said_with_what_there_is(folder, word, reason):
    with pytest.raises(notebooks.NoSuchNotebook, match=reason):
        notebooks.choose([word], folder)


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(notebooks.NoSuchNotebook, match="no notebook"):
        notebooks.choose([], tmp_path)


def test_results_of_one_name_in_two_folders_are_kept_apart(folder, tmp_path):
    assert notebooks.result_name(folder / "homework/source/h1/h1.ipynb", folder) == "homework/source/h1/h1"
    assert notebooks.result_name(tmp_path / "mine.ipynb", folder) == "mine"


def notebook(file, *cells):
    file.write_text(json.dumps({"cells": list(cells), "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))
    return file


def code(name, source, **metadata):
    return {
        "cell_type": "code",
        "id": name,
        "source": source,
        "metadata": metadata,
        "outputs": [],
        "execution_count": None,
    }


def test_what_a_run_depends_on_is_its_code_and_the_files_beside_it_not_its_outputs(tmp_path):
    file = notebook(tmp_path / "a.ipynb", code("one", "1 + 1"))
    before = notebooks.fingerprint(file)
    notebook(file, code("one", "1 + 1") | {"outputs": [{"output_type": "stream", "name": "stdout", "text": "2"}]})
    assert notebooks.fingerprint(file) == before
    notebook(file, code("one", "1 + 2"))
    assert notebooks.fingerprint(file) != before
    notebook(file, code("one", "1 + 1"))
    (tmp_path / "site.txt").write_text("a page")
    assert notebooks.fingerprint(file) != before
    file.write_text("not json")
    assert notebooks.fingerprint(file)


def test_a_mutation_is_a_run_up_to_its_check(tmp_path):
    named = {"cell": "work", "name": "no join", "replace": "join();", "with": ""}
    file = notebook(
        tmp_path / "a.ipynb", code("work", ["start();\n", "join();"]), code("holds", "check()", mutations=[named])
    )
    plan, problems = mutations.plan([file], tmp_path)
    assert problems == []
    assert [(run["name"], run["replace"], run["until"]) for run in plan] == [
        ("a/holds-1", {"work": "start();\n"}, "holds")
    ]


def test_a_mutation_that_fits_no_cell_is_a_fault(tmp_path):
    gone = {"cell": "gone", "name": "x", "replace": "a", "with": "b"}
    other = {"cell": "work", "name": "y", "replace": "a", "with": "b"}
    lost = {"cell": "work", "name": "z", "replace": "x", "with": "b", "through": ["work", "lost"]}
    file = notebook(tmp_path / "a.ipynb", code("work", "x"), code("holds", "check()", mutations=[gone, other, lost]))
    plan, problems = mutations.plan([file], tmp_path)
    assert plan == []
    assert problems == [
        'a [holds] "x": there is no code cell [gone]',
        'a [holds] "y": [work] does not hold what it replaces',
        'a [holds] "z": there is no code cell [lost], through which it goes',
    ]


@pytest.mark.parametrize(
    ("state", "error", "verdict"),
    [
        ("raised", "AssertionError", ""),
        ("ran", "AssertionError", 'a [holds] "x": the check passed, though it should have failed'),
        ("not run", "AssertionError", 'a [holds] "x": the check passed, though it should have failed'),
        ("raised", "CompilationException", 'a [holds] "x": the mutated [work] does not compile'),
    ],
)
def test_a_mutation_is_caught_where_it_compiles_and_its_check_raises(tmp_path, state, error, verdict):
    run = {"name": "r", "until": "holds", "where": 'a [holds] "x"', "replace": {"work": "start();"}}
    status = {"error": None, "cells": [{"id": "work", "state": "raised"}, {"id": "holds", "state": state}]}
    (tmp_path / "r.status.json").write_text(json.dumps(status))
    notebook(tmp_path / "r.ipynb", code("work", "start();") | {"outputs": [{"output_type": "error", "ename": error}]})
    assert mutations.verdict(run, tmp_path) == verdict


def test_a_solution_is_folded_and_the_line_that_is_seen_of_it_tells_nothing():
    tell_tales = []
    for file in sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb")):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            if "solution" in cell["metadata"].get("tags", []):
                folded = cell["metadata"].get("jupyter", {}).get("source_hidden", False)
                if not folded or re.match(r".*\.solution\(.*;$", cell["source"][0].rstrip()):
                    tell_tales.append(f"{file.stem} {cell['id']}")
    assert not tell_tales


class FakeKernel:
    """Cells fail, and show, as it is told."""

    def __init__(self, **told):
        self.told = {"bet": (None, []), "broken": (None, []), "work": (None, []), "check()": (None, []), **told}

    def run(self, code):
        return self.told[code]


REVEALED = (None, ["the first claim that fails: you said none, it was line 1: isTrue"])


@pytest.mark.parametrize(
    ("told", "problems"),
    [
        ({"broken check()": ("AssertionError: no", []), "reveal": REVEALED}, []),
        (
            {"broken check()": (None, []), "reveal": REVEALED},
            ["the check passed, though it should have failed"],
        ),
        (
            {"broken": ("CompilationException: ;", []), "broken check()": ("AssertionError", []), "reveal": REVEALED},
            ["it does not compile: CompilationException: ;"],
        ),
        (
            {"broken check()": ("AssertionError: no", []), "reveal": ("NullPointerException: ", [])},
            ["the bet is not revealed: NullPointerException: "],
        ),
        (
            {"broken check()": ("AssertionError", []), "reveal": REVEALED, "check()": ("AssertionError: 2", [])},
            ["[holds] fails when it is mended: AssertionError: 2"],
        ),
    ],
)
def test_a_break_has_to_turn_its_check_red_and_the_mend_to_turn_it_green(told, problems):
    offered = {"put": ["bet", "broken", "broken check()", "reveal"], "again": ["work", "holds"]}
    assert break_it.verdict(FakeKernel(**told), offered, {"work": "work", "holds": "check()"}) == problems
