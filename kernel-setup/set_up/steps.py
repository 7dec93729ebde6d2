"""The set-up: its steps, in their order, one set-up at a time."""

import contextlib
import fcntl

from set_up import commands, places
from set_up.browser import browser_for_the_tests
from set_up.java_build import java_modules, referee
from set_up.jdk import jdk_25
from set_up.kernelspec import kernelspec
from set_up.startup_cache import start_up_cache
from set_up.terminal import SetUpFailed, Terminal, os_error
from set_up.venv import can_grade, grading_packages, python_environment, test_tools


def set_up(for_tests=False, browser=False, grading=False, judging=False):
    """All of it. Returns the JDK's home. Raises SetUpFailed.

    `for_tests` adds what the unit tests need, `browser` what the browser check needs, `judging` what runs the tests of
    homework, and `grading` all that an instructor needs.
    """
    grading = grading or (for_tests and can_grade())
    judging = judging or grading
    terminal = Terminal(5 + for_tests + browser + grading + judging)
    try:
        with commands.ended_by_signals(), alone():
            python_environment(terminal)
            jdk = jdk_25(terminal)
            java_modules(terminal, jdk)
            kernelspec(terminal, jdk)
            start_up_cache(terminal, jdk)
            if for_tests:
                test_tools(terminal)
            if judging:
                referee(terminal, jdk)
            if grading:
                grading_packages(terminal)
            if browser:
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
    """One set-up at a time in a clone; a second one waits for the first, and for whatever that has started."""
    places.STATE.mkdir(exist_ok=True)
    with open(places.STATE / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is at work in this folder; waiting for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        commands.INHERITED.append(lock.fileno())
        try:
            yield
        finally:
            commands.INHERITED.remove(lock.fileno())
