"""A learner's dry run: what would be handed in, what is missing, and what the tests that they can see say.

It is their own code on their own machine, so there is no sandbox. Hidden tests are not run.
"""

import json

from grading import grade, graft, notebook, work
from grading.store import new_run


def dry_run(course, assignment, mine, login):
    source = parts_of(course, assignment, mine)
    try:
        cells = notebook.parse(notebook.content(str(mine)))
    except notebook.Unreadable as why:
        print(f"{mine}: {why}")
        return 1
    grafted = graft.graft(source, cells)
    login = login or graft.login(cells) or "nobody"
    print(f"Would be handed in: {mine}")
    missing = 0
    for part in source:
        if part.answered:
            state = "yours" if part.id in grafted.changed else "as it was handed out"
            if part.id not in grafted.handed_in:
                state = "missing"
            missing += state != "yours"
            print(f"  {part.id}: {state}")
        for note in grafted.notes.get(part.id, []):
            print(f"    {part.id}: {note}")
    if login == "nobody":
        print('Your login is not in it yet: make homework ARGS="NAME login"')
    request = {
        "run": new_run(),
        "assignment": assignment,
        "student": login,
        "cells": [
            grade.cell_of(part, name, text) for part, name, text in grafted.cells if part is None or part.kind == "code"
        ],
        "policy": grade.policy_of(course, assignment),
        "observed": {},
        "dry": True,
    }
    outcome = work.judge(request | {"limits": request["policy"]["limits"]}, "00" * 32, work.version_here(), None, True)
    work.end()
    if "failed" in outcome:
        print(f"The tests could not be run: {outcome['failed']}.")
        return 1
    told = json.loads(outcome["line"])
    show(source, told)
    if missing:
        print(f"{missing} answer{'s are' if missing > 1 else ' is'} not yours yet.")
    return 0  # what is missing is told; nothing went wrong


def parts_of(course, assignment, mine):
    """The assignment as a learner may know it: as released, or made from its source without what is hidden."""
    released = course.release / assignment / f"{assignment}.ipynb"
    file = released if released.is_file() else course.source / assignment / f"{assignment}.ipynb"
    parts = graft.parts(file if file.is_file() else mine)
    for part in parts:
        part.source = part.released if file != released else part.source
        part.released = part.source
    return parts


def show(source, told):
    items = {item["id"]: item for item in told["items"]}
    states = {cell["id"]: cell for cell in told.get("cells", [])}
    for name, cell in states.items():
        if cell.get("state") not in ("ran", None):
            print(f"  {name}: {cell['state']}. {cell.get('message') or ''}".rstrip())
    earned = seen = 0
    print("The tests that you can see:")
    for part in (part for part in source if part.role == "test"):
        item = items.get(part.id, {})
        for award in item.get("awards", []):
            good = award.get("passed") is True
            earned, seen = earned + (award.get("points", 0) if good else 0), seen + award.get("max", 0)
            print(f"  {'✓' if good else '✗'} {part.id}: {award.get('behaviour')}")
            if not good and award.get("message"):
                print("      " + str(award["message"]).strip().replace("\n", "\n      "))
            if not good and award.get("read"):
                print(f"      Read again: {award['read']}")
        if not item.get("awards"):
            print(f"  ✗ {part.id}: {item.get('problem') or 'no check came to a result'}")
    most = sum(part.points for part in source if part.role == "test")
    hidden = f"; {most - seen:g} more are judged by tests that you do not see" if most > seen else ""
    print(f"{earned:g} of {seen:g} points{hidden}.")
    by_person = sum(part.points for part in source if part.role == "written")
    if by_person:
        print(f"A person reads the rest, {by_person:g} points.")
