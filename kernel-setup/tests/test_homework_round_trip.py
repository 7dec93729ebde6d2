"""A class hands in, and a hostile one: from notebooks to marks and pages, by the real referee in the sandbox."""

import csv
import json
import os
import re
import subprocess
import time
from pathlib import Path

import homework_sample as sample
import pytest

from grading import feedback, grade, report, sandbox, store, work
from set_up import places
from set_up.jdk import NoJdk, find

pytest.importorskip("nbgrader", reason="it comes with requirements/grading.txt")
from grading import gradebook

pytestmark = pytest.mark.set_up
RIGHT = sample.RIGHT
QUICK = {"limits": {"cell_seconds": 4, "total_seconds": 60}}


@pytest.fixture(scope="module", autouse=True)
def ready():
    try:
        jdk = find()
    except NoJdk as none:
        pytest.skip(str(none))
    if not work.referee_jars():
        pytest.skip("The referee is not built.")
    limits = json.loads((places.HERE / "grading" / "policy.json").read_text())["limits"]
    missing = sandbox.what_is_missing(jdk, work.library_jars(), limits)
    if missing:
        pytest.skip(missing)


def twice(body):
    return {**RIGHT, "twice": f"int twice(int x) {{ {body} }}"}


def doubled(cells):
    return [*cells, *({**each, "id": f"{each['id']}-2"} for each in cells)]


def retagged(cells):
    for each in cells:
        if each["id"].endswith("-test"):
            each["metadata"]["nbgrader"] |= {"grade": False, "solution": True, "locked": False, "points": 100}
            each["source"] = "100"
    return cells


def without(cells, *names):
    return [each for each in cells if each["id"] not in names]


# What each has handed in, and beside it the marks: for the bet (1), for twice (1 + 2), for shout (2).
CLASS = {
    "right": (sample.answers(**RIGHT), (1, 3, 2)),
    "wrong": (
        sample.answers(
            bet="int bet = 0;", twice="int twice(int x) { return x; }", shout="String shout(String t) { return t; }"
        ),
        (0, 0, 0),
    ),
    "partly": (sample.answers(**twice("return Math.abs(2 * x);")), (1, 1, 2)),
    "compiles-not": (sample.answers(**twice("retrun 2 * x;")), (1, 0, 2)),
    "loops": (sample.answers(**twice("while (true) {}")), (1, 0, 2)),
    "throws": (
        sample.answers(**twice('if (x < 0) throw new IllegalStateException("negative"); return 2 * x;')),
        (1, 1, 2),
    ),
    "exits": (sample.answers(**twice("System.exit(0); return 2 * x;")), (1, 0, 2)),
    "eats-memory": (
        sample.answers(**twice("var all = new ArrayList<long[]>(); while (true) all.add(new long[1_000_000]);")),
        (1, 0, 2),
    ),
    "forks": (
        sample.answers(
            **twice('try { new ProcessBuilder("sleep", "99").start(); } catch (Exception e) {} return 2 * x;')
        ),
        (1, 0, 2),
    ),
    "doubles": (doubled(without(sample.answers(**RIGHT), "bet", "shout-test")), (0, 3, 2)),
    "retags": (retagged(sample.answers(**twice("return 0;"))), (1, 0, 2)),
    "empty": ([], (0, 0, 0)),
}
ITEMS = ("bet-test", "twice-test", "shout-test")


def marks(result):
    points = {item["id"]: item["points"] for item in result["items"]}
    return tuple(points[name] for name in ITEMS)


