"""From what was handed in to the gradebook, with a referee that only pretends: what is judged when, and what counts."""

import csv
import datetime
import json
import re
import sys
import types
from pathlib import Path

import homework_sample as sample
import pytest

from grading import bets, export, feedback, grade, referee, report, store, work
from grading.course import Course, Wrong
from set_up import places

pytest.importorskip("nbgrader", reason="it comes with requirements/grading.txt")
from grading import gradebook

NOON = datetime.datetime(2026, 12, 1, 12, tzinfo=datetime.timezone.utc)


@pytest.fixture
def course(tmp_path):
    return sample.course(tmp_path / "homework")


@pytest.fixture
def run(course, tmp_path, monkeypatch):
    """A function that grades, and the log of what the referee was asked."""
    monkeypatch.setattr(work, "SPARE_SECONDS", 0)
    log = tmp_path / "asked.txt"
    command = [sys.executable, str(Path(sample.__file__)), str(log)]

    def graded(*students, **options):
        team = grade.Alone(store.key_of(course.state), "version", command, True)
        log.write_text("")
        return grade.grade(course, sample.NAME, students, team=team, **options)

    graded.asked = lambda: log.read_text().splitlines()
    return graded


def marks(graded):
    return {name: {item["id"]: item["points"] for item in told["items"]} for name, told in graded.results.items()}


def right(course, *students, **changes):
    for student in students:
        sample.hand_in(course, student, sample.answers(**{**sample.RIGHT, **changes}))


ALL = {"bet-test": 1, "twice-test": 3, "shout-test": 2}


def test_each_gets_what_they_earned(course, run):
    right(course, "ada")
    right(course, "bob", twice="int twice(int x) { return x * x - x; }")
    sample.hand_in(course, "eve", sample.answers())
    told = marks(run())
    assert told == {"ada": ALL, "bob": {**ALL, "twice-test": 1}, "eve": dict.fromkeys(ALL, 0)}


def test_what_is_judged_is_not_judged_again(course, run):
    right(course, "ada", "bob")
    run("ada")
    assert run.asked() == ["ada []"]
    assert run().judged == ["bob"]
    assert run.asked() == ["bob []"]
    right(course, "ada", shout='String shout(String text) { return "quiet"; }')
    graded = run()
    assert graded.judged == ["ada"] and graded.changes == [("ada", "shout-test", 2, 0)]


def test_a_mended_check_costs_that_item_alone_and_no_run_of_the_students_code(course, run):
    right(course, "ada", "bob")
    before = run().results["bob"]
    mended = sample.TEST_TWICE.replace("isEqualTo(6)", "isEqualTo(7)")
    sample.course(course.root, test_twice=mended)
    graded = run()
    assert run.asked() == ["ada ['twice-test']", "bob ['twice-test']"]
    assert graded.changes == [("ada", "twice-test", 3, 2), ("bob", "twice-test", 3, 2)]
    after = graded.results["bob"]
    assert [item for item in after["items"] if item["id"] != "twice-test"] == [
        item for item in before["items"] if item["id"] != "twice-test"
    ]


def test_a_changed_observation_is_made_again(course, run):
    right(course, "ada")
    run()
    sample.course(course.root, test_twice=sample.TEST_TWICE.replace("twice(3)", "twice(4)"))
    assert run().changes == [("ada", "twice-test", 3, 2)]
    assert run.asked() == ["ada []"]


def test_one_who_hangs_or_kills_the_referee_costs_only_that_cell(course, run):
    right(course, "ada", "zoe")
    right(course, "bob", shout="DIE")
    right(course, "eve", shout="DIE", twice="DIE")
    graded = run()
    assert marks(graded)["bob"] == {**ALL, "shout-test": 0}
    assert marks(graded)["eve"] == {"bet-test": 1, "twice-test": 0, "shout-test": 0}
    assert marks(graded)["ada"] == marks(graded)["zoe"] == ALL


def test_one_who_hangs_the_referee_is_cut_off(course, run):
    right(course, "ada", shout="HANG")
    policy = course.source / sample.NAME / "policy.json"
    policy.write_text('{"limits": {"total_seconds": 1}}')
    assert marks(run()) == {"ada": {**ALL, "shout-test": 0}}


def test_a_forged_answer_does_not_count_and_is_tried_again(course, run):
    right(course, "ada", twice="int twice(int x) { return 0; } // FORGE")
    graded = run()
    assert sum(marks(graded)["ada"].values()) == 0
    assert "signature" in graded.failed["ada"]
    assert run().judged == ["ada"]


