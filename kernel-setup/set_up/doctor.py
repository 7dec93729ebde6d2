"""Says in plain words what works and what does not: starts the kernel, runs a cell, looks at the answer."""

import contextlib
import json
import os
import subprocess

from set_up import java_build, kernelspec, places, venv
from set_up.browser import chromium, playwrights_own
from set_up.commands import started
from set_up.environment import environment
from set_up.jdk import FEATURE, HELP, NoJdk, find
from set_up.stamps import digest, is_done, stamp
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

SECONDS = 150  # for a kernel that never answers; the cell itself has less


def doctor():
    """start the kernel, run a cell, and say in plain words what is wrong if anything is"""
    wrong = 0
    for title, look in (
        ("Disk", disk),
        ("Python", python),
        ("JDK 25", jdk),
        ("Java modules", jars),
        ("Kernel", kernel_json),
        ("Start-up cache", cache),
        ("A cell", cell),
        ("Browser for make test", browser),
    ):
        try:
            print(f"  ok    {title}: {look()}", flush=True)
        except Ill as ill:
            wrong += 1
            print(f"  WRONG {title}: {ill}", flush=True)
        except NotTried as why:
            print(f"  -     {title}: {why}", flush=True)
        except Exception as broken:
            wrong += 1
            print(f"  WRONG {title}: it could not be looked at: {broken} ({type(broken).__name__})", flush=True)
        if title == "Disk" and nothing_is_set_up():
            print("Nothing is set up yet, or the set-up was interrupted. `make lab` does it.")
            return 1
    print("All is well." if not wrong else f"{wrong} thing{'s are' if wrong > 1 else ' is'} wrong; see above.")
    return min(wrong, 1)


def nothing_is_set_up():
    return not stamp("venv").exists() and not places.KERNELSPEC.exists()


class Ill(Exception):
    """What is wrong, and what mends it."""


class NotTried(Exception):
    """It would tell nothing, since something that it needs is wrong."""


def python():
    broken = venv.damage()
    if broken:
        raise Ill(f"the environment .venv is not whole: {broken}. `make lab` makes it anew.")
    if not is_done("venv", digest(places.REQUIREMENTS / "lab.txt")):
        raise Ill("the environment .venv is not of the pins in requirements/lab.txt. `make lab` makes it anew.")
    return f"{venv.version()} in .venv"


def jdk():
    try:
        return find()
    except NoJdk as none:
        raise Ill(f"{none}\n{HELP}") from none


def jars():
    if not java_build.jars_are_whole():
        raise Ill("some are missing or damaged. `make lab` builds them anew.")
    if not java_build.are_current(jdk()):
        raise Ill("they were built from other sources than these, or their last build failed. `make lab` builds them.")
    found = list(places.JARS.rglob("*.jar"))
    return f"{len(found)} jars, {sum(path.stat().st_size for path in found) / 1e6:.0f} MB"


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
    jars = argv[argv.index("-cp") + 1].split(os.pathsep)
    others = [jar for jar in jars if not jar.startswith((f"{places.STATE}{os.sep}", f"{places.VENV}{os.sep}"))]
    if others:
        raise Ill(
            f"it names files outside this clone, the first {others[0]}. "
            "Was the folder moved or copied? `make lab` mends it."
        )
    missing = [jar for jar in jars if not os.path.exists(jar)]
    if missing:
        raise Ill(f"it names files that are gone, the first {missing[0]}. `make lab` mends it.")
    if (places.KERNELSPEC / "kernel.json").read_text(encoding="utf-8") != kernelspec.text(jdk()):
        raise Ill("it is not as the set-up would write it now. `make lab` writes it anew.")
    return "installed"


def cache():
    argv = tried_command()
    if not places.CACHE.exists():
        raise Ill("it is missing, so the kernel starts slowly. `make lab` makes it.")
    # A JVM that refuses the cache starts without it and hardly says so; where it took a class from tells.
    tried = subprocess.run(
        [*argv[:2], "-Xlog:class+load", *argv[2:-1], "--help"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment(),
    )
    if "syncasync.kernel.Main source: shared objects file" not in tried.stdout:
        with contextlib.suppress(OSError):
            stamp("cache").unlink()
        raise Ill("the JVM does not take it, so the kernel starts slowly. `make lab` makes it anew.")
    return f"used, {places.CACHE.stat().st_size / 1e6:.0f} MB"


def cell():
    tried_command()
    with started([places.PYTHON, "-c", CELL, QUESTION], environment(), places.ROOT) as trying:
        try:
            lines = trying.communicate(timeout=SECONDS)[0].decode("utf-8", "replace").strip().splitlines()
        except subprocess.TimeoutExpired:
            raise Ill(f"the kernel started, but did not answer within {SECONDS} s.") from None
    *said, last = lines or [""]
    try:
        seen = json.loads(last)
    except ValueError:
        raise Ill(f"the kernel could not be started: {last or 'no reason given'}") from None
    if "died" in seen["error"]:
        raise Ill(f"the kernel ended at its start: {said[-1] if said else seen['error']}")
    if seen["error"] or ANSWER not in seen["text"]:
        got = seen["error"] or seen["text"] or (said or ["no answer"])[-1]
        raise Ill(f"the kernel started, but `6 * 7` did not give 42: {got}")
    return f"{ANSWER} ({seen['seconds']} s with the kernel's start)"


def tried_command():
    """The kernel's command, if it is one to try: in a copied clone it may start another clone's jars."""
    try:
        kernel_json()
        return command()
    except Ill:
        raise NotTried("not tried, since the kernel's entry is wrong") from None


def disk():
    for folder in (places.ROOT, places.NOTEBOOKS, places.STATE):
        if folder.exists() and not os.access(folder, os.W_OK):
            raise Ill(f"{folder} cannot be written to. Clone into a folder that is yours.")
    if free() < 300e6:
        raise Ill(f"only {free() / 1e6:.0f} MB are free. Make room, or outputs may not be saved.")
    return f"{free() / 1e9:.0f} GB free"


def browser():
    return chromium() or playwrights_own() or "none yet; `make test` fetches one, lessons need none of it"
