"""The verbs release and grade, in the environment that the set-up has made; teaching.py calls them."""

import argparse
import contextlib
import csv
import io
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from set_up import files, places

sys.path.append(str(places.GRADING))

from grading import course as courses
from grading import grade as grading
from grading import gradebook, graft, notebook, report, work
from grading import release as releasing
from grading.store import key_of


def release(arguments):
    words = parser("release", "the students' version of assignments")
    words.add_argument("assignments", nargs="*", help="all of them where none is named")
    words.add_argument("--due", metavar="TIME", help="the deadline with its zone: 2026-12-01T23:59:00+01:00")
    told = words.parse_args(arguments)
    course = courses.Course(told.course)
    for assignment in told.assignments or course.assignments():
        course.notebook(assignment)
        if told.due:
            course.set_due(assignment, told.due)
        for line in releasing.release(course, assignment, told.gradebook):
            print(line)
        due = course.due(assignment)
        print(f"Due: {due.isoformat(sep=' ')}" if due else "No deadline: --due TIME sets one.")


def grade(arguments):
    words = parser("grade", "judge what was handed in; what is judged and unchanged is not judged again")
    words.add_argument("assignments", nargs="*", help="all that somebody has handed in, where none is named")
    words.add_argument("--student", action="append", help="this one alone; may be said more than once")
    words.add_argument("--now", action="store_true", help="before the deadline, too")
    words.add_argument("--workers", type=int, metavar="N", help="so many side by side; all cores where it is not said")
    words.add_argument("--scheduler", metavar="ADDRESS", help="the workers of a Dask scheduler: tcp://host:8786")
    words.add_argument("--worker", metavar="ADDRESS", help="be a worker of this scheduler, and nothing else")
    words.add_argument("--serve", metavar="HOST:PORT", help="be a scheduler for workers elsewhere, and nothing else")
    words.add_argument("--by-hand", metavar="FILE", help="a CSV with student, item, points, comment: a person's marks")
    words.add_argument("--similar", action="store_true", help="a report of answers that resemble each other")
    words.add_argument("--without-sandbox", action="store_true", help="run submissions with all that you may do")
    told = words.parse_args(arguments)
    if told.worker:
        return be("worker", told.worker, "--nworkers", str(grading.cores()), "--nthreads", "1", "--memory-limit", "0")
    if told.serve:
        host, _, port = told.serve.rpartition(":")
        return be("scheduler", "--host", host or "127.0.0.1", "--port", port)
    course = courses.Course(told.course)
    handed_in = [name for name in course.assignments() if course.students(name)[0]]
    if not told.assignments and not handed_in:
        raise courses.Wrong(f"Nothing was handed in: {course.submitted}/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb is empty.")
    failed = 0
    with alone(course):
        for assignment in told.assignments or handed_in:
            failed += grade_one(course, assignment, told)
    return 1 if failed else 0


def grade_one(course, assignment, told):
    course.notebook(assignment)
    if told.by_hand:
        with gradebook.opened(course, told.gradebook) as book:
            for line in marks_by_hand(book, course, assignment, told.by_hand):
                print(line)
    there, _ = course.students(assignment)
    progress = grading.Progress(len(told.student or there))
    given = (key_of(course.state), work.version_here(), None, told.without_sandbox)
    team = grading.Dask(*given, workers=told.workers, scheduler=told.scheduler)
    print(f"{assignment}: {progress.total} submission{'s' * (progress.total != 1)}")
    graded = grading.grade(
        course, assignment, told.student, told.now, team=team, on_result=lambda student: progress.step()
    )
    with gradebook.opened(course, told.gradebook) as book:
        lines = report.write_all(book, course, assignment, graded, course.due(assignment))
    print(f"{len(graded.judged)} judged, {len(graded.results) - len(graded.judged)} unchanged since they were")
    if is_another(course, told.gradebook):
        print("This is another gradebook than last time: marks by hand count where they are, and not here.")
    for student, item, before, after in sorted(graded.changes, key=lambda change: change[:2]):
        old = "new" if before is None else f"{before:g}"
        print(f"  {student}, {item}: {old} → {after:g}")
    for line in [*graded.told, *lines]:
        print(line)
    for student, why in graded.failed.items():
        print(f"  {student} is not judged: {why}. The next run tries again.")
    if told.similar:
        from grading import similar

        print(similar.report(course, assignment, graded))
    return len(graded.failed)


