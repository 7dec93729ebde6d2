"""The other end of the pipe to a referee: the JVM that compiles and judges, and never runs a student's code.

One is kept warm for many submissions. It gets a request as a line of JSON, and answers with a line that it has signed
by a key which no student's code has seen.
"""

import contextlib
import hashlib
import hmac
import json
import os
import re
import selectors
import signal
import subprocess
import time

MOST_ANSWER = 64_000_000  # bytes of a line
SIGNED = re.compile(rb',"mac":"([0-9a-f]{64})"\}\s*$')


class Gone(Exception):
    """The referee has died or was too slow, and what it was at last."""

    def __init__(self, why, at=None):
        super().__init__(why)
        self.at = at


class Forged(Exception):
    """An answer that its referee has not signed, or that answers something else."""


class Referee:
    """A process that is started when it is first asked, and again after it has died."""

    def __init__(self, command, key, env=None, log=None):
        self.command, self.key, self.env, self.log = [str(word) for word in command], key, env, log
        self.process = None

    def ask(self, request, seconds):
        """The signed answer, as its line. Raises Gone."""
        try:
            if self.process is None or self.process.poll() is not None:
                self.start()
            self.write(request)
            return self.answer(request["run"], time.monotonic() + seconds)
        except OSError as broken:
            self.stop()
            raise Gone(f"the referee has ended ({broken})") from None
        except Gone:
            self.stop()
            raise

    def start(self):
        with open(self.log or os.devnull, "wb") as errors:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=self.env,
                start_new_session=True,
            )
        os.set_blocking(self.process.stdout.fileno(), False)
        self.buffer = b""
        self.write({"key": self.key})

    def write(self, message):
        self.process.stdin.write(json.dumps(message).encode("ascii") + b"\n")
        self.process.stdin.flush()

    def answer(self, run, until):
        at = None
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while True:
                while b"\n" in self.buffer:
                    line, _, self.buffer = self.buffer.partition(b"\n")
                    told = object_of(line)
                    if told.get("run") != run:
                        continue
                    if "error" in told:
                        raise Gone(f"the referee could not read the request: {told['error']}")
                    if "items" in told:
                        return line.decode("utf-8", "replace")
                    at = told.get("at", at)
                left = until - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise Gone("it took too long", at)
                chunk = self.process.stdout.read(1 << 20)
                if not chunk:
                    raise Gone("the referee has ended", at)
                self.buffer += chunk
                if len(self.buffer) > MOST_ANSWER:
                    raise Gone("the referee said too much", at)

    def stop(self):
        """Ends it, and with it what it has started: students' JVMs end with the JVM that started them."""
        process, self.process = self.process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        with contextlib.suppress(OSError):
            process.stdin.close()
        process.stdout.close()


def object_of(line):
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def verified(line, key, run):
    """What a signed line says. Raises Forged: nothing counts that was not signed, or answers another question."""
    data = line.encode("utf-8")
    found = SIGNED.search(data)
    if not found:
        raise Forged("the answer is not signed")
    if not hmac.compare_digest(found[1].decode(), mac(data[: found.start()] + b"}", key)):
        raise Forged("the answer's signature is not its referee's")
    told = object_of(data)
    if told.get("run") != run:
        raise Forged("the answer is to another question")
    del told["mac"]
    return told


def mac(data, key):
    return hmac.new(bytes.fromhex(key), data, hashlib.sha256).hexdigest()


def sign(told, key):
    """A line as a referee writes it."""
    plain = json.dumps(told, separators=(",", ":"))  # in the order in which pages show it
    return f'{plain[:-1]},"mac":"{mac(plain.encode(), key)}"}}'
