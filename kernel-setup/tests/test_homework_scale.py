"""Many submissions: by Dask's workers here and at a scheduler's address, killed in the middle, and into PostgreSQL."""

import contextlib
import os
import pwd
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import homework_sample as sample
import pytest

from set_up import places

pytest.importorskip("nbgrader", reason="it comes with requirements/grading.txt")
from grading import grade, gradebook, report, store

pytestmark = pytest.mark.set_up
HERE = Path(__file__).resolve().parent
ALL = {"bet-test": 1, "twice-test": 3, "shout-test": 2}
# A grading of its own process, as `make grade` is one.
GRADING = """
import sys
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from set_up import places
sys.path.append(str(places.GRADING))
import homework_sample as sample
from pathlib import Path
from grading import grade, store
from grading.course import Course

if __name__ == "__main__":
    course = Course(Path(sys.argv[3]))
    command = [sys.executable, sample.__file__, sys.argv[4]]
    team = grade.Dask(store.key_of(course.state), "version", command, True, workers=2)
    done = grade.grade(course, sample.NAME, team=team, on_result=lambda student: print(student, flush=True))
    print("judged", len(done.judged), flush=True)
"""


@pytest.fixture
def course(tmp_path):
    course = sample.course(tmp_path / "homework")
    for number in range(12):
        sample.hand_in(course, f"s{number:02}", sample.answers(**sample.RIGHT))
    return course


def started(course, log, tmp_path):
    script = tmp_path / "grading.py"
    script.write_text(GRADING)
    words = [sys.executable, script, places.HERE, HERE, course.root, log]
    return subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, text=True, start_new_session=True)


def running(word):
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True).stdout
    return [line for line in listed.splitlines() if word in line and "ps -eo" not in line]


def test_a_grading_that_is_killed_leaves_nobody_and_goes_on_where_it_was(course, tmp_path):
    log = tmp_path / "asked.txt"
    first = started(course, log, tmp_path)
    for _ in range(3):
        assert first.stdout.readline()
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    first.stdout.read()  # its workers hold it open until they are gone
    assert running(str(log)) == []
    kept = len(list((course.state / sample.NAME).glob("*.json")))
    assert 3 <= kept < 12
    second = started(course, log, tmp_path)
    out, _ = second.communicate(timeout=120)
    assert out.splitlines()[-1] == f"judged {12 - kept}"
    results = store.Store(course.state / sample.NAME, store.key_of(course.state))
    assert results.strange == [] and len(list(results.folder.glob("*.json"))) == 12
    assert all({item["id"]: item["points"] for item in told["items"]} == ALL for told in results.by_student.values())


@contextlib.contextmanager
def cluster(workers):
    """A scheduler and its workers, as processes of their own, in the environment that `--worker` gives them."""
    env = {**os.environ, "PYTHONPATH": f"{places.HERE}{os.pathsep}{places.GRADING}{os.pathsep}{HERE}"}
    python = [sys.executable, "-m"]
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    host, port = address.split(":")
    scheduler = [*python, "distributed.cli.dask_scheduler", "--host", host, "--port", port, "--no-dashboard"]
    worker = [*python, "distributed.cli.dask_worker", f"tcp://{address}", "--nthreads", "1", "--no-dashboard"]
    processes = []
    try:
        for words in (scheduler, *[worker] * workers):
            processes.append(subprocess.Popen(words, env=env, stderr=subprocess.DEVNULL, start_new_session=True))
        yield f"tcp://{address}"
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            process.wait()


def wait_for_workers(address, count):
    from distributed import Client

    with Client(address, timeout="60s") as client:
        client.wait_for_workers(count, timeout=60)


def test_the_workers_of_a_scheduler_elsewhere_do_the_same(course, tmp_path):
    log = tmp_path / "asked.txt"
    with cluster(2) as address:
        wait_for_workers(address, 2)
        command = [sys.executable, str(HERE / "homework_sample.py"), str(log)]
        team = grade.Dask(store.key_of(course.state), "version", command, True, scheduler=address)
        done = grade.grade(course, sample.NAME, team=team)
    assert done.failed == {} and len(done.judged) == 12
    assert all({item["id"]: item["points"] for item in told["items"]} == ALL for told in done.results.values())


def test_a_worker_of_another_commit_is_refused(course):
    with cluster(1) as address:
        wait_for_workers(address, 1)
        team = grade.Dask(store.key_of(course.state), "another commit", scheduler=address)
        with pytest.raises(grade.Wrong, match="not at the grader's commit"):
            grade.grade(course, sample.NAME, team=team)


@pytest.fixture
def postgres():
    """A PostgreSQL of its own, by the binaries that lesson 03 uses; its address."""
    jars = list(places.WEB_JARS.glob("embedded-postgres-binaries-*.jar"))
    if not jars:
        pytest.skip("Its binaries come with the set-up.")
    with tempfile.TemporaryDirectory() as name:  # where another user than root comes to, too
        yield from serving(Path(name), jars[0])


def serving(folder, binaries):
    with zipfile.ZipFile(binaries) as jar:
        (archive,) = (name for name in jar.namelist() if name.endswith(".txz"))
        jar.extract(archive, folder)
    with tarfile.open(folder / archive) as tar:
        tar.extractall(folder / "pg", filter="tar")
    user = []
    if os.geteuid() == 0:  # which PostgreSQL refuses to be
        nobody = pwd.getpwnam("nobody")
        user = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    programs, data = folder / "pg" / "bin", folder / "data"
    init = [*user, programs / "initdb", "-D", data, "-U", "teacher", "-A", "trust", "--no-sync"]
    subprocess.run([str(word) for word in init], check=True, capture_output=True, cwd=folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [*user, programs / "postgres", "-D", data, "-p", port, "-h", "127.0.0.1", "-k", ""]
    server = subprocess.Popen([str(word) for word in words], stderr=subprocess.PIPE, text=True, cwd=folder)
    for line in server.stderr:
        if "ready to accept connections" in line:
            break
    yield f"postgresql+psycopg2://teacher@127.0.0.1:{port}/postgres"
    server.send_signal(signal.SIGINT)
    server.stderr.close()
    server.wait()


def test_the_gradebook_may_be_postgresql(course, postgres, tmp_path):
    command = [sys.executable, str(HERE / "homework_sample.py"), str(tmp_path / "asked.txt")]
    team = grade.Alone(store.key_of(course.state), "version", command, True)
    done = grade.grade(course, sample.NAME, ["s00", "s01"], team=team)
    for _ in range(2):  # the second finds all as it is
        with gradebook.opened(course, postgres) as book:
            report.write_all(book, course, sample.NAME, done, None)
            assert {sub.student.id: sub.score for sub in book.assignment_submissions(sample.NAME)} == {
                "s00": 6,
                "s01": 6,
            }
    assert not (course.root / "gradebook.db").exists()
