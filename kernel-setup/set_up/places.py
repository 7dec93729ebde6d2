"""Where everything is: the clone, and what the set-up makes in it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = ROOT / "kernel-setup"
REQUIREMENTS = HERE / "requirements"
NOTEBOOKS = ROOT / "notebooks"
WORK = ROOT / "work"  # the learner's own; `make clean` leaves it
BREAK_IT = HERE / "break-it"  # an extension of JupyterLab
JVM_OPTIONS = HERE / "jvm.options"

# Made by the set-up, and removed by `make clean`:
STATE = ROOT / ".set-up"
VENV = ROOT / ".venv"
MADE_HERE = VENV / "made-by-the-set-up"  # tells it from one of the user's, since many call theirs so
FETCHED_JDKS = ROOT / ".jdk"

PYTHON = VENV / "bin" / "python"
LABEXTENSIONS = VENV / "share" / "jupyter" / "labextensions"
KERNELSPEC = VENV / "share" / "jupyter" / "kernels" / "java"
JJAVA_JAR = KERNELSPEC / "jjava.jar"
JARS = STATE / "jars"
WEB_JARS = STATE / "jars-web"
REFEREE_JARS = STATE / "jars-referee"
CACHE = STATE / "kernel.aot"
LOGS = STATE / "log"
STAMPS = STATE / "stamps"
BROWSERS = STATE / "browsers"
MAVEN = STATE / "maven"
GRADING = STATE / "grading"  # Python packages that a learner's JupyterLab never meets
REPOSITORY = STATE / "repository"  # of Maven, for the one jar that no public one has
HOME = STATE / "home"  # for those who have none
