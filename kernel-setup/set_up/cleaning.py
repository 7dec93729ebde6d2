"""Leaves a fresh clone: what the set-up and the builds made goes, and nothing of the user's."""

import contextlib
import shutil

from set_up import places, pom
from set_up.venv import is_ours


def made():
    """What was made, by its exact places. Never looks into notebooks/, work/ or .git/."""
    modules = [places.ROOT / module for module in pom.modules()]
    found = [places.VENV] if is_ours() else []
    found += [places.STATE, places.FETCHED_JDKS, places.ROOT / ".ruff_cache"]
    for folder in (places.ROOT, *modules):
        found += [folder / "target", folder / ".jqwik-database", *folder.glob("hs_err_pid*.log")]
    for folder in our_python():
        found += [folder / ".pytest_cache", folder / "__pycache__"]
    return found


def our_python():
    """The folders that hold Python of the clone's own."""
    for top in (places.HERE, places.ROOT / "support-lib" / "benchmarks"):
        for file in top.rglob("*.py"):
            if not {"target", "__pycache__"} & set(file.relative_to(top).parts):
                yield file.parent


def clean():
    """Remove it all; returns what could not be removed."""
    left = []
    for path in sorted(set(made())):
        if path.is_symlink() or path.is_file():
            with contextlib.suppress(OSError):
                path.unlink()
        elif path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        if path.is_symlink() or path.exists():
            left.append(path)
    return left