def test_a_result_that_was_tampered_with_does_not_count(course, run):
    right(course, "ada", twice="int twice(int x) { return 0; }")
    run()
    (file,) = (course.state / sample.NAME).glob("*.json")
    file.write_text(file.read_text().replace('"points":0', '"points":3'))
    graded = run()
    assert graded.judged == ["ada"] and marks(graded)["ada"]["twice-test"] == 0
    assert "does not count" in graded.told[0]


def test_a_run_cut_short_goes_on_where_it_was(course, run):
    right(course, "ada", "bob", "eve")

    class Killed(BaseException):
        pass

    def killed_after_two(student, done=[]):  # noqa: B006
        done.append(student)
        if len(done) == 2:
            raise Killed

    with pytest.raises(Killed):
        run(on_result=killed_after_two)
    (course.state / sample.NAME / ".half.json.part").write_text("{")
    assert run().judged == ["eve"]


def test_awards_count_once_and_only_what_was_positively_earned():
    part = grade.graft.Part("a", "code", "test", "", "", points=3)
    given = [{"points": 2, "passed": True}, {"points": True, "passed": True}, {"points": 1e9, "passed": True}]
    given += [{"points": -5, "passed": True}, {"points": 1, "passed": "yes"}, {"points": 1, "passed": 1}, "x"]
    assert grade.counted(part, {"awards": given})["points"] == 2
    assert grade.counted(part, {"awards": [{"points": 99, "passed": True}]})["points"] == 3
    assert grade.counted(part, {})["points"] == 0


def test_before_the_deadline_hidden_checks_do_not_run(course, run):
    right(course, "ada")
    course.set_due(sample.NAME, "2026-12-01T13:30:00+01:00")
    with pytest.raises(Wrong, match="Hidden checks wait until then"):
        run(clock=NOON)
    assert run.asked() == []
    assert run(clock=NOON, now=True).judged == ["ada"]
    assert run(clock=NOON + datetime.timedelta(hours=1)).judged == []


@pytest.mark.parametrize("text, said", [("2026-12-01T12:00", "without a time zone"), ("soon", "has to look like")])
def test_a_deadline_has_a_time_zone(course, text, said):
    with pytest.raises(Wrong, match=said):
        course.set_due(sample.NAME, text)


def test_a_notebook_that_cannot_be_read_gets_nothing_and_takes_nobody_with_it(course, run):
    right(course, "ada")
    (sample.hand_in(course, "bob", [])).write_text("{")
    (course.submitted / "ann" / sample.NAME).mkdir(parents=True)
    (course.submitted / "=1+1" / sample.NAME).mkdir(parents=True)
    graded = run()
    assert marks(graded) == {"ada": ALL, "ann": dict.fromkeys(ALL, 0), "bob": dict.fromkeys(ALL, 0)}
    assert "not JSON" in graded.results["bob"]["unreadable"]
    assert "'=1+1' is left out" in graded.told[0]
    assert run().judged == []


