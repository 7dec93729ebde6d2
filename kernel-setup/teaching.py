"""The verbs of homework: homework for who learns, release and grade for who teaches.

What they do stands in grading/, which runs in the environment that the set-up has made.
"""

import json
import subprocess

from grading import course as courses
from grading import dry_run, graft, notebook
from proving import Wrong
from set_up import files, places, steps
from set_up.commands import jupyter_lab
from set_up.environment import environment


def homework(*arguments):
    """open an assignment (ARGS="NAME login"), or try what you would hand in (ARGS="NAME --dry-run")"""
    words = [word for word in arguments if not word.startswith("-")]
    options = [word for word in arguments if word.startswith("-")]
    course = courses.Course()
    if not words:
        there_are = "\n".join(f"  {name}" for name in handed_out(course))
        raise Wrong(f'Which one? make homework ARGS="NAME login". There are:\n{there_are}')
    name, *login = words
    try:
        mine = opened(course, name, login[0] if login else None)
        if "--dry-run" in options:
            steps.set_up(judging=True)
            return dry_run.dry_run(course, name, mine, login[0] if login else None)
    except courses.Wrong as wrong:
        raise Wrong(str(wrong)) from None
    print(f"Your copy: {mine.relative_to(places.ROOT)}. Hand in this file.")
    steps.set_up()
    address = f"/lab/tree/{mine.relative_to(places.WORK).as_posix()}"
    return jupyter_lab(places.WORK, f"--LabApp.default_url={address}", *options)


def handed_out(course):
    """What there is to work on: what was released, or could be made from its source."""
    released = {file.parent.name for file in course.release.glob("*/*.ipynb") if file.stem == file.parent.name}
    return sorted(released | set(course.assignments()))


def opened(course, name, login):
    """The learner's copy, in work/homework/; made where there is none. Of work in it only the login is touched."""
    mine = places.WORK / "homework" / name / f"{name}.ipynb"
    if login is not None and not courses.NAME.fullmatch(login):
        raise Wrong(f"{login!r} cannot be a login: letters, digits and .@+-_ only.")
    if not mine.exists():
        if name not in handed_out(course):
            there_are = ", ".join(handed_out(course)) or "none"
            raise Wrong(f"There is no assignment {name}. There are: {there_are}.")
        released = course.release / name / f"{name}.ipynb"
        told = (
            released_text(course.notebook(name)) if not released.is_file() else json.loads(released.read_text("utf-8"))
        )
        files.keep(mine, notebook.as_bytes(told))
    if login is not None:
        told = json.loads(mine.read_text(encoding="utf-8"))
        if graft.sign(told["cells"], login):
            files.keep(mine, notebook.as_bytes(told))
    return mine


def released_text(source):
    """The students' version, made on the spot: no solutions, no hidden tests, no outputs."""
    told = json.loads(source.read_text(encoding="utf-8"))
    for number, cell in enumerate(told["cells"], 1):
        part = graft.of(notebook.of(cell), number, cell)
        cell["source"] = part.released
        cell["metadata"].pop("bets", None)
        if part.kind == "code":
            cell |= {"outputs": [], "execution_count": None}
    return told


def release(*arguments):
    """write the students' version of assignments (ARGS="NAME --due 2026-12-01T23:59:00+01:00"); refuses what leaks"""
    return instructors("release", arguments)


def grade(*arguments):
    """judge what was handed in (ARGS=NAME) in a sandbox; gradebook, feedback and tables; goes on where it was"""
    return instructors("grade", arguments)


def instructors(verb, arguments):
    jdk = steps.set_up(grading=True)
    words = [places.PYTHON, places.HERE / "grading" / "main.py", verb, *arguments]
    return subprocess.call([str(word) for word in words], env=environment(jdk))
