#!/usr/bin/env python3
"""Compares our event loop with asyncio, uvloop and a bare selector, in one run, and prints one table.

    python3 support-lib/benchmarks/run.py [--quick] [span|switch|timer|gather|sleepers|echo ...]

Needs a JDK 25 in JAVA_HOME or on PATH, uv or pip for the peers' own environment (made once, in support-lib/benchmarks/target/peers), and Linux for the echo
servers, which are measured in round trips per second of the server's processor time, so that a busy machine does not favour anyone; beside it the
time per round trip, the server's own + the system's.
Ends with an error if a target is missed.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = HERE / "target"
PEERS = TARGET / "peers"
OPENED = ["--add-opens", "java.base/java.lang=ALL-UNNAMED"]
# A young generation that holds everything: what is measured is the loop, not the collector; memory counts as far as it was touched.
SLEEPERS = ["-XX:+UseSerialGC", "-Xmn1500m", "-Xmx2g", "-Djdk.trackAllThreads=false"]

quick = "--quick" in sys.argv
wanted = [a for a in sys.argv[1:] if not a.startswith("--")] or [
    "span",
    "switch",
    "timer",
    "gather",
    "sleepers",
    "echo",
]
rows = []
missed = []


def java():
    home = os.environ.get("JAVA_HOME")
    return str(Path(home) / "bin" / "java") if home else "java"


def output(*command):
    return subprocess.run([str(c) for c in command], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def classpath():
    listed = TARGET / "benchmark-classpath.txt"
    print("Compiling …", file=sys.stderr)
    subprocess.run(
        [
            str(ROOT / "mvnw"),
            "-q",
            "-f",
            ROOT / "pom.xml",
            "-pl",
            "support-lib/benchmarks",
            "-am",
            "compile",
            "dependency:build-classpath",
            f"-Dmdep.outputFile={listed}",
        ],
        check=True,
        cwd=ROOT,
    )
    return os.pathsep.join([str(TARGET / "classes"), listed.read_text().strip()])


def peer_python():
    python = PEERS / "bin" / "python"
    requirements = HERE / "peers" / "requirements.txt"
    stamp = PEERS / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != requirements.read_text():
        shutil.rmtree(PEERS, ignore_errors=True)
        uv = shutil.which("uv") or (ROOT / ".venv/bin/uv" if (ROOT / ".venv/bin/uv").exists() else None)
        if uv:
            subprocess.run([str(uv), "venv", "-q", "--python", sys.executable, str(PEERS)], check=True)
            subprocess.run(
                [str(uv), "pip", "install", "-q", "--python", str(python), "--require-hashes", "-r", str(requirements)],
                check=True,
            )
        else:
            subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
            subprocess.run(
                [str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(requirements)], check=True
            )
        shutil.copy(requirements, stamp)
    return python


def row(what, value, target, holds):
    rows.append((what, value, target, "" if holds is None else "yes" if holds else "NO"))
    if holds is False:
        missed.append(what)


def nanos(value):
    return f"{value:,.0f} ns" if value < 10_000 else f"{value / 1000:,.1f} µs"


def jmh(cp):
    """Nanoseconds per operation, by benchmark and way: of the best iteration, as for the peers, since others may be busy on this machine."""
    short = ["-wi", "2", "-i", "3"] if quick else []
    names = {"switch": "taskSwitch", "timer": "timerSetAndFire", "gather": "gatherMany"}
    chosen = "|".join(names[w] for w in wanted if w in names)
    if not chosen:
        return {}
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        subprocess.run(
            [
                java(),
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                cp,
                "org.openjdk.jmh.Main",
                f"LoopBenchmark.({chosen})",
                "-rf",
                "json",
                "-rff",
                result.name,
                "-v",
                "SILENT",
                *short,
            ],
            check=True,
            stdout=sys.stderr,
        )
        results = json.loads(Path(result.name).read_text())
    return {
        (r["benchmark"].rsplit(".", 1)[1], r["params"]["way"]): min(min(fork) for fork in r["primaryMetric"]["rawData"])
        for r in results
    }


def span(cp):
    """What it costs to record a span: the median of its short iterations, since a collection in one of them is not the span's."""
    names = {
        "span": "recording a span",
        "spanFromTwoThreads": "recording a span, from two threads at once",
        "spanOnAVirtualThread": "recording a span, on a virtual thread",
    }
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        subprocess.run(
            [
                java(),
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                cp,
                "org.openjdk.jmh.Main",
                f"TimelineBenchmark.({'|'.join(names)})$",
                "-rf",
                "json",
                "-rff",
                result.name,
                "-v",
                "SILENT",
            ],
            check=True,
            stdout=sys.stderr,
        )
        results = json.loads(Path(result.name).read_text())
    for r in results:
        middle = statistics.median(value for fork in r["primaryMetric"]["rawData"] for value in fork)
        row(names[r["benchmark"].rsplit(".", 1)[1]], nanos(middle), "< 1,000 ns", middle < 1000)