def book_of(course, graded, due=None, address=None):
    with gradebook.opened(course, address) as book:
        report.write_all(book, course, sample.NAME, graded, due)
        return {
            (grade.student.id, grade.name): (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for submission in book.assignment_submissions(sample.NAME)
            for grade in submission.notebooks[0].grades
        }


def test_the_gradebook_has_every_mark_and_what_waits_for_a_person(course, run):
    right(course, "ada")
    right(course, "bob", why="YOUR ANSWER HERE", shout="DIE")
    told = book_of(course, run())
    assert told["ada", "twice-test"] == (3, None, False)
    assert told["ada", "why"] == (None, None, True)
    assert told["bob", "shout-test"] == (0, None, False)
    assert told["bob", "why"] == (0, None, False)


def test_marks_by_hand_stay_when_a_check_is_mended(course, run, tmp_path):
    from grading import main

    right(course, "ada")
    book_of(course, run())
    by_hand = tmp_path / "marks.csv"
    by_hand.write_text("student,item,points,comment\nada,why,3.5,Nearly <all> of it\n")
    with gradebook.opened(course) as book:
        assert list(main.marks_by_hand(book, course, sample.NAME, by_hand)) == ["1 mark by hand"]
    sample.course(course.root, test_twice=sample.TEST_TWICE.replace("isEqualTo(6)", "isEqualTo(7)"))
    told = book_of(course, run())
    assert told["ada", "why"] == (None, 3.5, False) and told["ada", "twice-test"] == (2, None, False)
    page = (course.feedback / "ada" / sample.NAME / f"{sample.NAME}.html").read_text()
    assert "8.5 of 10" in page and "Nearly &lt;all&gt; of it" in page


def test_a_mark_by_hand_in_place_of_the_machines_is_on_the_page_with_its_comment(course, run, tmp_path):
    from grading import main

    right(course, "ada", twice="int twice(int x) { return 7; }")
    book_of(course, run())
    sheet = rows(course.reports / sample.NAME / "to-mark.csv")
    assert sheet[1][:4] == ["ada", "why", "", ""] and sheet[1][4], "what waits, with the answer beside it"
    by_hand = tmp_path / "marks.csv"  # as a spreadsheet of another country writes it; one line is not filled in yet
    by_hand.write_text("student;item;points;comment\nada;twice-test;1,5;Half right\nada;why;;\n")
    with gradebook.opened(course) as book:
        assert list(main.marks_by_hand(book, course, sample.NAME, by_hand)) == ["1 mark by hand"]
    told = book_of(course, run())
    assert told["ada", "twice-test"][1] == 1.5 and told["ada", "why"][1] is None
    page = (course.feedback / "ada" / sample.NAME / f"{sample.NAME}.html").read_text()
    assert "twice-test: 1.5 of 3" in page and "by hand, in place of 0. Half right" in page


def test_a_sheet_of_other_columns_is_refused(course, run, tmp_path):
    from grading import main

    right(course, "ada")
    book_of(course, run())
    file = tmp_path / "marks.csv"
    file.write_text("name,mark\nada,1\n")
    with gradebook.opened(course) as book, pytest.raises(Wrong, match="columns student, item, points, comment"):
        list(main.marks_by_hand(book, course, sample.NAME, file))


def test_another_gradebook_than_last_time_is_told(course):
    from grading import main

    told = [main.is_another(course, address) for address in (None, None, "sqlite:///other.db", None)]
    assert told == [False, False, True, True]


def test_who_is_graded_alone_is_in_tables_with_all_others(course, run):
    right(course, "ada", "bob")
    book_of(course, run())
    right(course, "ada", shout="String shout(String text) { return null; }")
    book_of(course, run("ada"))
    assert [row[5] for row in rows(course.reports / sample.NAME / "marks.csv")[1:]] == ["4", "6"]


@pytest.mark.parametrize(
    "line", ["ada,why,5,", "ada,why,-1,", "ada,why,nan,", "ada,what,1,", "eve,why,1,", "ada,why,x,"]
)
def test_a_mark_by_hand_that_cannot_be_right_is_refused(course, run, tmp_path, line):
    from grading import main

    right(course, "ada")
    book_of(course, run())
    by_hand = tmp_path / "marks.csv"
    by_hand.write_text(f"student,item,points,comment\nada,why,1,fine\n{line}\n")
    with gradebook.opened(course) as book, pytest.raises(Wrong, match=r"line 3.*Nothing was written"):
        list(main.marks_by_hand(book, course, sample.NAME, by_hand))
    assert book_of(course, run())["ada", "why"] == (None, None, True)


def test_a_new_item_and_a_lost_one_are_followed_while_there_are_submissions(course, run):
    right(course, "ada")
    book_of(course, run())
    file = course.source / sample.NAME / f"{sample.NAME}.ipynb"
    told = json.loads(file.read_text())
    told["cells"] = [each for each in told["cells"] if each["id"] != "bet-test"]
    told["cells"].append(sample.cell("again-test", sample.TEST_SHOUT, grade=True, points=2))
    sample.write(file, told)
    after = book_of(course, run())
    assert after["ada", "again-test"] == (2, None, False) and ("ada", "bet-test") not in after


def rows(file):
    with open(file, encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def test_the_tables_of_other_systems(course, run):
    right(course, "ada")
    right(course, "bob", bet="int bet = 4;", shout="String shout(String text) { return null; }")
    (course.root / "students.csv").write_text(
        "login,first_name,last_name,email,canvas_id\nada,Ada,Lovelace,ada@example.org,17\nzoe,Zoe,Null,,\n"
    )
    course.set_due(sample.NAME, "2020-01-01T00:00:00+00:00")
    book_of(course, run(), course.due(sample.NAME))
    folder = course.reports / sample.NAME
    assert rows(folder / "canvas.csv") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "sums"],
        ["    Points Possible", "", "", "", "", "10"],
        ["Lovelace, Ada", "17", "", "ada", "", "6"],
        ["bob", "", "", "bob", "", "4"],
    ]
    assert rows(folder / "moodle.csv")[1] == [
        "ada",
        "ada@example.org",
        "6",
        "Nothing was missed in what is judged by tests.",
    ]
    assert rows(folder / "moodle.csv")[2][3].startswith("Missed: it is loud")
    table = rows(folder / "marks.csv")
    assert table[0] == [
        "student",
        "bet-test",
        "twice-test",
        "shout-test",
        "why",
        "score",
        "max_score",
        "late",
        "remark",
    ]
    assert table[1][:7] == ["ada", "1", "3", "2", "", "6", "10"] and table[1][7].startswith("late by ")
    assert table[3] == ["zoe", "", "", "", "", "", "10", "", "nothing was handed in"]
    nbgraders = {row[3]: row for row in rows(folder / "nbgrader.csv")[1:]}
    assert nbgraders.keys() == {"ada", "bob"}
    assert nbgraders["ada"][4:7] == ["Lovelace", "Ada", "ada@example.org"] and nbgraders["ada"][9:] == ["6.0", "10.0"]
    assert rows(folder / "bets.csv")[1] == ["M3", "calls awaited in a row overlap", "before", "2", "1", "0.50", "4 (1)"]
    assert "<svg" in (folder / "bets.html").read_text()


