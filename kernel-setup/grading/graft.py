"""Grafts a student's answers into a fresh copy of the instructor's notebook.

Only the source of solution cells is the student's. All else, tests above all, is the instructor's, whatever became of
it in the student's file: deleted, doubled, reordered, retyped, re-tagged, or saved by an editor that dropped metadata.
"""

import difflib
import json
import re
from dataclasses import dataclass, field

from grading import notebook
from grading.course import Wrong

HIDDEN = ("/// BEGIN HIDDEN TESTS", "/// END HIDDEN TESTS")
SOLUTION = ("/// BEGIN SOLUTION", "/// END SOLUTION")
CHECK = re.compile(r"^[ \t]*/// CHECK[ \t]*$", re.MULTILINE)
STUB = '// YOUR CODE HERE\nthrow new UnsupportedOperationException("YOUR CODE HERE");'
TEXT_STUB = "YOUR ANSWER HERE"
AWARD = re.compile(r"(?<![\w.])award\(\s*(\d+)\s*,")
LOGIN = re.compile(r"^\s*(Homework\.)?student\(", re.MULTILINE)
SIGNED = re.compile(r'(^\s*(?:Homework\.)?student\(")([^"\n]*)("\))', re.MULTILINE)
IMPORTS_ONLY = re.compile(r"(\s*(import\s[^;]+;|//[^\n]*|/\*.*?\*/))*\s*", re.DOTALL)
MOST_EXTRAS = 20


@dataclass
class Part:
    """A cell of the instructor's notebook, and what it is there for."""

    id: str
    kind: str  # code, markdown
    role: str  # given, solution, test, written (a person marks it), prose
    source: str
    released: str
    points: float = 0
    judge: bool = False
    tags: tuple = ()
    cell: dict = field(default_factory=dict, repr=False)  # as it stands in the notebook

    @property
    def answered(self):
        """Whether the student writes it."""
        return self.role in ("solution", "written")

    def halves(self):
        """What runs beside the student's code, and what judges it elsewhere."""
        observing, _, judging = CHECK.sub("\0", self.source, count=1).partition("\0")
        return observing, judging


@dataclass
class Grafted:
    """The instructor's notebook with one student's answers in it."""

    cells: list  # (part or None for a cell that the student added, id, source)
    notes: dict  # by id, lines for the student
    handed_in: set  # the ids of answers that were there
    changed: set  # the ids of answers that are not as they were released


def parts(file):
    """The cells of a source notebook, in order."""
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as broken:
        raise Wrong(f"{file} cannot be read: {broken}") from None
    found, seen = [], set()
    for number, cell in enumerate(raw.get("cells", []), 1):
        part = of(notebook.of(cell), number, cell)
        if part.id in seen:
            raise Wrong(f"{file.name}: two cells are called {part.id}.")
        seen.add(part.id)
        found.append(part)
    return found


def of(cell, number, raw):
    mark = cell.nbgrader
    grade, solution = mark.get("grade") is True, mark.get("solution") is True
    if cell.kind == "markdown":
        role = "written" if grade and solution else "prose"
    elif cell.kind == "raw":
        role = "prose"
    else:
        role = "written" if grade and solution else "test" if grade else "solution" if solution else "given"
    return Part(
        id=cell.grade_id or cell.id or f"cell-{number}",
        kind=cell.kind,
        role=role,
        source=cell.source,
        released=released(cell.source, cell.kind, solution),
        points=float(mark.get("points") or 0) if grade else 0,
        judge="judge" in cell.tags,
        tags=cell.tags,
        cell=raw,
    )


def released(source, kind="code", solution=False):
    """What a student gets of a cell: without hidden tests, and with a stub for the solution, as nbgrader makes it."""
    kept, inside, stubbed = [], None, False
    for line in source.split("\n"):
        if inside:
            inside = None if inside[1] in line else inside
        elif HIDDEN[0] in line:
            inside = HIDDEN
        elif SOLUTION[0] in line:
            inside, stubbed = SOLUTION, True
            indent = line[: len(line) - len(line.lstrip())]
            kept += [indent + each for each in (STUB if kind == "code" else TEXT_STUB).split("\n")]
        else:
            kept.append(line)
    if solution and not stubbed:
        return STUB if kind == "code" else TEXT_STUB
    return "\n".join(kept)


