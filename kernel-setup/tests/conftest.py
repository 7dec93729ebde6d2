import http.server
import os
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "kernel-setup"))
sys.dont_write_bytecode = True

from set_up import commands, places  # noqa: E402

sys.path.append(str(places.GRADING))


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """An empty clone for the set-up's own places, in a folder with blanks and an umlaut."""
    root = tmp_path / "ein Klon für Jürgen"
    for name, path in list(vars(places).items()):
        if isinstance(path, Path):
            monkeypatch.setattr(places, name, root / path.relative_to(ROOT))
    places.STATE.mkdir(parents=True)
    return root


@pytest.fixture(autouse=True)
def no_lock_of_ours(monkeypatch):
    monkeypatch.setattr(commands, "INHERITED", [])


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """An environment with PATH, a home of its own, and nothing else."""
    for name in list(os.environ):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return home


class Quiet:
    """A terminal that remembers how each step ended."""

    def __init__(self):
        self.ends = []

    def begin(self, title):
        pass

    def busy(self, what):
        pass

    def end(self, outcome):
        self.ends.append(outcome)


@pytest.fixture
def terminal():
    return Quiet()


@pytest.fixture
def server():
    """A function that serves what `answer(path)` says, a (status, headers, content), and returns the address."""
    servers = []

    def serve(answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                status, headers, content = answer(self.path.split("?")[0])
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        started = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=started.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(started)
        return f"http://127.0.0.1:{started.server_port}"

    yield serve
    for started in servers:
        started.shutdown()
        started.server_close()


@pytest.fixture
def served(server):
    """A function that serves bytes by path on this machine and returns the address."""
    return lambda files: server(lambda path: (200, {}, files[path]) if path in files else (404, {}, b""))


@pytest.fixture
def program():
    """A function that makes an executable shell script."""

    def make(path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n" + text, encoding="utf-8")
        path.chmod(0o755)
        return path

    return make