def test_the_same_submissions_graded_twice_give_the_same_bytes(course, run, tmp_path):
    other = Course(tmp_path / "again")
    sample.course(other.root)
    right(course, "ada", "bob", "eve")
    book_of(course, run())
    names = ["marks.csv", "canvas.csv", "moodle.csv", "bets.csv", "bets.html"]
    first = [(course.reports / sample.NAME / name).read_bytes() for name in names]
    pages = [file.read_bytes() for file in sorted(course.feedback.rglob("*.html"))]
    for file in (course.state / sample.NAME).glob("*.json"):
        file.unlink()
    assert len(run().judged) == 3
    book_of(course, run())
    assert [(course.reports / sample.NAME / name).read_bytes() for name in names] == first
    assert [file.read_bytes() for file in sorted(course.feedback.rglob("*.html"))] == pages


def page_of(course, graded, student):
    return feedback.page(sample.NAME, student, graded.parts, graded.results[student])


def test_feedback_says_what_failed_and_what_to_read_and_nothing_hidden(course, run):
    wrong = {"twice": "int twice(int x) { return x * x - x; } // <script>", "shout": "String shout(String t) { }"}
    right(course, "ada", bet="int bet = 5;", **wrong)
    graded = run()
    page = page_of(course, graded, "ada")
    assert "so are others" in page and "numbers may be negative" in page
    assert "9422" not in page.replace("22197410", "")  # what the hidden check expects
    assert "twice(-4711)" not in page and "BEGIN HIDDEN" not in page
    assert not [line for line in grade.graft.hidden_lines(graded.parts) if line in page]
    assert "Read again: 01, B<" in page, "nobody has said where the lessons are"
    linked = feedback.page(sample.NAME, "ada", graded.parts, graded.results["ada"], lessons="https://x.org/n/")
    assert '<a href="https://x.org/n/01.ipynb#B">01, B</a>' in linked
    assert "&lt;script&gt;" in page and "<script>" not in page


def test_a_page_is_the_same_once_results_are_read_from_their_files(course, run):
    line = referee.sign({"run": "r", "items": [{"three": 7, "minus": 7}]}, "ab" * 32)
    assert list(referee.verified(line, "ab" * 32, "r")["items"][0]) == ["three", "minus"], "as they were observed"
    right(course, "ada", twice="int twice(int x) { return 7; }")
    assert page_of(course, run(), "ada") == page_of(course, run(), "ada")


def test_a_notebook_that_is_signed_by_another_name_is_told(course, run):
    cells = sample.answers(**sample.RIGHT)
    grade.graft.sign(cells, "eve")
    sample.hand_in(course, "ada", cells)
    graded = run()
    assert "signed eve" in page_of(course, graded, "ada")
    grade.graft.sign(cells, "ada")
    sample.hand_in(course, "ada", cells)
    assert "signed" not in page_of(course, run(), "ada")


