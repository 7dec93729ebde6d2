import hashlib
import io
import os
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from set_up import java_build, maven, places, pom
from set_up.environment import environment
from set_up.jdk import find
from set_up.terminal import SetUpFailed

POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>a</groupId><artifactId>b</artifactId><version>1</version><packaging>pom</packaging>
  <build><plugins><plugin>
    <artifactId>maven-dependency-plugin</artifactId><version>{plugin}</version>
  </plugin></plugins></build>
  <dependencies><dependency>
    <groupId>of.a.test</groupId><artifactId>no-such-jar</artifactId><version>{version}</version>
  </dependency></dependencies>
  {parts}
</project>
"""


def archive(name="apache-maven-3.9.16"):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for path, mode in ((f"{name}/bin/mvn", 0o755), (f"{name}/lib/a.jar", 0o644)):
            entry = zipfile.ZipInfo(path)
            entry.external_attr = (0o100000 | mode) << 16
            packed.writestr(entry, "#!/bin/sh\n")
    return made.getvalue()


@pytest.fixture
def central(clone, bare, served, monkeypatch):
    """A function that pins Maven to an archive and serves it as Maven Central does."""
    wrapper = clone / ".mvn" / "wrapper"
    wrapper.mkdir(parents=True)

    def pin(content, served_as=None):
        path = "/org/apache/maven/apache-maven/3.9.16/apache-maven-3.9.16-bin.zip"
        (wrapper / "maven-wrapper.properties").write_text(
            f"# a comment = with one\ndistributionUrl={maven.CENTRAL}{path}\n"
            f"distributionSha256Sum={hashlib.sha256(content).hexdigest()}\n"
        )
        address = served({path: content if served_as is None else served_as})
        monkeypatch.setattr(maven, "mirror_of_central", lambda: address)
        return address

    return pin


def test_maven_is_fetched_and_unpacked_without_any_tool_of_the_machine(central, terminal, monkeypatch, bare):
    central(archive())
    monkeypatch.setenv("PATH", str(bare))  # no unzip, no curl
    maven.ensure(terminal)
    assert os.access(maven.home() / "bin" / "mvn", os.X_OK)
    assert [path.name for path in places.MAVEN.iterdir()] == ["apache-maven-3.9.16"]


def test_one_that_is_there_is_not_fetched_again(central, terminal, monkeypatch):
    central(archive())
    maven.ensure(terminal)
    monkeypatch.setattr(maven.download, "fetch", None)
    maven.ensure(terminal)


def test_half_of_one_is_fetched_again(central, terminal):
    central(archive())
    (maven.home() / "lib").mkdir(parents=True)
    (places.MAVEN / "part" / "apache-maven-3.9.16" / "bin").mkdir(parents=True)
    (places.MAVEN / "part" / "apache-maven-3.9.16" / "bin" / "mvn").write_text("half")
    maven.ensure(terminal)
    assert (maven.home() / "bin" / "mvn").read_text() == "#!/bin/sh\n"


def test_another_archive_than_the_pinned_one_is_refused(central, terminal):
    central(archive(), served_as=archive("apache-maven-3.9.1"))
    with pytest.raises(SetUpFailed, match="checksum"):
        maven.ensure(terminal)
    assert not (maven.home() / "bin").exists()


@pytest.mark.parametrize(
    ("mirrors", "used"),
    [
        ("<mirror><mirrorOf>*</mirrorOf><url>http://m/</url></mirror>", "http://m/x.zip"),
        ("<mirror><mirrorOf> other, central </mirrorOf><url> http://m </url></mirror>", "http://m/x.zip"),
        ("<mirror><mirrorOf>*,!central</mirrorOf><url>http://m</url></mirror>", maven.CENTRAL + "/x.zip"),
        ("<mirror><mirrorOf>other</mirrorOf><url>http://m</url></mirror>", maven.CENTRAL + "/x.zip"),
        ("", maven.CENTRAL + "/x.zip"),
    ],
)
@pytest.mark.parametrize("namespace", ["", ' xmlns="http://maven.apache.org/SETTINGS/1.0.0"'])
def test_the_mirror_of_the_users_settings_is_asked(mirrors, used, namespace, bare, clone):
    settings = bare / ".m2" / "settings.xml"
    settings.parent.mkdir()
    settings.write_text(f"<settings{namespace}><mirrors>{mirrors}</mirrors></settings>")
    assert maven.mirrored(maven.CENTRAL + "/x.zip") == used


def test_settings_that_cannot_be_read_are_named(bare, clone):
    (bare / ".m2").mkdir()
    (bare / ".m2" / "settings.xml").write_text("no xml")
    with pytest.raises(SetUpFailed, match=r"settings\.xml, cannot be read"):
        maven.mirrored(maven.CENTRAL + "/x.zip")


def test_who_is_at_home_nowhere_gets_a_repository_in_the_clone(bare, clone, monkeypatch):
    monkeypatch.setattr(maven.pwd, "getpwuid", lambda number: (_ for _ in ()).throw(KeyError(number)))
    monkeypatch.setenv("HOME", "/nonexistent")
    monkeypatch.setattr(os.path, "expanduser", lambda path: "/nonexistent")
    assert maven.local_repository() == [f"-Dmaven.repo.local={places.HOME}/.m2/repository"]


@pytest.mark.parametrize(
    ("variables", "told", "not_told"),
    [
        ({}, [], ["proxyHost", "nonProxyHosts"]),
        ({"HTTPS_PROXY": "http://proxy:3128"}, ["https.proxyHost=proxy", "https.proxyPort=3128"], ["-Dhttp.proxyHost"]),
        ({"http_proxy": "proxy"}, ["http.proxyHost=proxy", "http.proxyPort=80"], ["https.proxyHost"]),
        ({"all_proxy": "http://proxy:1"}, ["http.proxyPort=1", "https.proxyPort=1"], ["proxyUser"]),
        ({"https_proxy": "http://a%40b:c@p:1"}, ["https.proxyUser=a@b", "https.proxyPassword=c"], ["@p"]),
        (
            {"https_proxy": "http://p:1", "no_proxy": "localhost, .corp,10.0.0.1"},
            ["http.nonProxyHosts=localhost|*.localhost|corp|*.corp|10.0.0.1|*.10.0.0.1"],
            [],
        ),
        ({"https_proxy": "http://p:1", "MAVEN_OPTS": "-Dhttps.proxyHost=mine"}, [], ["proxyHost"]),
    ],
)
def test_maven_goes_through_the_proxy_of_the_environment(variables, told, not_told, bare, clone, monkeypatch):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    words = maven.proxy()
    assert "-Daether.connector.http.useSystemProperties=true" in words  # else it heeds none but its settings.xml
    assert {f"-D{word}" for word in told} <= set(words)
    assert not [word for word in words if any(part in word for part in not_told)]


@pytest.mark.parametrize("name", ["Übungen für Java", "日本", "100% Java", "%C3%BC"])
def test_maven_finds_the_kernels_jar_in_a_folder_of_any_name(name, tmp_path, monkeypatch):
    """By the set-up's own Maven, without a network: a pom that takes its repository from the kernel's."""
    if not (maven.home() / "bin" / "mvn").is_file():
        pytest.skip("nothing is set up")
    theirs = ElementTree.parse(places.HERE / "kernel" / "pom.xml").getroot()
    copied = [theirs.find("m:properties", pom.XMLNS), theirs.find("m:repositories", pom.XMLNS)]
    module = tmp_path / name / "kernel-setup" / "kernel"
    module.mkdir(parents=True)
    ElementTree.register_namespace("", pom.XMLNS["m"])
    parts = "".join(ElementTree.tostring(part, encoding="unicode") for part in copied)
    plugin = pom.root().findtext(".//m:plugin[m:artifactId='maven-dependency-plugin']/m:version", namespaces=pom.XMLNS)
    text = POM.format(plugin=plugin, version=pom.value("jjava.version"), parts=parts)
    (module / "pom.xml").write_text(text, encoding="utf-8")
    mvn, real = maven.home() / "bin" / "mvn", Path(environment()["HOME"]) / ".m2" / "repository"
    monkeypatch.setattr(maven, "home", lambda: mvn.parent.parent)
    monkeypatch.setattr(java_build, "JJAVA", ("of.a.test", "no-such-jar"))
    monkeypatch.setattr(places, "JJAVA_JAR", tmp_path / "jjava.jar")
    monkeypatch.setattr(places, "REPOSITORY", tmp_path / name / ".set-up" / "repository")
    places.JJAVA_JAR.write_bytes(b"a jar")
    java_build.publish_jjava()
    words = ["-f", module / "pom.xml", "-q", "-o", "-Daether.offline.protocols=file"]
    words += [f"-Dmaven.repo.local={tmp_path / 'm2'}", f"-Dmaven.repo.local.tail={real}"]
    tried = subprocess.run(
        [str(word) for word in maven.command(*words, "dependency:copy-dependencies")],
        capture_output=True,
        text=True,
        env=environment(find()),
    )
    assert tried.returncode == 0, tried.stdout
    assert [jar.read_bytes() for jar in (module / "target" / "dependency").iterdir()] == [b"a jar"]
