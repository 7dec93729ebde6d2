"""Commands run with their output in a log, and ended with all that they started, however the set-up itself ends."""

import contextlib
import os
import signal
import subprocess
import threading

from set_up import places
from set_up.environment import environment
from set_up.terminal import SetUpFailed, free

# Descriptors that every command inherits. The set-up's lock is one: it is held until the last of them is gone.
INHERITED = []
# The command, watched from its first moment: a pipe that only this Python holds is its end. When that closes, however
# this Python ended, the whole group goes. The watching shell is of the group, so it goes with the command as well.
WATCHED = 'exec 3<&0; (read -r word <&3; kill -KILL 0) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null'
REASONS = ("ERROR", "[ERROR]", "[FATAL]", "Error:", "error:")


def run(command, log, terminal, env=None, timeout=None, cwd=None):
    """Run a command with its output in .set-up/log/<log>.txt; raises SetUpFailed with its last lines."""
    places.LOGS.mkdir(parents=True, exist_ok=True)
    path = places.LOGS / (log + ".txt")
    late = threading.Event()
    with (
        open(path, "w", encoding="utf-8", errors="replace", buffering=1) as out,
        started(command, env or environment(), cwd or places.ROOT) as process,
    ):
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
    if late.is_set():
        raise SetUpFailed(f"It did not end within {timeout} s.\n(its output: {path})")
    if status != 0:
        lines = [line for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
        lines = [line for line in lines if line.startswith(REASONS)][:8] or lines[-12:]
        full = f"The disk is nearly full: {free() / 1e6:.0f} MB are left.\n" if free() < 100e6 else ""
        raise SetUpFailed(full + "\n".join("  " + line for line in lines) + f"\n(the whole output: {path})")


@contextlib.contextmanager
def started(command, env, cwd):
    """A process in a group of its own, which ends with this block, or with this Python if that is killed."""
    watched, held = os.pipe()
    try:
        process = subprocess.Popen(
            ["sh", "-c", WATCHED, "sh", *map(str, command)],
            stdin=watched,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
            pass_fds=INHERITED,
        )
        try:
            yield process
        finally:
            end(process)
            process.stdout.close()
    finally:
        os.close(watched)
        os.close(held)


def end(process):
    """The process and all that it started."""
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def ended_by_signals():
    """A closed terminal (HUP) and `kill` (TERM) end this Python as Ctrl-C does: through every `finally`."""

    def stop(number, _frame):
        raise SystemExit(128 + number)

    before = {}
    for number in (signal.SIGTERM, signal.SIGHUP):
        if threading.current_thread() is threading.main_thread() and signal.getsignal(number) == signal.SIG_DFL:
            before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def jupyter_lab(folder, *options):
    """Becomes JupyterLab, with this folder open."""
    words = [str(places.PYTHON), "-m", "jupyterlab", f"--ServerApp.root_dir={folder}", "--ServerApp.ip=127.0.0.1"]
    words += options
    words += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    print("Opening JupyterLab. It keeps running here; Ctrl-C twice ends it.", flush=True)
    os.chdir(places.ROOT)
    os.execve(words[0], words, environment())
