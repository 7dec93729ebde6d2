"""Grades an assignment: reads what was handed in, has it judged side by side, and alone writes what came of it.

What is graded already, and depends on nothing that has changed since, is not judged again; so a run that was killed
goes on where it was, and a mended check costs the items that it judges.
"""

import contextlib
import datetime
import hashlib
import json
import logging
import os
import sys
from dataclasses import dataclass, field

from grading import graft, notebook, referee, work
from grading.course import Wrong
from grading.store import Store, key_of, new_run
from set_up import places


@dataclass
class Graded:
    """What a run of the grader did."""

    parts: list
    results: dict  # by student, of all who were judged in this run or an earlier one
    judged: list = field(default_factory=list)  # who was judged in this run, in full or in part
    changes: list = field(default_factory=list)  # (student, item, old, new)
    failed: dict = field(default_factory=dict)  # by student, why: the next run tries again
    told: list = field(default_factory=list)  # lines for the instructor


@dataclass
class Job:
    """What is to be judged of one submission, and what of it is known already."""

    student: str
    request: dict
    base: str
    prints: dict
    kept: dict  # items that need no second look
    answers: dict  # what of the result is known before it is judged
    former_cells: list


def policy_of(course, assignment):
    """The house's policy with the assignment's additions: lists are added to, all else is replaced."""
    policy = json.loads((places.HERE / "grading" / "policy.json").read_text(encoding="utf-8"))
    own = next((own for own in (course.source, course.release) if (own / assignment / "policy.json").is_file()), None)
    if own:
        own = own / assignment / "policy.json"
        try:
            policy = merged(policy, json.loads(own.read_text(encoding="utf-8")))
        except (ValueError, AttributeError) as broken:
            raise Wrong(f"{own} cannot be read: {broken}") from None
    return policy


def merged(policy, more):
    result = dict(policy)
    for name, value in more.items():
        before = result.get(name)
        if isinstance(before, list) and isinstance(value, list):
            result[name] = before + [each for each in value if each not in before]
        elif isinstance(before, dict) and isinstance(value, dict):
            result[name] = merged(before, value)
        else:
            result[name] = value
    return result


def source_of(course, assignment):
    parts = graft.parts(course.notebook(assignment))
    wrong = list(graft.problems(parts))
    if wrong:
        raise Wrong(f"{assignment} cannot be graded as it is:\n" + "\n".join("  " + line for line in wrong))
    return parts


def wait_for_deadline(course, assignment, now, clock=None):
    """Hidden checks are not run before the deadline: even the sum of a mark would tell of them."""
    due = course.due(assignment)
    here = clock or datetime.datetime.now(datetime.timezone.utc)
    if due and here < due and not now:
        raise Wrong(
            f"{assignment} is due {due.isoformat(sep=' ')}; it is {here.astimezone(due.tzinfo):%Y-%m-%d %H:%M} there "
            "now. Hidden checks wait until then: nothing was graded. --now grades all the same."
        )
    return due


def grade(course, assignment, students=None, now=False, clock=None, team=None, on_result=None):
    """Judges what needs it. `team` judges a list of jobs and yields (job, outcome); `on_result` hears of each end."""
    parts = source_of(course, assignment)
    wait_for_deadline(course, assignment, now, clock)
    policy = policy_of(course, assignment)
    store = Store(course.state / assignment, key_of(course.state))
    there, odd = course.students(assignment)
    unknown = [name for name in students or [] if name not in there]
    if unknown:
        raise Wrong(f"{', '.join(unknown)}: nothing was handed in for {assignment}.")
    chosen = [name for name in there if not students or name in students]
    graded = Graded(parts, {}, told=odd)
    graded.told += [f"{file.name} is not a result of this course, and does not count." for file in store.strange]
    version = team.version
    jobs = []
    for student in chosen:
        job = prepare(course, assignment, parts, policy, student, store.result(student), version)
        if isinstance(job, Job):
            jobs.append(job)
        elif job is not None:
            accept(graded, store, student, job)
        if on_result and not isinstance(job, Job):
            on_result(student)
    for job, outcome in team.judge(jobs):
        result = result_of(job, outcome, parts, store.key)
        if "failed" in outcome:
            graded.failed[job.student] = outcome["failed"]
        accept(graded, store, job.student, result)
        if on_result:
            on_result(job.student)
    graded.results = {student: store.result(student) for student in there if store.result(student)}
    return graded


def accept(graded, store, student, result):
    former = store.result(student)
    before = {item["id"]: item["points"] for item in former["items"]} if former else {}
    for item in result["items"]:
        if former and before.get(item["id"]) != item["points"]:
            graded.changes.append((student, item["id"], before.get(item["id"]), item["points"]))
    graded.judged.append(student)
    store.keep(student, result)


