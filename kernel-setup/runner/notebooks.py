"""Which notebooks there are, which of them somebody means, and what a run of one depends on.

Python's standard library only: the verbs ask before there is a .venv.
"""

import hashlib
import json
import os
from pathlib import Path

# Copies of a notebook are none: an editor's, and those that nbgrader makes from a homework's source.
COPIES = {".ipynb_checkpoints", "release", "submitted", "autograded", "feedback"}


class NoSuchNotebook(Exception):
    """What was asked for, and what there is."""


def find(folder):
    """Every notebook below the folder, in the order of their paths, save for copies."""
    folder = Path(os.path.abspath(folder))
    return sorted(
        path
        for path in folder.rglob("*.ipynb")
        if path.is_file() and not COPIES.intersection(path.relative_to(folder).parts)
    )


def choose(words, folder, here=None):
    """The notebooks that the words mean, each once, in their order; all of them where there are no words.

    A word is the path of a notebook or of a folder of notebooks, which may lie anywhere, or else the beginning of the
    name of notebooks in `folder`: 01 means 01-sync-and-async.ipynb. Paths are looked for from `here` and from `folder`.
    """
    folder = Path(os.path.abspath(folder))
    all_of_them = find(folder)
    if not words:
        if not all_of_them:
            raise NoSuchNotebook(f"There is no notebook in {folder}.")
        return all_of_them
    chosen = []
    for word in words:
        chosen += of_word(word, folder, Path(here or "."), all_of_them)
    return list(dict.fromkeys(chosen))


def of_word(word, folder, here, all_of_them):
    for place in (here, folder):
        path = Path(os.path.abspath(place / word))
        if not path.exists() and path.with_name(path.name + ".ipynb").is_file():
            path = path.with_name(path.name + ".ipynb")  # as the checker's report calls it
        if path.is_file():
            if path.suffix != ".ipynb":
                raise NoSuchNotebook(f"{word} is no notebook: its name does not end in .ipynb.")
            return [path]
        # A bare word that is a folder's name as well as a notebook's beginning means the notebook.
        if path.is_dir() and not any(n.name.startswith(word) for n in all_of_them):
            inside = find(path)
            if not inside:
                raise NoSuchNotebook(f"There is no notebook in {word}.")
            return inside
    named = [path for path in all_of_them if path.name.startswith(word)]
    if not named:
        there = ", ".join(path.stem for path in all_of_them) or "none"
        raise NoSuchNotebook(
            f"{word} is neither a notebook's path nor the beginning of the name of one. "
            f"In {folder.name}/ there are: {there}"
        )
    return named


def result_name(path, folder):
    """What a notebook's results are called: two of one name in two folders are kept apart."""
    path, folder = Path(path).resolve(), Path(folder).resolve()
    inside = path.relative_to(folder) if folder in path.parents else Path(path.name)
    return inside.with_suffix("").as_posix()


def fingerprint(path, *files):
    """What a run's results depend on: the code, the files beside it, and the given files, such as the kernel's jars."""
    path = Path(path)
    whole = hashlib.sha256(code_of(path).encode())
    beside = sorted(p for p in path.parent.iterdir() if p.is_file() and p.suffix != ".ipynb")
    for file in [*beside, *files]:
        status = file.stat()
        whole.update(f"{file} {status.st_size} {status.st_mtime_ns}\n".encode())
    return whole.hexdigest()


def code_of(path):
    """The notebook less its outputs and prose; its bytes where it is none."""
    text = path.read_bytes()
    try:
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        return json.dumps([[cell.get("id"), cell["source"], cell.get("metadata")] for cell in cells], sort_keys=True)
    except (ValueError, KeyError, TypeError):
        return hashlib.sha256(text).hexdigest()
