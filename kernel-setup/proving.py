"""The verbs that prove something: unit, check, keep, browse, mutate, robust, and test: the first, second and fourth.

Each starts what it needs itself, and nothing is started from inside another's tests. A notebook goes out once (the
runner executes it) and comes back once (the judge reads what the runner left).
"""

import json
import re
import subprocess
import sys
import time
from xml.etree import ElementTree

from runner import conditions, mutations, notebooks
from set_up import maven, places, steps
from set_up.browser import chromium, without_traces
from set_up.environment import environment
from set_up.jdk import java_of
from set_up.stamps import digest, doing, is_done

CHECKER = places.HERE / "checker"
EXECUTED = CHECKER / "target" / "notebooks"
MUTATED = CHECKER / "target" / "mutations"
ROBUST = CHECKER / "target" / "robust"
BROWSED = CHECKER / "target" / "browser"
# Where Java's tests are, and where Python's.
MODULES = (
    "support-lib",
    "kernel-setup/kernel",
    "kernel-setup/classpath",
    "kernel-setup/checker",
    "kernel-setup/referee",
)
TESTS = places.HERE / "tests"
PYTEST = CHECKER / "target" / "pytest.xml"


class Wrong(Exception):
    """The verb was called wrongly."""


def unit(*arguments):
    """the tests of Java and Python; no notebook, no browser; ARGS=DurationsTest or ARGS=test_stamps.py runs one"""
    python, java = tests_named(arguments)
    env = environment(steps.set_up(for_tests=True))
    failed = []
    if python or not arguments:
        words = python or [TESTS, f"--junit-xml={PYTEST}"]
        which = "not browser" + ("" if python else " and not network and not long")
        if call([places.PYTHON, "-m", "pytest", "-m", which, *words], env):
            failed.append("Python")
    if java or not arguments:
        one = ["-q", "test", "-Dsurefire.failIfNoSpecifiedTests=false", *java]
        words = one if java else ["verify", "--fail-at-end"]
        if call(maven.of_the_clone(*words), env):
            failed.append("Java")
    if failed:
        print("Unit tests FAILED: " + " and ".join(failed), file=sys.stderr)
    return 1 if failed else 0


def tests_named(words):
    """The words for pytest, and those for Maven. A test is named by its file, or as Class#method or file::function."""
    python, java, modules = [], [], set()
    for word in words:
        name = re.split("#|::", word)[0]
        file = TESTS / (name if name.endswith(".py") else name + ".py")
        found = [m for m in MODULES if any((places.ROOT / m / "src" / "test").rglob(name + ".java"))]
        if file.is_file():
            python.append(str(file) + word[len(name) :])
        elif found:
            java.append(word)
            modules.update(found)
        else:
            raise Wrong(f"There is no test {word}: neither {name}.java nor {file.relative_to(places.ROOT)}.")
    return python, ["-Dtest=" + ",".join(java), "-pl", ",".join(sorted(modules)), "-am"] if java else []


def check(*arguments):
    """run notebooks in the real kernel and report on each cell (ARGS=01: one; --twice: each twice, then all again)"""
    options, chosen = of(arguments, {"--cell-timeout", "--jobs"}, {"--twice"})
    options = ["--passes=2,1" if option == "--twice" else option for option in options]
    jdk = steps.set_up()
    build_judge(jdk)
    execute(chosen, options, jdk)
    return judge(jdk, "check", ["--xml", str(EXECUTED / "results.xml")], chosen)


def keep(*arguments):
    """accept what that run printed, where it is new; runs what was not run or has changed (--all: keep all of it)"""
    options, chosen = of(arguments, {"--cell-timeout", "--jobs"}, {"--all"})
    jdk = steps.set_up()
    build_judge(jdk)
    all_of_it = ["--all"] if "--all" in options else []
    stale = [path for path in chosen if not is_current(path)]
    execute(stale, [option for option in options if option != "--all"], jdk)
    return judge(jdk, "keep", all_of_it, chosen)


def lint_notebooks():
    """What is wrong with the notebooks and shows without a run: a cell of more than 25 lines, for instance."""
    jdk = steps.set_up()
    build_judge(jdk)
    EXECUTED.mkdir(parents=True, exist_ok=True)
    return judge(jdk, "lint", [], notebooks.find(places.NOTEBOOKS))


def browse(*arguments):
    """open notebooks in a real browser, run them there, see that each picture is drawn; use the chat's page"""
    options, chosen = of(arguments, {"--timeout", "--jobs"})
    jdk = steps.set_up(for_tests=True, browser=True)
    own = chromium()
    command = [places.PYTHON, places.HERE / "runner" / "browse.py", "--out", BROWSED]
    command += ["--browser", own] if own else []
    looked = call([*command, *options, *chosen], without_traces(environment(jdk)))
    report = f"--junit-xml={BROWSED / 'pytest.xml'}"
    used = 0 if arguments else call([places.PYTHON, "-m", "pytest", "-m", "browser", TESTS, report], environment(jdk))
    return looked or used


