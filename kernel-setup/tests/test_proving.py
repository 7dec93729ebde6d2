import os
import subprocess
import sys
import time

import pytest

import proving
import verbs
from set_up import kernelspec, places


def test_options_are_told_from_notebooks():
    options, chosen = proving.of(["--jobs", "1", "01", "--cell-timeout=30"], {"--jobs", "--cell-timeout"})
    assert options == ["--jobs", "1", "--cell-timeout", "30"]
    assert [path.name for path in chosen] == ["01-sync-and-async.ipynb"]
    assert proving.of(["--all"], (), {"--all"})[0] == ["--all"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["check", "--bogus"], "There is no option --bogus here. There are: --cell-timeout --jobs"),
        (["check", "--jobs"], "--jobs needs a value"),
        (["keep", "99"], "99 is neither a notebook's path nor the beginning"),
        (["unit", "NoSuchTest"], "There is no test NoSuchTest"),
        (["mutate", "01", "--only", "no-such-cell"], "No cell [no-such-cell] names a mutation"),
        (["robust", "01", "--only", "rain"], "There is no condition rain. There are: each-cell-twice run-all-twice"),
        (["bench", "bogus"], "There is no benchmark bogus. There are: span"),
        (["test", "01"], "test takes no arguments"),
    ],
)
def test_a_wrong_call_is_told_before_anything_is_set_up(words, reason, capsys, monkeypatch):
    monkeypatch.setattr(proving.steps, "set_up", lambda **_: pytest.fail("nothing may be set up"))
    assert verbs.main(*words) == 2
    assert reason in capsys.readouterr().err


def test_a_test_is_found_in_its_module_or_by_its_file():
    python, java = proving.tests_named(["test_stamps.py::test_a", "test_proving", "LineMatchTest#a_line", "DiffTest"])
    assert python == [str(proving.TESTS / "test_stamps.py::test_a"), str(proving.TESTS / "test_proving.py")]
    assert java == ["-Dtest=LineMatchTest#a_line,DiffTest", "-pl", "kernel-setup/checker", "-am"]


class Spoke:
    """A verb that only remembers that it ran."""

    def __init__(self, name, ran):
        self.__name__, self.ran, self.status = name, ran, 0

    def __call__(self):
        self.ran.append(self.__name__)
        return self.status


def test_everything_runs_once_and_one_failure_hides_no_other(capsys, monkeypatch):
    ran = []
    monkeypatch.setattr(proving.steps, "set_up", lambda **_: None)
    for name in ("unit", "check", "browse"):
        monkeypatch.setattr(proving, name, Spoke(name, ran))
    proving.unit.status = 1
    assert proving.test() == 1
    assert ran == ["unit", "check", "browse"]
    said = capsys.readouterr().out
    assert "unit    FAILED" in said and "check   passed" in said and "browse  passed" in said
    proving.unit.status = 0
    assert proving.test() == 0


def test_what_failed_is_told_again_at_the_end(tmp_path, monkeypatch, capsys):
    def check():
        (tmp_path / "results.xml").write_text(
            '<testsuites><testsuite><testcase classname="04-chat" name="[a-cell]"><failure message="1 is not 2"/>'
            '</testcase><testcase classname="04-chat" name="[good]"/></testsuite></testsuites>'
        )
        return 1

    monkeypatch.setattr(proving.steps, "set_up", lambda **_: None)
    monkeypatch.setattr(proving, "EXECUTED", tmp_path)
    monkeypatch.setattr(proving, "MODULES", ())
    for name in ("unit", "browse"):
        monkeypatch.setattr(proving, name, Spoke(name, []))
    monkeypatch.setattr(proving, "check", check)
    assert proving.test() == 1
    said = capsys.readouterr().out
    assert "04-chat [a-cell]: 1 is not 2" in said
    assert "[good]" not in said
    os.utime(tmp_path / "results.xml", (0, 0))
    assert not any("a-cell" in line for line in proving.failures(time.time())), "that was another run"


ONE_FAILED = """<testsuites><testsuite>
<testcase classname="04-chat" name="[ticks]"/>
<testcase classname="04-chat" name="[late]"><failure message="2 s, not 1 s"/></testcase>
</testsuite></testsuites>"""


