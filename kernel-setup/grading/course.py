"""The course's folder: which assignments there are, what was handed in, until when.

It is laid out as nbgrader has it: source/NAME/NAME.ipynb, release/, submitted/STUDENT/NAME/, autograded/, feedback/.
"""

import datetime
import json
import os
import re
import stat

from set_up import places

# What may be the name of a student or of an assignment: it becomes a folder's, and stands in tables.
NAME = re.compile(r"\w[\w.@+-]{0,99}")


class Wrong(Exception):
    """Something that the instructor has to mend, in plain words."""


class Course:
    """One folder of assignments and what was handed in for them."""

    def __init__(self, root=None):
        self.root = root or places.NOTEBOOKS / "homework"
        self.source, self.release = self.root / "source", self.root / "release"
        self.submitted, self.autograded = self.root / "submitted", self.root / "autograded"
        self.feedback, self.reports = self.root / "feedback", self.root / "reports"
        self.state = self.root / ".grading"

    def assignments(self):
        return sorted(file.parent.name for file in self.source.glob("*/*.ipynb") if file.stem == file.parent.name)

    def notebook(self, assignment):
        """The source notebook of an assignment."""
        if assignment not in self.assignments():
            there_are = ", ".join(self.assignments()) or "none"
            raise Wrong(f"There is no assignment {assignment} in {self.source}. There are: {there_are}.")
        return self.source / assignment / f"{assignment}.ipynb"

    def students(self, assignment):
        """Who has handed in something, and a line for each folder that cannot be a student's."""
        found, odd = [], []
        for folder in sorted(self.submitted.iterdir()) if self.submitted.is_dir() else []:
            if not os.path.lexists(folder / assignment):
                continue
            if NAME.fullmatch(folder.name):
                found.append(folder.name)
            elif not folder.name.startswith("."):
                odd.append(
                    f"submitted/{folder.name!r} is left out: a student's name has letters, digits and .@+-_ only"
                )
        return found, odd

    def settings(self):
        file = self.root / "course.json"
        if not file.is_file():
            return {}
        try:
            settings = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as broken:
            raise Wrong(f"{file} cannot be read: {broken}") from None
        if not isinstance(settings, dict):
            raise Wrong(f"{file} has to hold an object: {{…}}.")
        return settings

    def due(self, assignment):
        """The deadline, with its time zone, or None."""
        text = self.settings().get("due", {}).get(assignment)
        return None if text is None else moment(text, f"The deadline of {assignment} in course.json")

    def set_due(self, assignment, text):
        moment(text, "The deadline")
        settings = self.settings()
        settings.setdefault("due", {})[assignment] = text
        (self.root / "course.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")

    def handed_in(self, assignment, student):
        """When, and by which sign: nbgrader's timestamp.txt, or else the age of the notebook's file."""
        folder = self.submitted / student / assignment
        file = folder / "timestamp.txt"
        try:
            if stat.S_ISREG(file.lstat().st_mode) and file.lstat().st_size < 200:
                when = file.read_text(encoding="utf-8").strip()
                return nbgraders(when), "timestamp.txt"
        except (OSError, ValueError):
            pass
        ages = [each.lstat().st_mtime for each in folder.glob("*.ipynb")] if folder.is_dir() else []
        if not ages:
            return None, "nothing"
        return datetime.datetime.fromtimestamp(max(ages), datetime.timezone.utc), "the file's age"


def moment(text, what):
    """A moment of ISO 8601 with its offset from UTC."""
    try:
        when = datetime.datetime.fromisoformat(str(text))
    except ValueError:
        raise Wrong(f"{what} is {text!r}, and has to look like 2026-12-01T23:59:00+01:00.") from None
    if when.tzinfo is None:
        raise Wrong(f"{what} is {text!r}, without a time zone. Add it: {text}+01:00, or +00:00 for UTC.")
    return when


def nbgraders(text):
    """nbgrader's way to write a moment: 2026-12-01 22:59:00.000000 UTC; ISO 8601 with an offset is read, too."""
    text = re.sub(r" (UTC|GMT|Z)$", "+00:00", text)
    when = datetime.datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=datetime.timezone.utc)
