"""The set-up, step by step. A step whose inputs are unchanged is not done again.

What a step depends on is hashed into a stamp under .set-up/; the stamp is removed before the step begins and written
after it has ended, so a step that was interrupted is done anew.
"""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import find_jdk

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "kernel-setup"
STATE = ROOT / ".set-up"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
KERNELSPEC = VENV / "share" / "jupyter" / "kernels" / "java"
JARS = STATE / "jars"
WEB_JARS = STATE / "jars-web"
CACHE = STATE / "kernel.aot"
SECONDS_FOR = {"kernel": 120, "build": 1200, "pip": 1800}


class SetUpFailed(Exception):
    """One message for the person at the keyboard: what failed, and what to do."""


# ---- running things, and saying how far they are -------------------------------------------------------------


def environment(jdk=None):
    """The environment for everything the set-up starts: Jupyter's own files stay inside the clone."""
    env = dict(os.environ)
    env["JUPYTER_DATA_DIR"] = str(STATE / "jupyter")
    env["JUPYTER_CONFIG_DIR"] = str(STATE / "jupyter" / "config")
    env["JUPYTER_RUNTIME_DIR"] = str(STATE / "jupyter" / "runtime")
    env["IPYTHONDIR"] = str(STATE / "ipython")
    env["PLAYWRIGHT_BROWSERS_PATH"] = str(STATE / "browsers")
    env["PATH"] = str(VENV / "bin") + os.pathsep + env.get("PATH", "")
    env["VIRTUAL_ENV"] = str(VENV)
    for meddler in ("PYTHONHOME", "JUPYTER_PATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"):
        env.pop(meddler, None)
    if jdk:
        env["JAVA_HOME"] = str(jdk)
    return env


class Terminal:
    """One line a step: its name, what it is busy with, and in the end what became of it."""

    def __init__(self, total):
        self.total, self.number, self.live = total, 0, sys.stdout.isatty()
        self.began = self.title = None

    def begin(self, title):
        self.number += 1
        self.title, self.began = f"[{self.number}/{self.total}] {title}", time.monotonic()
        print(self.title + " ...", end="" if self.live else "\n", flush=True)

    def busy(self, what):
        if self.live:
            room = shutil.get_terminal_size().columns - len(self.title) - 16
            print(
                f"\r\033[K{self.title} ... {time.monotonic() - self.began:3.0f} s  {what[: max(room, 0)]}",
                end="",
                flush=True,
            )

    def end(self, outcome):
        spent = time.monotonic() - self.began
        took = f"  ({spent:.0f} s)" if spent >= 1 else ""
        print(("\r\033[K" if self.live else "") + f"{self.title}: {outcome}{took}", flush=True)


