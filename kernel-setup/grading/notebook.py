"""Reads a notebook from somebody who may mean harm: within bounds, following no link, and with one plain sentence where
it cannot be read. And how ours are written.
"""

import contextlib
import json
import os
import stat
from dataclasses import dataclass, field

MOST_BYTES = 10_000_000
MOST_CELLS = 1_000
MOST_CHARACTERS = 100_000  # of one cell
KINDS = ("code", "markdown", "raw")


class Unreadable(Exception):
    """Why this notebook cannot be read, in a sentence for its author."""


@dataclass
class Cell:
    """What of a cell counts: everything is of the type that it should be, whatever the file held."""

    kind: str
    source: str
    id: str = ""
    grade_id: str = ""
    tags: tuple = ()
    nbgrader: dict = field(default_factory=dict)
    metadata: dict = field(default_factory=dict)


def submitted(root, *below):
    """The cells of the one notebook in root/below…, where no step of the way below root may be a link."""
    wanted = below[-1] + ".ipynb"
    with folder(root, *below) as opened:
        names = sorted(name for name in os.listdir(opened) if name.endswith(".ipynb"))
        if not names:
            raise Unreadable("There is no notebook in what was handed in.")
        if wanted not in names and len(names) > 1:
            raise Unreadable(f"There are {len(names)} notebooks, and none of them is called {wanted}.")
        return parse(content(wanted if wanted in names else names[0], opened))


@contextlib.contextmanager
def folder(root, *below):
    opened = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in below:
            try:
                inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=opened)
            except OSError:
                raise Unreadable(f"{name} is not a folder: links are not followed.") from None
            os.close(opened)
            opened = inner
        yield opened
    finally:
        os.close(opened)


def content(name, opened=None):
    """The bytes of a regular file, and no more than may be read."""
    try:
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=opened)
    except OSError as broken:
        raise Unreadable(f"{name} cannot be opened; links are not followed ({broken.strerror}).") from None
    with os.fdopen(file, "rb") as stream:
        about = os.fstat(stream.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable(f"{name} is not a file.")
        if about.st_size > MOST_BYTES:
            raise Unreadable(
                f"The notebook has {about.st_size / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} are read. "
                "Clear its outputs (Edit → Clear Outputs of All Cells), save it, and hand it in again."
            )
        return stream.read(MOST_BYTES + 1)[:MOST_BYTES]


def parse(data):
    """The cells of a notebook's bytes."""
    try:
        notebook = json.loads(text(data))
    except RecursionError:
        raise Unreadable("The file is nested too deeply to be a notebook.") from None
    except (ValueError, MemoryError):
        raise Unreadable("The file is not a notebook: it is not JSON. Was it saved whole?") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("The file is JSON, but not a notebook of this age: it has no list of cells.")
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"The notebook has {len(cells)} cells; at most {MOST_CELLS} are read.")
    read = [of(cell) for cell in cells if isinstance(cell, dict)]
    for number, cell in enumerate(read, 1):
        if len(cell.source) > MOST_CHARACTERS:
            raise Unreadable(f"Cell {number} has {len(cell.source)} characters; at most {MOST_CHARACTERS} are read.")
    return read


def text(data):
    """Notebooks are UTF-8; what an editor saved as UTF-16, with its mark, is read as well."""
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise Unreadable(f"The file is not in UTF-8 (byte {broken.start} is not). Save it as UTF-8.") from None


def of(cell):
    metadata = cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {}
    nbgrader = metadata.get("nbgrader") if isinstance(metadata.get("nbgrader"), dict) else {}
    tags = metadata.get("tags") if isinstance(metadata.get("tags"), list) else []
    source = cell.get("source")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return Cell(
        kind=cell.get("cell_type") if cell.get("cell_type") in KINDS else "raw",
        source=clean(source),
        id=clean(cell.get("id")),
        grade_id=clean(nbgrader.get("grade_id")),
        tags=tuple(tag for tag in tags if isinstance(tag, str)),
        nbgrader=nbgrader,
        metadata=metadata,
    )


def clean(given):
    """A text that can be written as UTF-8, with one kind of line's end; anything else is no text."""
    if not isinstance(given, str):
        return ""
    return given.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")


def as_bytes(told):
    """A notebook as its file holds it."""
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")
