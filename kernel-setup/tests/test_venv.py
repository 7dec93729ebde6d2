import os
import subprocess
import sys
from pathlib import Path

import pytest

from set_up import places, venv
from set_up.stamps import digest, doing, stamp
from set_up.terminal import SetUpFailed


@pytest.fixture
def made(clone, monkeypatch):
    """An environment as the set-up leaves it, with one package and one script; pip is not called."""
    lock = places.REQUIREMENTS / "lab.txt"
    lock.parent.mkdir(parents=True)
    lock.write_text("tornado==1\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(places.VENV)], check=True)
    packages = next(places.VENV.glob("lib/python*/site-packages"))
    (packages / "tornado").mkdir()
    (packages / "tornado" / "web.py").write_text("1234")
    (packages / "tornado-1.dist-info").mkdir()
    (packages / "tornado-1.dist-info" / "RECORD").write_text(
        "tornado/web.py,sha256=x,4\n../../../bin/tool,sha256=x,999\ntornado-1.dist-info/RECORD,,\n"
    )
    script = places.VENV / "bin" / "tool"
    script.write_text(f"#!{places.VENV}/bin/python\nprint('runs')\n")
    script.chmod(0o755)
    places.JJAVA_JAR.parent.mkdir(parents=True)
    places.JJAVA_JAR.write_text("jar")
    with doing("venv", digest(lock)):
        stamp("venv-place").write_text(str(places.VENV))
    return clone


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*arguments):
        raise SetUpFailed("no network")

    monkeypatch.setattr(venv, "run", lambda *arguments: None)
    monkeypatch.setattr(venv, "install", refuse)


def move(clone, to, monkeypatch):
    clone.rename(to)
    for name, path in list(vars(places).items()):
        if isinstance(path, Path) and clone in path.parents:
            monkeypatch.setattr(places, name, to / path.relative_to(clone))
    monkeypatch.setattr(places, "ROOT", to)


def test_a_second_run_does_nothing(made, no_network, terminal):
    venv.python_environment(terminal)
    assert terminal.ends == ["unchanged"]


def test_a_moved_environment_is_adapted_without_a_network_and_its_scripts_run(
    made, no_network, terminal, monkeypatch, tmp_path
):
    move(made, tmp_path / "anderswo, mit Blanks", monkeypatch)
    venv.python_environment(terminal)
    venv.python_environment(terminal)
    assert terminal.ends == ["adapted to its new place", "unchanged"]
    said = subprocess.run([places.VENV / "bin" / "tool"], capture_output=True, text=True)
    assert said.stdout == "runs\n", said.stderr


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda packages: (packages / "tornado" / "web.py").unlink(), "tornado is damaged"),
        (lambda packages: (packages / "tornado" / "web.py").write_text("12"), "tornado is damaged"),
        (lambda packages: (packages / "tornado-1.dist-info" / "RECORD").unlink(), "no packages"),
        (lambda packages: places.PYTHON.unlink(), "its Python is gone"),
    ],
)
def test_damage_is_told_and_not_taken_for_whole(spoil, named, made, no_network, terminal):
    assert venv.damage() is None
    spoil(next(places.VENV.glob("lib/python*/site-packages")))
    assert named in venv.damage()
    with pytest.raises(SetUpFailed, match="no network"):
        venv.python_environment(terminal)


def test_an_update_that_fails_brings_back_what_was_there(made, no_network, terminal):
    (places.REQUIREMENTS / "lab.txt").write_text("tornado==2\n")
    with pytest.raises(SetUpFailed, match=r"(?s)Is the network there.*no network"):
        venv.python_environment(terminal)
    assert (places.VENV / "bin" / "tool").exists()
    assert venv.damage() is None


def test_one_that_was_killed_in_the_middle_of_an_update_comes_back_too(made, no_network):
    former = places.STATE / "venv.former"
    places.VENV.rename(former)
    with pytest.raises(RuntimeError), venv.set_aside(places.VENV):
        raise RuntimeError("killed again")
    assert (places.VENV / "bin" / "tool").exists()
    assert not former.exists()


def test_another_python_keeps_the_environment_and_is_told(made, no_network, terminal, monkeypatch):
    config = places.VENV / "pyvenv.cfg"
    config.write_text("version = 3.10.1\n")
    monkeypatch.setattr(venv, "damage", lambda: None)
    venv.python_environment(terminal)
    assert ("make clean" in terminal.ends[0]) == (sys.version_info[:2] != (3, 10))


def test_a_venv_of_the_users_own_is_kept_under_another_name(clone, terminal, monkeypatch):
    (places.REQUIREMENTS / "lab.txt").parent.mkdir(parents=True)
    (places.REQUIREMENTS / "lab.txt").write_text("tornado==1\n")
    (clone / ".venv-yours").mkdir()
    places.VENV.mkdir()
    (places.VENV / "pyvenv.cfg").write_text("version = 3.12.1\n")
    monkeypatch.setattr(venv, "run", lambda *arguments: None)
    monkeypatch.setattr(venv, "install", lambda *arguments: None)
    venv.python_environment(terminal)
    assert (clone / ".venv-yours2" / "pyvenv.cfg").exists()
    assert venv.is_ours()
    assert ".venv-yours2" in terminal.ends[0]
    stamp("venv").unlink()
    venv.python_environment(terminal)
    assert terminal.ends[1] == "made"


def test_of_pips_settings_those_of_from_where_are_kept(bare):
    listed = "\n".join(
        [
            "global.index-url='https://mirror/simple'",
            "install.user='true'",
            "install.find-links='/a\\n/b'",
            "global.target='/elsewhere'",
            "freeze.timeout='10'",
            ":env:.proxy='http://p'",
        ]
    )
    assert venv.settings_of(listed) == {"PIP_INDEX_URL": "https://mirror/simple", "PIP_FIND_LINKS": "/a /b"}


def test_a_variable_wins_over_the_file(bare, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://mine")
    assert venv.settings_of("global.index-url='https://mirror/simple'") == {}


def test_jupyterlab_has_break_it_as_it_stands_in_the_clone(made, clone):
    script = places.BREAK_IT / "static" / "break-it.js"
    script.parent.mkdir(parents=True)
    script.write_text("one")
    venv.settings()
    installed = places.LABEXTENSIONS / "break-it" / "static" / "break-it.js"
    assert installed.read_text() == "one" and places.VENV in installed.parents, "which `make clean` removes"
    script.write_text("two")
    venv.settings()
    assert installed.read_text() == "two"


def test_settings_are_not_written_again_when_they_are_there(made):
    venv.settings()
    file = next(places.VENV.glob("share/jupyter/lab/settings/overrides.json"))
    before = os.stat(file).st_mtime_ns
    venv.settings()
    assert os.stat(file).st_mtime_ns == before