def peer(python, loop, what):
    return [float(part) for part in output(python, HERE / "peers" / "peer.py", loop, what).split()]


def small(cp, python):
    ours = jmh(cp)
    for what, name, words in (
        ("switch", "taskSwitch", "task switch"),
        ("timer", "timerSetAndFire", "timer set and fire"),
        ("gather", "gatherMany", "gather of 10,000, per task"),
    ):
        if what not in wanted:
            continue
        fast, public = ours[name, "fast"], ours[name, "public"]
        asyncio, uvloop = peer(python, "asyncio", what)[0], peer(python, "uvloop", what)[0]
        switch = what == "switch"
        row(f"{words}: ours, fast way", nanos(fast), "≤ 200 ns" if switch else "", fast <= 200 if switch else None)
        row(
            f"{words}: ours, public way",
            nanos(public),
            "≤ 1,000 ns" if switch else "",
            public <= 1000 if switch else None,
        )
        row(
            f"{words}: asyncio",
            f"{nanos(asyncio)}, {asyncio / fast:.1f} × ours",
            "≥ 5 ×" if switch else "",
            asyncio / fast >= 5 if switch else None,
        )
        row(
            f"{words}: uvloop",
            f"{nanos(uvloop)}, {uvloop / fast:.1f} × ours",
            "≥ 3 ×" if switch else "",
            uvloop / fast >= 3 if switch else None,
        )


def sleepers(cp, python):
    def ours(clock):
        return [
            float(p)
            for p in output(java(), *OPENED, *SLEEPERS, "-cp", cp, "syncasync.loop.SleepersBenchmark", clock).split()
        ]

    real, virtual = ours("real"), ours("virtual")
    asyncio, uvloop = peer(python, "asyncio", "sleepers"), peer(python, "uvloop", "sleepers")
    row(
        "1,000,000 sleep 1 s: ours",
        f"{real[0]:.1f} s, {real[1]:,.0f} MB",
        "less than asyncio",
        real[0] < asyncio[0] and real[1] < asyncio[1],
    )
    row(
        "1,000,000 sleep 1 s: ours, virtual clock", f"{virtual[0]:.1f} s, {virtual[1]:,.0f} MB", "< 3 s", virtual[0] < 3
    )
    row("1,000,000 sleep 1 s: asyncio", f"{asyncio[0]:.1f} s, {asyncio[1]:,.0f} MB", "", None)
    row("1,000,000 sleep 1 s: uvloop", f"{uvloop[0]:.1f} s, {uvloop[1]:,.0f} MB", "", None)


