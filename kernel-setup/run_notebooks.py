"""Runs notebooks through the real kernel, without a screen, side by side.

    .venv/bin/python kernel-setup/run_notebooks.py --out DIR [--jobs N] [--cell-timeout S] NOTEBOOK...

For every notebook, DIR gets three files:

    NAME.ipynb         the notebook as it came out of the run
    NAME.kernel.log    what its kernel wrote on its own terminal
    NAME.status.json   what became of it, cell by cell:
        {"notebook": "/…/01-sync-and-async.ipynb",
         "error": null,                  or one line: not a notebook, the kernel did not start, …
         "seconds": 21.4,
         "health": "",                   what is left behind in the kernel after the last cell; null if it was ended before
         "cells": [{"id": "two-tasks", "state": "ran", "seconds": 4.0}, …]}     code cells only

A cell's state is `ran`, `raised`, `timed out`, `dead kernel` or `not run`. An exception stops no later cell; a time-out or
a dead kernel does. This script judges nothing: it ends with 0 once every notebook has its status file (the checker in
kernel-setup/checker compares), with 2 when it was called wrongly, and with 130 when it was stopped.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

KERNEL = "java"
HEALTH = "System.out.print(syncasync.kernel.Leftovers.report());"

# Kills what is left of the kernels once its standard input closes, which it does however the runner ends.
WATCHDOG = r"""
import os, signal, subprocess, sys
pids = set()
for line in sys.stdin:
    pid = int(line[1:])
    pids.add(pid) if line[0] == "+" else pids.discard(pid)
for pid in pids:
    try:
        if os.name == "nt":
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(pid)], capture_output=True)
        else:
            os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass
