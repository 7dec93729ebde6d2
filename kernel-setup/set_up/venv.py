"""The Python environment .venv: JupyterLab, the kernel's jar and nbclient, all pinned with hashes."""

import json
import sys

from set_up import places
from set_up.stamps import digest, doing, is_done
from set_up.terminal import SetUpFailed, run

SECONDS = 1800


def python_environment(terminal):
    terminal.begin("Python environment")
    wanted = places.REQUIREMENTS / "lab.txt"
    inputs = digest(wanted, str(places.VENV), "{}.{}".format(*sys.version_info[:2]))
    if is_done("venv", inputs, places.PYTHON, places.JJAVA_JAR):
        return terminal.end("unchanged")
    try:
        import ensurepip  # noqa: F401  Debian ships venv without it
        import venv  # noqa: F401
    except ImportError:
        raise SetUpFailed(
            f"This Python ({sys.executable}) has no `venv` module. Install it (Debian, Ubuntu: "
            "apt install python3-venv) or name another Python: make lab PYTHON=/path/to/python3"
        ) from None
    with doing("venv", inputs):
        run([sys.executable, "-m", "venv", "--clear", places.VENV], "venv", terminal)
        try:
            install(wanted, terminal)
        except SetUpFailed as failed:
            raise SetUpFailed(
                "The Python packages could not be installed. Is the network there? "
                f"Then run the same command again.\n{failed}"
            ) from failed
    terminal.end("made")


def install(requirements, terminal):
    pip = [places.PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    pip += ["--require-hashes", "--only-binary", ":all:", "-r", requirements]
    run(pip, "pip", terminal, timeout=SECONDS)


def settings():
    """JupyterLab asks nothing of the network: no news, no look for updates."""
    overrides = places.VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    quiet = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    text = json.dumps(quiet, indent=1) + "\n"
    if not overrides.is_file() or overrides.read_bytes() != text.encode("utf-8"):
        overrides.parent.mkdir(parents=True, exist_ok=True)
        overrides.write_text(text, encoding="utf-8")
