"""The environment variables for everything that is started: Jupyter's own files stay inside the clone."""

import os

from set_up import places

# They would change what Python, Jupyter or every JVM does.
MEDDLERS = ("PYTHONHOME", "JUPYTER_PATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")


def environment(jdk=None):
    env = dict(os.environ)
    for meddler in MEDDLERS:
        env.pop(meddler, None)
    env["JUPYTER_DATA_DIR"] = str(places.STATE / "jupyter")
    env["JUPYTER_CONFIG_DIR"] = str(places.STATE / "jupyter" / "config")
    env["JUPYTER_RUNTIME_DIR"] = str(places.STATE / "jupyter" / "runtime")
    env["IPYTHONDIR"] = str(places.STATE / "ipython")
    env["PLAYWRIGHT_BROWSERS_PATH"] = str(places.BROWSERS)
    env["PATH"] = str(places.VENV / "bin") + os.pathsep + env.get("PATH", "")
    env["VIRTUAL_ENV"] = str(places.VENV)
    if jdk:
        env["JAVA_HOME"] = str(jdk)
    return env
