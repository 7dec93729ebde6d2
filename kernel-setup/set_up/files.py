"""Files that are written at once or not at all."""

import contextlib


@contextlib.contextmanager
def at_once(file):
    """A place to write to, which becomes the file at the end: whatever happens, nobody meets half of it."""
    part = file.with_name(f".{file.name}.part")
    try:
        yield part
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