def mutate(*arguments):
    """break notebooks (--only CELL: for one cell) in the ways that their checks name: each has to notice (long)"""
    options, chosen = of(arguments, {"--cell-timeout", "--jobs", "--only"}, {"--live"})
    only = taken("--only", options) or ""
    plan, problems = mutations.plan(chosen, places.NOTEBOOKS, only)
    if only and not plan and not problems:
        raise Wrong(f"No cell [{only}] names a mutation.")
    if "--live" in options:
        return mutate_live(chosen, only)
    jdk = steps.set_up()
    MUTATED.mkdir(parents=True, exist_ok=True)
    file = MUTATED / "plan.json"
    file.write_text(json.dumps(plan, indent=1), encoding="utf-8")
    if plan:
        run([places.HERE / "runner" / "execute.py", "--out", MUTATED, "--plan", file, *options], jdk)
    caught = [mutations.verdict(entry, MUTATED) for entry in plan]
    for line in [*problems, *(survived for survived in caught if survived)]:
        print(line)
    failed = len(problems) + sum(map(bool, caught))
    print(f"{len(plan) + len(problems) - failed} passed, {failed} failed")
    return 1 if failed else 0


def mutate_live(chosen, only):
    """The same in one kernel for each notebook, as "Break it" does, and mended again each time."""
    jdk = steps.set_up(for_tests=True, browser=True)
    own = chromium()
    command = [places.PYTHON, places.HERE / "runner" / "break_it.py", *(["--browser", own] if own else [])]
    return call([*command, *(["--only", only] if only else []), *chosen], without_traces(environment(jdk)))


def robust(*arguments):
    """run notebooks under six conditions (--only one-core: one of them): no cell may fail under any (long)"""
    options, chosen = of(arguments, {"--cell-timeout", "--only"})
    only = taken("--only", options)
    if only is not None and only not in conditions.CONDITIONS:
        raise Wrong(f"There is no condition {only}. There are: {' '.join(conditions.CONDITIONS)}")
    jdk = steps.set_up()
    build_judge(jdk)
    names = [notebooks.result_name(path, places.NOTEBOOKS) for path in chosen]
    found = {}
    for condition in [only] if only else conditions.CONDITIONS:
        print(f"\n== {condition} ==", flush=True)
        out = ROBUST / condition
        # one after the other, since each has the machine in another state
        execute(chosen, ["--jobs", "1", *conditions.CONDITIONS[condition], *options], jdk, out)
        (out / "results.xml").unlink(missing_ok=True)
        judge(jdk, "check", ["--xml", str(out / "results.xml")], chosen, out)
        found[condition] = conditions.results(out / "results.xml")
        (ROBUST / "table.md").write_text(conditions.table(names, found), encoding="utf-8")
    print("\n" + conditions.table(names, found), end="")
    return 1 if any(cell.why for results in found.values() for cell in results) else 0


def test(*arguments):
    """set up what is missing, then prove everything: unit, check and browse"""
    if arguments:
        raise Wrong("test takes no arguments, since it is everything: `unit`, `check` and `browse` take some.")
    steps.set_up(for_tests=True, browser=True)
    told = []
    for verb in (unit, check, browse):
        print(f"\n== {verb.__name__} ==", flush=True)
        began = time.time()
        status = verb()
        failed = failures(began) if status else []
        told.append((verb.__name__, status, time.time() - began, failed))
    print()
    for name, status, seconds, failed in told:
        print(f"{name:<7} {'passed' if status == 0 else 'FAILED'} after {seconds:.0f} s")
        for line in failed:
            print(f"  {line}")
    return 1 if any(status for _, status, *_ in told) else 0


def failures(since, most=12):
    """What the reports written since then (a time of day, in seconds) say has failed: who reads only the end of a
    long log, as CI shows it, has to find it there."""
    places_of_reports = [EXECUTED.glob("results.xml"), BROWSED.glob("*.xml"), PYTEST.parent.glob(PYTEST.name)]
    places_of_reports += [(places.ROOT / m / "target" / "surefire-reports").glob("TEST-*.xml") for m in MODULES]
    lines = []
    for report in (file for found in places_of_reports for file in sorted(found)):
        # a report may be younger than the file system's clock can tell
        if report.stat().st_mtime < since - 2:
            continue
        for case in ElementTree.parse(report).iter("testcase"):
            for bad in [*case.findall("failure"), *case.findall("error")]:
                why = (bad.get("message") or bad.text or "").strip().splitlines() or [bad.get("type") or ""]
                lines.append(f"{case.get('classname')} {case.get('name')}: {why[0][:300]}")
    return lines if len(lines) <= most else [*lines[:most], f"… and {len(lines) - most} more"]