def run(command, log, terminal, env=None, timeout=None, cwd=ROOT):
    """Run a command with its output in .set-up/log/<log>.txt; raises SetUpFailed with its last lines."""
    (STATE / "log").mkdir(parents=True, exist_ok=True)
    path = STATE / "log" / (log + ".txt")
    late = threading.Event()
    with open(str(path), "w", encoding="utf-8", errors="replace", buffering=1) as out:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=env or environment(),
            cwd=str(cwd),
            start_new_session=True,
        )
        timer = threading.Timer(timeout, lambda: (late.set(), end(process))) if timeout else None
        try:
            if timer:
                timer.start()
            for raw in process.stdout:
                line = raw.decode("utf-8", "replace")
                out.write(line)
                if line.strip():
                    terminal.busy(line.strip())
            status = process.wait()
        finally:
            if timer:
                timer.cancel()
            end(process)
    if late.is_set():
        raise SetUpFailed(f"It did not end within {timeout} s.\n(its output: {path})")
    if status != 0:
        lines = [line for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
        lines = [line for line in lines if line.startswith(("ERROR", "[ERROR]"))][:8] or lines[-12:]
        full = f"The disk is nearly full: {free() / 1e6:.0f} MB are left.\n" if free() < 100e6 else ""
        raise SetUpFailed("{}{}\n(the whole output: {})".format(full, "\n".join("  " + line for line in lines), path))


def end(process):
    """The process and all that it started."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free():
    return shutil.disk_usage(str(ROOT)).free


# ---- stamps ----------------------------------------------------------------------------------------------------


def digest(*inputs):
    """One hash over texts and files; a folder counts with every file below it."""
    whole = hashlib.sha256()
    for given in inputs:
        if isinstance(given, Path):
            files = (
                sorted(p for p in given.rglob("*") if p.is_file() and "target" not in p.parts)
                if given.is_dir()
                else [given]
            )
            for file in files:
                whole.update(str(file.relative_to(ROOT) if ROOT in file.parents else file).encode())
                whole.update(file.read_bytes())
        else:
            whole.update(str(given).encode())
        whole.update(b"\0")
    return whole.hexdigest()


def stamp(name):
    return STATE / "stamps" / name


def is_done(name, inputs, *results):
    try:
        return stamp(name).read_text(encoding="utf-8") == inputs and all(result.exists() for result in results)
    except (OSError, ValueError):
        return False


@contextlib.contextmanager
def doing(name, inputs):
    stamp(name).parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        stamp(name).unlink()
    yield
    stamp(name).write_text(inputs, encoding="utf-8")


def sizes(*results):
    """The names and sizes of what a step made: what is missing, cut short or too much is seen without reading it all."""
    files = sorted(
        p for result in results for p in (result.rglob("*.jar") if result.is_dir() else [result]) if p.is_file()
    )
    return "\n".join(f"{p.relative_to(STATE)} {p.stat().st_size}" for p in files)


# ---- the steps -------------------------------------------------------------------------------------------------


def python_environment(terminal):
    """.venv with JupyterLab, the kernel's jar and nbclient, all pinned with hashes."""
    terminal.begin("Python environment")
    wanted = HERE / "requirements" / "lab.txt"
    inputs = digest(wanted, str(VENV), "%d.%d" % sys.version_info[:2])
    if is_done("venv", inputs, PYTHON, KERNELSPEC / "jjava.jar"):
        return terminal.end("unchanged")
    try:
        import ensurepip  # noqa: F401  Debian ships venv without it
        import venv  # noqa: F401
    except ImportError:
        raise SetUpFailed(
            f"This Python ({sys.executable}) has no `venv` module. Install it (Debian, Ubuntu: apt install python3-venv) "
            "or name another Python: make lab PYTHON=/path/to/python3"
        )
    with doing("venv", inputs):
        run([sys.executable, "-m", "venv", "--clear", VENV], "venv", terminal)
        try:
            install(wanted, terminal)
        except SetUpFailed as failed:
            raise SetUpFailed(
                f"The Python packages could not be installed. Is the network there? Then run the same command again.\n{failed}"
            )
    terminal.end("made")


def install(requirements, terminal):
    run(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "-r",
            requirements,
        ],
        "pip",
        terminal,
        timeout=SECONDS_FOR["pip"],
    )


