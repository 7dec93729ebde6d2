"""Breaks and mends every check as "Break it" does, in one kernel for each notebook.

    .venv/bin/python kernel-setup/runner/break_it.py [--browser PATH] [--only CELL] NOTEBOOK...

A notebook's cells are run in their order. After a check that names mutations, the cells that "Break it" would put below
it are run for each of them: the check has to fail, and the bet has to be told by what. Then the original cells are run
again, as "Mend it" does: none may fail. The cells are made by the extension's own script, in a browser. Ends with 1 if
something was otherwise.
"""

import argparse
import json
import os
import queue
import sys
import time
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

SCRIPT = Path(__file__).parent.parent / "break-it" / "static" / "break-it.js"
MAKE = """async cells => {
    const { breaking, toRun } = (await window._JUPYTERLAB["break-it"].get("./cells"))();
    const mayRaise = cells.filter(it => it.metadata.tags?.includes("raises-exception")).map(it => it.id);
    return cells.flatMap(check => (check.metadata.mutations ?? []).map(mutation => ({
        check: check.id, name: mutation.name,
        again: toRun(cells, check, mutation).map(it => it.id).filter(id => !mayRaise.includes(id)),
        put: breaking(cells, check, mutation).filter(it => it.cell_type === "code").map(it => it.source),
    })));
}"""
CELL_SECONDS = 120


def breaks(notebooks, chromium):
    """What "Break it" offers in each notebook, in the order of its checks."""
    from playwright.sync_api import sync_playwright  # which the unit tests do without

    with sync_playwright() as playwright:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if root else [])
        page = browser.new_page()
        page.goto("about:blank")
        page.add_script_tag(path=str(SCRIPT))
        made = {notebook: page.evaluate(MAKE, cells_of(notebook)) for notebook in notebooks}
        browser.close()
    return made


def cells_of(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in cells]


class Kernel:
    """The pack's kernel, to which cells are sent one by one."""

    def __init__(self, folder):
        specs = KernelSpecManager(
            kernel_dirs=[os.path.join(sys.prefix, "share", "jupyter", "kernels")], ensure_native_kernel=False
        )
        self.manager = KernelManager(kernel_name="java", kernel_spec_manager=specs)
        self.manager.start_kernel(cwd=str(folder))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code):
        """How the cell failed, in one line, None where it did not; and what it showed. What does not end is stopped."""
        request = self.client.execute(code, stop_on_error=False)
        error, shown, deadline = None, [], time.monotonic() + CELL_SECONDS
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                if time.monotonic() > deadline:
                    self.manager.interrupt_kernel()
                    deadline += CELL_SECONDS
                continue
            content = message["content"]
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "error":
                error = " ".join(f"{content['ename']}: {content['evalue']}".split())[:200]
            elif message["msg_type"] == "display_data":
                shown.append(content["data"].get("text/plain", ""))
            elif content.get("execution_state") == "idle":
                return error, shown

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def verdict(kernel, broken, sources):
    """What is wrong with this break, or with its mend; empty where nothing is."""
    *before, check, reveal = [kernel.run(source) for source in broken["put"]]
    problems = [f"it does not compile: {error}" for error, _ in [*before, check] if error and "Compilation" in error]
    if check[0] is None:
        problems.append("the check passed, though it should have failed")
    if reveal[0] or not any("the first claim that fails" in shown for shown in reveal[1]):
        problems.append(f"the bet is not revealed: {reveal[0]}")
    mended = {name: kernel.run(sources[name])[0] for name in broken["again"]}
    problems += [f"[{name}] fails when it is mended: {error}" for name, error in mended.items() if error]
    return problems


def try_all(notebook, offered, only):
    """The problems, each in a line, and how many breaks were tried."""
    offered = [it for it in offered if not only or it["check"] == only]
    sources = {cell["id"]: cell["source"] for cell in cells_of(notebook) if cell["cell_type"] == "code"}
    left, problems = {it["check"] for it in offered}, []
    kernel = Kernel(notebook.parent)
    try:
        for name, source in sources.items():
            if not left:
                break
            kernel.run(source)
            for broken in (it for it in offered if it["check"] == name):
                found = verdict(kernel, broken, sources)
                problems += [f'{notebook.stem} [{name}] "{broken["name"]}": {problem}' for problem in found]
                print("\n".join(problems[len(problems) - len(found) :]) or f"{name}: {broken['name']}", flush=True)
            left.discard(name)
    finally:
        kernel.close()
    return problems, len(offered)


def main():
    parser = argparse.ArgumentParser(description="Breaks and mends every check as Break it does.")
    parser.add_argument("--browser", help="a Chromium or Chrome; default: the one that Playwright fetched")
    parser.add_argument("--only", help="the check to break")
    parser.add_argument("notebooks", type=Path, nargs="+", metavar="NOTEBOOK")
    args = parser.parse_args()
    made = breaks(args.notebooks, args.browser)
    problems, tried = [], 0
    for notebook, offered in made.items():
        found, number = try_all(notebook, offered, args.only)
        problems += found
        tried += number
    print("\n".join(["", *problems]))
    failed = len({problem.partition('": ')[0] for problem in problems})
    print(f"{tried - failed} passed, {failed} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