def course_in(folder):
    course = sample.course(folder)
    (course.source / sample.NAME / "policy.json").write_text(json.dumps(QUICK))
    return course


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class, graded by two workers, with all that is written."""
    course = course_in(tmp_path_factory.mktemp("class") / "homework")
    for student, (cells, _) in CLASS.items():
        sample.hand_in(course, student, cells)
    team = grade.Dask(store.key_of(course.state), work.version_here(), workers=2)
    done = grade.grade(course, sample.NAME, team=team)
    with gradebook.opened(course) as book:
        report.write_all(book, course, sample.NAME, done, None)
    return course, done


@pytest.mark.parametrize("student", CLASS)
def test_each_of_the_class_has_the_mark_stated_beside_the_submission(graded, student):
    _, done = graded
    assert done.failed == {}
    assert marks(done.results[student]) == CLASS[student][1], done.results[student]


def test_the_class_has_its_tables_and_pages(graded):
    course, _ = graded
    folder = course.reports / sample.NAME
    with open(folder / "marks.csv", encoding="utf-8", newline="") as lines:
        table = {row["student"]: tuple(int(row[name]) for name in ITEMS) for row in csv.DictReader(lines)}
    assert table == {student: expected for student, (_, expected) in CLASS.items()}
    for name in ("canvas.csv", "moodle.csv", "nbgrader.csv"):
        assert len((folder / name).read_text().splitlines()) >= len(CLASS) + 1
    assert len(list(course.feedback.rglob("*.html"))) == len(CLASS)


def test_no_page_of_the_class_tells_what_is_hidden(graded):
    course, done = graded
    secret = [line for line in grade.graft.hidden_lines(done.parts) if "4711" in line or "9422" in line]
    assert secret
    for page in course.feedback.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not [line for line in secret if line in text]
        assert "-9422" not in text or page.parent.parent.name in ("wrong", "right")


def test_a_graded_class_is_not_graded_again(graded):
    course, done = graded

    class Nobody:
        version = work.version_here()

        def judge(self, jobs):
            assert jobs == []
            return []

    again = grade.grade(course, sample.NAME, team=Nobody())
    assert again.judged == [] and again.results == done.results


# Each attack, as an answer to `twice`; all else is as in a right submission. None may earn what `twice` is worth.
ATTACKS = dict(
    (name, text.strip())
    for name, _, text in (
        section.partition("\n")
        for section in Path(__file__).with_name("homework_attacks.java").read_text().split("// attack: ")[1:]
    )
)
ATTACKS["nests without end"] = f"int twice(int x) {{ return {'(' * 5_000}0{')' * 5_000}; }}"
ATTACKS["is 90,000 characters long"] = f"int twice(int x) {{ return 0{' + x' * 22_000}; }}"
# What "looks for the hidden input" is right about.
EARNED = {"looks for the hidden input": 1}


def login(attack):
    return re.sub(r"\W+", "-", attack)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """All attacks, and an innocent submission before, among and after them, judged by one and the same referee."""
    course = course_in(tmp_path_factory.mktemp("attacks") / "homework")
    for attack, text in ATTACKS.items():
        sample.hand_in(course, login(attack), sample.answers(**{**RIGHT, "twice": text}))
    for innocent in ("aaa", "mmm", "zzz"):
        sample.hand_in(course, innocent, sample.answers(**RIGHT))
    victim = course.submitted / "linked" / sample.NAME
    victim.mkdir(parents=True)
    (victim / f"{sample.NAME}.ipynb").symlink_to(course.submitted / "aaa" / sample.NAME / f"{sample.NAME}.ipynb")
    team = grade.Alone(store.key_of(course.state), work.version_here())
    took, last = {}, [time.monotonic()]

    def clock(student):
        took[student] = time.monotonic() - last[0]
        last[0] = time.monotonic()

    return course, grade.grade(course, sample.NAME, team=team, on_result=clock), took


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_gains_nothing(attacked, attack):
    _, done, _ = attacked
    bet, worth, shout = marks(done.results[login(attack)])
    assert worth <= EARNED.get(attack, 0)
    assert (bet, shout) in ((1, 2), (1, 0), (0, 2), (0, 0))


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_costs_only_its_own_item(attacked, attack):
    _, done, _ = attacked
    assert marks(done.results[login(attack)])[0] == 1, done.results[login(attack)]["cells"]


@pytest.mark.parametrize("innocent", ["aaa", "mmm", "zzz"])
def test_an_attack_harms_no_other_submission(attacked, innocent):
    _, done, _ = attacked
    assert marks(done.results[innocent]) == (1, 3, 2)


def test_a_link_to_anothers_notebook_is_no_answer(attacked):
    _, done, _ = attacked
    assert marks(done.results["linked"]) == (0, 0, 0)
    assert "links are not followed" in done.results["linked"]["unreadable"]


def test_no_attack_survives(attacked):
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert "sleep 4711" not in listed
    mine = [
        line for line in listed.splitlines() if "syncasync.referee.StudentMain" in line and str(os.getpid()) in line
    ]
    assert mine == []


def test_no_attacks_page_tells_what_is_hidden(attacked):
    _, done, _ = attacked
    for student, result in done.results.items():
        page = feedback.page(sample.NAME, student, done.parts, result)
        assert "twice(-4711)" not in page and "isEqualTo(-9422)" not in page
        assert len(page) < 300_000