def jdk_25(terminal):
    """A JDK 25 with JShell, found or fetched."""
    terminal.begin("JDK 25")
    try:
        home = find_jdk.find()
    except find_jdk.NoJdk as none:
        terminal.busy("none found; fetching a Temurin 25")
        fetching = subprocess.run(
            [str(PYTHON), str(HERE / "find_jdk.py"), "fetch"],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if fetching.returncode != 0:
            why = (fetching.stderr.strip().splitlines() or ["Fetching one failed."])[0]
            raise SetUpFailed(f"{none}\n{why}\n{find_jdk.HELP}")
        home = Path(fetching.stdout.strip().splitlines()[-1])
    terminal.end(
        "{} ({} {})".format(
            home, find_jdk.release(home).get("IMPLEMENTOR", "Java"), find_jdk.release(home).get("JAVA_VERSION", "25")
        )
    )
    return home


def maven(*arguments):
    return ["sh", ROOT / "mvnw", "-f", ROOT / "pom.xml", *arguments]


def java_modules(terminal, jdk):
    """Our jars and all that a notebook may import, copied to .set-up/ where their content has changed.

    What the kernel starts with goes to jars; what only some notebooks load, to jars-web.
    """
    terminal.begin("Java modules")
    sources = [ROOT / "pom.xml", ROOT / ".mvn", KERNELSPEC / "jjava.jar"]
    for module in ("support-lib", "kernel-setup/kernel", "kernel-setup/classpath"):
        sources += [ROOT / module / "pom.xml"] + (
            [ROOT / module / "src" / "main"] if (ROOT / module / "src" / "main").is_dir() else []
        )
    inputs = digest(jdk, *sources)
    if is_done("java", inputs) and jars_are_whole():
        return terminal.end("unchanged")
    with doing("java", inputs):
        target = HERE / "classpath" / "target"
        shutil.rmtree(str(target), ignore_errors=True)  # copy-dependencies leaves old versions lying
        try:
            run(
                maven("-q", "package", "-DskipTests", "-pl", "kernel-setup/classpath", "-am"),
                "maven",
                terminal,
                environment(jdk),
                SECONDS_FOR["build"],
            )
        except SetUpFailed as failed:
            raise SetUpFailed(
                f"The Java modules could not be built. If a download failed: is the network there? Then run the same command again.\n{failed}"
            )
        for folder in (JARS, WEB_JARS):
            keep_copies(target / folder.name, folder)
        stamp("jars").write_text(sizes(JARS, WEB_JARS), encoding="utf-8")
    terminal.end("built")


def jars_are_whole():
    return is_done("jars", sizes(JARS, WEB_JARS), JARS)


def keep_copies(source, destination):
    """Make `destination` equal to `source`, leaving files of equal content alone: the start-up cache checks their dates."""
    destination.mkdir(parents=True, exist_ok=True)
    wanted = {path.relative_to(source) for path in source.rglob("*.jar")}
    for old in [path.relative_to(destination) for path in destination.rglob("*.jar")]:
        if old not in wanted:
            (destination / old).unlink()
    for name in wanted:
        copy = destination / name
        if not copy.exists() or copy.read_bytes() != (source / name).read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            part = copy.with_suffix(".part")
            shutil.copyfile(str(source / name), str(part))
            part.replace(copy)


def class_path():
    """What the kernel starts with, in one fixed order: the start-up cache depends on it."""
    own = sorted(JARS.glob("*.jar"))
    return os.pathsep.join(str(jar) for jar in [KERNELSPEC / "jjava.jar"] + own)


OPTIONS = [
    "--enable-preview",  # structured concurrency
    "-ea",
    "-XX:+UseSerialGC",
    "-Xms64m",
    "-XX:-UsePerfData",  # starts sooner, and is half as large when idle
    "-Dio.netty.machineId=02:00:00:00:00:00:00:01",  # without a network card Netty would complain into a cell
    "--add-opens=jdk.jshell/jdk.jshell=ALL-UNNAMED",  # JJava looks inside JShell
    "--add-opens=java.base/java.lang=ALL-UNNAMED",  # the event loop schedules virtual threads itself
]
ENV = {"JJAVA_COMPILER_OPTS": "--enable-preview --source 25"}  # with --release, three times the memory


def java_command(jdk, cache):
    """The kernel as the kernelspec starts it, less its last argument. `cache` is the option that reads, tries or makes the start-up cache."""
    return [str(find_jdk.java_of(jdk)), cache, *OPTIONS, "-cp", class_path(), "syncasync.kernel.Main"]


def kernelspec(terminal, jdk):
    """The kernelspec `java` of the .venv: ours, in the place of the packaged one, beside its jar."""
    terminal.begin("Kernel")
    spec = {
        "argv": java_command(jdk, "-XX:AOTCache=" + str(CACHE)) + ["{connection_file}"],
        "display_name": "Java",
        "language": "java",
        "interrupt_mode": "message",
        "env": ENV,
    }
    text = json.dumps(spec, indent=1) + "\n"
    target = KERNELSPEC / "kernel.json"
    if target.is_file() and target.read_bytes() == text.encode("utf-8"):
        return terminal.end("unchanged")
    part = target.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(target)
    terminal.end("installed in .venv")


def start_up_cache(terminal, jdk):
    """What the JVM would otherwise work out anew at each start of the kernel: classes loaded and linked ahead of time."""
    terminal.begin("Start-up cache of the kernel")
    jars = [Path(jar) for jar in class_path().split(os.pathsep)]
    # The JVM checks the jars' sizes and dates, so they count as well as what is in them.
    inputs = digest(
        jdk,
        json.dumps(find_jdk.release(jdk)),
        " ".join(OPTIONS),
        *[f"{jar} {jar.stat().st_mtime_ns}" for jar in jars],
        *jars,
    )
    if is_done("cache", inputs) and is_done("cache-size", sizes(CACHE), CACHE):
        return terminal.end("unchanged")
    part = CACHE.with_suffix(".part")
    try:
        with doing("cache", inputs):
            run(
                java_command(jdk, "-XX:AOTCacheOutput=" + str(part)) + ["--train"],
                "cache",
                terminal,
                dict(environment(jdk), **ENV),
                SECONDS_FOR["kernel"],
            )
            part.replace(CACHE)
            stamp("cache-size").write_text(sizes(CACHE), encoding="utf-8")
        terminal.end(f"made, {CACHE.stat().st_size / 1e6:.0f} MB")
    except SetUpFailed as failed:  # only an acceleration: lessons go on without it
        with contextlib.suppress(OSError):
            CACHE.unlink()
        terminal.end(f"not made, so the kernel starts more slowly.\n{failed}")
    finally:
        for left in STATE.glob(part.name + "*"):
            left.unlink()


def settings():
    """JupyterLab asks nothing of the network: no news, no look for updates."""
    overrides = VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    text = (
        json.dumps(
            {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}, indent=1
        )
        + "\n"
    )
    if not overrides.is_file() or overrides.read_bytes() != text.encode("utf-8"):
        overrides.parent.mkdir(parents=True, exist_ok=True)
        overrides.write_text(text, encoding="utf-8")


def chromium():
    """A Chromium or Chrome of the system, or None."""
    names = [
        os.environ.get("CHROMIUM", ""),
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ]
    return next((found for found in map(shutil.which, filter(None, names)) if found), None)


def test_tools(terminal):
    """What only `make test` needs: Playwright and a Chromium."""
    terminal.begin("Browser for the tests")
    wanted = HERE / "requirements" / "test.txt"
    inputs = digest(wanted, stamp("venv").read_text())
    done = []
    if not is_done("test-tools", inputs):
        with doing("test-tools", inputs):
            install(wanted, terminal)
        done.append("Playwright installed")
    if not chromium() and not list((STATE / "browsers").glob("chromium*/INSTALLATION_COMPLETE")):
        done.append(fetch_chromium(terminal))
    terminal.end(", ".join(done) or "unchanged")


def fetch_chromium(terminal):
    with contextlib.suppress(SetUpFailed):
        run([PYTHON, "-m", "playwright", "install", "chromium"], "chromium", terminal)
        return "Chromium fetched by Playwright"
    if shutil.which("apt-get") and os.geteuid() == 0:
        with contextlib.suppress(SetUpFailed):
            run(["apt-get", "update"], "chromium", terminal)
            run(
                ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
                "chromium",
                terminal,
            )
            return "Chromium installed by apt-get"
    raise SetUpFailed(
        "The browser test needs a Chromium or a Chrome, and none was found or could be fetched. Install one "
        "(Debian: apt install chromium; Ubuntu: snap install chromium; macOS: brew install --cask chromium) "
        "or name one: CHROMIUM=/path/to/chromium"
    )


@contextlib.contextmanager
def alone():
    """One set-up at a time in a clone; a second one waits for the first."""
    STATE.mkdir(exist_ok=True)
    with open(str(STATE / "lock"), "w") as lock:
        try:
            import fcntl

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Another set-up is at work in this folder; waiting for it.", flush=True)
                fcntl.flock(lock, fcntl.LOCK_EX)
        except ImportError:
            pass
        yield


def set_up(for_tests=False):
    """All of it. Returns the JDK's home. Raises SetUpFailed."""
    terminal = Terminal(6 if for_tests else 5)
    try:
        with alone():
            python_environment(terminal)
            jdk = jdk_25(terminal)
            java_modules(terminal, jdk)
            kernelspec(terminal, jdk)
            start_up_cache(terminal, jdk)
            settings()
            if for_tests:
                test_tools(terminal)
            return jdk
    except SetUpFailed as failed:
        if terminal.live and terminal.title:
            print()
        raise SetUpFailed(f"{terminal.title}: failed.\n{failed}")
    except OSError as broken:
        raise SetUpFailed("{}: failed.\n{}".format(terminal.title or "Set-up", os_error(broken)))


def os_error(broken):
    import errno

    if broken.errno == errno.ENOSPC:
        return "The disk is full. Make room (about 500 MB are needed, and 200 MB for the caches of Maven and pip) and run the same command again; nothing was lost."
    if broken.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{broken.filename}: this folder cannot be written to. Clone into a folder that is yours."
    return str(broken)
