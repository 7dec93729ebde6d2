"""Maven, in the version that .mvn/wrapper/ pins: fetched into the clone, checked, and run on the JDK that was found."""

import os
import pwd
import shutil
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

from set_up import download, places
from set_up.environment import environment, is_home
from set_up.terminal import SetUpFailed

CENTRAL = "https://repo.maven.apache.org/maven2"


def command(*arguments):
    """The command line, for the current folder; Maven must have been fetched."""
    return [home() / "bin" / "mvn", *local_repository(), *jjavas_repository(), *proxy(), *arguments]


def of_the_clone(*arguments):
    """The same, for the clone wherever the current folder is."""
    return command("-f", places.ROOT / "pom.xml", *arguments)


def local_repository():
    """Java asks the system, not HOME, where the user is at home. Where that is nowhere, HOME must do."""
    try:
        known = pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        known = ""
    return [] if is_home(known) else [f"-Dmaven.repo.local={environment()['HOME']}/.m2/repository"]


def jjavas_repository():
    """The kernel's pom says where it is, for IDEs, too; only a % in the path needs more care than a pom can take."""
    name = str(places.REPOSITORY)
    return ["-Djjava.repository=file://" + name.replace("%", "%25")] if "%" in name else []


def proxy():
    """The proxy of the environment, or of a Mac's settings, in Java's words, since Maven knows neither."""
    words = ["-Daether.connector.http.useSystemProperties=true"]  # without it Maven asks its settings.xml only
    known = urllib.request.getproxies()
    if "proxyHost" in os.environ.get("MAVEN_OPTS", "") + os.environ.get("MAVEN_ARGS", ""):
        return words
    for scheme in ("http", "https"):
        address = known.get(scheme) or known.get("all") or ""
        told = urllib.parse.urlsplit(address if "://" in address else f"http://{address}")
        if told.hostname:
            words += [f"-D{scheme}.proxyHost={told.hostname}", f"-D{scheme}.proxyPort={told.port or 80}"]
        if told.username:
            words.append(f"-D{scheme}.proxyUser={urllib.parse.unquote(told.username)}")
            words.append(f"-D{scheme}.proxyPassword={urllib.parse.unquote(told.password or '')}")
    without = [host.strip().lstrip(".") for host in known.get("no", "").split(",") if host.strip()]
    if without:
        hosts = "|".join(f"{host}|*.{host}" if host != "*" else host for host in without)
        words.append(f"-Dhttp.nonProxyHosts={hosts}")
    return words


def pinned():
    lines = (places.ROOT / ".mvn" / "wrapper" / "maven-wrapper.properties").read_text(encoding="utf-8").splitlines()
    facts = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return facts["distributionUrl"], facts["distributionSha256Sum"]


def home():
    """Where Maven is, or will be, by the name of its archive."""
    url, _ = pinned()
    return places.MAVEN / url.rsplit("/", 1)[1].removesuffix(".zip").removesuffix("-bin")


def ensure(terminal):
    """Fetch Maven unless it is there. It is unpacked beside its place and then moved there: half of one is none."""
    if (home() / "bin" / "mvn").is_file():
        return
    url, checksum = pinned()
    part = places.MAVEN / "part"
    shutil.rmtree(part, ignore_errors=True)
    archive = part / "maven.zip"
    try:
        download.fetch(mirrored(url), archive, checksum, terminal)
        unpack(archive, part)
        shutil.rmtree(home(), ignore_errors=True)
        (part / home().name).replace(home())
    finally:
        shutil.rmtree(part, ignore_errors=True)


def unpack(archive, folder):
    """Unpack a zip with the permissions that it holds, which Python's own does not."""
    with zipfile.ZipFile(archive) as packed:
        for entry in packed.infolist():
            made = packed.extract(entry, folder)
            mode = entry.external_attr >> 16
            if mode and not entry.is_dir():
                os.chmod(made, mode & 0o777)


def mirrored(url):
    """The same archive where the user's Maven would look: by MVNW_REPOURL, or a mirror of Central in settings.xml."""
    base = os.environ.get("MVNW_REPOURL") or mirror_of_central() or CENTRAL
    return base.rstrip("/") + url.removeprefix(CENTRAL)


def mirror_of_central():
    try:
        settings = ElementTree.parse(Path(environment()["HOME"]) / ".m2" / "settings.xml").getroot()
    except FileNotFoundError:
        return None
    except (OSError, ElementTree.ParseError) as broken:
        raise SetUpFailed(f"Maven's settings, ~/.m2/settings.xml, cannot be read: {broken}") from broken
    for mirror in settings.iterfind("{*}mirrors/{*}mirror"):
        of = (mirror.findtext("{*}mirrorOf") or "").replace(" ", "").split(",")
        if {"*", "central", "external:*"} & set(of) and "!central" not in of:
            return (mirror.findtext("{*}url") or "").strip()
    return None
