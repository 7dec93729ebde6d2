"""Marks for other systems: nbgrader's CSV, the columns that Canvas and Moodle import, and one with a column an item."""

import csv
import io

from set_up.files import at_once

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def roster(course):
    """What students.csv knows of each login: name, first_name, last_name, email, canvas_id; any may be missing."""
    file = course.root / "students.csv"
    if not file.is_file():
        return {}
    with open(file, encoding="utf-8-sig", newline="") as lines:
        rows = [{key: (value or "").strip() for key, value in row.items() if key} for row in csv.DictReader(lines)]
    return {row["login"]: row for row in rows if row.get("login")}


def marks(parts, rows):
    """An item a column; the same submissions give the same bytes. A row: student, scores by item, late, remark."""
    items = [part for part in parts if part.role in ("test", "written")]
    table = [["student", *(part.id for part in items), "score", "max_score", "late", "remark"]]
    most = sum(part.points for part in items)  # who has handed in nothing has no scores
    for student, scores, late, remark in sorted(rows):
        cells = ["" if scores.get(part.id) is None else f"{scores[part.id]:g}" for part in items]
        known = f"{sum(score for score in scores.values() if score is not None):g}" if scores else ""
        table.append([student, *cells, known, f"{most:g}", late, remark])
    return table


def canvas(assignment, totals, most, people):
    """Canvas' gradebook import: students are found by their login; an ID, where students.csv has it, comes first."""
    table = [[*CANVAS, assignment], ["    Points Possible", "", "", "", "", f"{most:g}"]]
    for student, score in sorted(totals.items()):
        person = people.get(student, {})
        table.append([name_of(student, person), person.get("canvas_id", ""), "", student, "", f"{score:g}"])
    return table


def moodle(assignment, totals, missed, people):
    """Moodle's grade import (Grades → Import → CSV): mapped by Username or Email address."""
    table = [["Username", "Email address", assignment, f"{assignment} feedback"]]
    for student, score in sorted(totals.items()):
        table.append([student, people.get(student, {}).get("email", ""), f"{score:g}", missed.get(student, "")])
    return table


def name_of(student, person):
    first, last = person.get("first_name", ""), person.get("last_name", "")
    return person.get("name") or (f"{last}, {first}" if first and last else student)


def write(file, table):
    """A table as CSV, at once. Nothing in it is a formula to a spreadsheet."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[harmless(cell) for cell in row] for row in table])
    file.parent.mkdir(parents=True, exist_ok=True)
    with at_once(file) as part:
        part.write_text(text.getvalue(), encoding="utf-8")


def harmless(cell):
    return "'" + cell if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell


def nbgraders(book, assignment, file):
    """nbgrader's own export, of this assignment."""
    from nbgrader.plugins import CsvExportPlugin

    file.parent.mkdir(parents=True, exist_ok=True)
    CsvExportPlugin(to=str(file), assignment=[assignment]).export(book)