"""


class Watchdog:
    """No kernel outlives the runner: not after Ctrl-C, and not after kill -9 either."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", WATCHDOG], stdin=subprocess.PIPE, text=True, start_new_session=True
        )

    def watch(self, pid):
        self._say(f"+{pid}")

    def forget(self, pid):
        self._say(f"-{pid}")

    def _say(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except OSError:  # the watchdog itself was killed: the kernels are still stopped one by one
            pass

    def close(self):
        try:
            self.process.stdin.close()
        except OSError:
            pass
        self.process.wait()


class Stopped(Exception):
    """The runner was told to stop."""


class Run:
    """One notebook on its way through a kernel of its own."""

    def __init__(self, path, out, cell_timeout, watchdog):
        self.path, self.out, self.cell_timeout, self.watchdog = path, out, cell_timeout, watchdog
        self.error = None
        self.health = None
        self.states = []
        self.notebook = None
        self.stopping = False

    async def go(self, start_gate):
        began = time.monotonic()
        say(f"{self.path.name}: started")
        try:
            self.notebook = read(self.path)
            cells = [c for c in self.notebook.cells if c.cell_type == "code"]
            self.states = [{"id": c.get("id"), "state": "not run", "seconds": 0.0} for c in cells]
            for cell in cells:
                cell.outputs, cell.execution_count = [], None
            await self._execute(start_gate)
        except NotANotebook as e:
            self.error = str(e)
        except Stopped:
            raise
        except Exception as e:  # whatever befalls one notebook, the others still run
            self.error = f"the run broke off: {type(e).__name__}: {one_line(e)}"
        seconds = time.monotonic() - began
        self._write(seconds)
        bad = [s for s in self.states if s["state"] not in ("ran", "raised")]
        how = self.error or (f"[{bad[0]['id']}] {bad[0]['state']}" if bad else "finished")
        say(f"{self.path.name}: {how} after {seconds:.1f} s")

    async def _execute(self, start_gate):
        client = NotebookClient(
            self.notebook,
            timeout=self.cell_timeout,
            interrupt_on_timeout=False,
            allow_errors=True,
            record_timing=False,
            kernel_name=KERNEL,
        )
        # The kernel of this Python environment and no other: one of the same name may lie elsewhere on the machine.
        specs = KernelSpecManager(
            kernel_dirs=[os.path.join(sys.prefix, "share", "jupyter", "kernels")], ensure_native_kernel=False
        )
        client.km = AsyncKernelManager(kernel_name=KERNEL, kernel_spec_manager=specs)
        # A starting JVM wants a core for itself, and a lesson that already runs wants its durations to be true.
        async with start_gate:
            try:
                with open(self.out / f"{self.path.stem}.kernel.log", "wb") as log:
                    await client.async_start_new_kernel(cwd=str(self.path.parent), stdout=log, stderr=log)
                pid = client.km.provisioner.pid
                self.watchdog.watch(pid)
                await client.async_start_new_kernel_client()
            except BaseException as e:
                await self._stop(client, at_once=True)
                if not isinstance(e, Exception):
                    raise  # the runner is being stopped
                self.error = f"the kernel did not start: {one_line(e)}"
                return
        watcher = asyncio.ensure_future(self._watch(client))
        usable = True
        try:
            usable = await self._execute_cells(client)
            if usable:
                self.health = await self._ask_health(client)
        finally:
            watcher.cancel()
            await self._stop(client, at_once=not usable or self.stopping)

    async def _execute_cells(self, client):
        """Whether the kernel is still of use afterwards."""
        states = iter(self.states)
        for index, cell in enumerate(self.notebook.cells):
            if cell.cell_type != "code":
                continue
            status, began = next(states), time.monotonic()
            try:
                await client.async_execute_cell(cell, index)
                raised = any(o.output_type == "error" for o in cell.outputs)
                status["state"] = "raised" if raised else "ran"
            except CellTimeoutError:
                status["state"] = "timed out"
            except DeadKernelError:  # nbclient says so, too, when the runner is being stopped
                if self.stopping:
                    raise Stopped() from None
                status["state"] = "dead kernel"
            finally:
                status["seconds"] = round(time.monotonic() - began, 3)
                join_chunks(cell)
            if status["state"] in ("timed out", "dead kernel"):
                return False
        return True

    async def _ask_health(self, client):
        """What the notebook left behind in its kernel: threads that are alive, snippets that never resolved. Empty: nothing."""
        cell = nbformat.v4.new_code_cell(HEALTH)
        self.notebook.cells.append(cell)
        try:
            await client.async_execute_cell(cell, len(self.notebook.cells) - 1, store_history=False)
        except (CellTimeoutError, DeadKernelError):
            if self.stopping:
                raise Stopped() from None
            return "the kernel did not answer after the last cell"
        finally:
            self.notebook.cells.pop()
        join_chunks(cell)
        return "\n".join(
            o.text if o.output_type == "stream" else f"the kernel cannot tell what is left behind: {o.get('evalue')}"
            for o in cell.outputs
            if o.output_type in ("stream", "error")
        ).strip()

    async def _watch(self, client):
        """Notices a dead kernel at once; nbclient looks once a second."""
        while client.km and await client.km.is_alive():
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.05)  # what it printed last is still on its way
        if client.task_poll_for_reply:
            client.task_poll_for_reply.cancel()

    async def _stop(self, client, at_once):
        try:
            pid = client.km.provisioner.pid if client.km.provisioner else None
            if client.km.has_kernel:
                await client.km.shutdown_kernel(now=at_once)
            if client.kc:
                client.kc.stop_channels()
            if pid:
                kill_group(pid)
                self.watchdog.forget(pid)
        except Exception as e:
            say(f"{self.path.name}: while stopping its kernel: {one_line(e)}")

    def _write(self, seconds):
        status = {
            "notebook": str(self.path),
            "error": self.error,
            "seconds": round(seconds, 3),
            "health": self.health,
            "cells": self.states,
        }
        if self.notebook is not None:
            text = nbformat.writes(self.notebook, version=nbformat.NO_CONVERT)
            (self.out / self.path.name).write_text(
                text if text.endswith("\n") else text + "\n", encoding="utf-8", newline="\n"
            )
        (self.out / f"{self.path.stem}.status.json").write_text(json.dumps(status, indent=1) + "\n", encoding="utf-8")


