"""What has been graded: one signed file a submission, under a name made anew for each run.

A file counts if its signature is this course's, so neither half a file nor one from elsewhere does. Whatever happens,
the next run finds here what is done, and what is not.
"""

import contextlib
import os
import re
import secrets

from grading import referee
from set_up.files import at_once


class Store:
    """The results of one assignment."""

    def __init__(self, folder, key):
        self.folder, self.key = folder, key
        folder.mkdir(parents=True, exist_ok=True)
        self.by_student, self.strange = {}, []
        newest_last = sorted(folder.glob("*.json"), key=lambda each: (each.stat().st_mtime_ns, each.name))
        for file in newest_last:
            try:
                told = referee.verified(file.read_text(encoding="utf-8"), key, file.stem)
            except (referee.Forged, OSError, ValueError):
                self.strange.append(file)
                continue
            self.replace(told["student"], told)

    def result(self, student):
        return self.by_student.get(student)

    def keep(self, student, result):
        """Writes a result at once, then removes the one that it replaces."""
        told = {**result, "student": student}
        with at_once(self.folder / f"{told['run']}.json") as part:
            part.write_text(referee.sign(told, self.key), encoding="utf-8")
        self.replace(student, told)

    def replace(self, student, told):
        former = self.by_student.get(student)
        self.by_student[student] = told
        if former and former["run"] != told["run"]:
            with contextlib.suppress(OSError):
                (self.folder / f"{former['run']}.json").unlink()


def new_run():
    """A name that nobody can guess."""
    return secrets.token_hex(16)


def key_of(folder):
    """The course's key, made once; nobody else may read it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "key"
    with contextlib.suppress(OSError):
        text = file.read_text(encoding="ascii").strip()
        if re.fullmatch("[0-9a-f]{64}", text):
            return text
    key = secrets.token_hex(32)
    for_me_alone = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with at_once(file) as part, os.fdopen(os.open(part, for_me_alone, 0o600), "w") as stream:
        stream.write(key + "\n")
    return key
