"""The kernelspec `java` of the .venv: how the kernel is started."""

import json
import os

from set_up import places
from set_up.jdk import java_of

OPTIONS = [
    "--enable-preview",  # structured concurrency
    "-ea",
    "-XX:+UseSerialGC",
    "-XX:+UseCountedLoopSafepoints",  # this collector has none in counting loops: two nested ones would stop all
    "-XX:LoopStripMiningIter=1000",  # threads, and Stop with them
    "-Xms64m",
    "-XX:-UsePerfData",  # starts sooner, and is half as large when idle
    "-Dio.netty.machineId=02:00:00:00:00:00:00:01",  # without a network card Netty would complain into a cell
    "--add-opens=jdk.jshell/jdk.jshell=ALL-UNNAMED",  # JJava looks inside JShell
    "--add-opens=java.base/java.lang=ALL-UNNAMED",  # the event loop schedules virtual threads itself
]
ENV = {
    # with --release, three times the memory; without -g, null pointers are found in "<local1>"
    "JJAVA_COMPILER_OPTS": "--enable-preview --source 25 -g",
}


def class_path():
    """What the kernel starts with, in one fixed order: the start-up cache depends on it."""
    return [places.JJAVA_JAR, *sorted(places.JARS.glob("*.jar"))]


def java_command(jdk, cache):
    """The kernel as the kernelspec starts it, less its last argument.

    `cache` is the option that reads, tries or makes the start-up cache.
    """
    path = os.pathsep.join(map(str, class_path()))
    return [str(java_of(jdk)), cache, *OPTIONS, "-cp", path, "syncasync.kernel.Main"]


def kernelspec(terminal, jdk):
    """Ours, in the place of the packaged one, beside its jar."""
    terminal.begin("Kernel")
    spec = {
        "argv": [*java_command(jdk, f"-XX:AOTCache={places.CACHE}"), "{connection_file}"],
        "display_name": "Java",
        "language": "java",
        "interrupt_mode": "message",
        "env": ENV,
    }
    text = json.dumps(spec, indent=1) + "\n"
    target = places.KERNELSPEC / "kernel.json"
    if target.is_file() and target.read_bytes() == text.encode("utf-8"):
        return terminal.end("unchanged")
    part = target.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(target)
    terminal.end("installed in .venv")
