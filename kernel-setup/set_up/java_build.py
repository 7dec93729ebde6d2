"""Our jars and all that a notebook may import: built by Maven, copied to .set-up/ where their content has changed."""

import shutil

from set_up import places
from set_up.environment import environment
from set_up.stamps import digest, doing, is_done, sizes, stamp
from set_up.terminal import SetUpFailed, run

SECONDS = 1200


def maven(*arguments):
    return ["sh", places.ROOT / "mvnw", "-f", places.ROOT / "pom.xml", *arguments]


def java_modules(terminal, jdk):
    """What the kernel starts with goes to jars; what only some notebooks load, to jars-web."""
    terminal.begin("Java modules")
    sources = [places.ROOT / "pom.xml", places.ROOT / ".mvn", places.JJAVA_JAR]
    for module in ("support-lib", "kernel-setup/kernel", "kernel-setup/classpath"):
        sources.append(places.ROOT / module / "pom.xml")
        main = places.ROOT / module / "src" / "main"
        sources += [main] if main.is_dir() else []
    inputs = digest(jdk, *sources)
    if is_done("java", inputs) and jars_are_whole():
        return terminal.end("unchanged")
    with doing("java", inputs):
        target = places.HERE / "classpath" / "target"
        shutil.rmtree(target, ignore_errors=True)  # copy-dependencies leaves old versions lying
        try:
            build = maven("-q", "package", "-DskipTests", "-pl", "kernel-setup/classpath", "-am")
            run(build, "maven", terminal, environment(jdk), SECONDS)
        except SetUpFailed as failed:
            raise SetUpFailed(
                "The Java modules could not be built. If a download failed: is the network there? "
                f"Then run the same command again.\n{failed}"
            ) from failed
        for folder in (places.JARS, places.WEB_JARS):
            keep_copies(target / folder.name, folder)
        stamp("jars").write_text(sizes(places.JARS, places.WEB_JARS), encoding="utf-8")
    terminal.end("built")


def jars_are_whole():
    return is_done("jars", sizes(places.JARS, places.WEB_JARS), places.JARS)


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
            part = copy.with_suffix(".part")
            shutil.copyfile(source / name, part)
            part.replace(copy)
