"""The students' version of an assignment, by nbgrader's generate_assignment: no solutions, no hidden tests.

An assignment is not released if its awards do not sum up to its points, or if a line of what is hidden came through.
"""

import json
import logging

from grading import gradebook, graft, notebook
from grading.course import Wrong
from set_up import files

LANGUAGE = {"name": "java", "display_name": "Java", "language": "java"}


def release(course, assignment, address=None):
    """Writes release/NAME/ and what nbgrader keeps of an assignment. Returns lines for the instructor."""
    source = course.notebook(assignment)
    parts = graft.parts(source)
    spec = json.loads(source.read_text(encoding="utf-8")).get("metadata", {}).get("kernelspec", {})
    wrong = list(graft.problems(parts))
    if spec.get("language") != "java":
        wrong.append('its metadata needs "kernelspec": ' + json.dumps(LANGUAGE))
    if wrong:
        raise Wrong(f"{assignment} is not released:\n" + "\n".join("  " + line for line in wrong))
    with gradebook.opened(course, address):
        pass  # makes its tables, which nbgrader's converter expects
    folder = course.release / assignment
    with files.set_aside(folder, folder.with_name(folder.name + ".former")):
        generated(course, assignment, address or f"sqlite:///{course.root / 'gradebook.db'}")
        file = folder / f"{assignment}.ipynb"
        if not file.is_file():
            raise Wrong(f"nbgrader made no release of {assignment}; what it said stands above.")
        without_ours(file)
        leaks = list(leaked(folder, parts))
        if leaks:
            raise Wrong(f"{assignment} is not released: what is hidden would be told.\n" + "\n".join(leaks))
    with gradebook.opened(course, address) as book:
        gradebook.define(book, assignment, parts, course.due(assignment))
    points = sum(part.points for part in parts)
    items = sum(part.role in ("test", "written") for part in parts)
    return [f"Released: {file.relative_to(course.root)}, {items} items, {points:g} points."]


def generated(course, assignment, address):
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.db_url = address
    config.ClearSolutions.code_stub = {"java": graft.STUB}
    config.ClearSolutions.text_stub = graft.TEXT_STUB
    config.ClearSolutions.begin_solution_delimeter, config.ClearSolutions.end_solution_delimeter = graft.SOLUTION
    config.ClearHiddenTests.begin_test_delimeter, config.ClearHiddenTests.end_test_delimeter = graft.HIDDEN
    config.GenerateAssignment.force = True
    # The items are defined by gradebook.define, which can change them while there are submissions; nbgrader's cannot.
    config.GenerateAssignment.no_database = True
    folder = CourseDirectory(config=config)
    converter = GenerateAssignment(coursedir=folder, config=config)
    converter.log.setLevel(logging.ERROR)
    converter.preprocessors = [each for each in converter.preprocessors if each.__name__ != "SaveCells"]
    converter.start()


def without_ours(file):
    """The release says nothing of which answers are right."""
    told = json.loads(file.read_text(encoding="utf-8"))
    for cell in told["cells"]:
        cell["metadata"].pop("bets", None)
    files.keep(file, notebook.as_bytes(told))


def leaked(folder, parts):
    """A line for each hidden line that is in a released file."""
    secret = graft.hidden_lines(parts)
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            data = file.read_bytes().decode("utf-8", "replace")
            text = data
            if file.suffix == ".ipynb":
                cells = json.loads(data)["cells"]
                text = "\n".join(notebook.of(cell).source + "\n" + json.dumps(cell["metadata"]) for cell in cells)
            for line in sorted(secret):
                if line in text:
                    yield f"  {file.name}: {line}"
