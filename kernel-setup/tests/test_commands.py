import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from set_up import commands, places, steps
from set_up.commands import run
from set_up.terminal import SetUpFailed

# A set-up whose one step runs a command that starts another and writes both ids down.
SET_UP = """
import sys
sys.path.insert(0, {here!r})
from pathlib import Path
from set_up import commands, places, steps
from set_up.terminal import Silent
places.STATE, places.LOGS, places.ROOT = Path({state!r}), Path({state!r}) / "log", Path({state!r})
with commands.ended_by_signals(), steps.alone():
    commands.run(["sh", "-c", "sleep 600 & echo $$ $! > {ids}; wait"], "busy", Silent())
"""


def test_the_output_of_a_command_is_kept_and_its_reason_for_failing_told(clone, terminal):
    with pytest.raises(SetUpFailed, match=r"ERROR: no such thing") as failed:
        run(["sh", "-c", "echo noise; echo 'ERROR: no such thing'; echo more noise; exit 3"], "log", terminal)
    assert "noise" not in str(failed.value).replace("whole output", "")
    assert (places.LOGS / "log.txt").read_text() == "noise\nERROR: no such thing\nmore noise\n"


def test_a_broken_settings_file_of_maven_is_named(clone, terminal):
    lines = "[ERROR] 1 problem was encountered\n[FATAL] Non-parseable settings /home/u/.m2/settings.xml"
    with pytest.raises(SetUpFailed, match=r"settings\.xml"):
        run(["sh", "-c", f"echo '{lines}'; exit 1"], "maven", terminal)


def test_a_command_that_hangs_is_ended_with_all_that_it_started(clone, terminal):
    ids = places.STATE / "ids"
    with pytest.raises(SetUpFailed, match=r"did not end within 1 s"):
        run(["sh", "-c", f"sleep 600 & echo $$ $! > '{ids}'; wait"], "hang", terminal, timeout=1)
    assert gone(ids)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, signal.SIGINT])
def test_a_set_up_that_is_ended_in_any_way_leaves_no_process(how, tmp_path):
    ids, set_up = begun(tmp_path)
    set_up.send_signal(how)
    set_up.wait(20)
    assert gone(ids)


def test_what_a_killed_set_up_has_started_holds_its_lock(clone):
    with steps.alone():
        held = list(commands.INHERITED)
        assert len(held) == 1
        child = subprocess.Popen(["sleep", "600"], pass_fds=held)
    try:  # our own descriptor is closed, as if we had been killed: the lock is the child's now
        import fcntl

        with open(places.STATE / "lock", "w") as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        child.kill()
        child.wait()
    with steps.alone():
        pass


def test_a_set_up_that_is_killed_the_moment_it_starts_a_command_leaves_no_process(tmp_path):
    killed = """
import os, signal, subprocess
class Last(subprocess.Popen):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        while not os.path.exists({ids!r}) or len(open({ids!r}).read().split()) < 2:
            pass
        os.kill(os.getpid(), signal.SIGKILL)
subprocess.Popen = Last
""".format(ids=str(tmp_path / "ids"))
    script = killed + SET_UP.format(
        here=str(Path(commands.__file__).parent.parent), state=str(tmp_path), ids=tmp_path / "ids"
    )
    subprocess.run([sys.executable, "-c", script], stderr=subprocess.DEVNULL)
    assert gone(tmp_path / "ids")


def begun(folder):
    ids = folder / "ids"
    script = SET_UP.format(here=str(Path(commands.__file__).parent.parent), state=str(folder), ids=ids)
    set_up = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL)
    until(lambda: ids.exists() and len(ids.read_text().split()) == 2)
    return ids, set_up


def gone(ids):
    return until(lambda: not any(alive(int(number)) for number in ids.read_text().split()))


def alive(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{number}/stat")
    return not (status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def until(condition):
    for _ in range(2000):
        if condition():
            return True
        time.sleep(0.01)
    return False
