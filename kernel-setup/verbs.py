"""Everything the Makefile calls, for systems with and without make:

python3 kernel-setup VERB [ARGUMENTS]
"""

import os
import subprocess
import sys

import upkeep
from set_up import cleaning, doctor, maven, places, steps
from set_up.environment import environment
from set_up.jdk import NoJdk, find, java_of
from set_up.terminal import SetUpFailed, Silent, os_error


def lab(*arguments):
    """set up what is missing, then open JupyterLab in notebooks/"""
    steps.set_up()
    command = [
        str(places.PYTHON),
        "-m",
        "jupyterlab",
        "--ServerApp.root_dir=" + str(places.ROOT / "notebooks"),
        "--ServerApp.ip=127.0.0.1",
        *arguments,
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    print("Opening JupyterLab. It keeps running here; Ctrl-C twice ends it.", flush=True)
    os.chdir(places.ROOT)
    os.execve(command[0], command, environment())


def test(*arguments):
    """set up what is missing, then prove everything: unit tests, every notebook in the real kernel, the browser"""
    jdk = steps.set_up(for_tests=True, browser=True)
    python = subprocess.call([str(places.PYTHON), "-m", "pytest", str(places.HERE / "tests")], env=environment(jdk))
    java = subprocess.call(
        [str(word) for word in maven.of_the_clone("verify", *arguments)], env=environment(jdk), cwd=str(places.ROOT)
    )
    return python or java


def notebooks(*arguments):
    """run the notebooks (all, or those named) and keep the new outputs in place, where they differ (--all: all)"""
    jdk = steps.set_up()
    names = [argument for argument in arguments if not argument.startswith("--")]
    options = [argument for argument in arguments if argument.startswith("--")]
    chosen = [
        str(path)
        for path in sorted((places.ROOT / "notebooks").rglob("*.ipynb"))
        if ".ipynb_checkpoints" not in path.parts and (not names or any(name in path.name for name in names))
    ]
    if not chosen:
        print("No notebook in notebooks/ has {} in its name.".format(" or ".join(names)), file=sys.stderr)
        return 1
    env = environment(jdk)
    build = subprocess.call(
        [str(word) for word in maven.of_the_clone("-q", "package", "-DskipTests", "-pl", "kernel-setup/checker")],
        env=env,
        cwd=str(places.ROOT),
    )
    if build != 0:
        return build
    executed = places.HERE / "checker" / "target" / "notebooks"
    run = subprocess.call(
        [str(places.PYTHON), str(places.HERE / "run_notebooks.py"), "--out", str(executed), *chosen], env=env
    )
    checker = os.pathsep.join(str(jar) for jar in (places.HERE / "checker" / "target").glob("**/*.jar"))
    keep = subprocess.call(
        [
            str(java_of(jdk)),
            "-cp",
            checker,
            "syncasync.checker.Accept",
            "--executed",
            str(executed),
            *options,
            *chosen,
        ],
        env=env,
        cwd=str(places.ROOT),
    )
    return run or keep


def bench(*arguments):
    """measure kernel start and stop, spans, the loop beside its peers (only: span switch timer gather sleepers echo)"""
    jdk = steps.set_up()
    env = environment(jdk)
    kernel = 0 if arguments else subprocess.call([str(places.PYTHON), str(places.HERE / "bench_kernel.py")], env=env)
    library = subprocess.call(
        [sys.executable, str(places.ROOT / "support-lib" / "benchmarks" / "run.py"), *arguments], env=env
    )
    return kernel or library


def clean():
    """leave a fresh clone: what the set-up made is removed, a fetched JDK too; your own files stay"""
    left = cleaning.clean()
    if left:
        print("Could not remove: " + ", ".join(str(path.relative_to(places.ROOT)) for path in left), file=sys.stderr)
        return 1
    print("Clean.")
    return 0


def run_maven(*arguments):
    """Maven as the set-up runs it: the pinned version, on the JDK 25 that is found; `./mvnw` calls this"""
    try:
        jdk = find()
    except NoJdk as none:
        raise SetUpFailed(str(none)) from none
    maven.ensure(Silent())
    return subprocess.call([str(word) for word in maven.command(*arguments)], env=environment(jdk))


def set_up():
    """set up what is missing, and no more"""
    steps.set_up()


def help():
    """this list"""
    for verb, action in VERBS.items():
        print(f"  {verb:<10} {action.__doc__}")


VERBS = {
    "lab": lab,
    "test": test,
    "notebooks": notebooks,
    "doctor": doctor.doctor,
    "bench": bench,
    "lint": upkeep.lint,
    "format": upkeep.format_,
    "pins": upkeep.pins,
    "set-up": set_up,
    "maven": run_maven,
    "clean": clean,
    "help": help,
}


def main(verb="help", *arguments):
    if verb in ("-h", "--help"):
        verb = "help"
    if verb not in VERBS:
        print(f"There is no verb {verb!r}. There are:", file=sys.stderr)
        help()
        return 2
    if arguments and verb in ("doctor", "set-up", "clean", "help", "lint", "format"):
        print("{} takes no arguments, and was given {}.".format(verb, " ".join(arguments)), file=sys.stderr)
        return 2
    try:
        return VERBS[verb](*arguments)
    except SetUpFailed as failed:
        print(f"\n{failed}", file=sys.stderr)
        return 1
    except OSError as broken:
        print(f"\n{os_error(broken)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. The next run goes on from here.", file=sys.stderr)
        return 130
