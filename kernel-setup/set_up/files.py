"""Files that are written at once or not at all, and folders that come back where they could not be made anew."""

import contextlib
import shutil


@contextlib.contextmanager
def at_once(file):
    """A place to write to, which becomes the file at the end: whatever happens, nobody meets half of it."""
    part = file.with_name(f".{file.name}.part")
    try:
        yield part
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def keep(file, data):
    """Makes these bytes the file's, and leaves alone one that has them."""
    if file.is_file() and file.read_bytes() == data:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with at_once(file) as part:
        part.write_bytes(data)


@contextlib.contextmanager
def set_aside(folder, former):
    """What was there before lies in `former` meanwhile, and comes back if this block fails."""
    if former.exists() and not folder.exists():
        former.rename(folder)  # the last time was cut short
    shutil.rmtree(former, ignore_errors=True)
    if folder.exists():
        folder.rename(former)
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if former.exists():
            former.rename(folder)
        raise
    shutil.rmtree(former, ignore_errors=True)
