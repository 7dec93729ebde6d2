"""Whatever became of a notebook in a student's hands, their answers are found and nothing else of it counts."""

import json
import os
import re

import homework_sample as sample
import pytest

from grading import graft, notebook

SOURCE = [graft.of(notebook.of(each), n, each) for n, each in enumerate(sample.cells())]


def grafted(cells):
    return graft.graft(SOURCE, notebook.parse(json.dumps(sample.notebook(cells)).encode()))


def text_of(result, name):
    return next(source for _, each, source in result.cells if each == name)


def without(cells, *names):
    return [each for each in cells if each["id"] not in names]


def test_answers_come_in_and_tests_are_the_instructors():
    mine = sample.answers(**sample.RIGHT)
    for each in mine:
        if each["id"].endswith("-test"):
            each["source"] = 'award(100, "all", () -> {});'
    result = grafted(mine)
    assert text_of(result, "twice") == sample.RIGHT["twice"]
    assert text_of(result, "twice-test") == sample.TEST_TWICE
    assert result.changed == {"bet", "twice", "shout", "why"}
    assert "original was used" in result.notes["twice-test"][0]


def test_what_was_released_is_no_answer():
    result = grafted(sample.answers())
    assert result.changed == set()
    assert 'throw new UnsupportedOperationException("YOUR CODE HERE")' in text_of(result, "twice")


def test_a_deleted_answer_is_as_it_was_released_and_a_deleted_test_is_there_again():
    result = grafted(without(sample.answers(**sample.RIGHT), "twice", "shout-test"))
    assert "UnsupportedOperationException" in text_of(result, "twice")
    assert result.notes["twice"] == ["This cell was not in what you handed in."]
    assert text_of(result, "shout-test") == sample.TEST_SHOUT
    assert text_of(result, "shout") == sample.RIGHT["shout"]


def test_a_doubled_notebook_counts_once():
    mine = sample.answers(**sample.RIGHT)
    result = grafted(mine + [{**each, "id": f"{each['id']}-copy"} for each in mine])
    assert [name for _, name, _ in result.cells] == [part.id for part in SOURCE]
    assert "twice" not in result.notes


def test_of_a_doubled_answer_the_last_that_was_worked_on_counts():
    mine = sample.answers(**sample.RIGHT)
    stub = next(each for each in sample.answers() if each["id"] == "twice")
    other = {**stub, "source": "int twice(int x) { return 7; }"}
    assert text_of(grafted([*mine, stub]), "twice") == sample.RIGHT["twice"]
    result = grafted([*mine, other, stub])
    assert text_of(result, "twice") == other["source"]
    assert "the last one counts" in result.notes["twice"][0]


def test_order_does_not_matter():
    result = grafted(sample.answers(**sample.RIGHT)[::-1])
    assert [name for _, name, _ in result.cells] == [part.id for part in SOURCE]
    assert text_of(result, "shout") == sample.RIGHT["shout"]


def test_an_answer_saved_as_markdown_is_read_and_a_test_saved_as_markdown_runs():
    mine = sample.answers(**sample.RIGHT)
    for each in mine:
        each["cell_type"] = {"code": "markdown", "markdown": "raw"}[each["cell_type"]]
    result = grafted(mine)
    assert text_of(result, "twice") == sample.RIGHT["twice"]
    assert [part.kind for part, _, _ in result.cells] == [part.kind for part in SOURCE]


def test_tags_of_the_students_file_count_nothing():
    mine = sample.answers(**sample.RIGHT)
    for each in mine:
        mark = each["metadata"].get("nbgrader", {})
        mark |= {"grade": not mark.get("grade"), "solution": not mark.get("solution"), "points": 1000, "locked": False}
    result = grafted(mine)
    assert [part.role for part, _, _ in result.cells] == [part.role for part in SOURCE]
    assert sum(part.points for part, _, _ in result.cells) == 10
    assert text_of(result, "twice-test") == sample.TEST_TWICE


