"""Whatever a notebook does, its run ends, says what became of each cell, and leaves no process."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from runner.execute import Lateness, read
from set_up import places
from set_up.environment import environment

pytestmark = pytest.mark.set_up

EXECUTE = places.HERE / "runner" / "execute.py"
TITLE = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# One of the tests'"}

NOTEBOOKS = {
    "good": {
        "hello": 'System.out.print("Hello"); System.out.println(" World");',
        "sum": "1 + 1",
        "fails": 'throw new IllegalStateException("closed");',
        "after": "2 + 2",
    },
    "dying": {
        # Nobody tells a cell when its output has left the process: it has ample time, as the endless one beside it.
        "dies": 'System.out.println("last words"); Thread.sleep(2_000); '
        'new ProcessBuilder("sh", "-c", "kill -9 " + ProcessHandle.current().pid()).start().waitFor();',
        "after": "1",
    },
    "endless": {"never-ends": 'System.out.println("round"); while (true) { Thread.sleep(100); }', "after": "1"},
    "flood": {"never-ends": 'while (true) System.out.println("infinite");', "after": "1"},
    "unresolved": {"typo": "class Foo { Strng name; }"},
    "thread-left": {
        "leaves": 'Thread.ofPlatform().name("left-behind").start(() -> '
        "java.util.concurrent.locks.LockSupport.parkNanos(60_000_000_000L));",
    },
}


def write(file, cells):
    code = [
        {"cell_type": "code", "id": name, "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        for name, source in cells.items()
    ]
    metadata = {"kernelspec": {"name": "java", "display_name": "Java", "language": "java"}}
    content = {"cells": [TITLE, *code], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def execute(*words):
    command = [str(word) for word in (places.PYTHON, EXECUTE, *words)]
    return subprocess.run(command, env=environment(), capture_output=True, text=True)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """All in one run, side by side, since most of them wait for most of the time."""
    folder = tmp_path_factory.mktemp("runs")
    files = [write(folder / f"{name}.ipynb", cells) for name, cells in NOTEBOOKS.items()]
    broken = folder / "broken.ipynb"
    broken.write_text('{"cells": [')
    plan = [
        {
            "notebook": str(folder / "good.ipynb"),
            "name": "planned/run",
            "replace": {"sum": "1 + 41"},
            "until": "sum",
        },
        {"notebook": str(folder / "good.ipynb"), "name": "planned/wrong", "until": "gone"},
    ]
    (folder / "plan.json").write_text(json.dumps(plan))
    words = ["--out", folder / "out", "--cell-timeout", "10", "--jobs", "2"]
    words += ["--plan", folder / "plan.json"]
    ran = execute(*words, *files, broken)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder / "out"


def status(out, name):
    return json.loads((out / f"{name}.status.json").read_text(encoding="utf-8"))


def states(out, name):
    return [cell["state"] for cell in status(out, name)["cells"]]


def printed(out, name, cell):
    notebook = json.loads((out / f"{name}.ipynb").read_text(encoding="utf-8"))
    outputs = next(c for c in notebook["cells"] if c["id"] == cell)["outputs"]
    texts = [o.get("text") or o.get("data", {}).get("text/plain", []) for o in outputs]
    return "".join("".join(text) for text in texts)


def test_an_exception_stops_no_later_cell_and_chunks_are_one_text(out):
    assert states(out, "good") == ["ran", "ran", "raised", "ran"]
    assert status(out, "good")["health"] == ""
    assert printed(out, "good", "hello") == "Hello World\n"
    assert printed(out, "good", "after") == "4"


def test_a_dead_kernel_ends_the_run_at_once(out):
    assert states(out, "dying") == ["dead kernel", "not run"]
    assert printed(out, "dying", "dies") == "last words\n"
    assert status(out, "dying")["health"] is None


def test_an_endless_cell_is_ended_after_its_time(out):
    assert states(out, "endless") == ["timed out", "not run"]
    assert printed(out, "endless", "never-ends") == "round\n"


def test_an_endless_print_ends_early_in_bounded_room(out):
    assert states(out, "flood") in (["printed too much", "not run"], ["timed out", "not run"])
    assert (out / "flood.ipynb").stat().st_size < 5_000_000


def test_what_breaks_a_check_on_purpose_is_not_run(tmp_path):
    file = write(tmp_path / "broken.ipynb", {"one": "1", "breaks": "throw new IllegalStateException();", "two": "2"})
    content = json.loads(file.read_text())
    content["cells"][2]["metadata"] = {"break-it": {"check": "one", "mutation": "nobody waits"}}
    file.write_text(json.dumps(content))
    assert [cell.id for cell in read(file).cells] == ["title", "one", "two"]


def test_what_is_left_in_the_kernel_is_told(out):
    assert 'thread "left-behind" in cell 1, line 1' in status(out, "thread-left")["health"]
    assert "Strng" in printed(out, "unresolved", "typo") + str(status(out, "unresolved")["health"])


def test_a_broken_file_says_why(out):
    assert status(out, "broken")["error"].startswith("not a notebook, since not JSON")


def test_what_the_machine_overslept_is_summed_up_and_what_is_always_so_is_not():
    lateness, now, more = Lateness(), [0.0], iter((0.001, 0.3, 0.004, 0.2))

    def sleep(seconds):
        now[0] += seconds + next(more)

    for _ in range(4):
        lateness.oversleep(lambda: now[0], sleep)
    assert lateness.seconds == pytest.approx(0.5)


def test_a_plan_changes_cells_and_stops_after_one(out):
    assert states(out, "planned/run") == ["ran", "ran", "not run", "not run"]
    assert printed(out, "planned/run", "sum") == "42"
    assert "no code cell [gone]" in status(out, "planned/wrong")["error"]


COUNT = 'System.out.print(System.setProperty("runs", "" + (Integer.getInteger("runs", 0) + 1)));'


@pytest.mark.parametrize(("passes", "before_the_last"), [("2", "1"), ("1,1", "1"), ("2,1", "2")])
def test_cells_are_run_again_and_one_that_then_fails_is_seen(tmp_path, passes, before_the_last):
    once = 'if (System.setProperty("once", "done") != null) throw new IllegalStateException("once only");'
    file = write(tmp_path / "again.ipynb", {"counts": COUNT, "once": once, "after": "1 + 1"})
    execute("--out", tmp_path / "out", "--passes", passes, file)
    assert states(tmp_path / "out", "again") == ["ran", "raised", "ran"]
    assert printed(tmp_path / "out", "again", "counts") == before_the_last
    assert printed(tmp_path / "out", "again", "after") == "2"
    numbers = [cell["numbers"] for cell in status(tmp_path / "out", "again")["cells"]]
    assert numbers == {"2": [[1, 2], [3, 4], [5, 6]], "1,1": [[1, 4], [2, 5], [3, 6]]}.get(
        passes, [[1, 2, 7], [3, 4], [5, 6, 8]]
    )


BUSY = """System.out.print(ProcessHandle.current().parent().orElseThrow().children()
    .filter(it -> it.info().commandLine().orElse("").contains("while True: pass")).count());"""


@pytest.mark.parametrize("load", ["begins", "ends"])
def test_load_begins_or_ends_when_half_of_the_cells_are_done(tmp_path, load):
    file = write(tmp_path / "loaded.ipynb", dict.fromkeys(["one", "two", "three", "four"], BUSY))
    execute("--out", tmp_path / "out", "--load", load, file)
    busy = [printed(tmp_path / "out", "loaded", cell) for cell in ("one", "two", "three", "four")]
    all_of_them = str(os.cpu_count())
    expected = ["0", "0", all_of_them, all_of_them]
    assert busy == (expected if load == "begins" else expected[::-1])


def test_a_kernel_has_one_core_and_half_a_gigabyte_where_it_is_told_so(tmp_path):
    show = (
        'System.out.print(Runtime.getRuntime().availableProcessors() + " " + (Runtime.getRuntime().maxMemory() >> 20));'
    )
    file = write(tmp_path / "small.ipynb", {"shows": show})
    execute("--out", tmp_path / "out", "--one-core", "--java=-Xmx512m", file)
    processors, megabytes = printed(tmp_path / "out", "small", "shows").split()
    assert processors == "1"
    assert 480 <= int(megabytes) <= 512  # the serial collector keeps a part of it for itself


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--plan", "gone.json"],
        ["--cell-timeout", "-1", "a.ipynb"],
        ["--passes", "0", "a.ipynb"],
        ["a.ipynb", "b/a.ipynb"],
    ],
)
def test_a_wrong_call_is_told_from_a_failing_notebook(tmp_path, words):
    ran = execute("--out", tmp_path, *words)
    assert ran.returncode == 2
    assert "error:" in ran.stderr


linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def descendants(pid):
    """All processes below one, by /proc."""
    below = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            below.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for each in found:
        found += below.get(each, [])
    return found[1:]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(holds, seconds):
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


@linux_only
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGKILL, -9)])
def test_no_kernel_outlives_the_runner(tmp_path, number, code):
    started = tmp_path / "started"
    source = f'java.nio.file.Files.createFile(java.nio.file.Path.of("{started}")); Thread.sleep(60_000);'
    file = write(tmp_path / "waits.ipynb", {"waits": source})
    command = [str(word) for word in (places.PYTHON, EXECUTE, "--out", tmp_path / "out", file)]
    with open(tmp_path / "log", "wb") as log:
        runner = subprocess.Popen(command, env=environment(), stdout=log, stderr=log)
    children = []
    try:
        assert wait_until(lambda: started.exists() or runner.poll() is not None, 60) and started.exists()
        children = descendants(runner.pid)
        assert len(children) >= 2, "a kernel and a watchdog"
        runner.send_signal(number)
        assert runner.wait(20) == code, (tmp_path / "log").read_text()
        assert wait_until(lambda: not any(map(is_alive, children)), 20)
    finally:
        end(runner, children)


# What a lesson starts beside its kernel: the cells that define and start it, and a last one that starts the rest and
# says what runs, where it listens, and where its files are.
POSTGRES = """
try (var connection = POSTGRES.getPostgresDatabase().getConnection(); var sql = connection.createStatement();
        var rows = sql.executeQuery("select pg_backend_pid(), current_setting('data_directory')")) {
    rows.next();
    System.out.println("process " + ProcessHandle.of(rows.getInt(1)).orElseThrow().parent().orElseThrow().pid());
    System.out.println("folder " + Path.of(rows.getString(2)).getParent());
    System.out.println("port " + POSTGRES.getPort());
}
"""
STARTED = {
    "03-files-web-and-background-jobs": (
        *("set-up", "java-imports", "a-script", "a-mail-server", "a-persistent-queue", "the-worker"),
        *("start-a-worker", "a-real-database"),
        """
        System.out.println("process " + startWorker(Duration.ZERO, Duration.ZERO).pid());
        System.out.println("folder " + folder);
        """
        + POSTGRES.replace("POSTGRES", "postgres.get()"),
    ),
    "04-applications-and-a-chat": (
        *("set-up", "loop-imports", "java-imports", "other-imports", "a-database", "a-client-that-never-blocks"),
        *("a-member", "netty-log", "a-chat-room", "joining", "a-heartbeat", "who-is-welcome", "the-page", "the-script"),
        *("the-rest-of-the-script", "asked-by-the-address", "start-the-chat", "the-chat-is-open", "another-process"),
        """
        var proxy = keep("proxy", FaultyProxy.to(server.actualPort()), it -> it.close());
        var pat = keep("pat", JavaProgram.of(source, proxy.port(), 1, 2, 3).startUntil("said it"), ChildReaper::kill);
        System.out.println("process " + pat.pid());
        System.out.println("folder " + source.getParent());
        System.out.println("port " + server.actualPort());
        System.out.println("port " + proxy.port());
        """
        + POSTGRES.replace("POSTGRES", "postgres"),
    ),
    "05-concurrency-and-parallelism": (
        *(
            "set-up",
            "java-imports",
            "other-imports",
            "get-burgers",
            "an-event-loop",
            "a-burger-route",
            "a-burger-server",
        ),
        *("a-page", "a-long-table", "a-program-of-guests", "a-guest-asks", "made-up-guests", "slope-of-the-loss"),
        *("a-round-of-learning", "a-polite-training", "a-worker-that-learns", "the-worker-checks-itself"),
        "the-worker-learns",
        """
        free.set(new CountDownLatch(chairs));
        var seats = keep("guests", JavaProgram.of(guests, server.actualPort(), 20).start(), ChildReaper::kill);
        while (free.get().getCount() > chairs - 20) Thread.sleep(5);
        var training = JavaProgram.of(worker, 2, study(new double[facts], 5)).nice();
        var learning = keep("worker", training.startUntil("all are learning"), ChildReaper::kill);
        System.out.println("process " + seats.pid());
        System.out.println("process " + learning.pid());
        System.out.println("folder " + folder);
        System.out.println("port " + server.actualPort());
        """,
    ),
}


@linux_only
@pytest.mark.parametrize("how", ["shutdown", "restart", "kill"])
@pytest.mark.parametrize("lesson", STARTED)
def test_what_a_lesson_starts_does_not_outlive_the_kernel(lesson, how):
    """Workers, servers, clients and databases end with their kernel, and their folders and ports are free again."""
    notebook = places.NOTEBOOKS / f"{lesson}.ipynb"
    *cells, show = STARTED[lesson]
    driver = subprocess.Popen(
        [str(places.PYTHON), str(Path(__file__).with_name("end_kernel.py")), str(notebook), show, *cells],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    started = []
    try:
        said = []
        for line in driver.stdout:
            if line.strip() == "ready":
                break
            said.append(line.strip())
        started = [int(line.split()[1]) for line in said if line.startswith("process ")]
        folders = [Path(line.partition(" ")[2]) for line in said if line.startswith("folder ")]
        ports = [int(line.split()[1]) for line in said if line.startswith("port ")]
        assert len(started) == 2 and folders and ports, "\n".join(said)
        started += descendants(driver.pid)
        assert len(set(started)) >= 4, "besides the two a kernel and a reaper"
        assert all(map(is_alive, started)) and all(map(Path.is_dir, folders)) and all(map(is_open, ports))
        driver.stdin.write(how + "\n")
        driver.stdin.flush()
        assert driver.stdout.readline().strip() == "ended"
        assert wait_until(lambda: not any(map(is_alive, started)), 30)
        assert wait_until(lambda: not any(map(Path.exists, folders)), 20)
        assert not any(map(is_open, ports))
    finally:
        end(driver, started)


def is_open(port):
    """Whether somebody listens there."""
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == 0


def end(process, others):
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            stream.close()
    for pid in others:
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)
