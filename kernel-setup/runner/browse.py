"""Opens notebooks in a real browser, as a learner does, runs all their cells, and looks at what is drawn.

    .venv/bin/python kernel-setup/runner/browse.py --out DIR [--browser PATH] [--jobs N] [--timeout S] NOTEBOOK...

JupyterLab serves a copy of each notebook's folder on 127.0.0.1, behind a token. In DIR every notebook leaves
NAME-light.png and NAME-dark.png (what one sees at the first picture) and NAME-whole.png (all of it). Ends with 1 and
one line per problem if a picture that the notebook keeps is not drawn before it is run, a cell shows an error, the
kernel dies, a picture is not drawn after the run, a slider is not moved by the arrow keys, or the page reports an error
of its own; with 0 otherwise. DIR/results.xml says the same as JUnit does.

The browser is the named one, else the one that Playwright fetched. It is kept off the network.
"""

import argparse
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

# What JupyterLab itself reports when there is no network, or no saved workspace yet; it says nothing about a lesson.
HARMLESS = (
    "favicon",
    "/api/workspaces",
    "/lab/api/",
    "/lsp/",
    "ERR_NAME_NOT_RESOLVED",
    "ERR_INTERNET_DISCONNECTED",
    "translations",
)

LARGEST_FILE_BESIDE = 10_000_000  # a notebook may lie anywhere, also beside somebody's films

# All cells stay in the page, also those far below; no questions, no news.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none", "recordTiming": False, "scrollPastEnd": False},
    "apputils-extension/themes": {"theme": "JupyterLab Light", "adaptive-theme": False},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
}

STATE = """() => {
    const panel = window.jupyterapp.shell.currentWidget;
    const kernel = panel.context.sessionContext.session?.kernel;
    const cells = panel.content.widgets.filter(w => w.model.type === 'code').map(w => {
        const outputs = w.model.outputs.toJSON();
        const isPicture = o => o.data && Object.keys(o.data).some(t => t.startsWith('application/vnd.vegalite'));
        return {id: w.model.id, count: w.model.executionCount,
                mayRaise: (w.model.getMetadata('tags') ?? []).includes('raises-exception'),
                error: outputs.filter(o => o.output_type === 'error').map(o => o.ename + ': ' + o.evalue)[0] ?? null,
                pictures: outputs.filter(isPicture).length};
    });
    return {kernel: window.checkedDeath ?? (kernel ? 'alive' : 'gone'), busy: kernel?.status === 'busy',
            ran: window.checkedRun ?? null, cells};
}"""

RUN_ALL = """() => {
    window.checkedRun = null;
    // The server starts a dead kernel again so fast that a look now and then would miss it.
    window.jupyterapp.shell.currentWidget.context.sessionContext.statusChanged.connect((_, status) => {
        if (['dead', 'autorestarting', 'restarting', 'terminating'].includes(status)) window.checkedDeath ??= status;
    });
    window.jupyterapp.commands.execute('notebook:run-all-cells')
        .then(() => window.checkedRun = 'done', e => window.checkedRun = String(e));
}"""

# A picture counts once it has a size and some ink.
DRAWN = """() => [...window.jupyterapp.shell.currentWidget.node
        .querySelectorAll('.jp-OutputArea-output .vega-embed')].filter(embed => {
    const mark = embed.querySelector('canvas, svg.marks');
    if (!mark) return false;
    const box = mark.getBoundingClientRect();
    if (box.width < 20 || box.height < 20) return false;
    if (mark.tagName !== 'CANVAS') return mark.querySelector('path, rect, text') !== null;
    return mark.getContext('2d').getImageData(0, 0, mark.width, mark.height).data.some((v, i) => i % 4 === 3 && v > 0);
}).length"""


class Problem(Exception):
    pass


