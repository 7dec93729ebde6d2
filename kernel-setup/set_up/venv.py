"""The Python environment .venv: JupyterLab, the kernel's jar and nbclient, all pinned with hashes."""

import ast
import contextlib
import csv
import json
import os
import platform
import re
import subprocess
import sys

from set_up import files, places
from set_up.commands import run
from set_up.environment import PIP_KEEPS, environment
from set_up.stamps import digest, doing, is_done, stamp
from set_up.terminal import SetUpFailed

SECONDS = 1800


def python_environment(terminal):
    """Made once, and again when its pins change or it is damaged; kept if the clone is moved, or called by another."""
    terminal.begin("Python environment")
    wanted = places.REQUIREMENTS / "lab.txt"
    inputs = digest(wanted)
    if is_done("venv", inputs, places.PYTHON, places.JJAVA_JAR) and not damage():
        moved = put_in_place()
        settings()
        if moved:
            return terminal.end("adapted to its new place")
        other = version() != "{}.{}".format(*sys.version_info[:2])
        return terminal.end("unchanged" + (f" (Python {version()}; for another, `make clean` first)" if other else ""))
    try:
        import ensurepip  # noqa: F401  Debian ships venv without it
        import venv  # noqa: F401
    except ImportError:
        raise SetUpFailed(
            f"This Python ({sys.executable}) has no `venv` module. Install it (Debian, Ubuntu: "
            "apt install python3-venv) or name another Python: make lab PYTHON=/path/to/python3"
        ) from None
    yours = keep_another()
    with doing("venv", inputs):
        with set_aside(places.VENV):
            places.VENV.mkdir()
            places.MADE_HERE.touch()  # before all else, so that it is known however far this comes
            run([sys.executable, "-m", "venv", places.VENV], "venv", terminal)
            try:
                install(wanted, terminal)
            except SetUpFailed as failed:
                raise SetUpFailed(
                    "The Python packages could not be installed. Is the network there? "
                    f"Then run the same command again.\n{failed}"
                ) from failed
        for of_the_former in ("test-tools", "browse-tools"):
            stamp(of_the_former).unlink(missing_ok=True)
        stamp("venv-place").write_text(str(places.VENV), encoding="utf-8")
        settings()
    terminal.end(f"made (the .venv that was here before is yours, and is {yours.name} now)" if yours else "made")


def is_ours():
    """Whether .venv was made here: many keep one of their own by this name."""
    return places.MADE_HERE.exists() or places.JJAVA_JAR.exists()


def keep_another():
    """Moves a .venv of the user's out of the way, to the name that is returned; None where there is none."""
    if is_ours() or not os.path.lexists(places.VENV):
        return None
    names = (places.VENV.with_name(f".venv-yours{n}") for n in ("", *range(2, 1000)))
    yours = next(name for name in names if not os.path.lexists(name))
    return places.VENV.rename(yours)


def set_aside(folder):
    """The former one comes back if the block fails, so that an update without a network spoils nothing."""
    return files.set_aside(folder, places.STATE / (folder.name.lstrip(".") + ".former"))


def test_tools(terminal):
    """What the unit tests and `make lint` need: pytest, the field's suite for kernels, ruff."""
    terminal.begin("Tools for the tests")
    terminal.end(install_once("test", terminal))


def install_once(name, terminal):
    """Add what requirements/<name>.txt lists. Returns what was done."""
    wanted = places.REQUIREMENTS / f"{name}.txt"
    inputs = digest(wanted, stamp("venv").read_text(encoding="utf-8"))
    if is_done(f"{name}-tools", inputs):
        return "unchanged"
    with doing(f"{name}-tools", inputs):
        install(wanted, terminal)
    return "installed"


def grading_packages(terminal):
    """What `make release` and `make grade` need: nbgrader and Dask. They lie beside .venv and not in it, since nbgrader
    and what comes with it would change the JupyterLab that opens there.
    """
    terminal.begin("Packages for grading")
    if not can_grade():
        raise SetUpFailed(
            f"nbgrader needs Python 3.11 or newer, and .venv has {version()}. Run `make clean`, then name a newer one: "
            "make grade PYTHON=/path/to/python3"
        )
    wanted = places.REQUIREMENTS / "grading.txt"
    inputs = digest(wanted, places.REQUIREMENTS / "lab.txt", version())
    if is_done("grading-packages", inputs, places.GRADING / "nbgrader"):
        return terminal.end("unchanged")
    with doing("grading-packages", inputs), set_aside(places.GRADING):
        only = places.STATE / "grading.txt"
        only.write_text(besides(wanted, places.REQUIREMENTS / "lab.txt"), encoding="utf-8")
        install(only, terminal, "--no-deps", "--target", places.GRADING)
    terminal.end("installed")


def can_grade():
    return tuple(map(int, (version() or platform.python_version()).split(".")[:2])) >= (3, 11)


def besides(wanted, there):
    """The pins of a lock, with their hashes, less the packages that another lock has."""
    have = set(re.findall(r"(?m)^([\w.-]+)==", there.read_text(encoding="utf-8")))
    pins = re.split(r"(?m)^(?=[\w.-]+==)", wanted.read_text(encoding="utf-8"))
    return "".join(each for each in pins if "==" in each and each.split("==")[0] not in have)


