"""Find a JDK 25 with JShell on this machine, or fetch one into the clone.

By itself, in kernel-setup/:  python3 -m set_up.jdk          prints the JDK that would be used
                              python3 -m set_up.jdk fetch    fetches a Temurin 25 into .jdk (needs the .venv)

Environment:
  JAVA_HOME              looked at first
  SYNCASYNC_JDK_PLACES   folders to search instead of the usual places (patterns, separated like PATH)
  SYNCASYNC_JDK_URL      archive to fetch instead of the newest Temurin 25, for a mirror
"""

import contextlib
import glob
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from set_up import places
from set_up.environment import environment
from set_up.terminal import SetUpFailed

FEATURE = 25  # preview features need exactly this release

USUAL_PLACES = [
    # Linux distributions and vendors' packages
    "/usr/lib/jvm/*",
    "/usr/lib64/jvm/*",
    "/usr/java/*",
    "/opt/java/*",
    "/opt/jdk*",
    "/opt/*/jdk*",
    "/usr/local/openjdk*",
    # macOS
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    # version managers, editors, hosted runners
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
    "~/.jdk/*",
    "~/.jabba/jdk/*",
    "~/.asdf/installs/java/*",
    "~/.local/share/mise/installs/java/*",
    "~/.jenv/versions/*",
    "~/.gradle/jdks/*",
    "/home/linuxbrew/.linuxbrew/opt/openjdk*/libexec",
    "/opt/hostedtoolcache/Java_*/*/*",
    "~/.nix-profile",
    "/run/current-system/sw",
]

HELP = """\
Install a JDK 25 and run the same command again. Any one of these does it:
  Debian, Ubuntu   apt install openjdk-25-jdk      (or temurin-25-jdk from Adoptium's repository)
  Fedora           dnf install java-25-openjdk-devel
  macOS            brew install openjdk@25
  SDKMAN           sdk install java 25-tem
  by hand          unpack a JDK 25 anywhere and set JAVA_HOME to its folder"""


class NoJdk(Exception):
    """No fitting JDK; the message says what was looked for, what was found, and what to do."""


def jdk_25(terminal):
    """A JDK 25 with JShell, found or fetched."""
    terminal.begin("JDK 25")
    try:
        home = find()
    except NoJdk as none:
        terminal.busy("none found; fetching a Temurin 25")
        fetching = subprocess.run(
            [places.PYTHON, "-m", "set_up.jdk", "fetch"],
            env=environment(),
            cwd=places.HERE,
            capture_output=True,
            text=True,
        )
        if fetching.returncode != 0:
            why = (fetching.stderr.strip().splitlines() or ["Fetching one failed."])[0]
            raise SetUpFailed(f"{none}\n{why}\n{HELP}") from none
        home = Path(fetching.stdout.strip().splitlines()[-1])
    facts = release(home)
    terminal.end("{} ({} {})".format(home, facts.get("IMPLEMENTOR", "Java"), facts.get("JAVA_VERSION", FEATURE)))
    return home


def release(home):
    """What the JDK's own `release` file says, as a dictionary; empty where there is none."""
    facts = {}
    try:
        for line in (home / "release").read_text(encoding="utf-8", errors="replace").splitlines():
            key, _, value = line.partition("=")
            facts[key] = value.strip().strip('"')
    except OSError:
        pass
    return facts


def java_of(home):
    return home / "bin" / "java"


def what_is_wrong(home):
    """None if `home` is a JDK 25 with JShell, else the reason it is not, in a few words."""
    java = java_of(home)
    if not java.is_file():
        return "no bin/java in it"
    facts = release(home)
    version = facts.get("JAVA_VERSION", "")
    if version and version.split(".")[0].split("-")[0] != str(FEATURE):
        return "Java " + version
    try:
        listed = subprocess.run(
            [str(java), "--list-modules"],
            capture_output=True,
            text=True,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired) as broken:
        return f"does not start ({broken})"
    if listed.returncode != 0:
        return f"does not start ({(listed.stderr or listed.stdout).strip().splitlines()[:1]})"
    modules = {line.split("@")[0]: line.partition("@")[2] for line in listed.stdout.split()}
    if modules.get("java.base", "").split(".")[0].split("-")[0] != str(FEATURE):
        return "Java " + (modules.get("java.base") or "of an unknown version")
    if "jdk.jshell" not in modules or "jdk.compiler" not in modules:
        return "Java {}, but without JShell (a JRE, not a JDK)".format(modules["java.base"])
    return None


