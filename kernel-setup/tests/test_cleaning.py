import shutil
import subprocess

import pytest

from set_up import cleaning, places

POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0"><modules><module>lib</module><module>lib/bench</module></modules>
<properties><jjava.version>1.0a8</jjava.version></properties></project>"""


@pytest.fixture
def built(clone):
    """A clone in which everything was made, with things of the user's beside it."""
    write(clone / "pom.xml", POM)
    for made in ("lib/target/a.jar", "lib/bench/target/b.jar", "target/c", ".venv/bin/python", ".jdk/jdk/bin/java"):
        write(clone / made)
    write(places.MADE_HERE)
    write(clone / "lib/.jqwik-database")
    write(clone / "kernel-setup/set_up/steps.py")
    write(clone / "kernel-setup/set_up/__pycache__/steps.pyc")
    return clone


def write(path, text="x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_what_was_made_goes(built):
    assert cleaning.clean() == []
    left = [str(path.relative_to(built)) for path in built.rglob("*") if path.is_file()]
    assert sorted(left) == ["kernel-setup/set_up/steps.py", "pom.xml"]
    assert not places.STATE.exists()


@pytest.mark.parametrize(
    "mine",
    [
        "notebooks/target/mine.txt",
        "notebooks/mine/__pycache__/x.pyc",
        "notebooks/.ipynb_checkpoints/01-checkpoint.ipynb",
        "notebooks/hs_err_pid1.log",
        "work/target/01.ipynb",
        "lib/src/target/Main.java",
        "documents/target/a.txt",
        ".git/refs/heads/target",
        ".git/refs/heads/feature/target/x",
        ".venv-mine/bin/python",
    ],
)
def test_what_is_the_users_stays(mine, built):
    write(built / mine)
    cleaning.clean()
    assert (built / mine).is_file()


def test_a_venv_that_the_set_up_did_not_make_stays(built):
    places.MADE_HERE.unlink()
    assert cleaning.clean() == []
    assert (places.VENV / "bin" / "python").is_file()


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git")
def test_branches_with_the_name_of_a_build_folder_stay(built):
    git = ["git", "-C", str(built), "-c", "user.name=x", "-c", "user.email=x@localhost"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "first"], check=True)
    for branch in ("target", "feature/target"):
        subprocess.run([*git, "branch", branch], check=True)
    cleaning.clean()
    listed = subprocess.run([*git, "branch", "--format=%(refname:short)"], capture_output=True, text=True).stdout
    assert {"target", "feature/target"} <= set(listed.split())


def test_a_link_goes_and_what_it_leads_to_stays(built, tmp_path):
    write(tmp_path / "elsewhere" / "precious.txt")
    (built / "lib" / "target" / "link").symlink_to(tmp_path / "elsewhere")
    (built / "lib" / "bench" / "target" / "b.jar").unlink()
    (built / "lib" / "bench" / "target").rmdir()
    (built / "lib" / "bench" / "target").symlink_to(tmp_path / "elsewhere")
    assert cleaning.clean() == []
    assert (tmp_path / "elsewhere" / "precious.txt").is_file()
    assert not (built / "lib" / "bench" / "target").is_symlink()


def test_a_second_clean_has_nothing_to_do(built):
    cleaning.clean()
    assert cleaning.clean() == []
