"""What a worker does, on this machine or on one of a cluster: one submission after the other, by one warm referee.

A worker needs a clone of its own, at the same commit and set up (`make grade ARGS="--worker ADDRESS"` does both and
joins); submissions and results travel through Dask, so no folder is shared.
"""

import os

from grading import referee, sandbox
from set_up import places
from set_up.environment import environment
from set_up.jdk import find, java_of
from set_up.stamps import digest

REFEREE = places.HERE / "referee"
MAIN = "syncasync.referee.Main"
SPARE_SECONDS = 60  # above a submission's own limit: a cold referee compiles slowly at first


class Worker:
    """A referee, and how the students' JVMs of this machine are started."""

    def __init__(self, key, version, command=None, without_sandbox=False):
        self.version = version
        self.without_sandbox = without_sandbox
        self.jdk = None if command else find()
        # A test's own referee stands for machine and sandbox.
        self.ready_for = {} if command is None else None
        logs = places.LOGS
        logs.mkdir(parents=True, exist_ok=True)
        log = logs / f"referee-{os.getpid()}.txt"
        self.referee = referee.Referee(command or command_of(self.jdk), key, environment(self.jdk), log)

    def judge(self, request):
        """The signed answer's line, and the cells that were left out since the referee could not end with them."""
        request = {**request, **self.machine(request["policy"])}
        left_out = {}
        for _ in range(3):
            try:
                line = self.referee.ask(request, request["limits"]["total_seconds"] + SPARE_SECONDS)
                return {"line": line, "left_out": left_out}
            except referee.Gone as gone:
                if not any(cell["id"] == gone.at for cell in request["cells"]):
                    return {"failed": str(gone), "left_out": left_out}
                left_out[gone.at] = f"it could not be judged: {gone}"
                request["cells"] = [cell for cell in request["cells"] if cell["id"] != gone.at]
        return {"failed": "too many of its cells could not be judged", "left_out": left_out}

    def machine(self, policy):
        """What of a request depends on the machine."""
        limits = policy["limits"]
        if self.ready_for is None:
            return {"sandbox": [], "java": [], "classpath": [], "compile_classpath": [], "limits": limits}
        asked = repr(sorted(limits.items()))
        for_student = [*library_jars(), *referee_jars()]
        if asked not in self.ready_for:
            self.ready_for[asked] = sandbox.chosen(self.jdk, for_student, limits, self.without_sandbox)
        prefix = self.ready_for[asked]
        return {
            "sandbox": prefix,
            "java": sandbox.java_command(self.jdk, limits, policy.get("explorer", False), bool(prefix)),
            "classpath": [sandbox.inside(jar) if prefix else str(jar) for jar in for_student],
            "compile_classpath": [str(jar) for jar in library_jars()],
            "limits": limits,
        }

    def stop(self):
        self.referee.stop()


def library_jars():
    """What homework may be compiled against: the library and what it needs, without the kernel."""
    return sorted(jar for jar in places.JARS.glob("*.jar") if not jar.name.startswith("kernel-"))


def referee_jars():
    return sorted(places.REFEREE_JARS.glob("*.jar"))


def command_of(jdk):
    path = os.pathsep.join(map(str, [*sorted(places.JARS.glob("*.jar")), *referee_jars()]))
    # Without the second compiler, whose threads another worker's core would have to carry.
    options = [f"@{places.JVM_OPTIONS}", "-Xmx768m", "-XX:TieredStopAtLevel=1", "-XX:+DisableAttachMechanism"]
    return [str(java_of(jdk)), *options, "-cp", path, MAIN]


_WORKER = None


def judge(request, key, version, command=None, without_sandbox=False):
    """Judges one submission in this process, whose referee is started by the first."""
    global _WORKER
    if _WORKER is None or _WORKER.referee.key != key or _WORKER.version != version:
        ours = version_here()
        if command is None and ours != version:
            return {"unfit": f"A worker's clone is not at the grader's commit ({ours[:8]}, not {version[:8]})."}
        if _WORKER is not None:
            _WORKER.stop()
        _WORKER = Worker(key, version, command, without_sandbox)
    try:
        return _WORKER.judge(request)
    except sandbox.NoSandbox as none:
        return {"unfit": str(none)}


def version_here():
    """All of ours that a mark depends on, as one hash."""
    return digest(*[folder for folder in code() if folder.exists()], places.ROOT / "pom.xml")


def code():
    """Where the referee's classes come from: its own, the library's, and those of the kernel that cut a cell up."""
    return [module / "src" / "main" for module in (REFEREE, places.ROOT / "support-lib", places.HERE / "kernel")]


def end():
    """Ends this process's referee."""
    global _WORKER
    if _WORKER is not None:
        _WORKER.stop()
        _WORKER = None