def of(arguments, with_value=(), alone=()):
    """The options, and the notebooks that the other arguments mean."""
    options, words, rest = [], [], list(arguments)
    while rest:
        word = rest.pop(0)
        name, _, value = word.partition("=")
        if name in with_value:
            if not value and not rest:
                raise Wrong(f"{name} needs a value.")
            options += [name, value or rest.pop(0)]
        elif word in alone:
            options.append(word)
        elif word.startswith("-"):
            known = " ".join(sorted([*with_value, *alone]))
            raise Wrong(f"There is no option {word} here. There are: {known}")
        else:
            words.append(word)
    try:
        return options, notebooks.choose(words, places.NOTEBOOKS)
    except notebooks.NoSuchNotebook as none:
        raise Wrong(str(none)) from None


def taken(name, options):
    """Takes an option and its value from the others. The value, or None."""
    if name not in options:
        return None
    at = options.index(name)
    _, value = options[at : at + 2]
    del options[at : at + 2]
    return value


def build_judge(jdk):
    inputs = digest(jdk, places.ROOT / "pom.xml", CHECKER / "pom.xml", CHECKER / "src" / "main")
    if is_done("checker", inputs, CHECKER / "target" / "jars") and any((CHECKER / "target").glob("checker-*.jar")):
        return
    with doing("checker", inputs):
        words = ("-q", "package", "-DskipTests", "-pl", "kernel-setup/checker")
        if call(maven.of_the_clone(*words), environment(jdk)):
            raise SystemExit("The checker could not be built.")


def execute(chosen, options, jdk, out=None):
    """Runs the notebooks; what each run depended on is written beside it, except where each cell ran more than once."""
    if not chosen:
        return
    out = out or EXECUTED
    names = {path: notebooks.result_name(path, places.NOTEBOOKS) for path in chosen}
    prints = {path: fingerprint(path) for path in chosen}
    out.mkdir(parents=True, exist_ok=True)
    for name in names.values():
        (out / f"{name}.fingerprint").unlink(missing_ok=True)
    plan = out / "plan.json"
    plan.write_text(json.dumps([{"notebook": str(p), "name": n} for p, n in names.items()]), encoding="utf-8")
    run([places.HERE / "runner" / "execute.py", "--out", out, "--plan", plan, *options], jdk)
    if "--passes=2,1" in options:
        return
    for path, name in names.items():
        (out / f"{name}.fingerprint").write_text(prints[path], encoding="utf-8")


def run(words, jdk):
    status = call([places.PYTHON, *words], environment(jdk))
    if status:  # it was stopped, or called wrongly: there is nothing to judge
        raise SystemExit(status)


def is_current(path):
    name = notebooks.result_name(path, places.NOTEBOOKS)
    try:
        return (EXECUTED / f"{name}.fingerprint").read_text(encoding="utf-8") == fingerprint(path)
    except OSError:
        return False


def fingerprint(path):
    jars = [*places.JARS.rglob("*.jar"), *places.WEB_JARS.rglob("*.jar"), places.KERNELSPEC / "kernel.json"]
    return notebooks.fingerprint(path, *sorted(jars))


def write_committed(path, out):
    """The notebook as git has it, staged or committed: a cell that was edited takes its output, one lost is missed."""
    file = out / (notebooks.result_name(path, places.NOTEBOOKS) + ".committed.ipynb")
    file.parent.mkdir(parents=True, exist_ok=True)  # that of an assignment has a name with folders
    file.unlink(missing_ok=True)
    try:
        shown = subprocess.run(["git", "show", ":./" + path.name], cwd=path.parent, capture_output=True)
    except OSError:
        return
    if shown.returncode == 0:
        file.write_bytes(shown.stdout)


def judge(jdk, verb, options, chosen, out=None):
    out = out or EXECUTED
    for path in chosen:
        write_committed(path, out)
    jars = [*(CHECKER / "target").glob("checker-*.jar"), *(CHECKER / "target" / "jars").glob("*.jar")]
    judge = ["-cp", ":".join(map(str, jars)), "syncasync.checker.Judge"]
    command = [java_of(jdk), f"@{places.JVM_OPTIONS}", *judge, verb]
    command += ["--executed", out, "--root", places.NOTEBOOKS, *options, *chosen]
    return call(command, environment(jdk))


def call(command, env):
    return subprocess.call([str(word) for word in command], env=env, cwd=str(places.ROOT))
