"""What the person at the keyboard sees: one line a step, and one message where a step failed."""

import errno
import shutil
import sys
import time

from set_up import places


class SetUpFailed(Exception):
    """One message for the person at the keyboard: what failed, and what to do."""


class Terminal:
    """One line a step: its name, what it is busy with, and in the end what became of it."""

    def __init__(self, total):
        self.total, self.number, self.live = total, 0, sys.stdout.isatty()
        self.began = self.title = None

    def begin(self, title):
        self.number += 1
        self.title, self.began = f"[{self.number}/{self.total}] {title}", time.monotonic()
        print(self.title + " ...", end="" if self.live else "\n", flush=True)

    def busy(self, what):
        if self.live:
            room = shutil.get_terminal_size().columns - len(self.title) - 16
            spent = time.monotonic() - self.began
            print(f"\r\033[K{self.title} ... {spent:3.0f} s  {what[: max(room, 0)]}", end="", flush=True)

    def end(self, outcome):
        spent = time.monotonic() - self.began
        took = f"  ({spent:.0f} s)" if spent >= 1 else ""
        print(("\r\033[K" if self.live else "") + f"{self.title}: {outcome}{took}", flush=True)


class Silent:
    """A terminal for what is done without a step of its own."""

    def busy(self, what):
        pass


def free():
    return shutil.disk_usage(places.ROOT).free


def os_error(broken):
    """An OSError in words that say what to do."""
    if broken.errno == errno.ENOSPC:
        return (
            "The disk is full. Make room (about 600 MB are needed, and 200 MB for the caches of Maven and pip) "
            "and run the same command again; nothing was lost."
        )
    if broken.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{broken.filename}: this folder cannot be written to. Clone into a folder that is yours."
    return str(broken)