class Lab:
    """JupyterLab, serving one folder until it is closed."""

    def __init__(self, folder, home, *options):
        self.token = secrets.token_hex(16)
        self.home = home
        for name, values in SETTINGS.items():
            file = home / "settings" / "@jupyterlab" / (name + ".jupyterlab-settings")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values), encoding="utf-8")
        env = dict(
            os.environ,
            JUPYTERLAB_SETTINGS_DIR=str(home / "settings"),
            JUPYTERLAB_WORKSPACES_DIR=str(home / "workspaces"),
            JUPYTER_RUNTIME_DIR=str(home / "runtime"),
            JUPYTER_CONFIG_DIR=str(home / "config"),
            JUPYTER_DATA_DIR=str(home / "data"),
            IPYTHONDIR=str(home / "ipython"),
        )
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--ServerApp.ip=127.0.0.1",
            "--ServerApp.port=0",
            "--ServerApp.root_dir=" + str(folder),
            "--IdentityProvider.token=" + self.token,
            "--LabApp.expose_app_in_browser=True",
            "--KernelManager.shutdown_wait_time=2",
            *options,
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--allow-root")
        self.log = home / "lab.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, env=env, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.url = self._wait()

    def _wait(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for info in (self.home / "runtime").glob("jpserver-*.json"):
                try:
                    return json.loads(info.read_text())["url"]
                except ValueError:  # still being written
                    pass
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.close()
        raise Problem("JupyterLab did not start:\n" + self.log.read_text(errors="replace")[-2000:])

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()


class Visit:
    """One notebook in one page."""

    def __init__(self, browser, lab, notebook, file, out, timeout):
        self.notebook, self.name, self.out = notebook, notebook.stem, out
        self.problems, self.complaints = [], []
        self.began = time.monotonic()
        self.deadline = self.began + timeout
        self.last_busy = self.began
        self.page = browser.new_page(viewport={"width": 1280, "height": 900})
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.on("console", self._console)
        workspace = "check-" + secrets.token_hex(4)
        self.page.goto(f"{lab.url}lab/workspaces/{workspace}/tree/{file}?token={lab.token}")
        self.page.wait_for_function(
            """() => { const p = window.jupyterapp?.shell?.currentWidget;
            return p?.context?.isReady && p.content?.widgets?.length
                && p.context.sessionContext?.session?.kernel?.connectionStatus === 'connected'; }""",
            timeout=180_000,
        )
        self.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        kept = self._pictures(self.page.evaluate(STATE))
        if kept and (drawn := self._drawn(kept)) != kept:
            self._tell(f"before it is run, {drawn} of the {kept} pictures that it keeps are drawn")
        self.page.evaluate(RUN_ALL)
        say(f"{self.name}: running")

    def _console(self, message):
        where = (message.location or {}).get("url", "")
        if message.type == "error" and not any(h in message.text or h in where for h in HARMLESS):
            self.complaints.append(message.text)

    def is_over(self):
        """Whether there is nothing to wait for any more."""
        state = self.page.evaluate(STATE)
        if state["kernel"] != "alive":
            self._tell(f"its kernel died ({state['kernel']})" + self._at(state))
            return True
        if state["ran"] is None:
            self.last_busy = time.monotonic()
            if time.monotonic() < self.deadline:
                return False
            self._tell("its cells had not all ended in time" + self._at(state))
            return True
        for cell in state["cells"]:
            if cell["error"] and not cell["mayRaise"]:
                self._tell(f"[{cell['id']}] shows an error: {cell['error']}")
        if not self.problems and self._goes_on(state):
            return False
        if not self.problems and any(c["count"] is None for c in state["cells"]):
            self._tell(
                "Run All did not reach " + ", ".join(f"[{c['id']}]" for c in state["cells"] if c["count"] is None)
            )
        if self.problems:
            return True
        expected = self._pictures(state)
        if (drawn := self._drawn(expected)) != expected:
            self._tell(f"{drawn} of its {expected} pictures are drawn")
        self._move_slider()
        return True

    def _move_slider(self):
        """By the keyboard, as who has no mouse does: one step on and one back."""
        slider = self.page.locator(".vega-bindings input[type=range]").first
        if not slider.count():
            return
        before = slider.input_value()
        steps = ("ArrowRight", "ArrowLeft") if before == slider.get_attribute("min") else ("ArrowLeft", "ArrowRight")
        slider.focus()
        self.page.keyboard.press(steps[0])
        moved = slider.input_value()
        self.page.keyboard.press(steps[1])
        if moved == before or slider.input_value() != before:
            self._tell(f"the arrow keys do not move its first slider: {before}, {moved}, {slider.input_value()}")

    def _goes_on(self, state):
        """JupyterLab says that it is done at the first error, also at one that is meant; the kernel runs the rest.

        Between two cells it looks idle.
        """
        if state["busy"]:
            self.last_busy = time.monotonic()
        patience = 5 if any(c["count"] is None for c in state["cells"]) else 0.5
        return time.monotonic() < min(self.deadline, self.last_busy + patience)

    @staticmethod
    def _at(state):
        waiting = [c["id"] for c in state["cells"] if c["count"] is None]
        return f" at [{waiting[0]}]" if waiting else ""

    @staticmethod
    def _pictures(state):
        return sum(c["pictures"] for c in state["cells"])

    def _drawn(self, expected):
        """How many pictures are on the page, once they are as many as expected or a while has passed."""
        until = time.monotonic() + 15
        while (drawn := self.page.evaluate(DRAWN)) != expected and time.monotonic() < until:
            self.page.wait_for_timeout(100)
        return drawn

    def finish(self):
        for complaint in self.complaints:
            self._tell("the page reports: " + complaint)
        try:
            self._photograph()
        except PlaywrightError as e:
            self._tell(f"no screenshot could be taken: {e}")
        self.page.close()
        say(f"{self.name}: {'NOT ' if self.problems else ''}in order after {time.monotonic() - self.began:.1f} s")
        return self.problems

    def _photograph(self):
        picture = self.page.locator(".jp-OutputArea-output .vega-embed").first
        for theme in ("Light", "Dark"):
            self.page.evaluate(
                "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", "JupyterLab " + theme
            )
            self.page.wait_for_function(
                "theme => document.body.dataset.jpThemeName === theme", arg="JupyterLab " + theme
            )
            if picture.count():
                picture.evaluate("node => node.scrollIntoView({block: 'center'})")
            self.page.wait_for_timeout(400)  # the theme's colours fade in
            self.page.screenshot(path=str(self.out / f"{self.name}-{theme.lower()}.png"))
        height = self.page.evaluate("""() => {
            const w = window.jupyterapp.shell.currentWidget.node.querySelector('.jp-WindowedPanel-outer');
            return w ? w.scrollHeight + 150 : 900; }""")
        self.page.evaluate(
            "() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Light'})"
        )
        self.page.set_viewport_size({"width": 1280, "height": min(max(height, 900), 15_000)})
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.node.querySelector('.jp-WindowedPanel-outer')?.scrollTo(0, 0)"
        )
        self.page.wait_for_timeout(400)
        self.page.screenshot(path=str(self.out / f"{self.name}-whole.png"))

    def _tell(self, problem):
        self.problems.append(f"{self.name}: {problem}")


