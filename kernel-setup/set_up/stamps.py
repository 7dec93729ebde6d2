"""Stamps: what a step was made from, so that a step whose inputs are unchanged is not done again.

What a step depends on is hashed into a stamp under .set-up/; the stamp is removed before the step begins and written
after it has ended, so a step that was interrupted is done anew.
"""

import contextlib
import hashlib
from pathlib import Path

from set_up import places


def digest(*inputs):
    """One hash over texts and files; a folder counts with every file below it."""
    whole = hashlib.sha256()
    for given in inputs:
        if isinstance(given, Path):
            for file in files_of(given):
                whole.update(str(file.relative_to(places.ROOT) if places.ROOT in file.parents else file).encode())
                whole.update(file.read_bytes())
        else:
            whole.update(str(given).encode())
        whole.update(b"\0")
    return whole.hexdigest()


def files_of(given):
    if not given.is_dir():
        return [given]
    return sorted(path for path in given.rglob("*") if path.is_file())


def stamp(name):
    return places.STAMPS / name


def is_done(name, inputs, *results):
    try:
        return stamp(name).read_text(encoding="utf-8") == inputs and all(result.exists() for result in results)
    except (OSError, ValueError):
        return False


@contextlib.contextmanager
def doing(name, inputs):
    stamp(name).parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        stamp(name).unlink()
    yield
    stamp(name).write_text(inputs, encoding="utf-8")


def sizes(*results):
    """The names and sizes of what a step made: a file missing, cut short or too much is seen without reading all."""
    files = sorted(
        path
        for result in results
        for path in (result.rglob("*.jar") if result.is_dir() else [result])
        if path.is_file()
    )
    return "\n".join(f"{path.relative_to(places.STATE)} {path.stat().st_size}" for path in files)
