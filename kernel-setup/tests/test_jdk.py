import hashlib
import io
import json
import tarfile

import pytest

from set_up import jdk, places
from set_up.jdk import NoJdk, fetch, find, jdk_25, what_is_wrong
from set_up.terminal import SetUpFailed

MODULES = "java.base@25.0.3\njdk.compiler@25.0.3\njdk.jshell@25.0.3"
JAVA_25 = f'test -z "$JAVA_TOOL_OPTIONS" || exit 1\necho "{MODULES}"\n'


@pytest.fixture
def home(tmp_path, program):
    """A function that makes what looks like a JDK: its folder."""

    def make(name, java):
        program(tmp_path / name / "bin" / "java", java)
        return tmp_path / name

    return make


@pytest.fixture(autouse=True)
def nowhere_else(bare, clone, monkeypatch):
    monkeypatch.setenv("SYNCASYNC_JDK_PLACES", "/nowhere/*")
    monkeypatch.setenv("PATH", str(bare))


@pytest.mark.parametrize(
    ("java", "reason"),
    [
        ("echo java.base@17.0.1", "Java 17.0.1"),
        ("echo java.base@26-ea", "Java 26-ea"),
        ("echo java.base@25.0.3", "without JShell"),
        ("echo nonsense", "of an unknown version"),
        ("echo no such agent >&2; exit 1", r"does not start \(no such agent\)"),
        ("exit 3", r"does not start \(status 3\)"),
        ("printf '\\377\\n'; exit 1", "does not start"),
    ],
)
def test_each_java_that_does_not_fit_is_named_with_its_reason(java, reason, home, monkeypatch):
    monkeypatch.setenv("JAVA_HOME", str(home("odd jdk", java)))
    with pytest.raises(NoJdk, match=rf"odd jdk  \(JAVA_HOME\): .*{reason}"):
        find()


def test_without_any_java_it_says_so():
    with pytest.raises(NoJdk, match="No other Java was found"):
        find()


def test_a_file_that_cannot_be_run_is_no_java(home, monkeypatch):
    odd = home("odd", "exit 0")
    (odd / "bin" / "java").chmod(0o644)
    assert "does not start" in what_is_wrong(odd)


def test_an_old_java_first_on_the_path_hides_no_jdk_25_elsewhere(home, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(home("old", "echo java.base@17") / "bin"))
    monkeypatch.setenv("JAVA_HOME", "/nope")
    monkeypatch.setenv("SYNCASYNC_JDK_PLACES", str(tmp_path / "jvm" / "*"))
    new = home("jvm/25", JAVA_25)
    assert find() == new


def test_a_jdk_named_from_the_current_folder_is_found_from_any_other_too(home, monkeypatch):
    good = home("good", JAVA_25)
    monkeypatch.chdir(good.parent)
    monkeypatch.setenv("JAVA_HOME", "good")
    assert find() == good


def test_options_for_every_jvm_do_not_spoil_the_look_for_a_jdk(home, monkeypatch):
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-javaagent:/gone.jar")
    monkeypatch.setenv("JAVA_HOME", str(home("good", JAVA_25)))
    assert find().name == "good"


def packed(java, name="jdk-25.0.3+9"):
    """An archive as vendors make it."""
    bytes_ = io.BytesIO()
    with tarfile.open(fileobj=bytes_, mode="w:gz") as archive:
        entry = tarfile.TarInfo(f"{name}/bin/java")
        content = ("#!/bin/sh\n" + java).encode()
        entry.size, entry.mode = len(content), 0o755
        archive.addfile(entry, io.BytesIO(content))
    return bytes_.getvalue()


def sum_of(content):
    return hashlib.sha256(content).hexdigest()


def offered(served, monkeypatch, archive, checksum):
    address = served({"/jdk.tar.gz": archive, "/jdk.tar.gz.sha256.txt": checksum.encode()})
    monkeypatch.setenv("SYNCASYNC_JDK_URL", address + "/jdk.tar.gz")


def test_a_jdk_is_fetched_into_the_clone_and_found_there_afterwards(served, monkeypatch, terminal):
    archive = packed(JAVA_25)
    offered(served, monkeypatch, archive, sum_of(archive) + "  jdk.tar.gz\n")
    assert jdk_25(terminal) == places.FETCHED_JDKS / "jdk-25.0.3+9"
    monkeypatch.delenv("SYNCASYNC_JDK_URL")
    assert find() == places.FETCHED_JDKS / "jdk-25.0.3+9"


@pytest.mark.parametrize(
    ("archive", "checksum", "reason"),
    [
        (packed("echo java.base@17"), None, "no JDK that starts"),
        (b"<html>log in first</html>", None, "no archive"),
        (packed(JAVA_25)[:-40], None, "no archive"),
        (packed(JAVA_25), "0" * 64, "checksum"),
        (packed(JAVA_25), "", "checksum"),
    ],
)
def test_a_jdk_that_is_none_is_not_kept(archive, checksum, reason, served, monkeypatch, terminal):
    offered(served, monkeypatch, archive, sum_of(archive) if checksum is None else checksum)
    with pytest.raises(SetUpFailed, match=f"(?s){reason}.*Install a JDK 25"):
        jdk_25(terminal)
    assert not places.FETCHED_JDKS.exists()


def test_a_broken_try_leaves_the_jdk_that_was_there(served, monkeypatch, terminal, program):
    program(places.FETCHED_JDKS / "jdk-17" / "bin" / "java", "echo java.base@17")
    offered(served, monkeypatch, b"no archive", sum_of(b"no archive"))
    with pytest.raises(SetUpFailed):
        fetch(terminal)
    assert [path.name for path in places.FETCHED_JDKS.iterdir()] == ["jdk-17"]


def test_the_vendors_own_sum_is_what_the_archive_is_checked_by(served, monkeypatch, terminal):
    archive = packed(JAVA_25)
    files = {"/a.tar.gz": archive}
    address = served(files)
    files["/offer"] = json.dumps(
        [{"binary": {"package": {"link": address + "/a.tar.gz", "checksum": sum_of(archive)}}}]
    ).encode()
    monkeypatch.setattr(jdk, "ADOPTIUM", address + "/offer?{feature}{os}{architecture}")
    assert fetch(terminal).name == "jdk-25.0.3+9"


@pytest.mark.parametrize("answer", [b"[]", b"nonsense", b"{}"])
def test_a_vendor_that_offers_none_is_told(answer, served, monkeypatch, terminal):
    monkeypatch.setattr(jdk, "ADOPTIUM", served({"/offer": answer}) + "/offer?{feature}{os}{architecture}")
    with pytest.raises(SetUpFailed, match="offers none for this machine"):
        fetch(terminal)