def cpu_seconds(pid):
    """What the process itself has used, and what the system has used for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return [int(ticks) / os.sysconf("SC_CLK_TCK") for ticks in fields[11:13]]


def pinned(core):
    return ["taskset", "-c", str(core)] if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else []


def echo(cp, python):
    servers = {
        "bare selector": [java(), "-cp", cp, "syncasync.loop.EchoBenchmark", "bare"],
        "our callbacks": [java(), *OPENED, "-cp", cp, "syncasync.loop.EchoBenchmark", "callbacks"],
        "our coroutines": [java(), *OPENED, "-cp", cp, "syncasync.loop.EchoBenchmark", "coroutines"],
        "asyncio streams": [python, HERE / "peers" / "peer.py", "asyncio", "streams"],
        "asyncio protocol": [python, HERE / "peers" / "peer.py", "asyncio", "protocol"],
        "uvloop streams": [python, HERE / "peers" / "peer.py", "uvloop", "streams"],
        "uvloop protocol": [python, HERE / "peers" / "peer.py", "uvloop", "protocol"],
    }
    costs = {name: [] for name in servers}
    for _ in range(1 if quick else 2):  # in turns, so that a noisy minute meets all of them
        for name, command in servers.items():
            costs[name].append(echo_cost(cp, command))
    best = {name: min(all_costs, key=sum) for name, all_costs in costs.items()}
    bare, streams, ours = (best[name] for name in ("bare selector", "asyncio streams", "our coroutines"))
    allowed = (
        sum(streams) / bare[1]
    )  # × streams, for a server that would need no time itself: one read and one write are the system's work
    for name, (own, system) in best.items():
        value, target, holds = f"{1 / (own + system):,.0f} a second, {own * 1e6:.1f} + {system * 1e6:.1f} µs", "", None
        if name == "our callbacks":
            ratio = sum(bare) / (own + system)
            value, target, holds = f"{value}, {ratio:.2f} × bare", "≥ 0.85 × bare selector", ratio >= 0.85
        if name == "our coroutines":
            ratio, to_bare = sum(streams) / (own + system), sum(bare) / (own + system)
            value, target, holds = f"{value}, {ratio:.1f} × streams", "≥ 4 × asyncio streams", ratio >= 4
            if allowed < 4:
                value, target, holds = (
                    f"{value}, {to_bare:.2f} × bare",
                    f"≥ 0.7 × bare (system allows {allowed:.1f} × streams)",
                    to_bare >= 0.7,
                )
        row(f"echo, 50 × 64 bytes, one core: {name}", value, target, holds)
    own_ratio = streams[0] / max(ours[0], 1e-9)
    row(
        "echo, without the system's share: our coroutines",
        f"{ours[0] * 1e6:.1f} µs, {own_ratio:.1f} × streams",
        "≥ 4 × asyncio streams",
        own_ratio >= 4,
    )


def echo_cost(cp, command):
    """Processor time of the server per round trip, in seconds: its own and the system's. By its clock, so that a busy machine only makes it last longer."""
    server = subprocess.Popen([*pinned(0), *map(str, command)], stdout=subprocess.PIPE, text=True)
    try:
        port = server.stdout.readline().strip()
        load = [*pinned(1), java(), "-cp", cp, "syncasync.loop.EchoBenchmark", "load", port]
        compiles = command[0] == java()  # the compilers share the server's core, and go on for a while
        until_used(server.pid, (2 if quick else 4) if compiles else 0.5, load)
        before = cpu_seconds(server.pid)
        trips = until_used(server.pid, sum(before) + (1 if quick else 2), load)
        return [(after - start) / trips for start, after in zip(before, cpu_seconds(server.pid))]
    finally:
        server.kill()
        server.wait()


def until_used(pid, seconds, load):
    """Loads the server until it has used so much processor time, and returns the round trips."""
    trips = 0
    while sum(cpu_seconds(pid)) < seconds:
        trips += int(output(*load, 1 if quick else 2))
    return trips


def main():
    cp, python = classpath(), peer_python()
    start = time.time()
    if "span" in wanted:
        span(cp)
    small(cp, python)
    if "sleepers" in wanted:
        sleepers(cp, python)
    if "echo" in wanted:
        echo(cp, python)
    widths = [max(len(r[i]) for r in rows) for i in range(3)]
    print(f"{'what':{widths[0]}}  {'measured':{widths[1]}}  {'target':{widths[2]}}  met")
    for r in rows:
        print(f"{r[0]:{widths[0]}}  {r[1]:{widths[1]}}  {r[2]:{widths[2]}}  {r[3]}".rstrip())
    print(
        f"{output(python, '--version')}, {time.time() - start:.0f} s, load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    if missed:
        sys.exit("Missed: " + "; ".join(missed))


if __name__ == "__main__":
    main()
