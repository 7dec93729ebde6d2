"""What students get: nothing of what is hidden, and only of an assignment that adds up."""

import json

import homework_sample as sample
import pytest

import teaching
from grading import graft, notebook
from grading.course import Wrong
from proving import Wrong as WrongCall
from set_up import places


@pytest.fixture
def course(tmp_path):
    return sample.course(tmp_path / "homework")


@pytest.fixture
def release():
    pytest.importorskip("nbgrader", reason="it comes with requirements/grading.txt")
    from grading import release

    return release.release


def source_of(course):
    file = course.source / sample.NAME / f"{sample.NAME}.ipynb"
    return file, json.loads(file.read_text())


def texts(file):
    return {cell.id: cell.source for cell in notebook.parse(file.read_bytes())}


def test_the_release_has_stubs_and_no_hidden_test(course, release):
    (course.source / sample.NAME / "policy.json").write_text("{}")
    (course.source / sample.NAME / "data.csv").write_text("1,2\n")
    told = release(course, sample.NAME)
    assert told == ["Released: release/sums/sums.ipynb, 4 items, 10 points."]
    file = course.release / sample.NAME / f"{sample.NAME}.ipynb"
    there = texts(file)
    assert "YOUR CODE HERE" in there["twice"] and "return 2 * x" not in there["twice"]
    assert "three is doubled" in there["twice-test"] and "4711" not in file.read_text()
    assert "M3" not in file.read_text()
    assert sorted(each.name for each in file.parent.iterdir()) == ["data.csv", "policy.json", "sums.ipynb"]


def test_nbgraders_release_is_what_answers_are_compared_with(course, release):
    release(course, sample.NAME)
    parts = graft.parts(course.notebook(sample.NAME))
    there = texts(course.release / sample.NAME / f"{sample.NAME}.ipynb")
    assert {part.id: part.released for part in parts} == there


def test_the_gradebook_knows_the_items_and_the_deadline(course, release):
    from grading import gradebook

    course.set_due(sample.NAME, "2026-12-01T13:30:00+01:00")
    release(course, sample.NAME)
    with gradebook.opened(course) as book:
        found = book.find_assignment(sample.NAME)
        assert {cell.name: cell.max_score for cell in found.notebooks[0].grade_cells}["twice-test"] == 3
        assert str(found.duedate) == "2026-12-01 12:30:00" and found.max_score == 10


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda cells: cells[6]["metadata"]["nbgrader"].update(points=4), "awards of 3 points, and is worth 4"),
        (lambda cells: cells[0].update(source="# The answer\n    return 2 * x;"), None),
        (lambda cells: cells[8].update(source=cells[8]["source"].replace("/// CHECK", "")), "needs one line /// CHECK"),
        (lambda cells: cells[5].update(source=cells[5]["source"].replace("/// END SOLUTION", "")), "without its"),
        (lambda cells: cells[7]["metadata"]["nbgrader"].update(grade_id="twice"), "two cells are called twice"),
    ],
)
def test_what_does_not_add_up_is_not_released(course, release, change, said):
    release(course, sample.NAME)
    before = (course.release / sample.NAME / f"{sample.NAME}.ipynb").read_bytes()
    file, told = source_of(course)
    change(told["cells"])
    sample.write(file, told)
    if said is None:
        release(course, sample.NAME)  # a solution that stands in the open hides nothing
        return
    with pytest.raises(Wrong, match=said):
        release(course, sample.NAME)
    assert (course.release / sample.NAME / f"{sample.NAME}.ipynb").read_bytes() == before


def test_what_leaks_by_another_file_or_by_metadata_is_not_released(course, release):
    (course.source / sample.NAME / "notes.txt").write_text('observe("minus", () -> twice(-4711));')
    with pytest.raises(Wrong, match=r"would be told.\n  notes.txt: observe"):
        release(course, sample.NAME)
    assert not (course.release / sample.NAME).exists()
    (course.source / sample.NAME / "notes.txt").unlink()
    file, told = source_of(course)
    told["cells"][0]["metadata"]["old"] = "return 2 * x;"
    sample.write(file, told)
    with pytest.raises(Wrong, match="return 2 \\* x"):
        release(course, sample.NAME)


def test_a_learners_copy_is_made_on_the_spot_and_signed(clone):
    course = sample.course(places.NOTEBOOKS / "homework")
    mine = teaching.opened(course, sample.NAME, "ada")
    assert mine == places.WORK / "homework" / sample.NAME / f"{sample.NAME}.ipynb"
    there = texts(mine)
    assert there["who"] == 'student("ada"); // your login'
    assert "return 2 * x" not in mine.read_text() and "4711" not in mine.read_text() and "M3" not in mine.read_text()


def test_a_learners_work_stays_when_it_is_opened_again(clone):
    course = sample.course(places.NOTEBOOKS / "homework")
    mine = teaching.opened(course, sample.NAME, "ada")
    mine.write_text(mine.read_text().replace("# Sums", "# My sums"))
    before = mine.read_bytes()
    assert teaching.opened(course, sample.NAME, None).read_bytes() == before
    assert texts(teaching.opened(course, sample.NAME, "bob"))["who"] == 'student("bob"); // your login'
    assert texts(mine)["title"] == "# My sums"


@pytest.mark.parametrize("words", [(), ("nothing",), (sample.NAME, "../x"), (sample.NAME, 'a"b')])
def test_a_wrong_call_says_what_there_is(clone, words):
    sample.course(places.NOTEBOOKS / "homework")
    with pytest.raises(WrongCall, match=r"sums|cannot be a login"):
        teaching.homework(*words)


def test_a_learners_copy_of_the_lessons_holds_no_solutions(clone):
    from set_up import learners_copy

    sample.course(places.NOTEBOOKS / "homework")
    (places.NOTEBOOKS / "01.ipynb").write_text("{}")
    learners_copy.bring_up_to_date()
    assert [file.name for file in places.WORK.rglob("*.ipynb")] == ["01.ipynb"]
