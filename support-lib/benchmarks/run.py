#!/usr/bin/env python3
"""Compares our event loop with asyncio, uvloop and a bare selector, in one run, and prints one table.

    python3 support-lib/benchmarks/run.py [--quick] [span|switch|timer|gather|sleepers|echo ...]

Needs a JDK 25 in JAVA_HOME or on PATH, uv or pip for the peers' own environment (made once, in
support-lib/benchmarks/target/peers), and Linux for the echo servers. Those are measured in round trips per second of
the server's processor time, so that a busy machine does not favour anyone; beside it the time per round trip, the
server's own + the system's.

Judged are ratios within this run, since a busy machine slows both sides of them; it ends with an error if one is
missed. Absolute times are shown beside what a quiet machine reaches, and judge nothing.
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
# A young generation that holds everything: what is measured is the loop, not the collector; memory counts as far as it
# was touched.
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


def row(what, value, target="", holds=None):
    """A line of the table. A target that is judged is a ratio within this run; without one the line only informs."""
    rows.append((what, value, target, "" if holds is None else "yes" if holds else "NO"))
    if holds is False:
        missed.append(what)


def ratio(what, value, target, reached, wanted, at_most=False):
    """A line that is judged by a ratio: it must reach what is wanted, or stay below it."""
    row(what, value, target, reached <= wanted if at_most else reached >= wanted)


def nanos(value):
    return f"{value:,.0f} ns" if value < 10_000 else f"{value / 1000:,.1f} µs"


def jmh(cp, benchmarks, *options):
    """What JMH measured: by benchmark and parameters, the nanoseconds per operation of each iteration."""
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        subprocess.run(
            [
                java(),
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                cp,
                "org.openjdk.jmh.Main",
                benchmarks,
                "-rf",
                "json",
                "-rff",
                result.name,
                "-v",
                "SILENT",
                *options,
            ],
            check=True,
            stdout=sys.stderr,
        )
        results = json.loads(Path(result.name).read_text())
    return {
        (r["benchmark"].rsplit(".", 1)[1], *r.get("params", {}).values()): [
            value for fork in r["primaryMetric"]["rawData"] for value in fork
        ]
        for r in results
    }


def span(cp):
    """What it costs to record a span, beside the least that any recorder has to do. Medians of short iterations, since
    a collection in one of them is not the span's."""
    measured = {name: statistics.median(times) for (name,), times in jmh(cp, "TimelineBenchmark.(least|span)").items()}
    for words, name, least, wanted in (
        ("recording a span", "span", "least", 1.5),
        ("recording a span, from two threads at once", "spanFromTwoThreads", "leastFromTwoThreads", 1.5),
        ("recording a span, on a virtual thread", "spanOnAVirtualThread", "least", 1),
    ):
        reached = measured[name] / measured[least]
        quiet = " (quiet: < 1,000)" if name == "span" else ""
        value = f"{nanos(measured[name])}{quiet}, {reached:.2f} × the least"
        ratio(words, value, f"≤ {wanted} × the least", reached, wanted, at_most=True)
    row("the least: clock, CPU time and a queue", nanos(measured["least"]))


def peer(python, loop, what):
    return [float(part) for part in output(python, HERE / "peers" / "peer.py", loop, what).split()]


def small(cp, python):
    small = {
        "switch": ("taskSwitch", "task switch"),
        "timer": ("timerSetAndFire", "timer set and fire"),
        "gather": ("gatherMany", "gather of 10,000, per task"),
    }
    chosen = [what for what in small if what in wanted]
    if not chosen:
        return
    short = ["-wi", "2", "-i", "3"] if quick else []
    measured = jmh(cp, f"LoopBenchmark.({'|'.join(small[what][0] for what in chosen)})", *short)
    for what in chosen:
        name, words = small[what]
        # The best iteration, as for the peers, since others may be busy on this machine.
        fast, public = min(measured[name, "fast"]), min(measured[name, "public"])
        asyncio, uvloop = peer(python, "asyncio", what)[0], peer(python, "uvloop", what)[0]
        judged = what == "switch"
        row(f"{words}: ours, fast way", nanos(fast) + (" (quiet: ≤ 200)" if judged else ""))
        compared(f"{words}: ours, public way", public, asyncio / public, "asyncio", 1.5 if judged else None)
        compared(f"{words}: asyncio", asyncio, asyncio / fast, "ours, fast", 5 if judged else None)
        compared(f"{words}: uvloop", uvloop, uvloop / fast, "ours, fast", 3 if judged else None)


