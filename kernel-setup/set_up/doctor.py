"""Says in plain words what works and what does not: starts the kernel, runs a cell, looks at the answer."""

import contextlib
import json
import os
import subprocess

from set_up import places
from set_up.browser import chromium, playwrights_own
from set_up.environment import environment
from set_up.java_build import jars_are_whole
from set_up.jdk import FEATURE, HELP, NoJdk, find
from set_up.stamps import stamp
from set_up.terminal import free

# Runs in the .venv's Python, which has the client; prints one JSON object.
CELL = """
import json, sys, time
from jupyter_client.manager import KernelManager
began = time.monotonic()
manager = KernelManager(kernel_name="java")
manager.start_kernel()
client = manager.blocking_client()
client.start_channels()
seen = {"text": "", "error": ""}
def look(message):
    kind, content = message["msg_type"], message["content"]
    if kind == "stream": seen["text"] += content["text"]
    if kind == "error": seen["error"] = content["ename"] + ": " + content["evalue"]
try:
    client.wait_for_ready(timeout=60)
    reply = client.execute_interactive(sys.argv[1], timeout=60, output_hook=look)
    seen["status"] = reply["content"]["status"]
    seen["seconds"] = round(time.monotonic() - began, 1)
except Exception as broken:
    seen["error"] = seen["error"] or str(broken) or type(broken).__name__
finally:
    client.stop_channels()
    manager.shutdown_kernel()
print(json.dumps(seen))
"""
QUESTION = """\
import static syncasync.Notebook.*;
System.out.println("6 x 7 = " + 6 * 7 + ", says Java " + Runtime.version().feature());"""
ANSWER = f"6 x 7 = 42, says Java {FEATURE}"


def doctor():
    """start the kernel, run a cell, and say in plain words what is wrong if anything is"""
    if not stamp("venv").exists():
        print("Nothing is set up yet, or the set-up was interrupted. `make lab` does it.")
        return 1
    wrong = 0
    for title, look in (
        ("Python", python),
        ("JDK 25", jdk),
        ("Java modules", jars),
        ("Kernel", kernel_json),
        ("Start-up cache", cache),
        ("A cell", cell),
        ("Disk", disk),
        ("Browser for make test", browser),
    ):
        try:
            print(f"  ok    {title}: {look()}", flush=True)
        except Ill as ill:
            wrong += 1
            print(f"  WRONG {title}: {ill}", flush=True)
        except Exception as broken:
            wrong += 1
            print(
                f"  WRONG {title}: it could not be looked at: {broken} ({type(broken).__name__})",
                flush=True,
            )
    print(
        "All is well." if not wrong else "{} thing{} wrong; see above.".format(wrong, "s are" if wrong > 1 else " is")
    )
    return min(wrong, 1)


class Ill(Exception):
    """What is wrong, and what mends it."""


def python():
    tried = (
        subprocess.run([str(places.PYTHON), "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if places.PYTHON.exists()
        else None
    )
    if tried is None or tried.returncode != 0:
        raise Ill("the Python environment is not whole. `make lab` makes it anew.")
    return "{} in .venv".format(tried.stdout.strip().replace("Python ", ""))


def jdk():
    try:
        return find()
    except NoJdk as none:
        raise Ill(f"{none}\n{HELP}") from none


def jars():
    if not jars_are_whole():
        raise Ill("some are missing or damaged. `make lab` builds them anew.")
    return "{} jars, {:.0f} MB".format(
        len(list(places.JARS.rglob("*.jar"))), sum(p.stat().st_size for p in places.JARS.rglob("*.jar")) / 1e6
    )


def command():
    """How the kernel is started, as kernel.json says."""
    path = places.KERNELSPEC / "kernel.json"
    try:
        argv = json.loads(path.read_text(encoding="utf-8"))["argv"]
        argv[argv.index("-cp") + 1]
        return argv
    except OSError:
        raise Ill("it is not installed in .venv. `make lab` installs it.") from None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise Ill(
            f"{path.relative_to(places.ROOT)} cannot be read, or is not ours. `make lab` writes it anew."
        ) from None


def kernel_json():
    argv = command()
    if not os.path.exists(argv[0]):
        raise Ill(f"it names a JDK that is gone: {argv[0]}. `make lab` finds another.")
    missing = [jar for jar in argv[argv.index("-cp") + 1].split(os.pathsep) if not os.path.exists(jar)]
    if missing:
        raise Ill(f"it names files that are gone, the first {missing[0]}. Was the folder moved? `make lab` mends it.")
    return "installed"


def cache():
    if not places.CACHE.exists():
        raise Ill("it is missing, so the kernel starts slowly. `make lab` makes it.")
    argv = command()
    # A JVM that refuses the cache starts without it and hardly says so; where it took a class from tells.
    tried = subprocess.run(
        [*argv[:2], "-Xlog:class+load", *argv[2:-1], "--help"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(),
    )
    if "syncasync.kernel.Main source: shared objects file" not in tried.stdout:
        with contextlib.suppress(OSError):
            stamp("cache").unlink()
        raise Ill("the JVM does not take it, so the kernel starts slowly. `make lab` makes it anew.")
    return f"used, {places.CACHE.stat().st_size / 1e6:.0f} MB"


def cell():
    if not places.PYTHON.exists():
        raise Ill("no kernel to try.")
    tried = subprocess.run(
        [str(places.PYTHON), "-c", CELL, QUESTION],
        capture_output=True,
        text=True,
        env=environment(),
    )
    try:
        seen = json.loads(tried.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        why = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Ill(f"the kernel could not be started: {why}") from None
    if "died" in seen["error"]:
        raise Ill(
            "the kernel ended at its start: {}".format((tried.stderr.strip().splitlines() or [seen["error"]])[-1])
        )
    if seen["error"] or ANSWER not in seen["text"]:
        raise Ill(
            "the kernel started, but `6 * 7` did not give 42: {}".format(
                seen["error"] or seen["text"] or (tried.stderr.strip().splitlines() or ["no answer"])[-1]
            )
        )
    return "{} ({} s with the kernel's start)".format(ANSWER, seen["seconds"])


def disk():
    locked = [
        path for path in (places.ROOT, places.ROOT / "notebooks", places.STATE) if not os.access(str(path), os.W_OK)
    ]
    if locked:
        raise Ill(f"{locked[0]} cannot be written to. Clone into a folder that is yours.")
    if free() < 300e6:
        raise Ill(f"only {free() / 1e6:.0f} MB are free. Make room, or outputs may not be saved.")
    return f"{free() / 1e9:.0f} GB free"


def browser():
    return chromium() or playwrights_own() or "none yet; `make test` fetches one, lessons need none of it"