def graft(source, submitted):
    """The source's parts with the answers that these cells hold."""
    wanted = {part.id: part for part in source if part.answered}
    known = {part.id for part in source}
    notes, taken = {}, {}

    def note(name, line):
        notes.setdefault(name, []).append(line)

    for name, part in wanted.items():
        there = [cell for cell in submitted if cell.grade_id == name]
        if there:
            taken[name] = one_of(there, part, lambda line, name=name: note(name, line))
    # What the instructor wrote is nobody's answer, though it quote one.
    theirs = {words(part.released) for part in source if not part.answered}
    ids = {part.cell.get("id") for part in source if not part.answered}
    unlabelled = [cell for cell in submitted if cell.grade_id not in known]
    unlabelled = [cell for cell in unlabelled if cell.id not in ids and words(cell.source) not in theirs]
    for name in wanted:
        if name not in taken:
            there = [cell for cell in unlabelled if cell.id == name]
            if there:
                taken[name] = there[0]
                unlabelled.remove(there[0])
    for name, cell in by_text(source, submitted, unlabelled, wanted, taken).items():
        taken[name] = cell
        unlabelled = [each for each in unlabelled if each is not cell]
        note(name, "This cell had lost its label; it was known by its place and its text.")
    for name, part in wanted.items():
        cell = taken.get(name)
        if cell is None:
            note(name, "This cell was not in what you handed in.")
        elif cell.kind != part.kind:
            note(name, f"This cell was saved as {cell.kind}; it was read as {part.kind} all the same.")
    for part in source:
        if part.role in ("given", "test") and any(
            cell.grade_id == part.id and words(cell.source) not in (words(part.released), words(part.source))
            for cell in submitted
        ):
            note(part.id, "You have changed this cell. It is the instructor's: the original was used.")
    answers = {name: cell.source for name, cell in taken.items()}
    cells = [(part, part.id, answers.get(part.id, part.released) if part.answered else part.source) for part in source]
    changed = {name for name in answers if words(answers[name]) != words(wanted[name].released)}
    with_extras = insert(cells, extras(source, submitted, unlabelled), source, submitted)
    return Grafted(with_extras, notes, set(answers), changed)


def one_of(there, part, note):
    """Of cells with the same label the last that differs from what was released."""
    worked = [cell for cell in there if words(cell.source) != words(part.released)]
    different = {words(cell.source) for cell in worked}
    if len(different) > 1:
        note(f"This cell was there {len(there)} times, each different: the last one counts.")
    return worked[-1] if worked else there[-1]


def words(source):
    return " ".join(source.split())


def by_text(source, submitted, unlabelled, wanted, taken):
    """Answers whose labels are lost: those that keep most of the stub's own lines, or stand where nothing else can."""
    found, free = {}, list(unlabelled)
    for name, part in wanted.items():
        if name in taken:
            continue
        own = own_lines(part.released)
        shares = [(share(own, cell.source), -at) for at, cell in enumerate(free)] if own else []
        best = max(shares, default=(0, 0))
        if best[0] >= 0.5:
            found[name] = free.pop(-best[1])
    missing = [part for part in source if part.id in wanted and part.id not in taken and part.id not in found]
    if not missing:
        return found
    ours = [part.id if part.id in taken else words(part.released) for part in source]
    owner = {id(cell): name for name, cell in {**taken, **found}.items()}
    theirs = [owner.get(id(cell), words(cell.source)) for cell in submitted]
    gaps = difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    for what, a, b, c, d in gaps:
        lost = [part for part in source[a:b] if part in missing]
        here = [cell for cell in submitted[c:d] if any(cell is each for each in free)]
        if what == "replace" and len(lost) == len(here):
            found.update({part.id: cell for part, cell in zip(lost, here)})
    return found


def own_lines(released_text):
    """The lines of a stub that its author is to keep: signatures, mostly."""
    stub = {line.strip() for line in f"{STUB}\n{TEXT_STUB}".split("\n")}
    lines = {line.strip() for line in released_text.split("\n")}
    return {line for line in lines if len(line) > 3 and line not in stub and not line.startswith("//")}


