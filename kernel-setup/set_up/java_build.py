"""Our jars and all that a notebook may import: built by Maven, copied to .set-up/ where their content has changed."""

import hashlib
import shutil

from set_up import maven, places, pom
from set_up.commands import run
from set_up.environment import environment
from set_up.files import at_once
from set_up.stamps import digest, doing, is_done, sizes, stamp
from set_up.terminal import SetUpFailed

SECONDS = 1200
MODULES = ("support-lib", "kernel-setup/kernel", "kernel-setup/classpath")
JJAVA = ("org.dflib.jjava", "jjava-distro")
JJAVA_POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>{}</groupId>
  <artifactId>{}</artifactId>
  <version>{}</version>
</project>
"""


def java_modules(terminal, jdk):
    """What the kernel starts with goes to jars; what only some notebooks load, to jars-web."""
    terminal.begin("Java modules")
    publish_jjava()
    maven.ensure(terminal)
    inputs = sources(jdk)
    if is_done("java", inputs) and jars_are_whole():
        return terminal.end("unchanged")
    with doing("java", inputs):
        target = package("classpath", "The Java modules", "maven", terminal, jdk)
        for folder in (places.JARS, places.WEB_JARS):
            keep_copies(target / folder.name, folder)
        stamp("jars").write_text(sizes(places.JARS, places.WEB_JARS), encoding="utf-8")
    terminal.end("built")


def referee(terminal, jdk):
    """The JVM that judges homework, as a jar. A lesson needs none of it."""
    terminal.begin("Referee of homework")
    module = places.HERE / "referee"
    inputs = digest(sources(jdk), module / "pom.xml", module / "src" / "main")
    if is_done("referee", inputs, places.REFEREE_JARS):
        return terminal.end("unchanged")
    with doing("referee", inputs):
        target = package("referee", "The referee", "maven-referee", terminal, jdk)
        shutil.rmtree(places.REFEREE_JARS, ignore_errors=True)
        places.REFEREE_JARS.mkdir()
        for jar in target.glob("referee-*.jar"):
            shutil.copyfile(jar, places.REFEREE_JARS / jar.name)
    terminal.end("built")


def package(module, called, log, terminal, jdk):
    """Has Maven build a module and those it needs. Returns its target folder, with nothing older in it."""
    target = places.HERE / module / "target"
    shutil.rmtree(target, ignore_errors=True)  # copy-dependencies leaves old versions lying
    build = maven.of_the_clone("-q", "package", "-DskipTests", "-pl", f"kernel-setup/{module}", "-am")
    try:
        run(build, log, terminal, environment(jdk), SECONDS)
    except SetUpFailed as failed:
        raise SetUpFailed(
            f"{called} could not be built. If a download failed: is the network there? "
            f"Then run the same command again.\n{failed}"
        ) from failed
    return target


def sources(jdk):
    """All that the jars are made from, as one hash."""
    files = [places.ROOT / "pom.xml", places.ROOT / ".mvn", places.JJAVA_JAR]
    for module in MODULES:
        files += [places.ROOT / module / "pom.xml", places.ROOT / module / "src" / "main"]
    return digest(jdk, *[file for file in files if file.exists()])


def are_current(jdk):
    """Whether the jars in .set-up/ are made from the sources as they are now."""
    return is_done("java", sources(jdk))


def jars_are_whole():
    return is_done("jars", sizes(places.JARS, places.WEB_JARS), places.JARS)


def publish_jjava():
    """JJava's jar comes as a Python package: put it into a Maven repository inside the clone, where IDEs find it."""
    group, artifact = JJAVA
    version = pom.value("jjava.version")
    folder = places.REPOSITORY / group.replace(".", "/") / artifact / version
    for ending, content in (
        ("jar", places.JJAVA_JAR.read_bytes()),
        ("pom", JJAVA_POM.format(group, artifact, version).encode()),
    ):
        file = folder / f"{artifact}-{version}.{ending}"
        if not file.is_file() or file.read_bytes() != content:
            folder.mkdir(parents=True, exist_ok=True)
            with at_once(file) as part:
                part.write_bytes(content)
                file.with_name(file.name + ".sha1").write_text(hashlib.sha1(content).hexdigest(), encoding="utf-8")


def keep_copies(source, destination):
    """Make `destination` equal to `source`.

    Files of equal content are left alone: the start-up cache checks their dates.
    """
    destination.mkdir(parents=True, exist_ok=True)
    wanted = {path.relative_to(source) for path in source.rglob("*.jar")}
    for old in [path.relative_to(destination) for path in destination.rglob("*.jar")]:
        if old not in wanted:
            (destination / old).unlink()
    for name in wanted:
        copy = destination / name
        if not copy.exists() or copy.read_bytes() != (source / name).read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            with at_once(copy) as part:
                shutil.copyfile(source / name, part)
