"""The learner's copy of the notebooks, in work/: running a notebook changes its file, and `git pull` wants the files of
the clone as they were.

A copy that nobody has touched follows the pack. One that was worked in stays as it is, and what is new comes beside it.
"""

import hashlib
import itertools
import json
import shutil

from set_up import places
from set_up.files import at_once

HOMEWORK = "homework"  # its sources hold the solutions: `make homework` opens what a learner is to have
LARGEST_FILE_BESIDE = 10_000_000  # what lies beside a notebook, such as its data


def bring_up_to_date():
    """Copies what is missing or was not touched; a line for each that has come beside a notebook with work in it."""
    copied, told = originals(), []
    for file in sorted(places.NOTEBOOKS.rglob("*")):
        name = file.relative_to(places.NOTEBOOKS).as_posix()
        if name.startswith(HOMEWORK + "/"):
            continue
        if not file.is_file() or ".ipynb_checkpoints" in file.parts or file.stat().st_size > LARGEST_FILE_BESIDE:
            continue
        mine, new = places.WORK / name, digest(file)
        if copied.get(name) == new and mine.exists():
            continue
        if not mine.exists() or digest(mine) in (copied.get(name), new):
            copied_at_once(file, mine)
        else:
            beside = place_beside(mine, copied.get(name))
            copied_at_once(file, beside)
            told.append(f"{name} is newer now, and you have worked in yours: the new one is work/{beside.name}")
        copied[name] = new
    write(copied)
    return told


def place_beside(mine, untouched):
    """One that is free, or holds what was put there and nothing of the learner's."""
    for number in itertools.count(1):
        place = mine.with_name(f"{mine.stem}-new{'' if number == 1 else f'-{number}'}{mine.suffix}")
        if not place.exists() or digest(place) == untouched:
            return place


def digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def copied_at_once(file, to):
    to.parent.mkdir(parents=True, exist_ok=True)
    with at_once(to) as part:
        shutil.copyfile(file, part)


def originals():
    """By name, the digest of what was last copied, whether the learner has it in the file or beside it."""
    try:
        known = json.loads((places.WORK / ".copied.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def write(copied):
    places.WORK.mkdir(parents=True, exist_ok=True)
    with at_once(places.WORK / ".copied.json") as part:
        part.write_text(json.dumps(copied, indent=1) + "\n", encoding="utf-8")
