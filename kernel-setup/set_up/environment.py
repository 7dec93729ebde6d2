"""The environment variables for everything that is started.

What says where things go or what a program does is kept out (the user's Python path, pip's `--user`, Jupyter's
folders, options for every JVM); what says from where and through which proxy things are fetched is kept.
"""

import locale
import os
import re

from set_up import places

# What pip may be told: the index, the way there, and its cache. All else would change what is installed, or where.
PIP_KEEPS = (
    *("index-url", "extra-index-url", "find-links", "no-index", "trusted-host", "keyring-provider"),
    *("proxy", "cert", "client-cert", "use-feature", "use-deprecated"),
    *("timeout", "default-timeout", "retries", "cache-dir", "no-cache-dir"),
)
KEPT = {f"PIP_{option.upper().replace('-', '_')}" for option in PIP_KEEPS} | {
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHASHSEED",
    "PYTHONPYCACHEPREFIX",
}
MEDDLERS = re.compile(
    "PYTHON.*|PIP_.*|JUPYTER(?!HUB_).*|IPYTHON.*|JPY_.*|[JI]JAVA_.*"
    "|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS|CLASSPATH|JAVACMD"
    "|LANGUAGE|MAVEN_BASEDIR|MAVEN_PROJECTBASEDIR|MAVEN_HOME|M2_HOME|NODE_OPTIONS|NODE_PATH"
)


def environment(jdk=None):
    env = {name: value for name, value in os.environ.items() if name in KEPT or not MEDDLERS.fullmatch(name)}
    env["JUPYTER_DATA_DIR"] = str(places.STATE / "jupyter")
    env["JUPYTER_CONFIG_DIR"] = str(places.STATE / "jupyter" / "config")
    env["JUPYTER_RUNTIME_DIR"] = str(places.STATE / "jupyter" / "runtime")
    env["IPYTHONDIR"] = str(places.STATE / "ipython")
    env["PLAYWRIGHT_BROWSERS_PATH"] = str(places.BROWSERS)
    env["PATH"] = str(places.VENV / "bin") + os.pathsep + env.get("PATH", os.defpath)
    env["VIRTUAL_ENV"] = str(places.VENV)
    env["PYTHONNOUSERSITE"] = "1"
    env["MAVEN_SKIP_RC"] = "1"  # ~/.mavenrc may name another Java
    env["HOME"] = home()
    english = english_locale()
    if english:
        env["LC_ALL"] = english
    if jdk:
        env["JAVA_HOME"] = str(jdk)
    return env


def home():
    """The user's home if it can be written to, else a folder of the clone's: Maven and Chromium keep things there."""
    own = os.environ.get("HOME") or os.path.expanduser("~")
    if is_home(own):
        return own
    places.HOME.mkdir(parents=True, exist_ok=True)
    return str(places.HOME)


def is_home(folder):
    return folder.startswith("/") and os.path.isdir(folder) and os.access(folder, os.W_OK)


def english_locale():
    """A locale to read the names of files by, any of them, and in which the system says its errors as lessons show
    them: "Connection refused". None where there is none: then the user's own must do.
    """
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8", ""):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            if locale.nl_langinfo(locale.CODESET).upper().replace("-", "") == "UTF8":
                return name or None
        return None
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