def compared(what, time, reached, to, wanted):
    faster = to == "asyncio"
    value = f"{nanos(time)}, {reached:.1f} × {'as fast as ' if faster else ''}{to}"
    target = f"≥ {wanted} × {'as fast' if faster else to}" if wanted else ""
    row(what, value, target, reached >= wanted if wanted else None)


def sleepers(cp, python):
    def ours(clock):
        command = [java(), *OPENED, *SLEEPERS, "-cp", cp, "syncasync.loop.SleepersBenchmark", clock]
        return [float(part) for part in output(*command).split()]

    def figures(measured):
        return f"{measured[0]:.1f} s, {measured[1]:,.0f} MB"

    real, virtual = ours("real"), ours("virtual")
    asyncio, uvloop = peer(python, "asyncio", "sleepers"), peer(python, "uvloop", "sleepers")
    less = real[0] < asyncio[0] and real[1] < asyncio[1]
    row("1,000,000 sleep 1 s: ours", figures(real), "less than asyncio", less)
    sooner = virtual[0] < real[0]
    row("1,000,000 sleep 1 s: ours, virtual clock", figures(virtual), "sooner than on the real clock", sooner)
    row("1,000,000 sleep 1 s: asyncio", figures(asyncio))
    row("1,000,000 sleep 1 s: uvloop", figures(uvloop))


def cpu_seconds(pid):
    """What the process itself has used, and what the system has used for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return [int(ticks) / os.sysconf("SC_CLK_TCK") for ticks in fields[11:13]]


def pinned(core):
    return ["taskset", "-c", str(core)] if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else []


def echo(cp, python):
    peers = HERE / "peers" / "peer.py"
    servers = {
        "bare selector": [java(), "-cp", cp, "syncasync.loop.EchoBenchmark", "bare"],
        "our callbacks": [java(), *OPENED, "-cp", cp, "syncasync.loop.EchoBenchmark", "callbacks"],
        "our coroutines": [java(), *OPENED, "-cp", cp, "syncasync.loop.EchoBenchmark", "coroutines"],
        "asyncio streams": [python, peers, "asyncio", "streams"],
        "asyncio protocol": [python, peers, "asyncio", "protocol"],
        "uvloop streams": [python, peers, "uvloop", "streams"],
        "uvloop protocol": [python, peers, "uvloop", "protocol"],
    }
    costs = {name: [] for name in servers}
    for _ in range(1 if quick else 2):  # in turns, so that a noisy minute meets all of them
        for name, command in servers.items():
            costs[name].append(echo_cost(cp, command))
    best = {name: min(all_costs, key=sum) for name, all_costs in costs.items()}
    bare, streams, ours = (best[name] for name in ("bare selector", "asyncio streams", "our coroutines"))
    # × streams, for a server that would need no time itself: one read and one write are the system's work
    allowed = sum(streams) / bare[1]
    for name, (own, system) in best.items():
        what = f"echo, 50 × 64 bytes, one core: {name}"
        value = f"{1 / (own + system):,.0f} a second, {own * 1e6:.1f} + {system * 1e6:.1f} µs"
        to_bare, to_streams = sum(bare) / (own + system), sum(streams) / (own + system)
        if name == "our callbacks":
            ratio(what, f"{value}, {to_bare:.2f} × bare", "≥ 0.85 × bare selector", to_bare, 0.85)
        elif name == "our coroutines" and allowed >= 4:
            ratio(what, f"{value}, {to_streams:.1f} × streams", "≥ 4 × asyncio streams", to_streams, 4)
        elif name == "our coroutines":
            target = f"≥ 0.7 × bare (system allows {allowed:.1f} × streams)"
            ratio(what, f"{value}, {to_streams:.1f} × streams, {to_bare:.2f} × bare", target, to_bare, 0.7)
        else:
            row(what, value)
    own_ratio = streams[0] / max(ours[0], 1e-9)
    what = "echo, without the system's share: our coroutines"
    ratio(what, f"{ours[0] * 1e6:.1f} µs, {own_ratio:.1f} × streams", "≥ 4 × asyncio streams", own_ratio, 4)


def echo_cost(cp, command):
    """Processor time of the server per round trip, in seconds: its own and the system's. By its clock, so that a busy
    machine only makes it last longer."""
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
    load = f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    print(f"{output(python, '--version')}, {time.time() - start:.0f} s, {load}")
    if missed:
        sys.exit("Missed: " + "; ".join(missed))


if __name__ == "__main__":
    main()
