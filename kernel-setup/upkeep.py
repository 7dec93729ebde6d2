"""What keeps the clone in order: one dialect, and pins that are current and can be installed everywhere."""

import subprocess

import proving
from set_up import maven, places, steps
from set_up.commands import run
from set_up.environment import environment
from set_up.terminal import SetUpFailed, Silent
from set_up.venv import pip_settings

LOCKS = ("lab", "test", "browse", "grading")  # the later ones build on the first
# What the README promises, in uv's words: any of these with any of the Pythons.
PLATFORMS = (
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
)
PYTHONS = ("3.10", "3.14")
NEEDS_NEWER = {"grading": "3.11"}  # the oldest Python, where it is not the first of these
UV = places.STATE / "uv"


def lint():
    """say which files are not in the one dialect, and which notebooks not as all are; changes nothing"""
    status = dialect("spotless:check", ["check"], ["format", "--check"])
    return max(status, proving.lint_notebooks())


def format_():
    """write all Java and Python in the one dialect"""
    return dialect("spotless:apply", ["check", "--fix"], ["format"])


def dialect(goal, *ruffs):
    jdk = steps.set_up(for_tests=True)
    env = environment(jdk)
    ruff = [str(places.VENV / "bin" / "ruff")]
    status = [subprocess.call([*ruff, *words, "."], env=env, cwd=places.ROOT) for words in ruffs]
    java = [str(word) for word in maven.of_the_clone("-q", goal)]
    return max(map(abs, [*status, subprocess.call(java, env=env, cwd=places.ROOT)]))


def pins(*arguments):
    """pin the newest Python packages that fit requirements/*.in and install on each platform (--keep: check)"""
    steps.set_up()
    uv()
    if "--keep" not in arguments:
        for name in LOCKS:
            source, lock = (places.REQUIREMENTS / f"{name}.{ending}" for ending in ("in", "txt"))
            words = [
                "--universal",
                "--python-version",
                pythons(name)[0],
                "--generate-hashes",
                "--no-annotate",
                "--no-header",
            ]
            call("pip", "compile", "--upgrade", "--quiet", *words, source.name, "-o", lock.name)
    wrong = [line for name in LOCKS for line in cannot_be_installed(name)]
    print("\n".join(wrong) or "Every pin can be installed on each platform.")
    return min(len(wrong), 1)


def pythons(name):
    """The oldest and the newest Python that a lock has to fit."""
    return (NEEDS_NEWER.get(name, PYTHONS[0]), PYTHONS[1])


def uv():
    """uv, which alone can pin for all platforms at once."""
    if not (UV / "bin" / "uv").exists():
        pip = [places.PYTHON, "-m", "pip", "install", "--only-binary", ":all:", "--no-deps", "--target", UV, "uv"]
        run(pip, "uv", Silent(), environment() | pip_settings())


def call(*words, check=True):
    """Run uv among the requirements, with the index and the certificates that pip is told of."""
    settings = environment() | pip_settings()
    env = dict(settings)
    for ours, pips in (("UV_DEFAULT_INDEX", "PIP_INDEX_URL"), ("SSL_CERT_FILE", "PIP_CERT")):
        if settings.get(pips):
            env.setdefault(ours, settings[pips])
    done = subprocess.run(
        [str(UV / "bin" / "uv"), *map(str, words)], cwd=places.REQUIREMENTS, env=env, capture_output=True, text=True
    )
    if check and done.returncode != 0:
        raise SetUpFailed(done.stderr.strip())
    return done


def cannot_be_installed(name):
    """A line for each platform and Python for which requirements/<name>.txt holds a package without a wheel."""
    for platform in PLATFORMS:
        for python in pythons(name):
            words = ["--python-platform", platform, "--python-version", python, "--target", places.STATE / "uv-target"]
            tried = call(
                *("pip", "install", "--dry-run", "--only-binary", ":all:", "--require-hashes", "--no-deps"),
                *(*words, "-r", f"{name}.txt"),
                check=False,
            )
            if tried.returncode != 0:
                reason = " ".join(tried.stderr.split())
                yield f"{name}.txt on {platform} with Python {python}: {reason}"
