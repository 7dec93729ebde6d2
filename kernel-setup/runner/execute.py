"""Runs notebooks through the real kernel, without a screen, side by side.

    .venv/bin/python kernel-setup/runner/execute.py --out DIR [--jobs N] [--cell-timeout S] NOTEBOOK...
    .venv/bin/python kernel-setup/runner/execute.py --out DIR --plan FILE

For every run, DIR gets three files:

    NAME.ipynb         the notebook as it came out of the run
    NAME.kernel.log    what its kernel wrote on its own terminal
    NAME.status.json   what became of it, cell by cell:
        {"notebook": "/…/01-sync-and-async.ipynb",
         "error": null,                  or one line: not a notebook, the kernel did not start, …
         "seconds": 21.4,
         "health": "",                   what is left behind in the kernel after the last cell; null if not asked
         "cells": [{"id": "two-tasks", "state": "ran", "seconds": 4.0, "late": 0.0, "numbers": [3]}, …]}

Only code cells are told of: how long each took; how long a thread that was ready had to wait for a processor meanwhile;
and the numbers by which the kernel counted it, one for each time that it was run.

A cell's state is `ran`, `raised`, `timed out`, `printed too much`, `dead kernel` or `not run`. An exception stops no
later cell; a time-out, a flood of output or a dead kernel does. This script judges nothing: it ends with 0 once every
run has its status file (the checker in kernel-setup/checker compares), with 2 when it was called wrongly, and with 130
when it was stopped.

A plan is a JSON list, for runs that are not just a whole notebook as it stands:

    [{"notebook": "/…/01-sync-and-async.ipynb",
      "name": "01-sync-and-async",       what its files in DIR are called; a / makes a folder. Default: the notebook's
      "replace": {"two-tasks": "…"},     cells, by id, with the source that they get for this run. Default: none
      "until": "check-of-two-tasks"},    the last cell to be run. Default: all are
     …]

Conditions make it harder, for all runs alike: --passes 2 runs each cell twice, --passes 1,1 all cells and then all of
them again, --passes 2,1 both (what came out last is kept); --one-core; --java=-Xmx512m; --load begins keeps all
processors busy once half of the cells are done, --load ends until then.
"""

import argparse
import asyncio
import contextlib
import copy
import json
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError

KERNEL = "java"
HEALTH = "System.out.print(syncasync.kernel.Leftovers.report());"

# What one cell may put out: characters that stay, messages, and characters in all, counting what was drawn over.
MOST_KEPT = 1_000_000
MOST_MESSAGES = 50_000
MOST_SENT = 100_000_000
MOST_IN_ONE_MESSAGE = 64_000_000  # bytes; what is more is never read

ENDED_EARLY = ("timed out", "printed too much", "dead kernel")

