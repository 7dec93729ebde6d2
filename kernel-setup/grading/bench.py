"""Measures grading: our time for a submission beside that of stock nbgrader, on the same submissions in the same run.

`make bench ARGS="homework --submissions 100 --stock 10"` grades a hundred, and ten of them by nbgrader, too.
"""

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from set_up import places

sys.path.append(str(places.GRADING))

from grading import grade as grading
from grading import gradebook, graft, notebook, report, store, work
from grading import release as releasing
from grading.course import Course

PROOFS = places.HERE / "grading" / "proofs"


def handed_in(course, assignment, count):
    """Submissions: the model solution, another right one and the wrong ones of proofs/, over and over."""
    source = course.notebook(assignment)
    answers = [{}, *(sections(file) for file in sorted((PROOFS / assignment).glob("*.java")))]
    for number in range(count):
        told = json.loads(source.read_text(encoding="utf-8"))
        for at, cell in enumerate(told["cells"], 1):
            part = graft.of(notebook.of(cell), at, cell)
            if part.answered:
                cell["source"] = answers[number % len(answers)].get(part.id, solved(part.source))
            else:
                cell["source"] = part.released
        file = course.submitted / f"s{number:03}" / assignment / f"{assignment}.ipynb"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def sections(file):
    """The cells of a kept solution, which begin with a line `// cell: ID`."""
    pieces = file.read_text(encoding="utf-8").split("// cell: ")[1:]
    return {name.strip(): text.strip() for name, _, text in (piece.partition("\n") for piece in pieces)}


def solved(source):
    marks = graft.SOLUTION
    return "\n".join(line for line in source.split("\n") if not any(mark in line for mark in marks))


def ours(course, assignment, workers):
    """Seconds for all of them, from notebooks to tables, start and end of the workers included."""
    began = time.monotonic()
    team = grading.Dask(store.key_of(course.state), work.version_here(), workers=workers)
    graded = grading.grade(course, assignment, team=team)
    with gradebook.opened(course) as book:
        report.write_all(book, course, assignment, graded, None)
    if graded.failed:
        raise SystemExit(f"not judged: {graded.failed}")
    return time.monotonic() - began


def stock(course, assignment, count):
    """Seconds for the first of them by nbgrader's own autograder and feedback."""
    with contextlib.suppress(OSError):
        (course.root / "gradebook.db").unlink()
    settings = [
        "c = get_config()",
        f"c.CourseDirectory.root = {str(course.root)!r}",
        f"c.ClearSolutions.code_stub = { ({'java': graft.STUB})!r}",
        f"c.ClearSolutions.begin_solution_delimeter, c.ClearSolutions.end_solution_delimeter = {graft.SOLUTION!r}",
        f"c.ClearHiddenTests.begin_test_delimeter, c.ClearHiddenTests.end_test_delimeter = {graft.HIDDEN!r}",
        "c.CourseDirectory.autograded_directory = 'stock-autograded'",
        "c.CourseDirectory.feedback_directory = 'stock-feedback'",
        "c.CourseDirectory.release_directory = 'stock-release'",
    ]
    (course.root / "nbgrader_config.py").write_text("\n".join(settings) + "\n", encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(places.GRADING)}
    env["PATH"] = str(places.GRADING / "bin") + os.pathsep + env["PATH"]  # nbgrader calls alembic by its name
    nbgrader = [sys.executable, "-m", "nbgrader"]
    call([*nbgrader, "generate_assignment", assignment, "--force"], course.root, env)
    for folder in sorted(course.submitted.iterdir())[count:]:
        shutil.rmtree(folder)
    began = time.monotonic()
    for verb in ("autograde", "generate_feedback"):
        call([*nbgrader, verb, assignment, "--force"], course.root, env)
    return time.monotonic() - began


def call(words, folder, env):
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, errors="replace")
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words[2:4])} ended with {done.returncode}:\n{done.stderr[-2000:]}")


def main(*arguments):
    words = argparse.ArgumentParser(prog="make bench ARGS=homework", description=__doc__)
    words.add_argument("--assignment", default="1-waiting")
    words.add_argument("--submissions", type=int, default=20)
    words.add_argument("--stock", type=int, help="how many of them by nbgrader too; all where it is not said")
    words.add_argument("--workers", type=int, nargs="*", help="compare so many workers, such as: --workers 1 2")
    words.add_argument("--course", type=Path)
    told = words.parse_args(arguments)
    source = Course(told.course)
    cores = grading.cores()
    with tempfile.TemporaryDirectory() as folder:
        each = {}
        for workers in told.workers or [cores]:
            course = Course(Path(folder) / f"by-{workers}")
            shutil.copytree(source.source / told.assignment, course.source / told.assignment)
            handed_in(course, told.assignment, told.submissions)
            releasing.release(course, told.assignment)
            seconds = ours(course, told.assignment, workers)
            each[workers] = seconds / told.submissions
            rate = told.submissions / seconds / min(workers, cores)
            print(
                f"{told.submissions} submissions, {workers} workers: {seconds:.0f} s, {each[workers]:.2f} s each, "
                f"{rate:.3f} a core and second",
                flush=True,
            )
        first, *others = each
        for workers in others:
            print(f"{workers} workers against {first}: {each[first] / each[workers]:.2f} ×")
        count = min(told.stock or told.submissions, told.submissions)
        if told.stock != 0:
            theirs = stock(course, told.assignment, count) / count
            print(f"stock nbgrader, {count} of them: {theirs:.2f} s each")
            print(f"ours: {min(each.values()) / theirs:.2f} × of that")


if __name__ == "__main__":
    main(*sys.argv[1:])