class NotANotebook(Exception):
    pass


def read(path):
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
            raise NotANotebook("not a notebook: it has no list of cells")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a cell without id is the checker's to report
            notebook = nbformat.from_dict(content)
            if notebook.get("nbformat") != 4:
                raise NotANotebook(f"not a notebook of format 4, but {notebook.get('nbformat')}")
            nbformat.validate(notebook, relax_add_props=True)
            for cell in notebook.cells:  # the file may hold lists of lines; the kernel wants text
                if isinstance(cell.source, list):
                    cell.source = "".join(cell.source)
            return notebook
    except json.JSONDecodeError as e:
        raise NotANotebook(f"not a notebook, since not JSON: {e}") from None
    except (OSError, UnicodeDecodeError) as e:
        raise NotANotebook(f"cannot be read: {one_line(e)}") from None
    except nbformat.ValidationError as e:
        raise NotANotebook(f"not a valid notebook: {one_line(e)}") from None


def join_chunks(cell):
    """A kernel sends a printed text in pieces that differ from run to run; a reader sees one text."""
    joined = []
    for output in cell.outputs:
        last = joined[-1] if joined else None
        if last is not None and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    cell.outputs = joined


def kill_group(pid):
    """Also what the kernel started itself, a second JVM or a database."""
    if os.name != "nt":
        try:
            os.killpg(pid, signal.SIGKILL)
        except OSError:
            pass


def one_line(error):
    return " ".join(str(error).split()) or type(error).__name__


def say(line):
    print(line, flush=True)


async def run_all(runs, jobs):
    job_gate = asyncio.Semaphore(jobs)
    start_gate = asyncio.Semaphore(max(1, os.cpu_count() or 1))

    async def one(run):
        async with job_gate:
            await run.go(start_gate)

    tasks = [asyncio.ensure_future(one(run)) for run in runs]

    def stop():
        for run, task in zip(runs, tasks):
            run.stopping = True
            task.cancel()

    for name in (signal.SIGINT, signal.SIGTERM):
        try:
            asyncio.get_running_loop().add_signal_handler(name, stop)
        except NotImplementedError:  # Windows: KeyboardInterrupt ends the loop, and the watchdog does the rest
            pass
    results = await asyncio.gather(*tasks, return_exceptions=True)
    stopped = False
    for run, result in zip(runs, results):
        if isinstance(result, (asyncio.CancelledError, Stopped)):
            stopped = True
        elif isinstance(result, BaseException):
            raise result
    return 130 if stopped else 0


def arguments():
    parser = argparse.ArgumentParser(description="Runs notebooks through the real kernel, side by side.")
    parser.add_argument("--out", type=Path, required=True, help="where the executed notebooks and their status go")
    parser.add_argument(
        "--jobs",
        type=int,
        default=0,
        help="how many at once; default: as many as there are processors, and at least two",
    )
    parser.add_argument("--cell-timeout", type=float, default=120, help="seconds that one cell may take; default: 120")
    parser.add_argument("notebooks", type=Path, nargs="+", metavar="NOTEBOOK")
    args = parser.parse_args()
    names = [n.name for n in args.notebooks]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        parser.error("two notebooks of one name would overwrite each other's results: " + ", ".join(twice))
    return args


def main():
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    paths = [n.resolve() for n in args.notebooks]
    for path in paths:  # what an earlier run left behind must not be taken for this one's
        for suffix in (".ipynb", ".status.json", ".kernel.log"):
            (args.out / (path.stem + suffix)).unlink(missing_ok=True)
    watchdog = Watchdog()
    try:
        runs = [Run(path, args.out.resolve(), args.cell_timeout, watchdog) for path in paths]
        return asyncio.run(run_all(runs, args.jobs or max(2, os.cpu_count() or 2)))
    except KeyboardInterrupt:
        return 130
    finally:
        watchdog.close()


if __name__ == "__main__":
    sys.exit(main())
