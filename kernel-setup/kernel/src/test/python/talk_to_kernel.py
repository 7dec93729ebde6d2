"""Starts a kernel as a front end does, talks to it over its sockets, and prints what came back.

That is a line of JSON for each step: {"step": ..., ...}.

    talk_to_kernel.py <home of the JDK> <class path>

EndToEndTest starts it and looks at the answers.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

sys.path.insert(0, str(Path(__file__).parents[4]))  # kernel-setup

from set_up.kernelspec import ENV, options

WAIT = 60


def tell(step: str, **what) -> None:
    print(json.dumps({"step": step, **what}, ensure_ascii=True), flush=True)


class Conversation:
    def __init__(self, spec: KernelSpec) -> None:
        self.manager = KernelManager()
        self.manager._kernel_spec = spec
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=WAIT)

    def cell(self, step: str, code: str, interrupt: bool = False, late: str | None = None) -> None:
        """Runs a cell; with `late`, also waits for that text from it after it has ended."""
        request = self.client.execute(code)
        texts: dict[str, str] = {"stdout": "", "stderr": ""}
        shown: list[dict] = []
        error = None
        ended = False
        while not ended or (late and late not in texts["stdout"]):
            message = self.client.get_iopub_msg(timeout=WAIT)
            if message["parent_header"].get("msg_id") != request:
                continue
            content = message["content"]
            match message["msg_type"]:
                case "stream":
                    texts[content["name"]] += content["text"]
                    if interrupt and "running" in content["text"]:
                        threading.Thread(target=self.manager.interrupt_kernel).start()
                case "execute_result" | "display_data" | "update_display_data":
                    shown.append(
                        {
                            "as": message["msg_type"],
                            "data": content["data"],
                            "id": content.get("transient", {}).get("display_id"),
                        }
                    )
                case "error":
                    error = {"name": content["ename"], "message": content["evalue"], "first": content["traceback"][0]}
                case "status":
                    ended = ended or content["execution_state"] == "idle"
        status = self.reply(request)["content"]["status"]
        tell(step, status=status, **texts, shown=shown, error=error)

    def reply(self, request: str) -> dict:
        while True:
            message = self.client.get_shell_msg(timeout=WAIT)
            if message["parent_header"].get("msg_id") == request:
                return message

    def complete(self, step: str, code: str) -> None:
        tell(step, matches=self.reply(self.client.complete(code, len(code)))["content"]["matches"])

    def end(self, step: str) -> None:
        process = self.manager.provisioner.process
        begin = time.monotonic()
        self.client.shutdown()
        answer = self.client.get_control_msg(timeout=WAIT)["msg_type"]
        while process.poll() is None and time.monotonic() - begin < 10:
            time.sleep(0.005)
        tell(step, answer=answer, status=process.poll(), seconds=round(time.monotonic() - begin, 3))


# compiled while it counts little, then asked to count for hours
COUNTING = """
long count(int rounds, int to) {
    long n = 0;
    for (int r = 0; r < rounds; r++)
        for (int i = 1; i < to; i++)
            n += (n ^ r) % i;
    return n;
}
for (int i = 0; i < 20_000; i++) count(10, 100);
{
    System.out.println("running");
    count(1_000, Integer.MAX_VALUE);
}
"""

# everything of a loop that may print does, at once, while another thread sends it: no lock may stop the loop
PRINTING_LOOP = """
import java.time.Duration;
import syncasync.loop.*;
class SetsItself {
    int left = 200;
    void call() {
        System.out.println("itself");
        if (--left > 0) EventLoop.current().callLater(Duration.ofMillis(1), this::call);
    }
}
for (int round = 0; round < 3; round++) {
    try (var loop = new EventLoop()) {
        for (int i = 0; i < 200; i++) {
            var time = Duration.ofMillis(i);
            loop.callLater(time, () -> System.out.println("callback"));
            loop.callLater(time, () -> { throw new IllegalStateException("boom"); });
            loop.spawn("waiter", () -> Coroutines.sleep(time)).thenRunAsync(() -> System.out.println("stage"));
        }
        loop.callSoon(new SetsItself()::call);
        loop.spawn("printer", () -> {
            for (int i = 0; i < 200; i++) { System.out.println("task"); Coroutines.sleep(Duration.ofMillis(1)); }
        });
        loop.runUntilIdle();
    }
}
"""


def main() -> None:
    java, class_path = sys.argv[1:]
    talk = Conversation(
        KernelSpec(
            argv=[f"{java}/bin/java", *options(), "-cp", class_path, "syncasync.kernel.Main", "{connection_file}"],
            display_name="under test",
            language="java",
            interrupt_mode="message",
            env=ENV,
        )
    )
    try:
        talk.cell("value", "1 + 1")
        talk.cell("printed", 'System.out.println("é€😀");\nSystem.err.print("so");')
        talk.cell(
            "pictures",
            "import syncasync.host.*;\n"
            'Rich half = () -> Map.of("text/plain", "half", '
            '"application/vnd.vegalite.v5+json", Map.of("mark", "bar"));\n'
            "var id = Screen.current().show(half);\n"
            'Screen.current().update(id, () -> Map.of("text/plain", "whole"));\nhalf',
        )
        talk.cell("failed", 'throw new IllegalStateException("boom");')
        talk.cell("interrupted", 'System.out.println("running");\nwhile (true) {}', interrupt=True)
        talk.cell("counting", COUNTING, interrupt=True)
        talk.cell("null", "int length(String text) {\n    return text.length();\n}\nlength(null)")
        talk.cell(
            "late",
            "Thread.ofVirtual().start(() -> { try { Thread.sleep(300); } catch (InterruptedException e) {} "
            'System.out.println("afterwards"); });',
            late="afterwards",
        )
        talk.cell("printing loop", PRINTING_LOOP)
        talk.cell("healthy", "System.out.print(syncasync.kernel.Leftovers.report());")
        talk.cell("in memory", "int applesInTheBasket = 3;")
        talk.complete("completed", "applesIn")
        talk.cell("hooked", "Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(1)));")
        talk.end("ended")
    finally:
        talk.client.stop_channels()
        talk.manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    main()
