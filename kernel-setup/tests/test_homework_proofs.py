"""The checks of the homework are checked: right answers get all points, wrong ones fail where and as they should.

`grading/proofs/NAME/` holds for each assignment a second right answer, built differently from the model solution, and
wrong ones. A file has a section for each cell that differs from the model solution, and a wrong one begins with what is
to become of it: the test cell, its points, and a part of what its check says. Its other cells keep all their points.
"""

import re

import pytest

from grading import grade, graft, work
from grading.course import Course
from grading.store import new_run
from set_up import places

COURSE = places.NOTEBOOKS / "homework"
NAMES = sorted(path.name for path in (COURSE / "source").iterdir() if path.is_dir())
PROOFS = places.HERE / "grading" / "proofs"
KEY = "5e" * 32
EXPECTED = re.compile(r"// (\S+) (\d+) of (\d+): (.+)")
ALSO = re.compile(r"^// also (\S+) (\d+) of \d+$", re.MULTILINE)


def parts_of(name):
    return graft.parts(COURSE / "source" / name / f"{name}.ipynb")


def solutions(file):
    """The sources of the cells that a proof replaces, by grade id."""
    split = re.split(r"^// cell: (\S+)\n", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(split[1::2], (body.strip() for body in split[2::2])))


def proofs():
    return [(name, file) for name in NAMES for file in sorted((PROOFS / name).glob("wrong-*.java"))]


def identified(proof):
    return f"{proof[0]}/{proof[1].stem}"


@pytest.mark.parametrize("name", NAMES)
def test_an_assignment_can_be_released_and_has_proofs_enough(name):
    parts = parts_of(name)
    assert list(graft.problems(parts)) == []
    released = "\n".join(part.released for part in parts)
    assert [line for line in graft.hidden_lines(parts) if line in released] == []
    assert sum(part.role == "written" for part in parts) == 1
    assert (PROOFS / name / "second.java").is_file()
    assert len(list((PROOFS / name).glob("wrong-*.java"))) >= 5
    tests = {part.id for part in parts if part.role == "test"}
    assert {expected(file)[0] for file in (PROOFS / name).glob("wrong-*.java")} == tests, "each check fails somewhere"


@pytest.mark.parametrize("name", NAMES)
def test_no_two_wrong_answers_are_told_alike(name):
    told = [expected(file) for file in (PROOFS / name).glob("wrong-*.java")]
    assert len({(cell, points, message) for cell, points, _, message in told}) >= 5


def expected(file):
    cell, points, most, message = EXPECTED.match(file.read_text(encoding="utf-8").splitlines()[0]).groups()
    return cell, int(points), int(most), message.strip()


class Judges:
    """One warm referee for all proofs."""

    def __init__(self):
        self.worker = work.Worker(KEY, work.version_here(), without_sandbox=True)
        machine = self.worker.machine
        self.more = []
        self.worker.machine = lambda policy: (told := machine(policy)) | {"java": [*told["java"], *self.more]}

    def items(self, name, replaced, processors=None):
        """What each test cell comes to, by grade id."""
        self.more = [] if processors is None else [f"-XX:ActiveProcessorCount={processors}"]
        parts = parts_of(name)
        policy = grade.policy_of(Course(COURSE), name)
        request = {
            "run": new_run(),
            "assignment": name,
            "student": "ada",
            "cells": [
                grade.cell_of(part, part.id, replaced.get(part.id, part.source))
                for part in parts
                if part.kind == "code"
            ],
            "policy": policy,
            "observed": {},
        }
        outcome = self.worker.judge(request)
        assert "line" in outcome, outcome
        told = work.referee.verified(outcome["line"], KEY, request["run"])
        return {item["id"]: item for item in told["items"]}, told["cells"]


@pytest.fixture(scope="module")
def judges():
    if not work.referee_jars():
        pytest.skip("there is no referee yet: make set-up builds it")
    judges = Judges()
    yield judges
    judges.worker.stop()


def full(items):
    return {name: item["points"] for name, item in items.items()} == {n: i["max"] for n, i in items.items()}


@pytest.mark.parametrize("processors", [None, 1])
@pytest.mark.parametrize("name", NAMES)
def test_the_model_solution_gets_all_points(judges, name, processors):
    items, cells = judges.items(name, {}, processors)
    assert full(items), (items, cells)
    assert {part.id for part in parts_of(name) if part.role == "test"} == set(items)


@pytest.mark.parametrize("name", NAMES)
def test_so_does_an_answer_that_is_built_differently(judges, name):
    items, cells = judges.items(name, solutions(PROOFS / name / "second.java"))
    assert full(items), (items, cells)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_handed_out_gets_none(judges, name):
    released = {part.id: part.released for part in parts_of(name) if part.role == "solution"}
    items, cells = judges.items(name, released)
    assert sum(item["points"] for item in items.values()) == 0, (items, cells)


@pytest.mark.parametrize("proof", proofs(), ids=identified)
def test_a_wrong_answer_fails_with_a_message_of_its_own(judges, proof):
    name, file = proof
    cell, points, most, message = expected(file)
    items, cells = judges.items(name, solutions(file))
    item = items.pop(cell)
    failed = "\n".join(award["message"] for award in item["awards"] if not award["passed"])
    assert (item["points"], item["max"]) == (points, most), (item, cells)
    assert message in failed, (item, cells)
    for also, points in ALSO.findall(file.read_text(encoding="utf-8")):
        assert items.pop(also)["points"] == int(points), (also, cells)
    assert full(items), (items, cells)
