"""A small assignment and a class that hands it in, for the tests of grading; and a referee that only pretends."""

import json
import re
import sys
import time
from pathlib import Path

NAME = "sums"
SPEC = {"kernelspec": {"name": "java", "display_name": "Java", "language": "java"}, "language_info": {"name": "java"}}

TWICE = """int twice(int x) {
    /// BEGIN SOLUTION
    return 2 * x;
    /// END SOLUTION
}"""
SHOUT = """String shout(String text) {
    /// BEGIN SOLUTION
    return text.toUpperCase() + "!";
    /// END SOLUTION
}"""
TEST_TWICE = """observe("three", () -> twice(3));
/// BEGIN HIDDEN TESTS
observe("minus", () -> twice(-4711));
/// END HIDDEN TESTS
/// CHECK
award(1, "three is doubled", () -> assertThat((Object) seen("three")).as("three and three").isEqualTo(6), "01.ipynb#A");
/// BEGIN HIDDEN TESTS
award(2, "so are others", () -> assertThat((Object) seen("minus")).as("numbers may be negative").isEqualTo(-9422));
/// END HIDDEN TESTS"""
TEST_SHOUT = """observe("shout", () -> shout("hey"));
/// CHECK
award(2, "it is loud", () -> assertThat((Object) seen("shout")).isEqualTo("HEY!"), "01.ipynb#B");"""
TEST_BET = """observe("bet", bet);
/// CHECK
award(1, "the bet is made", () -> assertThat((Object) seen("bet")).isNotEqualTo(0));"""
BET = """/// BEGIN SOLUTION
int bet = 3;
/// END SOLUTION"""


def cell(name, source, grade=False, solution=False, points=None, kind="code", **metadata):
    mark = {"grade_id": name, "grade": grade, "solution": solution, "locked": not solution, "schema_version": 3}
    mark |= {"task": False} | ({} if points is None else {"points": points})
    told = {"cell_type": kind, "id": name, "metadata": {"nbgrader": mark, **metadata}, "source": source}
    return told | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def cells(test_twice=TEST_TWICE, points=3):
    bets = {"bet": {"misconception": "M3", "when": "before", "right": 3}}
    return [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Sums"},
        cell(
            "imports", "import static org.assertj.core.api.Assertions.*;\nimport static syncasync.homework.Homework.*;"
        ),
        {**cell("who", 'student("nobody"); // your login'), "metadata": {}},
        cell("bet", BET, solution=True),
        cell("bet-test", TEST_BET, grade=True, points=1, bets=bets),
        cell("twice", TWICE, solution=True),
        cell("twice-test", test_twice, grade=True, points=points),
        cell("shout", SHOUT, solution=True),
        cell("shout-test", TEST_SHOUT, grade=True, points=2),
        cell("why", "Because.", grade=True, solution=True, points=4, kind="markdown"),
    ]


def notebook(cells):
    return {"cells": cells, "metadata": SPEC, "nbformat": 4, "nbformat_minor": 5}


def write(file, told):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
    return file


def course(root, **changes):
    """A course of one assignment in this folder."""
    from grading.course import Course

    write(root / "source" / NAME / f"{NAME}.ipynb", notebook(cells(**changes)))
    return Course(root)


def answers(**texts):
    """The cells that a student has, with these answers in them by id; the others are as they were released."""
    from grading import graft

    mine = []
    for each in cells():
        mark = each["metadata"].get("nbgrader", {})
        source = graft.released(each["source"], each["cell_type"], mark.get("solution", False))
        mine.append({**each, "source": texts.get(each["id"], source)})
    return mine


RIGHT = {
    "bet": "int bet = 3;",
    "twice": "int twice(int x) { return x + x; }",
    "shout": 'String shout(String text) { return text.toUpperCase() + "!"; }',
    "why": "Since it is.",
}


def hand_in(course, student, cells, name=NAME):
    return write(course.submitted / student / NAME / f"{name}.ipynb", notebook(cells))


def pretend():
    """A referee that knows three kinds of Java: `return x + x;`, `toUpperCase`, and a number that is assigned."""
    from grading import referee

    key = json.loads(sys.stdin.readline())["key"]
    print("a line that is none of ours", flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        student = "\n".join(each["source"] for each in request["cells"] if each["role"] == "solution")
        items = []
        for each in request["cells"]:
            print(json.dumps({"run": request["run"], "at": each["id"]}), flush=True)
            if "DIE" in each["source"]:
                sys.exit(3)
            while "HANG" in each["source"]:
                time.sleep(1)
            if each["role"] == "test":
                items.append(judged(each, student, request["observed"].get(each["id"])))
        states = [{"id": each["id"], "state": "ran", "message": ""} for each in request["cells"]]
        signed = referee.sign({"run": request["run"], "items": items, "cells": states}, key)
        if "FORGE" in student:
            signed = signed.replace('"passed":false', '"passed":true')
        log = Path(sys.argv[1])
        log.write_text(
            (log.read_text() if log.exists() else "") + f"{request['student']} {sorted(request['observed'])}\n"
        )
        print(signed, flush=True)


def judged(cell, student, observed):
    first, _, second = cell["source"].partition("/// CHECK")
    if observed is None:
        observed = {}
        for key, what, number in re.findall(r'observe\("(\w+)", (?:\(\) -> )?(\w+)(?:\(([-\d]+)\))?', first):
            if what == "twice" and "x + x" in student:
                observed[key] = 2 * int(number)
            elif what == "twice" and "x * x" in student:
                observed[key] = int(number) ** 2 - int(number)
            elif what == "shout" and "toUpperCase" in student:
                observed[key] = "HEY!"
            elif what == "bet" and re.search(r"int bet = (\d+)", student):
                observed[key] = int(re.search(r"int bet = (\d+)", student)[1])
    awards = []
    for points, behaviour, rest in re.findall(r'award\((\d+), "([^"]+)", (.*)', second):
        key = re.search(r'seen\("(\w+)"\)', rest)[1]
        told = re.search(r'isEqualTo\("?([-\w!]+)"?\)', rest)
        passed = key in observed and (str(observed[key]) == told[1] if told else observed[key] != 0)
        said = re.search(r'\.as\("([^"]+)"\)', rest)
        message = f"[{said[1] if said else key}] \nexpected: {told and told[1]}\n but was: {observed.get(key)}"
        read = (re.search(r'"(\d\d\.ipynb#\w+)"', rest) or [None, None])[1]
        given = {"points": int(points) if passed else 0, "max": int(points), "behaviour": behaviour}
        awards.append({**given, "passed": passed, "message": None if passed else message, "read": read})
    return {"id": cell["id"], "awards": awards, "problem": None, "observed": observed}


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    pretend()
