"""Measures kernels side by side: from start to the first result, from a shutdown request to the end, memory when idle,
a cell that is sent over and over (its round trip), and one of ten statements beside one of a single statement.

    python kernel-setup/runner/bench.py [--rounds 7]

Run it in the project's .venv. Three kernels take turns, so that whatever else the machine does meets all of them:
our kernelspec, the packaged one of jjava on the same JDK, and Python's. Medians; the last column compares the first
result with the packaged kernel's.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.manager import KernelManager

JAVA_CELL = "import static syncasync.Notebook.*;\nint sum = 0;\nfor (int i = 0; i < 10; i++) sum += i;\nsum"
PLAIN_JAVA_CELL = JAVA_CELL.split("\n", 1)[1]
PYTHON_CELL = "import asyncio\ntotal = 0\nfor i in range(10): total += i\ntotal"
ANSWER = "45"
JAVA_STATEMENT = "sum += 1;"
PYTHON_STATEMENT = "total += 1"
WARM_UP, ROUND_TRIPS, CELLS = 30, 200, 30  # how many cells are sent, of each kind


@dataclass
class Contender:
    name: str
    spec: KernelSpec
    cell: str
    statement: str
    first: list[float] = field(default_factory=list)
    gone: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    trip: list[float] = field(default_factory=list)
    ten_of_one: list[float] = field(default_factory=list)


def measure(contender: Contender) -> None:
    """One start, one cell, one shutdown."""
    manager = KernelManager()
    manager._kernel_spec = contender.spec
    begin = time.perf_counter()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        result = first_result(client, contender.cell)
        contender.first.append(time.perf_counter() - begin)
        if result != ANSWER:
            raise SystemExit(f"{contender.name}: the cell gave {result!r}, not {ANSWER}")
        process = manager.provisioner.process
        time.sleep(1.5)  # idle
        contender.memory.append(resident(process.pid))
        one, ten = contender.statement, "\n".join([contender.statement] * 10)
        seconds(client, [one, ten] * WARM_UP)
        contender.trip.append(statistics.median(seconds(client, ["1"] * ROUND_TRIPS)))
        times = seconds(client, [one, ten] * CELLS)  # in turns, so that a busy machine is busy for both
        contender.ten_of_one.append(statistics.median(times[1::2]) / statistics.median(times[::2]))
        begin = time.perf_counter()
        client.shutdown()
        while process.poll() is None:
            if time.perf_counter() - begin > 5:
                process.kill()
            time.sleep(0.005)
        contender.gone.append(time.perf_counter() - begin)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def seconds(client, cells: list[str]) -> list[float]:
    """How long each of these cells takes, from the request until the kernel is idle."""
    times = []
    for code in cells:
        begin = time.perf_counter()
        request = client.execute(code)
        while True:
            message = client.get_iopub_msg(timeout=60)
            if (
                message["parent_header"].get("msg_id") == request
                and message["msg_type"] == "status"
                and message["content"]["execution_state"] == "idle"
            ):
                break
        client.get_shell_msg(timeout=60)
        times.append(time.perf_counter() - begin)
    return times


def first_result(client, code: str) -> str | None:
    request = client.execute(code)
    result = None
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "execute_result":
            return message["content"]["data"]["text/plain"]
        if message["msg_type"] == "error":
            return "\n".join(message["content"]["traceback"])
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return result


def resident(pid: int) -> float:
    """Megabytes of a process and its children (the packaged kernel runs as a child of its launcher)."""
    import psutil

    process = psutil.Process(pid)
    return sum(p.memory_info().rss for p in [process, *process.children(recursive=True)]) / 1e6


def packaged(ours: KernelSpec) -> KernelSpec:
    """The kernelspec as jjava's wheel installs it, on the JDK that ours uses."""
    home = Path(sys.prefix) / "share/jupyter/kernels/java"
    java = Path(ours.argv[0])
    folder = Path(tempfile.mkdtemp(prefix="packaged-"))
    text = {
        "argv": [str(java), "-jar", str(home / "jjava-launcher.jar"), str(home / "jjava.jar"), "{connection_file}"],
        "display_name": "packaged",
        "language": "java",
        "interrupt_mode": "message",
        "env": {"PATH": f"{java.parent}{os.pathsep}{os.environ['PATH']}", "JAVA_HOME": str(java.parent.parent)},
    }
    (folder / "kernel.json").write_text(json.dumps(text))
    return KernelSpec.from_resource_dir(str(folder))


def contenders(names: list[str]) -> list[Contender]:
    specs = KernelSpecManager()
    try:
        ours = specs.get_kernel_spec("java")
    except NoSuchKernel:
        raise SystemExit(
            "There is no kernelspec java here. Run the set-up first: make lab, or python3 kernel-setup set-up"
        ) from None
    if not any("syncasync.kernel.Main" in word for word in ours.argv):
        raise SystemExit("The kernelspec java here is not ours. Run the set-up first.")
    found = [
        Contender("packaged", packaged(ours), PLAIN_JAVA_CELL, JAVA_STATEMENT),
        Contender("ours", ours, JAVA_CELL, JAVA_STATEMENT),
    ]
    with contextlib.suppress(NoSuchKernel):
        found.append(Contender("Python's", specs.get_kernel_spec("python3"), PYTHON_CELL, PYTHON_STATEMENT))
    return [c for c in found if not names or c.name in names]


def table(kernels: list[Contender]) -> str:
    base = statistics.median(kernels[0].first)
    rows = [
        ("kernel", "first result", "gone after", "idle", "round trip", "10 statements / 1", f"of {kernels[0].name}")
    ]
    for k in kernels:
        first = statistics.median(k.first)
        rows.append(
            (
                k.name,
                f"{first:.2f} s",
                f"{statistics.median(k.gone):.2f} s",
                f"{statistics.median(k.memory):.0f} MB",
                f"{1000 * statistics.median(k.trip):.1f} ms",
                f"{statistics.median(k.ten_of_one):.2f}",
                f"{first / base:.2f}",
            )
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths)))
        for row in rows
    )


def main() -> None:
    options = argparse.ArgumentParser(description="Measures kernels side by side.")
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--only", action="append", default=[], help="packaged, ours or Python's")
    args = options.parse_args()
    kernels = contenders(args.only)
    for number in range(args.rounds):
        print(f"round {number + 1} of {args.rounds}", end="\r", file=sys.stderr, flush=True)
        for kernel in kernels:
            measure(kernel)
    print(table(kernels))


if __name__ == "__main__":
    main()
