import os
import subprocess

import pytest

from set_up import environment as module
from set_up import places
from set_up.environment import environment

WHERE = {
    "PYTHONPATH": "/ros",
    "PYTHONHOME": "/odd",
    "PYTHONSTARTUP": "/x.py",
    "PYTHONINSPECT": "1",
    "PIP_USER": "1",
    "PIP_TARGET": "/elsewhere",
    "PIP_PREFIX": "/elsewhere",
    "PIP_ROOT": "/elsewhere",
    "PIP_DRY_RUN": "1",
    "PIP_CONSTRAINT": "/c.txt",
    "PIP_REQUIREMENT": "/r.txt",
    "JUPYTER_CONFIG_PATH": "/elsewhere",
    "JUPYTER_PATH": "/elsewhere",
    "JUPYTER_TOKEN": "secret",
    "JUPYTER_PORT": "1",
    "JUPYTERLAB_DIR": "/elsewhere",
    "JJAVA_TIMEOUT": "1",
    "JJAVA_STARTUP_SCRIPT": "1/0",
    "IJAVA_CLASSPATH": "/x.jar",
    "JAVA_TOOL_OPTIONS": "-javaagent:/gone.jar",
    "JDK_JAVA_OPTIONS": "-Xmx1m",
    "_JAVA_OPTIONS": "-Xmx1m",
    "CLASSPATH": "/x.jar",
    "JAVACMD": "/usr/bin/java8",
    "MAVEN_BASEDIR": "/elsewhere",
    "NODE_OPTIONS": "--require /x.js",
}
WHENCE = {
    "PIP_INDEX_URL": "https://mirror/simple",
    "PIP_EXTRA_INDEX_URL": "https://other/simple",
    "PIP_FIND_LINKS": "/wheels",
    "PIP_NO_INDEX": "0",
    "PIP_PROXY": "http://proxy",
    "PIP_CERT": "/ca.pem",
    "PIP_CACHE_DIR": "/cache",
    "https_proxy": "http://proxy",
    "HTTPS_PROXY": "http://proxy",
    "SSL_CERT_FILE": "/ca.pem",
    "MAVEN_OPTS": "-Dhttps.proxyHost=proxy",
    "MAVEN_ARGS": "-s /settings.xml",
    "MVNW_REPOURL": "https://mirror/maven2",
    "PLAYWRIGHT_DOWNLOAD_HOST": "https://mirror",
    "JUPYTERHUB_API_TOKEN": "the hub's",
    "PYTHONDONTWRITEBYTECODE": "1",
}


@pytest.mark.parametrize("name", WHERE)
def test_what_would_change_what_programs_do_is_kept_out(name, bare, clone, monkeypatch):
    monkeypatch.setenv(name, WHERE[name])
    assert environment().get(name) != WHERE[name]


@pytest.mark.parametrize("name", WHENCE)
def test_what_says_from_where_and_by_which_way_is_honoured(name, bare, clone, monkeypatch):
    monkeypatch.setenv(name, WHENCE[name])
    assert environment()[name] == WHENCE[name]


def test_the_users_mavenrc_is_not_read(bare, clone):
    assert environment()["MAVEN_SKIP_RC"] == "1"


def test_the_home_that_can_be_written_to_stays(bare, clone):
    assert environment()["HOME"] == str(bare)


@pytest.mark.parametrize("home", [None, "", "/nonexistent", "relative", "/proc"])
def test_without_a_home_that_can_be_written_to_the_clone_has_one(home, bare, clone, monkeypatch):
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os.path, "expanduser", lambda path: "/nonexistent")
    monkeypatch.setattr(os, "access", lambda path, mode: "proc" not in str(path))
    if home is not None:
        monkeypatch.setenv("HOME", home)
    assert environment()["HOME"] == str(places.HOME)
    assert places.HOME.is_dir()


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C"},
        {"LANG": "C"},
        {},
        {"LC_ALL": "xx_YY.UTF-8"},  # no such locale here
        {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"},
        {"LANG": "de_DE.UTF-8", "LC_MESSAGES": "de_DE.UTF-8"},
        {"LC_ALL": "C.UTF-8"},
    ],
)
def test_what_is_started_reads_any_folders_name_and_says_errors_in_english(variables, bare, clone, monkeypatch):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    env = environment()
    assert env["LC_ALL"] in ("C.UTF-8", "C.utf8", "en_US.UTF-8")
    assert "LANGUAGE" not in env
    charmap = subprocess.run(["locale", "charmap"], capture_output=True, text=True, env=env).stdout.strip()
    assert charmap == "UTF-8"


def test_looking_at_the_locale_leaves_it_as_it_was(bare):
    import locale

    before = locale.setlocale(locale.LC_CTYPE)
    module.english_locale()
    assert locale.setlocale(locale.LC_CTYPE) == before