def test_an_editor_that_changes_ids_costs_nothing():
    mine = sample.answers(**sample.RIGHT)
    for number, each in enumerate(mine):
        each["id"] = f"#VSC-{number:08x}"
        each["metadata"]["vscode"] = {"languageId": "java"}
    assert grafted(mine).changed == {"bet", "twice", "shout", "why"}
    assert [name for _, name, _ in grafted(mine).cells] == [part.id for part in SOURCE]


def test_an_editor_that_drops_metadata_costs_nothing_while_ids_are_there():
    mine = sample.answers(**sample.RIGHT)
    for each in mine:
        each["metadata"] = {}
    assert text_of(grafted(mine), "shout") == sample.RIGHT["shout"]


def test_an_answer_without_label_and_id_is_known_by_its_text_or_its_place():
    mine = sample.answers(**{**sample.RIGHT, "twice": "int twice(int x) {\n    return x + x;\n}"})
    for number, each in enumerate(mine):
        each["metadata"], each["id"] = {}, str(number)
    result = grafted(mine)
    assert "x + x" in text_of(result, "twice")
    assert text_of(result, "why") == sample.RIGHT["why"]
    assert [name for _, name, _ in result.cells if name.startswith("extra")] == []


def test_prose_that_quotes_an_answers_first_line_is_no_answer():
    prose = {"cell_type": "markdown", "metadata": {}, "source": "Write\n\n    int twice(int x) {\n    }"}
    cells = [{**prose, "id": "prose"}, *sample.cells()]
    source = [graft.of(notebook.of(each), n, each) for n, each in enumerate(cells)]
    for name in ("prose", "#VSC-1"):
        mine = [{**prose, "id": name}, *without(sample.answers(**sample.RIGHT), "twice")]
        result = graft.graft(source, notebook.parse(json.dumps(sample.notebook(mine)).encode()))
        assert result.notes["twice"] == ["This cell was not in what you handed in."]
        assert "UnsupportedOperationException" in text_of(result, "twice")


def test_a_method_that_the_student_added_comes_along_in_its_place():
    mine = sample.answers(**sample.RIGHT)
    at = next(n for n, each in enumerate(mine) if each["id"] == "twice")
    mine.insert(at, {"cell_type": "code", "id": "x", "metadata": {}, "source": "int plus(int a) { return a + a; }"})
    names = [name for _, name, _ in grafted(mine).cells]
    assert names[names.index("extra-1") + 1] == "twice"


def test_a_copy_of_a_test_is_no_code_of_the_students():
    mine = sample.answers(**sample.RIGHT)
    copy = {"cell_type": "code", "id": "x", "metadata": {}, "source": "observe(1);\n/// CHECK\naward(9);"}
    assert [name for _, name, _ in grafted([*mine, copy]).cells] == [part.id for part in SOURCE]


