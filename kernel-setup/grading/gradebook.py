"""nbgrader's gradebook, written by one process alone: SQLite in the course's folder, or any database by its address.

Marks that a person gave stay: only what was judged by the machine is written here.
"""

import contextlib
import datetime
import json
import warnings
from pathlib import Path

import nbgrader.api
import sqlalchemy.exc
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry

# Of nbgrader's own queries.
warnings.filterwarnings("ignore", category=sqlalchemy.exc.SAWarning, message=".*not in session, add operation along.*")


@contextlib.contextmanager
def opened(course, address=None):
    """The gradebook; the address is SQLAlchemy's, such as postgresql+psycopg2://user@host/name."""
    if address is None:
        course.root.mkdir(parents=True, exist_ok=True)
        address = f"sqlite:///{course.root / 'gradebook.db'}"
    nbgrader.api.get_alembic_version = version
    with Gradebook(address) as book:
        yield book


def version():
    """The version of nbgrader's tables. nbgrader asks a program on the path for it, which need not be there."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(nbgrader.api.__file__).parent / "alembic"))
    return ScriptDirectory.from_config(config).get_current_head()


def define(book, assignment, parts, due):
    """The assignment and its items, as the source has them now. Items that are gone go, with their marks."""
    when = {"duedate": due.astimezone(datetime.timezone.utc).replace(tzinfo=None)} if due else {}
    book.update_or_create_assignment(assignment, **{name: str(value) for name, value in when.items()})
    book.update_or_create_notebook(assignment, assignment, kernelspec=json.dumps({"name": "java", "language": "java"}))
    wanted = {part.id: part for part in parts if part.role in ("test", "written")}
    for old in list(book.find_notebook(assignment, assignment).grade_cells):
        if old.name not in wanted:
            book.db.delete(old)
    book.db.commit()
    for part in parts:
        if part.id in wanted:
            book.update_or_create_grade_cell(
                part.id, assignment, assignment, max_score=part.points, cell_type=part.kind
            )
        if part.answered:
            book.update_or_create_solution_cell(part.id, assignment, assignment)
        if part.role != "prose":
            source = {"cell_type": part.kind, "locked": not part.answered, "source": part.source}
            book.update_or_create_source_cell(part.id, assignment, assignment, **source)


def write(book, assignment, student, items, written, handed_in, person):
    """One submission's marks. `written` tells for each question that a person marks whether there is an answer.

    `person` is what students.csv knows of the student.
    """
    known = {name: person[name] for name in ("first_name", "last_name", "email") if person.get(name)}
    book.update_or_create_student(student, **known)
    at = {} if handed_in is None else {"timestamp": handed_in.astimezone(datetime.timezone.utc).replace(tzinfo=None)}
    submission = book.update_or_create_submission(
        assignment, student, **{name: value.isoformat(sep=" ") for name, value in at.items()}
    )
    notebook = submission.notebooks[0]
    complete(book, notebook)
    grades = {grade.name: grade for grade in notebook.grades}
    for item in items:
        grade = grades[item["id"]]
        put(grade, auto_score=float(item["points"]), needs_manual_grade=False)
    for name, answered in written.items():
        grade = grades[name]
        put(grade, auto_score=None if answered else 0.0)
        put(grade, needs_manual_grade=answered and grade.manual_score is None)
    book.db.commit()


def complete(book, notebook):
    """Rows for items that have come since the submission was first graded."""
    there = {grade.cell_id for grade in notebook.grades}
    for cell in notebook.notebook.grade_cells:
        if cell.id not in there:
            book.db.add(Grade(cell_id=cell.id, notebook_id=notebook.id, needs_manual_grade=False))
    commented = {comment.cell_id for comment in notebook.comments}
    for cell in notebook.notebook.solution_cells:
        if cell.id not in commented:
            book.db.add(Comment(cell_id=cell.id, notebook_id=notebook.id))
    book.db.commit()
    book.db.refresh(notebook)


def put(row, **values):
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def by_hand(book, assignment, student, above):
    """What a person gave: {item: (score, comment)}, and the items that still wait for one.

    nbgrader has comments of answers only. What is said of a test cell's mark is with the answer `above` it, behind the
    test cell's name.
    """
    try:
        submission = book.find_submission(assignment, student)
    except MissingEntry:
        return {}, set()
    notebook = submission.notebooks[0]
    said = {comment.name: comment.comment for comment in notebook.comments}
    given = {
        grade.name: (grade.manual_score + (grade.extra_credit or 0), said_of(grade.name, said, above))
        for grade in notebook.grades
        if grade.manual_score is not None
    }
    return given, {grade.name for grade in notebook.grades if grade.needs_manual_grade}


def said_of(item, said, above):
    if item not in above:
        return said.get(item) or ""
    lines = (said.get(above[item]) or "").split("\n")
    return " ".join(line.removeprefix(f"{item}: ") for line in lines if line.startswith(f"{item}: "))


def give(book, assignment, student, item, score, comment, above):
    """A mark by hand, with what to tell the student."""
    grade = book.find_grade(item, assignment, assignment, student)
    put(grade, manual_score=score, needs_manual_grade=False)
    if comment:
        with contextlib.suppress(MissingEntry):
            place = book.find_comment(above.get(item, item), assignment, assignment, student)
            others = [line for line in (place.manual_comment or "").split("\n") if line and item in above]
            line = f"{item}: {' '.join(comment.split())}" if item in above else comment
            kept = [other for other in others if not other.startswith(f"{item}: ")]
            place.manual_comment = "\n".join([*kept, line])
    book.db.commit()
