"""The set-up: its steps, in their order, one set-up at a time."""

import contextlib
import fcntl

from set_up import places
from set_up.browser import browser_for_the_tests
from set_up.java_build import java_modules
from set_up.jdk import jdk_25
from set_up.kernelspec import kernelspec
from set_up.startup_cache import start_up_cache
from set_up.terminal import SetUpFailed, Terminal, os_error
from set_up.venv import python_environment, settings


def set_up(for_tests=False):
    """All of it. Returns the JDK's home. Raises SetUpFailed."""
    terminal = Terminal(6 if for_tests else 5)
    try:
        with alone():
            python_environment(terminal)
            jdk = jdk_25(terminal)
            java_modules(terminal, jdk)
            kernelspec(terminal, jdk)
            start_up_cache(terminal, jdk)
            settings()
            if for_tests:
                browser_for_the_tests(terminal)
            return jdk
    except SetUpFailed as failed:
        if terminal.live and terminal.title:
            print()
        raise SetUpFailed(f"{terminal.title}: failed.\n{failed}") from failed
    except OSError as broken:
        raise SetUpFailed(f"{terminal.title or 'Set-up'}: failed.\n{os_error(broken)}") from broken


@contextlib.contextmanager
def alone():
    """One set-up at a time in a clone; a second one waits for the first."""
    places.STATE.mkdir(exist_ok=True)
    with open(places.STATE / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is at work in this folder; waiting for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