@pytest.mark.parametrize(
    "data, said",
    [
        (b"", "not JSON"),
        (b"PK\x03\x04 a zip", "not JSON"),
        (b"{" * 200_000, "not JSON"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 200_000, "nested too deeply"),
        (b"[1, 2]", "no list of cells"),
        (b'{"cells": {"a": 1}}', "no list of cells"),
        (b'{"cells": ' + b"9" * 5000 + b"}", "not JSON"),
        ("{'cells': 'Umlaute äöü'}".encode("latin-1"), "not in UTF-8"),
        (json.dumps({"cells": [{}] * 2000}).encode(), "at most 1000"),
        (json.dumps({"cells": [{"source": "x" * 200_000}]}).encode(), "at most 100000"),
    ],
)
def test_what_is_no_notebook_is_refused_in_a_sentence(data, said):
    with pytest.raises(notebook.Unreadable, match=said):
        notebook.parse(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_editors_mark_before_the_text_does_no_harm(encoding):
    told = json.dumps(sample.notebook(sample.answers(why="Schön")), ensure_ascii=False)
    assert notebook.parse(told.encode(encoding))[-1].source == "Schön"


def test_cells_of_wrong_types_are_read_as_nothing():
    odd = [7, None, {}, {"source": 5}, {"metadata": [], "source": ["a", 5, "b"]}, {"metadata": {"nbgrader": "x"}}]
    odd += [{"id": ["x"], "metadata": {"nbgrader": {"grade_id": {"a": 1}}}, "source": "\ud800\r\nb"}]
    cells = notebook.parse(json.dumps({"cells": odd}).encode())
    assert [cell.source for cell in cells] == ["", "", "ab", "", "?\nb"]
    assert grafted([*odd, *sample.answers(**sample.RIGHT)]).changed == {"bet", "twice", "shout", "why"}


def submit(root, data=b"{}", name="sums.ipynb"):
    folder = root / "ada" / "sums"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder


def test_a_notebook_of_100_mb_is_not_read(tmp_path):
    folder = submit(tmp_path)
    with open(folder / "sums.ipynb", "r+b") as file:
        file.truncate(100_000_000)
    with pytest.raises(notebook.Unreadable, match="100 MB"):
        notebook.submitted(tmp_path, "ada", "sums")


def test_no_link_is_followed(tmp_path):
    secret = submit(tmp_path, json.dumps(sample.notebook([])).encode()) / "sums.ipynb"
    (tmp_path / "bob" / "sums").mkdir(parents=True)
    (tmp_path / "bob" / "sums" / "sums.ipynb").symlink_to(secret)
    (tmp_path / "eve").mkdir()
    (tmp_path / "eve" / "sums").symlink_to(secret.parent)
    (tmp_path / "sue").symlink_to(tmp_path / "ada")
    for student in ("bob", "eve", "sue"):
        with pytest.raises(notebook.Unreadable, match="links are not followed"):
            notebook.submitted(tmp_path, student, "sums")


def test_a_pipe_does_not_hold_the_grader(tmp_path):
    folder = submit(tmp_path)
    (folder / "sums.ipynb").unlink()
    os.mkfifo(folder / "sums.ipynb")
    with pytest.raises(notebook.Unreadable, match="not a file"):
        notebook.submitted(tmp_path, "ada", "sums")


def test_of_two_notebooks_the_one_with_the_assignments_name_counts(tmp_path):
    good = json.dumps(sample.notebook(sample.answers())).encode()
    submit(tmp_path, b"nothing", "scratch.ipynb")
    submit(tmp_path, good)
    assert len(notebook.submitted(tmp_path, "ada", "sums")) == len(SOURCE)
    os.rename(tmp_path / "ada" / "sums" / "sums.ipynb", tmp_path / "ada" / "sums" / "sums (1).ipynb")
    with pytest.raises(notebook.Unreadable, match="none of them is called"):
        notebook.submitted(tmp_path, "ada", "sums")
    os.unlink(tmp_path / "ada" / "sums" / "scratch.ipynb")
    assert len(notebook.submitted(tmp_path, "ada", "sums")) == len(SOURCE)


def test_what_is_wrong_with_a_source_is_said_by_cell():
    broken = [
        sample.cell("few", 'observe("a", 1);\n/// CHECK\naward(1, "a", () -> {});', grade=True, points=2),
        sample.cell("whole", 'award(1, "a", () -> {});', grade=True, points=1),
        sample.cell("open", "/// BEGIN SOLUTION\nint x;", solution=True),
        sample.cell("told", "/// BEGIN SOLUTION\nint x;\n/// END SOLUTION"),
    ]
    said = "\n".join(graft.problems([graft.of(notebook.of(each), n, each) for n, each in enumerate(broken)]))
    assert re.search(r"\[few] has awards of 1 points, and is worth 2", said)
    assert re.search(r"\[whole] needs one line /// CHECK", said)
    assert re.search(r"\[open] has a /// BEGIN SOLUTION without", said)
    assert re.search(r"\[told] holds a solution, and is not", said)
    assert list(graft.problems(SOURCE)) == []