def prepare(course, assignment, parts, policy, student, former, version):
    """A Job; or the result, where nothing can be run; or None, where nothing has changed."""
    tests = [part for part in parts if part.role == "test"]
    try:
        submitted = notebook.submitted(course.submitted, student, assignment)
        grafted = graft.graft(parts, submitted)
    except notebook.Unreadable as why:
        base = digest([student, str(why)])
        prints = {part.id: digest([part.points]) for part in tests}
        if former and former["base"] == base and former["prints"] == prints:
            return None
        items = [nothing(part, "The notebook could not be read.") for part in tests]
        return result(new_run(), base, prints, items, unreadable=str(why))
    cells = [cell_of(part, name, source) for part, name, source in grafted.cells if part is None or part.kind == "code"]
    others = [cell for cell in cells if cell["role"] != "test"]
    base = digest([student, others, policy, version])
    prints = {part.id: prints_of(part) for part in tests}
    known = {}
    if former and former["base"] == base and not former["failed"]:
        known = {item["id"]: item for item in former["items"]}
    kept = {name: known[name] for name in prints if name in known and former["prints"].get(name) == prints[name]}
    stale = [part for part in tests if part.id not in kept]
    written = {part.id: answer for part, _, answer in grafted.cells if part is not None and part.role == "written"}
    answers = {"written": written, "handed_in": sorted(grafted.handed_in), "changed": sorted(grafted.changed)}
    answers["notes"] = grafted.notes | signed_by_another(student, graft.login(submitted))
    texts = {part.id: text for part, _, text in grafted.cells if part is not None and part.answered}
    answers["answers"] = {name: texts[name] for name in answers["handed_in"]}
    if not stale:
        if kept.keys() == former["prints"].keys() and all(former[name] == told for name, told in answers.items()):
            return None
        return result(new_run(), base, prints, [kept[name] for name in prints], cells=former["cells"], **answers)
    observed = {
        part.id: known[part.id]["observed"]
        for part in stale
        if part.id in known
        and former["prints"][part.id][0] == prints[part.id][0]
        and known[part.id]["problem"] is None
        and known[part.id]["observed"] is not None
    }
    wanted = {part.id for part in stale}
    by_eye = wanted <= observed.keys()  # nothing of the student's has to run
    needed = [cell for cell in others if is_for_judges(cell)] if by_eye else others
    ids = {cell["id"] for cell in needed} | wanted
    request = {
        "run": new_run(),
        "assignment": assignment,
        "student": student,
        "cells": [cell for cell in cells if cell["id"] in ids],
        "limits": policy["limits"],
        "policy": policy,
        "observed": observed,
    }
    return Job(student, request, base, prints, kept, answers, former["cells"] if known else [])


def signed_by_another(student, login):
    """A note where the numbers in a notebook were not those that its answers are held against."""
    if login in (None, student):
        return {}
    note = f"This notebook is signed {login}, so it showed the numbers of {login}. It is judged by those of {student}."
    return {"": [note]}


def prints_of(part):
    """What is observed, and what is checked, as two hashes."""
    observing, judging = part.halves()
    return [digest([observing]), digest([judging, part.points])]


def cell_of(part, name, source):
    if part is None:
        return {"id": name, "role": "solution", "judge": False, "source": source}
    role = "solution" if part.role == "written" else part.role
    cell = {"id": name, "role": role, "judge": part.judge, "source": source}
    if role == "test":
        return {**cell, "points": part.points}
    return {**cell, "model": part.source} if role == "solution" else cell


def is_for_judges(cell):
    """Whether a check may use what this cell declares."""
    return cell["role"] == "given" and (cell["judge"] or bool(graft.IMPORTS_ONLY.fullmatch(cell["source"])))


def digest(told):
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def result(run, base, prints, items, **more):
    plain = {
        "unreadable": None,
        "failed": None,
        "cells": [],
        "notes": {},
        "written": {},
        "changed": [],
        "handed_in": [],
    }
    plain["answers"] = {}
    return {**plain, "run": run, "base": base, "prints": prints, "items": items, **more}


def nothing(part, problem):
    """An item without a mark: it counts towards the maximum all the same."""
    return {"id": part.id, "points": 0, "max": part.points, "awards": [], "problem": problem, "observed": None}


