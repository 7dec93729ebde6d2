"""A Chromium for the browser check: the system's, Playwright's, or fetched."""

import contextlib
import os
import shutil

from set_up import places
from set_up.stamps import digest, doing, is_done, stamp
from set_up.terminal import SetUpFailed, run
from set_up.venv import install


def chromium():
    """A Chromium or Chrome of the system, or None."""
    names = [
        os.environ.get("CHROMIUM", ""),
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ]
    return next((found for found in map(shutil.which, filter(None, names)) if found), None)


def playwrights_own():
    """Where Playwright has fetched a Chromium, or None."""
    return next(map(str, places.BROWSERS.glob("chromium*/INSTALLATION_COMPLETE")), None)


def browser_for_the_tests(terminal):
    """What only the browser check needs: Playwright and a Chromium."""
    terminal.begin("Browser for the tests")
    wanted = places.REQUIREMENTS / "test.txt"
    inputs = digest(wanted, stamp("venv").read_text(encoding="utf-8"))
    done = []
    if not is_done("test-tools", inputs):
        with doing("test-tools", inputs):
            install(wanted, terminal)
        done.append("Playwright installed")
    if not chromium() and not playwrights_own():
        done.append(fetch_chromium(terminal))
    terminal.end(", ".join(done) or "unchanged")


def fetch_chromium(terminal):
    with contextlib.suppress(SetUpFailed):
        run([places.PYTHON, "-m", "playwright", "install", "chromium"], "chromium", terminal)
        return "Chromium fetched by Playwright"
    if shutil.which("apt-get") and os.geteuid() == 0:
        with contextlib.suppress(SetUpFailed):
            run(["apt-get", "update"], "chromium", terminal)
            packages = ["chromium", "fonts-dejavu-core"]
            run(["apt-get", "install", "-y", "--no-install-recommends", *packages], "chromium", terminal)
            return "Chromium installed by apt-get"
    raise SetUpFailed(
        "The browser test needs a Chromium or a Chrome, and none was found or could be fetched. Install one "
        "(Debian: apt install chromium; Ubuntu: snap install chromium; macOS: brew install --cask chromium) "
        "or name one: CHROMIUM=/path/to/chromium"
    )
