"""The kernelspec `java` of the .venv: how the kernel is started."""

import json
import os

from set_up import places
from set_up.files import at_once
from set_up.jdk import java_of

ENV = {
    # with --release, three times the memory; without -g, null pointers are found in "<local1>"
    "JJAVA_COMPILER_OPTS": "--enable-preview --source 25 -g",
}


def options():
    """The JVM's options, one a line in jvm.options."""
    lines = places.JVM_OPTIONS.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def class_path():
    """What the kernel starts with, in one fixed order: the start-up cache depends on it."""
    return [places.JJAVA_JAR, *sorted(places.JARS.glob("*.jar"))]


def java_command(jdk, cache):
    """The kernel as the kernelspec starts it, less its last argument.

    `cache` is the option that reads, tries or makes the start-up cache.
    """
    path = os.pathsep.join(map(str, class_path()))
    return [str(java_of(jdk)), cache, *options(), "-cp", path, "syncasync.kernel.Main"]


def text(jdk):
    """kernel.json, as it must be in this place."""
    spec = {
        "argv": [*java_command(jdk, f"-XX:AOTCache={places.CACHE}"), "{connection_file}"],
        "display_name": "Java",
        "language": "java",
        "interrupt_mode": "message",
        "env": ENV,
    }
    return json.dumps(spec, indent=1) + "\n"


def kernelspec(terminal, jdk):
    """Ours, in the place of the packaged one, beside its jar."""
    terminal.begin("Kernel")
    wanted = text(jdk).encode("utf-8")
    target = places.KERNELSPEC / "kernel.json"
    if target.is_file() and target.read_bytes() == wanted:
        return terminal.end("unchanged")
    with at_once(target) as part:
        part.write_bytes(wanted)
    terminal.end("installed in .venv")