def result_of(job, outcome, parts, key):
    """The whole result of a submission: what its referee has signed, and what was kept from before."""
    told, failed = {"items": [], "cells": []}, outcome.get("failed")
    if failed is None:
        try:
            told = referee.verified(outcome["line"], key, job.request["run"])
        except referee.Forged as forged:
            failed = outcome["failed"] = f"It does not count: {forged}."
    asked = {cell["id"] for cell in job.request["cells"] if cell["role"] == "test"}
    judged = {item["id"]: item for item in told["items"] if isinstance(item, dict) and item.get("id") in asked}
    items = []
    for part in (part for part in parts if part.role == "test"):
        if part.id in job.kept:
            items.append(job.kept[part.id])
        elif part.id in judged:
            items.append(counted(part, judged[part.id]))
        else:
            items.append(nothing(part, outcome.get("left_out", {}).get(part.id) or "It could not be judged."))
    return result(
        job.request["run"],
        job.base,
        job.prints,
        items,
        failed=failed,
        cells=told["cells"] or job.former_cells,
        **job.answers,
    )


def counted(part, item):
    """An item as it counts: the sum of what was awarded, positively and in whole, and never above its maximum."""
    awards = [award for award in item.get("awards") or [] if isinstance(award, dict)]
    earned = sum(points(award.get("points")) for award in awards if award.get("passed") is True)
    return {
        "id": part.id,
        "points": min(earned, part.points),
        "max": part.points,
        "awards": awards,
        "problem": item.get("problem"),
        "observed": item.get("observed"),
    }


def points(given):
    whole = isinstance(given, int) and not isinstance(given, bool)
    return given if whole and given > 0 else 0


class Alone:
    """Judges one after the other in this process."""

    def __init__(self, key, version, command=None, without_sandbox=False):
        self.version = version
        self.given = (key, version, command, without_sandbox)

    def judge(self, jobs):
        try:
            for job in jobs:
                yield job, fit(work.judge(job.request, *self.given))
        finally:
            work.end()


class Dask(Alone):
    """Judges on all cores of this machine, or on the workers of a scheduler elsewhere."""

    def __init__(self, *given, workers=None, scheduler=None):
        super().__init__(*given)
        self.workers, self.scheduler = workers, scheduler

    def judge(self, jobs):
        if not jobs:
            return
        from distributed import as_completed

        by_key = {job.request["run"]: job for job in jobs}
        with self.client(min(self.workers, len(jobs)) if self.workers else None, len(jobs)) as client:
            futures = [
                client.submit(work.judge, job.request, *self.given, key=run, pure=False, retries=1)
                for run, job in by_key.items()
            ]
            for future in as_completed(futures):
                job = by_key[future.key]
                if future.status == "error":
                    yield job, {"failed": f"its worker was lost ({type(future.exception()).__name__})"}
                else:
                    yield job, fit(future.result())
                future.release()

    @contextlib.contextmanager
    def client(self, workers, jobs):
        import dask
        from distributed import Client, LocalCluster

        # An idle worker takes what another has not begun; a lost one costs two tries, not the run.
        settings = {"distributed.scheduler.allowed-failures": 1, "temporary-directory": str(places.STATE / "dask")}
        with dask.config.set(settings):
            if self.scheduler:
                try:
                    client = Client(self.scheduler, timeout="30s")
                except (OSError, ValueError) as gone:
                    raise Wrong(f"No scheduler answers at {self.scheduler} ({gone}). Nothing was judged.") from None
                with client:
                    if not client.scheduler_info(n_workers=-1)["workers"]:
                        raise Wrong(f"The scheduler at {self.scheduler} has no workers yet.")
                    yield client
                return
            with (
                LocalCluster(
                    n_workers=min(workers or cores(), jobs),
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    memory_limit=0,
                    silence_logs=logging.ERROR,
                ) as cluster,
                Client(cluster) as client,
            ):
                yield client
                client.run(work.end)


def cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def fit(outcome):
    """An outcome; what holds for the whole run, such as a machine without a sandbox, ends it."""
    if "unfit" in outcome:
        raise Wrong(outcome["unfit"])
    return outcome


class Progress:
    """How many are done: a bar on a terminal, otherwise a line for every tenth."""

    def __init__(self, total, out=None):
        self.total, self.out = total, out or sys.stdout
        self.done, self.told = 0, 0

    def step(self):
        self.done += 1
        if self.out.isatty():
            full = 30 * self.done // max(self.total, 1)
            end = "\n" if self.done == self.total else ""
            print(
                f"\r[{'#' * full}{'.' * (30 - full)}] {self.done} of {self.total}", end=end, file=self.out, flush=True
            )
        elif self.done == self.total or self.done * 10 // self.total > self.told:
            self.told = self.done * 10 // self.total
            print(f"{self.done} of {self.total}", file=self.out, flush=True)