def test_a_table_holds_no_formula(tmp_path):
    export.write(tmp_path / "a.csv", [["=1+1", "ok", "@x"]])
    assert (tmp_path / "a.csv").read_text() == "'=1+1,ok,'@x\n"


def test_bets_before_and_after():
    part = grade.graft.Part("a", "code", "test", "", "")
    part.cell = {"metadata": {"bets": {"p": {"misconception": "M10", "when": "before", "right": 3}}}}
    answer = grade.graft.Part("bet", "code", "solution", "", "")
    told = [({"p": 3}, {"bet"}), ({"p": 1}, {"bet"}), ({"p": 1}, {"bet"}), ({}, {"bet"}), (None, {"bet"})]
    told.append(({"p": 1}, set()))  # left as it was handed out
    results = [{"items": [{"id": "a", "observed": seen}], "changed": changed} for seen, changed in told]
    right, wrong = bets.counted([answer, part], results)
    assert [row[2:] for row in bets.table(right, wrong)[1:]] == [
        ["before", 3, 1, "0.33", "1 (2)"],
        ["after", 0, 0, "", ""],
    ]


def test_a_policy_adds_to_lists_and_replaces_values():
    house = {"allow": ["a"], "limits": {"threads": 5, "heap": "1m"}, "explorer": False}
    more = {"allow": ["b", "a"], "limits": {"threads": 9}, "explorer": True}
    both = {"allow": ["a", "b"], "limits": {"threads": 9, "heap": "1m"}, "explorer": True}
    assert grade.merged(house, more) == both


def test_a_referees_answer_is_read_by_its_signature_alone():
    key, other = "ab" * 32, "cd" * 32
    line = referee.sign({"run": "r", "items": [1.0, 1e10, "ü"]}, key)
    assert referee.verified(line, key, "r")["items"] == [1.0, 1e10, "ü"]
    for bad in (line.replace("1.0", "2.0"), line[:-1], "{}", referee.sign({"run": "r"}, other)):
        with pytest.raises(referee.Forged):
            referee.verified(bad, key, "r")
    with pytest.raises(referee.Forged, match="another question"):
        referee.verified(line, key, "s")


def test_a_bet_whose_right_answer_differs_from_student_to_student_is_right_where_its_award_is_earned():
    part = types.SimpleNamespace(id="t", role="test")
    bet = {"misconception": "M2", "when": "before", "award": "waits overlap"}
    part.cell = {"metadata": {"bets": {"p": [bet, {**bet, "misconception": "M7", "right": 3, "award": "other"}]}}}
    earned = [{"behaviour": "waits overlap", "passed": True}]
    missed = [{"behaviour": "waits overlap", "passed": False}]
    answers = [(300, earned), (900, missed), ({"took": 900}, missed)]
    results = [
        {"items": [{"id": "t", "observed": {"p": it}, "awards": awards}], "changed": []} for it, awards in answers
    ]
    right, wrong = bets.counted([part], results)
    assert bets.table(right, wrong)[1][2:] == ["before", 3, 1, "0.33", "900 (1)"]
    assert bets.table(right, wrong)[3][2:5] == ["before", 3, 0]


@pytest.mark.parametrize(
    "source", sorted((places.NOTEBOOKS / "homework" / "source").glob("*/*.ipynb")), ids=lambda it: it.stem
)
def test_each_bet_of_an_assignment_names_what_its_cell_observes_and_awards(source):
    cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
    found = 0
    for cell in cells:
        text = "".join(cell["source"])
        for key, named in cell["metadata"].get("bets", {}).items():
            for bet in named if isinstance(named, list) else [named]:
                found += 1
                assert f'observe("{key}"' in text
                assert re.search(rf'award\(\d+, "{re.escape(bet["award"])}"', text), bet["award"]
    assert found >= 3


def test_every_class_of_ours_that_the_referee_uses_counts_in_what_a_mark_depends_on():
    sources = (places.HERE / "referee" / "src" / "main").rglob("*.java")
    used = {name for file in sources for name in re.findall(r"^import (syncasync[.a-z]+\w+)", file.read_text(), re.M)}
    assert "syncasync.kernel.CellText" in used
    for name in used:
        file = Path("java", *name.split(".")).with_suffix(".java")
        assert any((folder / file).is_file() for folder in work.code()), name