def home_of_java_on_path():
    java = shutil.which("java")
    if not java:
        return None
    if sys.platform == "darwin" and java == "/usr/bin/java":  # a stub that asks java_home
        try:
            found = subprocess.run(
                ["/usr/libexec/java_home", "-v", str(FEATURE)],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                timeout=20,
            ).stdout.strip()
        except (OSError, subprocess.TimeoutExpired):
            found = ""
        return Path(found) if found else None
    return Path(os.path.realpath(java)).parent.parent


def candidates():
    """Every place a JDK may be, best first, each with where the idea came from."""
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"]), "JAVA_HOME"
    on_path = home_of_java_on_path()
    if on_path:
        yield on_path, "java on PATH"
    for home in sorted(places.FETCHED_JDKS.glob("*")):
        if not home.name.startswith("part"):
            yield (
                (home / "Contents" / "Home" if (home / "Contents" / "Home").is_dir() else home),
                "fetched by the set-up",
            )
    given = os.environ.get("SYNCASYNC_JDK_PLACES")
    for pattern in USUAL_PLACES if given is None else [p for p in given.split(os.pathsep) if p]:
        for home in sorted(glob.glob(os.path.expanduser(pattern)), reverse=True):
            if java_of(Path(home)).is_file():
                yield Path(home), "usual place" if given is None else "SYNCASYNC_JDK_PLACES"


def find():
    """The home of a JDK 25 with JShell. Raises NoJdk, naming all that was found instead."""
    seen, found = set(), []
    for home, origin in candidates():
        real = os.path.realpath(str(home))
        if real in seen:
            continue
        seen.add(real)
        wrong = what_is_wrong(home)
        if wrong is None:
            return home
        found.append(f"  {home}  ({origin}): {wrong}")
    raise NoJdk(
        "No JDK {} with JShell was found: not by JAVA_HOME, not on PATH, not in the usual places.\n{}".format(
            FEATURE, "What was found instead:\n" + "\n".join(found) if found else "No other Java was found either."
        )
    )


def fetch():
    """Fetch a Temurin 25 into .jdk/ by the package install-jdk and return its home.

    The archive is unpacked beside its final place, tried, and only then moved there, so that a broken
    download leaves nothing that a later run would take for a JDK. Raises NoJdk.
    """
    import jdk  # the package install-jdk, from .venv

    part = places.FETCHED_JDKS / "part"
    shutil.rmtree(str(part), ignore_errors=True)
    part.mkdir(parents=True)
    tempfile.tempdir = str(part)  # the archive is large: keep it on the clone's own disk
    try:
        url = os.environ.get("SYNCASYNC_JDK_URL")
        try:
            if url:
                archive = jdk.download(url, version=str(FEATURE))
                try:
                    jdk.extractor.extract_files(archive, jdk.extractor.get_compressed_file_ext(archive), str(part))
                finally:
                    os.remove(archive)
            else:
                jdk.install(str(FEATURE), path=str(part))
        except Exception as broken:
            raise NoJdk(f"Fetching a Temurin {FEATURE} failed: {str(broken) or type(broken).__name__}") from broken
        for home in sorted(part.glob("*")):
            inner = home / "Contents" / "Home" if (home / "Contents" / "Home").is_dir() else home
            if what_is_wrong(inner) is None:
                final = places.FETCHED_JDKS / home.name
                shutil.rmtree(str(final), ignore_errors=True)
                home.rename(final)
                return final / "Contents" / "Home" if (final / "Contents" / "Home").is_dir() else final
        raise NoJdk(f"Fetching a Temurin {FEATURE} failed: what arrived is no JDK that starts.")
    finally:
        shutil.rmtree(str(part), ignore_errors=True)
        with contextlib.suppress(OSError):
            places.FETCHED_JDKS.rmdir()  # only if empty


if __name__ == "__main__":
    try:
        print(fetch() if sys.argv[1:] == ["fetch"] else find())
    except NoJdk as none:
        print(f"{none}\n{HELP}", file=sys.stderr)
        sys.exit(1)
