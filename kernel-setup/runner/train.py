"""Does in a kernel what a learner does in the first minute of a notebook: the training for its start-up cache.

    .venv/bin/python kernel-setup/runner/train.py COMMAND...

COMMAND starts the kernel, less its last argument, the connection file. With -XX:AOTCacheOutput among its options the
JVM keeps the classes and the profile of what it has done, when the kernel has ended. The cells are in training.txt.
Ends with the kernel's own status.
"""

import contextlib
import queue
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

CELLS = Path(__file__).with_name("training.txt")


def main(command):
    cells = re.split(r"^// ---.*\n", CELLS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        file, _ = write_connection_file(str(Path(folder, "kernel.json")))
        # Not by a kernel manager: in the session that it gives a kernel, this would outlive a set-up that is ended.
        with subprocess.Popen([*command, file]) as kernel:
            client = BlockingKernelClient(connection_file=file)
            client.load_connection_file()
            client.start_channels(hb=False)  # on a busy machine a kernel that starts would be taken for dead
            try:
                await_reply(client, client.kernel_info(), kernel)
                for cell in cells:
                    await_reply(client, client.execute(cell), kernel)
                client.shutdown()
                return kernel.wait()
            finally:
                kernel.kill()
                client.stop_channels()


def await_reply(client, request, kernel):
    while kernel.poll() is None:
        with contextlib.suppress(queue.Empty):
            if client.get_shell_msg(timeout=1)["parent_header"].get("msg_id") == request:
                return
    raise SystemExit(f"The kernel has ended, with {kernel.returncode}, before it was asked to.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
