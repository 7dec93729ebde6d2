"""Find a JDK 25 with JShell on this machine, or fetch one into the clone.

By itself, in kernel-setup/: python3 -m set_up.jdk     prints the JDK that would be used

Environment:
  JAVA_HOME              looked at first
  SYNCASYNC_JDK_PLACES   folders to search instead of the usual places (patterns, separated like PATH)
  SYNCASYNC_JDK_URL      .tar.gz to fetch instead of the newest Temurin 25, for a mirror; its sum is looked for at the
                         same address with .sha256.txt
  SYNCASYNC_JDK_SHA256   or stands here
"""

import contextlib
import glob
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import zlib
from pathlib import Path

from set_up import download, places
from set_up.environment import environment
from set_up.terminal import SetUpFailed

FEATURE = 25  # preview features need exactly this release
ADOPTIUM = (
    "https://api.adoptium.net/v3/assets/latest/{feature}/hotspot"
    "?os={os}&architecture={architecture}&image_type=jdk&vendor=eclipse"
)

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
        try:
            home = fetch(terminal)
        except SetUpFailed as failed:
            raise SetUpFailed(f"{none}\n{failed}\n{HELP}") from none
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
            [java, "--list-modules"], capture_output=True, text=True, errors="replace", timeout=60, env=environment()
        )
    except (OSError, subprocess.TimeoutExpired) as broken:
        return f"does not start ({broken})"
    if listed.returncode != 0:
        said = (listed.stderr or listed.stdout).strip().splitlines()
        return f"does not start ({'; '.join(said[-2:]) or f'status {listed.returncode}'})"
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
                ["/usr/libexec/java_home", "-v", str(FEATURE)], capture_output=True, text=True, timeout=20
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
            yield inner(home), "fetched by the set-up"
    given = os.environ.get("SYNCASYNC_JDK_PLACES")
    for pattern in USUAL_PLACES if given is None else [p for p in given.split(os.pathsep) if p]:
        for home in sorted(glob.glob(os.path.expanduser(pattern)), reverse=True):
            if java_of(Path(home)).is_file():
                yield Path(home), "usual place" if given is None else "SYNCASYNC_JDK_PLACES"


def find():
    """The home of a JDK 25 with JShell. Raises NoJdk, naming all that was found instead."""
    seen, found = set(), []
    for place, origin in candidates():
        home = place.absolute()  # since a kernel starts in another folder
        real = os.path.realpath(home)
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


def fetch(terminal):
    """Fetch a Temurin 25 into .jdk/ and return its home.

    The archive is checked, unpacked beside its final place, tried, and only then moved there, so that a broken
    download leaves nothing that a later run would take for a JDK. Raises SetUpFailed.
    """
    part = places.FETCHED_JDKS / "part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        url, checksum = offer()
        archive = part / "jdk.tar.gz"
        download.fetch(url, archive, checksum, terminal)
        terminal.busy("unpacking")
        try:
            with tarfile.open(archive) as packed:
                packed.extractall(part, **({"filter": "tar"} if hasattr(tarfile, "tar_filter") else {}))
        except (tarfile.TarError, EOFError, zlib.error) as broken:
            raise SetUpFailed(f"it is no archive ({broken})") from broken
        for unpacked in sorted(part.glob("*/")):
            if what_is_wrong(inner(unpacked)) is None:
                final = places.FETCHED_JDKS / unpacked.name
                shutil.rmtree(final, ignore_errors=True)
                unpacked.rename(final)
                return inner(final)
        raise SetUpFailed("what arrived is no JDK that starts.")
    except SetUpFailed as failed:
        raise SetUpFailed(f"Fetching a Temurin {FEATURE} failed: {failed}") from failed
    finally:
        shutil.rmtree(part, ignore_errors=True)
        with contextlib.suppress(OSError):
            places.FETCHED_JDKS.rmdir()  # only if empty


def offer():
    """The archive to fetch, and its SHA-256."""
    url = os.environ.get("SYNCASYNC_JDK_URL")
    if url:
        return url, os.environ.get("SYNCASYNC_JDK_SHA256") or first_word(download.text(url + ".sha256.txt"))
    answer = download.text(ADOPTIUM.format(feature=FEATURE, os=system(), architecture=architecture()))
    try:
        package = json.loads(answer)[0]["binary"]["package"]
        return package["link"], package["checksum"]
    except (ValueError, LookupError, TypeError) as broken:
        raise SetUpFailed("its vendor offers none for this machine.") from broken


def system():
    return "mac" if sys.platform == "darwin" else "linux"


def architecture():
    machine = platform.machine().lower()
    return {"x86_64": "x64", "amd64": "x64", "arm64": "aarch64"}.get(machine, machine)


def first_word(text):
    return (text.split() or [""])[0]


def inner(home):
    """On macOS a JDK is a bundle."""
    bundled = home / "Contents" / "Home"
    return bundled if bundled.is_dir() else home


if __name__ == "__main__":
    try:
        print(find())
    except NoJdk as none:
        sys.exit(f"{none}\n{HELP}")
