"""The learner's copy of the notebooks, in work/: running a notebook changes its file, and `git pull` wants the files of
the clone as they were.

A copy that nobody has touched follows the pack. One that was worked in stays as it is, and what is new comes beside it.
"""

import hashlib
import json
import os
import shutil

from set_up import places

LARGEST_FILE_BESIDE = 10_000_000  # what lies beside a notebook, such as its data


def bring_up_to_date():
    """Copies what is missing or was not touched; a line for each that has come beside a notebook with work in it."""
    copied, told = originals(), []
    for file in sorted(places.NOTEBOOKS.rglob("*")):
        name = file.relative_to(places.NOTEBOOKS).as_posix()
        if not file.is_file() or ".ipynb_checkpoints" in file.parts or file.stat().st_size > LARGEST_FILE_BESIDE:
            continue
        mine, new = places.WORK / name, digest(file)
        if copied.get(name) == new and mine.exists():
            continue
        if not mine.exists() or digest(mine) in (copied.get(name), new):
            copy(file, mine)
        else:
            beside = mine.with_name(f"{mine.stem}-new{mine.suffix}")
            copy(file, beside)
            told.append(f"{name} is newer now, and you have worked in yours: the new one is work/{beside.name}")
        copied[name] = new
    write(copied)
    return told


def digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def copy(file, to):
    """At once or not at all: a full disk leaves what was there."""
    to.parent.mkdir(parents=True, exist_ok=True)
    half = to.with_name(f".{to.name}.part")
    try:
        shutil.copyfile(file, half)
        os.replace(half, to)
    finally:
        half.unlink(missing_ok=True)


def originals():
    """By name, the digest of what was last copied, whether the learner has it in the file or beside it."""
    try:
        known = json.loads((places.WORK / ".copied.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def write(copied):
    places.WORK.mkdir(parents=True, exist_ok=True)
    (places.WORK / ".copied.json").write_text(json.dumps(copied, indent=1) + "\n", encoding="utf-8")
