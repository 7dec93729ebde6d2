"""Everything the Makefile calls, for systems with and without make:

python3 kernel-setup VERB [ARGUMENTS]
"""

import subprocess
import sys

import proving
import teaching
import upkeep
from set_up import cleaning, doctor, learners_copy, maven, places, steps
from set_up.commands import jupyter_lab
from set_up.environment import environment
from set_up.jdk import NoJdk, find
from set_up.terminal import SetUpFailed, Silent, os_error

BENCHMARKS = ("span", "switch", "timer", "gather", "sleepers", "echo")


def lab(*arguments):
    """set up what is missing, then open JupyterLab in work/, your copy of the notebooks (--edit: in notebooks/)"""
    edits = "--edit" in arguments
    arguments = [word for word in arguments if word != "--edit"]
    steps.set_up()
    if not edits:
        for line in learners_copy.bring_up_to_date():
            print(line)
    jupyter_lab(places.NOTEBOOKS if edits else places.WORK, *arguments)


def bench(*arguments):
    """measure kernel start and stop, spans, the loop beside its peers (only: span … echo; homework: grading)"""
    if arguments[:1] == ("homework",):
        env = environment(steps.set_up(grading=True))
        words = [places.PYTHON, places.HERE / "grading" / "bench.py", *arguments[1:]]
        return subprocess.call([str(word) for word in words], env=env)
    wrong = [word for word in arguments if not word.startswith("--") and word not in BENCHMARKS]
    if wrong:
        raise proving.Wrong(f"There is no benchmark {wrong[0]}. There are: {' '.join(BENCHMARKS)} homework")
    jdk = steps.set_up()
    env = environment(jdk)
    kernel = (
        0 if arguments else subprocess.call([str(places.PYTHON), str(places.HERE / "runner" / "bench.py")], env=env)
    )
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
    "unit": proving.unit,
    "check": proving.check,
    "keep": proving.keep,
    "browse": proving.browse,
    "mutate": proving.mutate,
    "robust": proving.robust,
    "test": proving.test,
    "homework": teaching.homework,
    "release": teaching.release,
    "grade": teaching.grade,
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
    except proving.Wrong as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except SetUpFailed as failed:
        print(f"\n{failed}", file=sys.stderr)
        return 1
    except OSError as broken:
        print(f"\n{os_error(broken)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. The next run goes on from here.", file=sys.stderr)
        return 130