def say(line):
    print(line, flush=True)


def check(notebooks, chromium, out, jobs, timeout):
    """The problems that were found, by notebook, and how long each took."""
    problems = {notebook: ["it was not opened"] for notebook in notebooks}
    seconds = dict.fromkeys(notebooks, 0.0)
    with (
        tempfile.TemporaryDirectory(prefix="browser-check-", ignore_cleanup_errors=True) as home,
        sync_playwright() as playwright,
    ):
        home = Path(home)
        copies = copy_of(notebooks, home / "copies")
        options = [
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            options.append("--no-sandbox")
        lab = Lab(home / "copies", home)
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=options)
            waiting, visits = list(notebooks), []
            while waiting or visits:
                while waiting and len(visits) < jobs:
                    notebook = waiting.pop(0)
                    try:
                        visits.append(Visit(browser, lab, notebook, copies[notebook], out, timeout))
                    except PlaywrightError as e:
                        problems[notebook] = [f"{notebook.stem}: it could not be opened: {e}"]
                for visit in [v for v in visits if v.is_over()]:
                    problems[visit.notebook] = visit.finish()
                    seconds[visit.notebook] = time.monotonic() - visit.began
                    visits.remove(visit)
                time.sleep(0.2)
            browser.close()
        finally:
            lab.close()
    return problems, seconds


def copy_of(notebooks, place):
    """Copies the notebooks and the files beside them, so that Run All changes none; where each is in the copy."""
    copies = {}
    for number, folder in enumerate(sorted({n.parent for n in notebooks})):
        (place / str(number)).mkdir(parents=True)
        for file in folder.iterdir():
            if file.is_file() and (file in notebooks or file.stat().st_size <= LARGEST_FILE_BESIDE):
                shutil.copy(file, place / str(number))
        copies |= {n: f"{number}/{n.name}" for n in notebooks if n.parent == folder}
    return copies


def write_xml(file, problems, seconds):
    """What was found, as JUnit writes it: a test for each notebook."""
    suite = ET.Element(
        "testsuite",
        name="browse",
        tests=str(len(problems)),
        failures=str(sum(map(bool, problems.values()))),
        errors="0",
        skipped="0",
        time=f"{sum(seconds.values()):.1f}",
    )
    for notebook, found in problems.items():
        case = ET.SubElement(
            suite, "testcase", classname=notebook.stem, name="in a browser", time=f"{seconds[notebook]:.1f}"
        )
        if found:
            ET.SubElement(case, "failure", message=found[0]).text = "\n".join(found)
    ET.ElementTree(suite).write(file, encoding="utf-8", xml_declaration=True)


def main():
    parser = argparse.ArgumentParser(
        description="Opens notebooks in a real browser, runs them, and looks at what is drawn."
    )
    parser.add_argument("--out", type=Path, required=True, help="where the screenshots go")
    parser.add_argument("--browser", help="a Chromium or Chrome; default: the one that Playwright fetched")
    at_once = max(1, (os.cpu_count() or 1) // 2)
    parser.add_argument(
        "--jobs", type=int, default=at_once, help="notebooks at once; default: one for every two processors"
    )
    parser.add_argument("--timeout", type=float, default=900, help="seconds that one notebook may take; default: 900")
    parser.add_argument("notebooks", type=Path, nargs="+", metavar="NOTEBOOK")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    # A polite request to end must close the server and the browser, too.
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda number, _: sys.exit(128 + number))
    notebooks = [n.resolve() for n in args.notebooks]
    try:
        problems, seconds = check(notebooks, args.browser, args.out.resolve(), max(1, args.jobs), args.timeout)
    except (Problem, PlaywrightError) as e:
        problems = {notebook: [str(e)] for notebook in notebooks}
        seconds = dict.fromkeys(notebooks, 0.0)
    write_xml(args.out / "results.xml", problems, seconds)
    lines = [line for found in problems.values() for line in found]
    for line in dict.fromkeys(lines):
        print(line, file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