def install(requirements, terminal, *more):
    pip = [places.PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *more]
    pip += ["--require-hashes", "--only-binary", ":all:", "-r", requirements]
    run(pip, "pip", terminal, environment() | pip_settings(), timeout=SECONDS)


def pip_settings():
    """What the user's pip.conf says of where packages come from. The rest of it, such as `user = true`, is left out."""
    told = subprocess.run(
        [places.PYTHON, "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        errors="replace",
        env=environment(),
    )
    return settings_of(told.stdout) | {"PIP_CONFIG_FILE": os.devnull}


def settings_of(listed):
    """The output of `pip config list`, as the variables that say the same."""
    found = {}
    for line in sorted(listed.splitlines()):  # global before install
        known = re.fullmatch(r"(?:global|install)\.([a-z-]+)=(.*)", line.strip())
        name = f"PIP_{known[1].upper().replace('-', '_')}" if known and known[1] in PIP_KEEPS else None
        if name and name not in os.environ:
            with contextlib.suppress(ValueError, SyntaxError):
                found[name] = " ".join(str(ast.literal_eval(known[2])).split())
    return found


def version():
    """The major and minor version of the environment's own Python, as its pyvenv.cfg says."""
    with contextlib.suppress(OSError):
        found = re.search(r"(?m)^version *= *(\d+\.\d+)", (places.VENV / "pyvenv.cfg").read_text(encoding="utf-8"))
        return found[1] if found else None


def damage():
    """The first thing that is wrong with the environment, in a few words, or None."""
    try:
        tried = subprocess.run([places.PYTHON, "--version"], capture_output=True, env=environment())
    except OSError:
        return "its Python is gone"
    if tried.returncode != 0:
        return "its Python does not start"
    packages = next(places.VENV.glob("lib/python*/site-packages"), None)
    records = sorted(packages.glob("*.dist-info/RECORD")) if packages else []
    if not records:
        return "it holds no packages"
    for record in records:
        with open(record, encoding="utf-8", newline="") as lines:
            for name, _, size in csv.reader(lines):
                # What lies outside are scripts, which name the environment's place: their sizes change with it.
                if size and not name.startswith("..") and not has_size(packages / name, int(size)):
                    return f"{record.parent.name.split('-')[0]} is damaged ({name})"


def has_size(file, size):
    try:
        return os.stat(file).st_size == size
    except OSError:
        return False


def put_in_place():
    """The environment's scripts name its place: mend them where it was moved, without a network. Tells if it was."""
    now = str(places.VENV)
    before = stamp("venv-place").read_text(encoding="utf-8") if stamp("venv-place").exists() else now
    if before == now:
        return False
    for script in (places.VENV / "bin").iterdir():
        if script.is_file() and not script.is_symlink():
            script.write_bytes(launched_by_sh(script.read_bytes().replace(before.encode(), now.encode())))
    stamp("venv-place").write_text(now, encoding="utf-8")
    return True


def launched_by_sh(script):
    """No system follows a first line with a blank in its path, or a long one: pip writes these two lines instead."""
    first, newline, rest = script.partition(b"\n")
    if not first.startswith(f"#!{places.VENV}/".encode()):
        return script
    return b"#!/bin/sh\n'''exec' \"" + first[2:] + b'" "$0" "$@"' + newline + b"' '''\n" + rest


# JupyterLab keeps the arrow keys for itself, even where a slider has the focus that they would move.
ARROWS = {
    "ArrowDown": "notebook:move-cursor-down",
    "ArrowUp": "notebook:move-cursor-up",
    "ArrowLeft": "notebook:move-cursor-heading-above-or-collapse",
    "ArrowRight": "notebook:move-cursor-heading-below-or-expand",
}
WITH_FOCUS = ".jp-Notebook.jp-mod-commandMode:not(.jp-mod-readWrite) :focus"


def settings():
    """JupyterLab asks nothing of the network: no news, no look for updates. Nor of npm, as its language servers do.
    It has "Break it", which needs no build. And a slider is moved by the arrow keys."""
    arrows = [
        {"command": command, "keys": [key], "selector": WITH_FOCUS + more, "disabled": not more}
        for key, command in ARROWS.items()
        for more in ("", ":not(input)")
    ]
    own = {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
        "@jupyterlab/shortcuts-extension:shortcuts": {"shortcuts": arrows},
    }
    files.keep(places.VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json", as_json(own))
    no_lsp = {"ServerApp": {"jpserver_extensions": {"jupyter_lsp": False}}}
    files.keep(places.STATE / "jupyter" / "config" / "jupyter_server_config.json", as_json(no_lsp))
    for file in places.BREAK_IT.rglob("*.js*"):
        files.keep(places.LABEXTENSIONS / "break-it" / file.relative_to(places.BREAK_IT), file.read_bytes())


def as_json(content):
    return (json.dumps(content, indent=1) + "\n").encode("utf-8")