def share(own, text):
    lines = {line.strip() for line in text.split("\n")}
    return len(own & lines) / len(own)


def extras(source, submitted, unlabelled):
    """Code that the student added, such as a method that an answer calls."""
    given = {words(part.released) for part in source} | {words(part.source) for part in source}
    found, texts = [], set()
    for cell in unlabelled:
        text = words(cell.source)
        if cell.kind != "code" or not text or text in given or text in texts:
            continue
        if CHECK.search(cell.source) or LOGIN.search(cell.source):  # a copy of a test, or of the cell with the login
            continue
        texts.add(text)
        found.append(cell)
    return found[:MOST_EXTRAS]


def insert(cells, added, source, submitted):
    """Each added cell comes after the same cell of the instructor's as in the student's notebook."""
    place = {part.id: at for at, part in enumerate(source)}
    by_released = {words(part.released): at for at, part in enumerate(source) if words(part.released)}
    after, at = {}, -1
    for cell in submitted:
        number = next((n for n, each in enumerate(added) if each is cell), None)
        if number is not None:
            after.setdefault(at, []).append((None, f"extra-{number + 1}", cell.source))
        else:
            at = place.get(cell.grade_id, by_released.get(words(cell.source), at))
    grafted = list(after.get(-1, []))
    for index, entry in enumerate(cells):
        grafted.append(entry)
        grafted += after.get(index, [])
    return grafted


def problems(source):
    """What is wrong with an assignment's source, a line for each: what nbgrader does not ask."""
    for part in source:
        if part.role == "test":
            if len(CHECK.findall(part.source)) != 1:
                yield f"[{part.id}] needs one line /// CHECK between what is observed and what is checked."
            awards = sum(map(int, AWARD.findall(part.halves()[1])))
            if AWARD.search(part.halves()[0]):
                yield f"[{part.id}] has an award before its line /// CHECK."
            if awards != part.points:
                yield f"[{part.id}] has awards of {awards} points, and is worth {part.points:g}."
            if not part.points:
                yield f"[{part.id}] is a test without points."
        elif AWARD.search(part.source) and part.role != "prose":
            yield f"[{part.id}] gives an award, and is not a test cell."
        if part.role in ("test", "written") and part.cell.get("metadata", {}).get("nbgrader", {}).get("points") is None:
            yield f"[{part.id}] has no points."
        for begin, end in (HIDDEN, SOLUTION):
            if not balanced(part.source, begin, end):
                yield f"[{part.id}] has a {begin} without its {end}, or the other way round."
        if SOLUTION[0] in part.source and not part.answered:
            yield f"[{part.id}] holds a solution, and is not a solution cell."
        if HIDDEN[0] in part.source and part.role != "test":
            yield f"[{part.id}] holds hidden tests, and is not a test cell."
    if not any(part.role == "test" for part in source):
        yield "There is no test cell."


def answer_above(source):
    """For each test cell, the id of the student's cell before it, beside which a person's comment on it stands."""
    above, last = {}, None
    for part in source:
        if part.role == "test":
            above[part.id] = last
        elif part.answered:
            last = part.id
    return above


def balanced(text, begin, end):
    marks = [begin if begin in line else end for line in text.split("\n") if begin in line or end in line]
    return marks == [begin, end] * (len(marks) // 2)


def hidden_lines(source):
    """The lines that no release and no page may hold, save what stands elsewhere in the open as well."""
    lines = {line.strip() for part in source for line in part.source.split("\n")}
    in_the_open = "\n".join(part.released for part in source)
    return {line for line in lines if len(line) > 5 and line not in in_the_open}


def sign(raw_cells, login):
    """Writes the login into the cell `student("…")`. Tells whether it has changed anything."""
    for cell in raw_cells:
        source = cell.get("source")
        text = source if isinstance(source, str) else "".join(source or [])
        signed = SIGNED.sub(lambda found: found[1] + login + found[3], text, count=1)
        if cell.get("cell_type") == "code" and signed != text:
            cell["source"] = signed
            return True
    return False


def login(cells):
    """The login that a notebook is signed with, or None."""
    found = next((told for cell in cells if cell.kind == "code" for told in [SIGNED.search(cell.source)] if told), None)
    return found[2] if found and found[2] else None
