"""A Chromium for the browser check: the system's, Playwright's, or fetched."""

import contextlib
import os
import shutil

from set_up import places
from set_up.commands import run
from set_up.terminal import SetUpFailed
from set_up.venv import install_once


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
    done = install_once("browse", terminal)
    if not chromium() and not playwrights_own():
        done = fetch_chromium(terminal)
    terminal.end(done)


def fetch_chromium(terminal):
    with contextlib.suppress(SetUpFailed):
        run([places.PYTHON, "-m", "playwright", "install", "chromium"], "chromium", terminal)
        return "Chromium fetched by Playwright"
    raise SetUpFailed(
        "The browser check needs a Chromium or a Chrome, and none was found or could be fetched. Install one "
        "(Debian: apt install chromium; Fedora: dnf install chromium; macOS: brew install --cask google-chrome) "
        "or name one: CHROMIUM=/path/to/chromium"
    )


def without_traces(env):
    """The same environment with another home: a browser writes into the user's otherwise."""
    home = places.STATE / "browser-home"
    home.mkdir(parents=True, exist_ok=True)
    folders = {"XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache", "XDG_DATA_HOME": ".local/share"}
    return env | {"HOME": str(home)} | {name: str(home / folder) for name, folder in folders.items()}
