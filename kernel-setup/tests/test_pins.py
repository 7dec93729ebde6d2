import re

import pytest

import upkeep
from set_up import places, pom

XMLNS = {"m": "http://maven.apache.org/POM/4.0.0"}
ROOT = places.ROOT


def locked(name):
    """Each package of a lock with its version and its marker."""
    text = (ROOT / "kernel-setup" / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return re.findall(r"(?m)^([\w.-]+)==([^\s;]+)(?: ; ([^\\\n]*))? \\$", text)


@pytest.mark.parametrize("name", upkeep.LOCKS)
def test_every_pin_has_its_hashes(name):
    text = (ROOT / "kernel-setup" / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert locked(name)
    for pin in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in pin, pin


def test_the_locks_agree_with_each_other():
    lab = {(name, marker): version for name, version, marker in locked("lab")}
    for other in ("test", "browse", "grading"):
        for name, version, marker in locked(other):
            assert lab.get((name, marker), version) == version, f"{other}.txt has another {name} than lab.txt"


def test_the_kernels_jar_is_of_the_version_that_python_installs():
    assert ("jjava", pom.value("jjava.version"), "") in locked("lab")


def test_every_version_of_the_java_side_stands_in_the_root_pom():
    import xml.etree.ElementTree as ElementTree

    modules = [places.ROOT / module / "pom.xml" for module in pom.modules()]
    assert modules
    for file in modules:
        for version in ElementTree.parse(file).getroot().iterfind(".//m:version", XMLNS):
            assert version.text.startswith("${"), f"{file.relative_to(ROOT)} has a version of its own: {version.text}"


def test_all_that_ci_uses_is_pinned_by_commit():
    for file in (ROOT / ".github" / "workflows").glob("*.yml"):
        for used in re.findall(r"uses: *(\S+.*)", file.read_text(encoding="utf-8")):
            assert re.fullmatch(r"\S+@[0-9a-f]{40} # v[\d.]+", used), f"{file.name}: {used}"


@pytest.mark.network
@pytest.mark.parametrize("name", upkeep.LOCKS)
def test_every_pin_can_be_installed_on_each_platform(name):
    upkeep.uv()
    assert list(upkeep.cannot_be_installed(name)) == []


@pytest.mark.network
def test_a_pin_that_one_platform_lacks_is_noticed(tmp_path, monkeypatch):
    hashed = "11c25f52a3c3a7d2cb4abc9ee45e8b0c0e2c9ef2f0a95a3f1c8aefbb42ad2e0b"
    (tmp_path / "lab.txt").write_text(f"argon2-cffi-bindings==26.2.0 --hash=sha256:{hashed}\n")
    upkeep.uv()
    monkeypatch.setattr(places, "REQUIREMENTS", tmp_path)
    lines = list(upkeep.cannot_be_installed("lab"))
    assert any("x86_64-apple-darwin" in line for line in lines)
