"""Commands run with their output in a log, and one line a step that says how far it is."""

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

from set_up import places
from set_up.environment import environment


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


def run(command, log, terminal, env=None, timeout=None, cwd=places.ROOT):
    """Run a command with its output in .set-up/log/<log>.txt; raises SetUpFailed with its last lines."""
    places.LOGS.mkdir(parents=True, exist_ok=True)
    path = places.LOGS / (log + ".txt")
    late = threading.Event()
    with open(path, "w", encoding="utf-8", errors="replace", buffering=1) as out:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=env or environment(),
            cwd=cwd,
            start_new_session=True,
        )
        timer = threading.Timer(timeout, lambda: (late.set(), end(process))) if timeout else None
        try:
            if timer:
                timer.start()
            for raw in process.stdout:
                line = raw.decode("utf-8", "replace")
                out.write(line)
                if line.strip():
                    terminal.busy(line.strip())
            status = process.wait()
        finally:
            if timer:
                timer.cancel()
            end(process)
    if late.is_set():
        raise SetUpFailed(f"It did not end within {timeout} s.\n(its output: {path})")
    if status != 0:
        lines = [line for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
        lines = [line for line in lines if line.startswith(("ERROR", "[ERROR]"))][:8] or lines[-12:]
        full = f"The disk is nearly full: {free() / 1e6:.0f} MB are left.\n" if free() < 100e6 else ""
        raise SetUpFailed(full + "\n".join("  " + line for line in lines) + f"\n(the whole output: {path})")


def end(process):
    """The process and all that it started."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free():
    return shutil.disk_usage(places.ROOT).free


def os_error(broken):
    """An OSError in words that say what to do."""
    if broken.errno == errno.ENOSPC:
        return (
            "The disk is full. Make room (about 500 MB are needed, and 200 MB for the caches of Maven and pip) "
            "and run the same command again; nothing was lost."
        )
    if broken.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{broken.filename}: this folder cannot be written to. Clone into a folder that is yours."
    return str(broken)