def is_another(course, address):
    """Whether the last grading wrote another gradebook, which may have marks by hand that this one has not."""
    file, now = course.state / "gradebook", grading.digest(address or "gradebook.db")
    last = file.read_text(encoding="ascii") if file.is_file() else now
    files.keep(file, now.encode())
    return last != now


def marks_by_hand(book, course, assignment, file):
    """Reads a person's marks. All of them, or none: a line that cannot be right stops it before anything is written."""
    parts_of_it = grading.source_of(course, assignment)
    parts = {part.id: part for part in parts_of_it if part.role in ("test", "written")}
    try:
        data = notebook.text(Path(file).read_bytes())
    except (OSError, notebook.Unreadable) as broken:
        raise courses.Wrong(f"{file} cannot be read: {broken}") from None
    heads = data.split("\n", 1)[0]
    rows = list(csv.DictReader(io.StringIO(data), delimiter=";" if heads.count(";") > heads.count(",") else ","))
    if rows and not {"student", "item", "points"} <= rows[0].keys():
        raise courses.Wrong(f"{file} has to have the columns student, item, points, comment. Nothing was written.")
    marks, there = [], course.students(assignment)[0]
    above = graft.answer_above(parts_of_it)
    for number, row in enumerate(rows, 2):
        student, item, points = (str(row.get(name) or "").strip() for name in ("student", "item", "points"))
        if not points:
            continue  # not marked yet
        points = points.replace(",", ".")
        if student not in there:
            raise courses.Wrong(f"{file}, line {number}: {student!r} has handed in nothing. Nothing was written.")
        if item not in parts:
            items = ", ".join(parts)
            raise courses.Wrong(f"{file}, line {number}: no item {item!r}. There are: {items}. Nothing was written.")
        try:
            score = float(points)
        except ValueError:
            score = -1
        if not 0 <= score <= parts[item].points:
            most = parts[item].points
            raise courses.Wrong(
                f"{file}, line {number}: {points!r} is not between 0 and {most:g}. Nothing was written."
            )
        marks.append((student, item, score, row.get("comment") or ""))
    for mark in marks:
        try:
            gradebook.give(book, assignment, *mark, above)
        except gradebook.MissingEntry:
            raise courses.Wrong(f"{mark[0]} has not been graded yet: run `make grade` first.") from None
    yield f"{len(marks)} mark{'s' * (len(marks) != 1)} by hand"


def be(what, *arguments):
    """Dask's own worker or scheduler, until it is interrupted."""
    words = [sys.executable, "-m", f"distributed.cli.dask_{what}", *arguments, "--no-dashboard"]
    os.execve(words[0], words, {**os.environ, "PYTHONPATH": f"{places.HERE}{os.pathsep}{places.GRADING}"})


@contextlib.contextmanager
def alone(course):
    """One grading at a time in a course: it alone writes the gradebook."""
    import fcntl

    course.state.mkdir(parents=True, exist_ok=True)
    with open(course.state / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise courses.Wrong("Another grading of this course is at work. Wait until it has ended.") from None
        yield


def parser(verb, what):
    words = argparse.ArgumentParser(prog=f"make {verb}", description=what)
    words.add_argument("--course", type=Path, metavar="FOLDER", help="another course than notebooks/homework")
    words.add_argument("--gradebook", metavar="ADDRESS", help="postgresql+psycopg2://…, in place of gradebook.db")
    return words


def main(verb, *arguments):
    try:
        return {"release": release, "grade": grade}[verb](arguments) or 0
    except courses.Wrong as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted. What is graded stays; the next run goes on from here.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