def test_a_cell_that_fails_under_one_condition_is_in_the_table_and_fails_the_run(tmp_path, monkeypatch, capsys):
    def judge(jdk, verb, options, chosen, out):
        xml = ONE_FAILED if out.name == "one-core" else ONE_FAILED.replace('<failure message="2 s, not 1 s"/>', "")
        (out / "results.xml").write_text(xml)

    monkeypatch.setattr(proving.steps, "set_up", lambda **_: None)
    monkeypatch.setattr(proving, "build_judge", lambda jdk: None)
    monkeypatch.setattr(proving, "ROBUST", tmp_path)
    monkeypatch.setattr(places, "NOTEBOOKS", tmp_path)
    runs = []
    monkeypatch.setattr(proving, "run", lambda words, jdk: runs.append([str(word) for word in words]))
    monkeypatch.setattr(proving, "judge", judge)
    (tmp_path / "04-chat.ipynb").write_text('{"cells": []}')
    assert proving.robust("04") == 1
    assert len(runs) == 6 and all("--jobs" in words for words in runs)
    assert any("--one-core" in words for words in runs)
    table = (tmp_path / "table.md").read_text()
    assert table in capsys.readouterr().out
    header, _, row, *rest = table.splitlines()
    counted = dict(zip(header.split("|"), row.split("|")))
    assert {name.strip(): count.strip() for name, count in counted.items() if name.strip()} == {
        "failed": "04-chat",
        "each-cell-twice": "0 of 2",
        "run-all-twice": "0 of 2",
        "one-core": "1 of 2",
        "512-megabytes": "0 of 2",
        "load-begins-midway": "0 of 2",
        "load-ends-midway": "0 of 2",
    }
    assert rest == ["", "- 04-chat [late], one-core: 2 s, not 1 s"]
    assert proving.robust("04", "--only", "512-megabytes") == 0


def test_what_was_run_before_is_not_run_again_unless_something_changed(tmp_path, monkeypatch):
    notebook = tmp_path / "a.ipynb"
    notebook.write_text('{"cells": []}')
    monkeypatch.setattr(proving, "EXECUTED", tmp_path / "out")
    monkeypatch.setattr(places, "NOTEBOOKS", tmp_path)
    runs = []
    monkeypatch.setattr(proving, "run", lambda words, jdk: runs.append(words))
    assert not proving.is_current(notebook)
    proving.execute([notebook], [], None)
    assert len(runs) == 1
    assert proving.is_current(notebook)
    notebook.write_text('{"cells": [{"cell_type": "code", "source": "1"}]}')
    assert not proving.is_current(notebook)


def test_the_judge_speaks_the_language_of_the_notebooks(tmp_path, monkeypatch):
    commands = []
    monkeypatch.setattr(proving, "call", lambda command, env: commands.append([str(word) for word in command]))
    proving.judge(tmp_path, "check", ["--xml", "results.xml"], [tmp_path / "a.ipynb"])
    assert commands[0][:2] == [str(tmp_path / "bin" / "java"), f"@{places.JVM_OPTIONS}"]
    assert commands[0][-3:] == ["--xml", "results.xml", str(tmp_path / "a.ipynb")]
    assert "-Duser.language=en" in kernelspec.options()


def test_a_notebook_is_held_against_what_git_has_until_git_is_told_otherwise(tmp_path, monkeypatch):
    def git(*words):
        subprocess.run(["git", "-C", tmp_path, "-c", "user.name=A", "-c", "user.email=a@b", *words], check=True)

    monkeypatch.setattr(places, "NOTEBOOKS", tmp_path)
    known = tmp_path / "a.committed.ipynb"
    notebook = tmp_path / "a.ipynb"
    notebook.write_text("as committed")
    proving.write_committed(notebook, tmp_path)
    assert not known.exists(), "nothing is known without git"
    git("init", "-q")
    git("add", "a.ipynb")
    git("commit", "-qm", "a")
    notebook.write_text("a cell less")
    proving.write_committed(notebook, tmp_path)
    assert known.read_text() == "as committed"
    git("add", "a.ipynb")
    proving.write_committed(notebook, tmp_path)
    assert known.read_text() == "a cell less"


def test_nothing_but_the_standard_library_is_needed_before_there_is_a_venv():
    ours = {"grading", "proving", "teaching", "verbs", "runner", "set_up"}
    looked_at = (verbs, verbs.teaching, verbs.teaching.dry_run)
    looked_at += (proving, proving.notebooks, proving.mutations, proving.conditions)
    foreign = {
        name.partition(".")[0]
        for module in looked_at
        for name in [getattr(value, "__module__", "") or "" for value in vars(module).values()]
        if name
    }
    assert foreign <= ours | set(sys.stdlib_module_names)
