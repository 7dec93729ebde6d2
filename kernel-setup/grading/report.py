"""All that a grading writes: the gradebook, graded notebooks, a page for each student, and the tables."""

from grading import bets, export, feedback, gradebook, graft, notebook
from set_up import files


def write_all(book, course, assignment, graded, due):
    """Brings everything up to what is graded; a file whose content is the same is not touched. Returns its lines."""
    gradebook.define(book, assignment, graded.parts, due)
    lessons = course.settings().get("lessons")
    people = export.roster(course)
    missed, totals, rows, to_mark = {}, {}, [], []
    above = graft.answer_above(graded.parts)
    for student, result in sorted(graded.results.items()):
        when, sign = course.handed_in(assignment, student)
        late = lateness(when, due, sign)
        answered = written(graded.parts, result)
        gradebook.write(book, assignment, student, result["items"], answered, when, people.get(student, {}))
        by_hand, waiting = gradebook.by_hand(book, assignment, student, above)
        files.keep(course.autograded / student / assignment / f"{assignment}.ipynb", autograded(graded.parts, result))
        name = export.name_of(student, people.get(student, {}))
        text = feedback.page(assignment, student, graded.parts, result, by_hand, waiting, late, lessons, name)
        page = course.feedback / student / assignment / f"{assignment}.html"
        files.keep(page, text.encode("utf-8", "replace"))
        earned, _ = feedback.total(graded.parts, result, by_hand)
        missed[student], totals[student] = in_a_line(result), earned
        scores = {item["id"]: item["points"] for item in result["items"]}
        scores |= {name: 0 if not there else None for name, there in answered.items()}
        scores |= {name: mark for name, (mark, _) in by_hand.items()}
        rows.append((student, scores, late or "", result["unreadable"] or result["failed"] or remark(result)))
        to_mark += [[student, item, "", "", result["answers"].get(item, "")] for item in sorted(waiting)]
    told = [f"feedback/: a page for each of {len(totals)}"]
    folder = course.reports / assignment
    export.write(folder / "to-mark.csv", [["student", "item", "points", "comment", "answer"], *to_mark])
    if to_mark:
        wait = "1 answer waits" if len(to_mark) == 1 else f"{len(to_mark)} answers wait"
        file = (folder / "to-mark.csv").relative_to(course.root).as_posix()
        told.append(
            f'{wait} for a person, in {file}: fill in a copy, then `make grade ARGS="{assignment} --by-hand COPY"`'
        )
    absent = sorted(people.keys() - totals.keys())
    rows += [(student, {}, "", "nothing was handed in") for student in absent]
    if absent:
        told.append(f"{', '.join(absent)}: nothing was handed in; they are in marks.csv, and in no table for import")
    told += tables(book, course, assignment, graded, rows, totals, missed, people)
    if lessons is None:
        told.append(
            'Feedback names what to read again, without links: "lessons" in course.json says where the lessons are'
        )
    return [*told, f"All of it is in {course.root}"]


def tables(book, course, assignment, graded, rows, totals, missed, people):
    folder = course.reports / assignment
    most = sum(part.points for part in graded.parts)
    export.write(folder / "marks.csv", export.marks(graded.parts, rows))
    export.write(folder / "canvas.csv", export.canvas(assignment, totals, most, people))
    export.write(folder / "moodle.csv", export.moodle(assignment, totals, missed, people))
    export.nbgraders(book, assignment, folder / "nbgrader.csv")
    names = ["marks.csv", "canvas.csv", "moodle.csv", "nbgrader.csv"]
    right, wrong = bets.counted(graded.parts, list(graded.results.values()))
    if right:
        export.write(folder / "bets.csv", bets.table(right, wrong))
        files.keep(folder / "bets.html", bets.page(assignment, right, wrong).encode())
        names += ["bets.csv", "bets.html"]
    return [f"reports/{assignment}/: {', '.join(names)}"]


def remark(result):
    """What an instructor should know of a submission: cells that were stopped or not allowed. To throw is usual."""
    usual = ("ran", "raised", None)
    odd = [f"{cell['id']}: {cell['state']}" for cell in result["cells"] if cell.get("state") not in usual]
    person = [item["id"] for item in result["items"] if asks_for_a_person(item)]
    return "; ".join(odd + [f"{name}: a person has to judge this" for name in person])


def in_a_line(result):
    """What was missed, as the student's page has it, for a system that shows a line beside a mark."""
    if result["unreadable"] or result["failed"]:
        return result["unreadable"] or "It could not be judged as a whole."
    missed = [
        str(award.get("behaviour")) if item["awards"] else f"{item['id']} came to no result"
        for item in result["items"]
        for award in item["awards"] or [{}]
        if award.get("passed") is not True
    ]
    return "Missed: " + "; ".join(missed) if missed else "Nothing was missed in what is judged by tests."


def asks_for_a_person(item):
    said = [str(award.get("message") or "") for award in item["awards"]]
    return any("a person has to judge this" in text for text in said)


def written(parts, result):
    """For each question that a person marks, whether there is an answer."""
    return {part.id: part.id in result["changed"] for part in parts if part.role == "written"}


def lateness(when, due, sign):
    """How late, in words, or None."""
    if when is None or due is None or when <= due:
        return None
    minutes = int((when - due).total_seconds() // 60)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    words = [f"{days} d"] * bool(days) + [f"{hours} h"] * bool(hours) + [f"{minutes} min"]
    return f"late by {' '.join(words)} (by {sign})"


def autograded(parts, result):
    """The graded notebook, as nbgrader's formgrader shows it: hidden tests in it, so it is the instructor's alone."""
    items = {item["id"]: item for item in result["items"]}
    cells = []
    for part in parts:
        source = result["answers"].get(part.id, part.released) if part.answered else part.source
        cell = {"cell_type": part.kind, "id": part.cell.get("id") or part.id, "metadata": part.cell.get("metadata", {})}
        cell["source"] = source
        if part.kind == "code":
            said = outcome(items[part.id]) if part.id in items else ""
            output = {"output_type": "stream", "name": "stdout", "text": said}
            cell |= {"execution_count": None, "outputs": [output] if said else []}
        cells.append(cell)
    spec = {"name": "java", "display_name": "Java", "language": "java"}
    told = {"cells": cells, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}
    return notebook.as_bytes(told)


def outcome(item):
    lines = [item["problem"]] if item["problem"] else []
    for award in item["awards"]:
        sign = "✓" if award.get("passed") is True else "✗"
        lines.append(f"{sign} {award.get('behaviour')} {award.get('message') or ''}".rstrip())
    return "\n".join([*lines, f"{item['points']:g} of {item['max']:g}"]) + "\n"