# Kills what is left of the kernels once its standard input closes, which it does however the runner ends.
WATCHDOG = r"""
import os, signal, sys
for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(name, signal.SIG_IGN)
pids = set()
for line in sys.stdin:
    pid = int(line[1:])
    pids.add(pid) if line[0] == "+" else pids.discard(pid)
for pid in pids:
    try:
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
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.wait()


class Stopped(Exception):
    """The runner was told to stop."""


class Meter:
    """What one cell has put out so far, and whether that is too much."""

    def __init__(self):
        self.kept = self.sent = self.messages = 0
        self.clear = False

    def is_too_much(self, message):
        kind, content = message["msg_type"], message["content"]
        self.messages += 1
        if kind == "clear_output":
            self.clear = content.get("wait", False)
            self.kept = self.kept if self.clear else 0
        elif kind in ("stream", "display_data", "execute_result", "error", "update_display_data"):
            size = characters(content)
            self.sent += size
            if kind != "update_display_data":  # which takes the place of what was there
                self.kept = size if self.clear else self.kept + size
                self.clear = False
        return self.kept > MOST_KEPT or self.sent > MOST_SENT or self.messages > MOST_MESSAGES


def characters(content):
    if isinstance(content, str):
        return len(content)
    if isinstance(content, dict):
        return sum(len(key) + characters(value) for key, value in content.items())
    if isinstance(content, list):
        return sum(map(characters, content))
    return 8


class Lateness(threading.Thread):
    """A watch for how late this machine is: a thread that sleeps again and again, and sums up by how much it overslept.

    As Gil Tene's jHiccup does. What a ready thread here had to wait for a processor, a thread of a lesson had to wait,
    too, so its bars may be longer by as much. On a quiet machine that is nothing.
    """

    SLEEP, NOTHING = 0.01, 0.005

    def __init__(self):
        super().__init__(name="lateness", daemon=True)
        self.seconds = 0.0

    def run(self):
        while True:
            self.oversleep(time.monotonic, time.sleep)

    def oversleep(self, clock, sleep):
        began = clock()
        sleep(self.SLEEP)
        late = clock() - began - self.SLEEP
        if late > self.NOTHING:
            self.seconds += late


class Client(NotebookClient):
    """Ends a cell that does not end by itself: by its time, or by what it puts out, which nbclient never limits."""

    def begin(self):
        self.ended = None  # how, where it was ended
        self.meter = Meter()
        self.deadline = time.monotonic() + self.timeout

    def process_message(self, message, cell, cell_index):
        if self.ended is None:
            if self.meter.is_too_much(message):
                self.ended = "printed too much"
            elif time.monotonic() > self.deadline:  # where messages keep nbclient too busy to look at its clock
                self.ended = "timed out"
        if self.ended is None:
            return super().process_message(message, cell, cell_index)
        kill_group(self.km.provisioner.pid)
        if self.task_poll_for_reply:
            self.task_poll_for_reply.cancel()
        raise CellExecutionComplete()  # ends the reading


class Load:
    """Keeps all processors busy: a process that counts, for each of them."""

    def __init__(self, watchdog, processors=None):
        self.watchdog, self.processors = watchdog, processors or os.cpu_count() or 1
        self.busy = []

    def begin(self):
        while len(self.busy) < self.processors:
            process = subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True)
            self.watchdog.watch(process.pid)
            self.busy.append(process)

    def end(self):
        for process in self.busy:
            process.kill()
            process.wait()
            self.watchdog.forget(process.pid)
        self.busy = []


@dataclass
class Conditions:
    """Under which the cells are run; by default once, on a machine that does nothing else."""

    passes: list[int] = field(default_factory=lambda: [1])  # how often in a row each cell, in each run of all of them
    java: list[str] = field(default_factory=list)  # options of the kernel's JVM, which win over its own
    load: str | None = None  # "begins" or "ends" when half of the cells are done


class Run:
    """One notebook on its way through a kernel of its own."""

    def __init__(self, plan, out, cell_timeout, watchdog, lateness, conditions):
        self.path = Path(plan["notebook"]).resolve()
        self.name = plan.get("name", self.path.stem)
        self.replace, self.until = plan.get("replace", {}), plan.get("until")
        self.out, self.cell_timeout, self.watchdog, self.lateness = out, cell_timeout, watchdog, lateness
        self.conditions, self.load = conditions, Load(watchdog)
        self.error = None
        self.health = None
        self.states = []
        self.notebook = None
        self.stopping = False

    def file(self, ending):
        return self.out / (self.name + ending)

    async def go(self, start_gate):
        began = time.monotonic()
        say(f"{self.name}: started")
        try:
            self.notebook = read(self.path)
            cells = [c for c in self.notebook.cells if c.cell_type == "code"]
            self._change(cells)
            self.states = [
                {"id": c.get("id"), "state": "not run", "seconds": 0.0, "late": 0.0, "numbers": []} for c in cells
            ]
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
        bad = [s for s in self.states if s["state"] in ENDED_EARLY]
        how = self.error or (f"[{bad[0]['id']}] {bad[0]['state']}" if bad else "finished")
        say(f"{self.name}: {how} after {seconds:.1f} s")

    def _change(self, cells):
        ids = {c.get("id") for c in cells}
        unknown = [cell for cell in [*self.replace, self.until] if cell is not None and cell not in ids]
        if unknown:
            raise NotANotebook(f"it has no code cell [{unknown[0]}], which the plan names")
        for cell in cells:
            cell.source = self.replace.get(cell.get("id"), cell.source)

    async def _execute(self, start_gate):
        client = Client(
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
        if self.conditions.java:
            command = client.km.kernel_spec.argv
            at = command.index("-cp")  # behind the kernelspec's own, since the last one counts
            client.km.kernel_spec.argv = [*command[:at], *self.conditions.java, *command[at:]]
        # A starting JVM wants a core for itself, and a lesson that already runs wants its durations to be true.
        async with start_gate:
            try:
                with open(self.file(".kernel.log"), "wb") as log:
                    await client.async_start_new_kernel(cwd=str(self.path.parent), stdout=log, stderr=log)
                pid = client.km.provisioner.pid
                self.watchdog.watch(pid)
                await client.async_start_new_kernel_client()
                client.kc.iopub_channel.socket.maxmsgsize = MOST_IN_ONE_MESSAGE
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
            if usable and self.until is None:
                self.health = await self._ask_health(client)
        finally:
            self.load.end()
            watcher.cancel()
            await self._stop(client, at_once=not usable or self.stopping)

    async def _execute_cells(self, client):
        """Whether the kernel is still of use afterwards."""
        if self.conditions.load == "ends":
            self.load.begin()
        for times in self.conditions.passes:
            if not await self._execute_each(client, times):
                return False
        return True

    async def _execute_each(self, client, times):
        """A cell that has raised is not run again: its error is what has to be seen."""
        states, done = iter(self.states), 0
        for index, cell in enumerate(self.notebook.cells):
            if cell.cell_type != "code":
                continue
            status = next(states)
            if self.conditions.load and done == len(self.states) // 2:
                (self.load.begin if self.conditions.load == "begins" else self.load.end)()
            done += 1
            for _ in range(times):
                if status["state"] in ("not run", "ran"):
                    began, late = time.monotonic(), self.lateness.seconds
                    cell.outputs = []
                    status["state"] = await self._execute_cell(client, cell, index)
                    status["numbers"] += [cell.execution_count] if cell.execution_count else []
                    status["seconds"] = round(time.monotonic() - began, 3)
                    status["late"] = round(self.lateness.seconds - late, 3)
            if status["state"] in ENDED_EARLY:
                return False
            if self.until is not None and cell.get("id") == self.until:
                break
        return True

    async def _execute_cell(self, client, cell, index):
        """What became of it."""
        client.begin()
        try:
            await client.async_execute_cell(cell, index)
            raised = any(o.output_type == "error" for o in cell.outputs)
            return "raised" if raised else "ran"
        except CellTimeoutError:
            return "timed out"
        except DeadKernelError:  # nbclient says so, too, when the runner is being stopped
            if self.stopping:
                raise Stopped() from None
            return client.ended or "dead kernel"
        finally:
            join_chunks(cell)

    async def _ask_health(self, client):
        """What the notebook left behind in its kernel: threads, snippets that never resolved. Empty: nothing."""
        cell = nbformat.v4.new_code_cell(HEALTH)
        self.notebook.cells.append(cell)
        client.begin()
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
            say(f"{self.name}: while stopping its kernel: {one_line(e)}")

    def _write(self, seconds):
        status = {
            "notebook": str(self.path),
            "error": self.error,
            "seconds": round(seconds, 3),
            "health": self.health,
            "cells": self.states,
        }
        if self.notebook is not None:
            text = nbformat.v4.writes_json(self.notebook)
            self.file(".ipynb").write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8", newline="\n")
        self.file(".status.json").write_text(json.dumps(status, indent=1) + "\n", encoding="utf-8")


class NotANotebook(Exception):
    pass


def read(path):
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise NotANotebook("not a notebook: it is no JSON object")
        if content.get("nbformat") != 4:
            raise NotANotebook(
                f"not a notebook of format 4, but {content.get('nbformat', 'without a format')}: "
                "open it in JupyterLab and save it, which brings it up to date"
            )
        if not isinstance(content.get("cells"), list):
            raise NotANotebook("not a notebook: it has no list of cells")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a cell without id is the checker's to report
            # On a copy, since it gives new ids to cells that lack one or share one.
            nbformat.validate(nbformat.from_dict(copy.deepcopy(content)), relax_add_props=True)
        # What "Break it" has put below a check is broken on purpose.
        content["cells"] = [cell for cell in content["cells"] if "break-it" not in cell.get("metadata", {})]
        notebook = nbformat.from_dict(content)
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
    joined, pieces = [], []
    for output in cell.outputs:
        last = joined[-1] if joined else None
        if last is not None and output.output_type == last.output_type == "stream" and output.name == last.name:
            pieces[-1].append(output.text)
        else:
            joined.append(output)
            pieces.append([output.text] if output.output_type == "stream" else [])
    for output, texts in zip(joined, pieces):
        if len(texts) > 1:
            output.text = "".join(texts)
    cell.outputs = joined


def kill_group(pid):
    """Also what the kernel started itself, a second JVM or a database."""
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)


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

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(name, stop)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    stopped = False
    for result in results:
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
        help="how many at once; default: one for every two processors, so that none disturbs what another measures",
    )
    parser.add_argument("--cell-timeout", type=float, default=120, help="seconds that one cell may take; default: 120")
    parser.add_argument(
        "--passes", type=passes, default=[1], help="2: each cell twice; 1,1: all cells, and then all again; 2,1: both"
    )
    parser.add_argument("--one-core", action="store_true", help="the kernel, and all that it starts, has one processor")
    parser.add_argument("--java", action="append", default=[], metavar="OPTION", help="of the kernel's JVM: -Xmx512m")
    parser.add_argument("--load", choices=["begins", "ends"], help="all processors are busy after, or before, the half")
    parser.add_argument("--plan", type=Path, help="a JSON list of runs")
    parser.add_argument("notebooks", type=Path, nargs="*", metavar="NOTEBOOK")
    args = parser.parse_args()
    if args.cell_timeout <= 0 or args.jobs < 0:
        parser.error("--cell-timeout and --jobs are positive")
    if args.one_core:
        args.java.append("-XX:ActiveProcessorCount=1")  # where a process cannot be bound to a processor, as on macOS
    args.plans = [{"notebook": str(path)} for path in args.notebooks]
    if args.plan:
        try:
            args.plans += json.loads(args.plan.read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError) as e:
            parser.error(f"the plan {args.plan} cannot be read: {one_line(e)}")
    if not args.plans:
        parser.error("no notebook and no plan is given")
    names = [plan.get("name", Path(plan["notebook"]).stem) for plan in args.plans]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        parser.error("two runs of one name would overwrite each other's results: " + ", ".join(twice))
    return args


def passes(text):
    """How often in a row each cell is run, in each run of all of them."""
    times = [int(word) for word in text.split(",")]
    if min(times) < 1:
        raise ValueError
    return times


def main():
    args = arguments()
    if args.one_core and hasattr(os, "sched_setaffinity"):  # the watch for lateness, too, has to wait for that one
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    watchdog = Watchdog()
    lateness = Lateness()
    lateness.start()
    try:
        out = args.out.resolve()
        conditions = Conditions(args.passes, args.java, args.load)
        runs = [Run(plan, out, args.cell_timeout, watchdog, lateness, conditions) for plan in args.plans]
        for run in runs:  # what an earlier run left behind must not be taken for this one's
            run.file("").parent.mkdir(parents=True, exist_ok=True)
            for ending in (".ipynb", ".status.json", ".kernel.log"):
                run.file(ending).unlink(missing_ok=True)
        return asyncio.run(run_all(runs, args.jobs or max(1, (os.cpu_count() or 1) // 2)))
    except KeyboardInterrupt:
        return 130
    finally:
        watchdog.close()


if __name__ == "__main__":
    sys.exit(main())
