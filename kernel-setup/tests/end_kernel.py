"""Runs those cells of a notebook that start other processes, and ends the kernel as the caller says.

    python end_kernel.py NOTEBOOK SHOW CELL-ID...

Then it runs one more cell, the text SHOW, prints what that printed and `ready`, and waits for one word on its standard
input: shutdown, restart or kill. It prints `ended` when that is done, and ends itself and any kernel there is by then.
"""

import json
import os
import sys

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager


def main(notebook, show, *wanted):
    with open(notebook, encoding="utf-8") as file:
        cells = {cell["id"]: "".join(cell["source"]) for cell in json.load(file)["cells"]}
    specs = KernelSpecManager(kernel_dirs=[os.path.join(sys.prefix, "share", "jupyter", "kernels")])
    manager = KernelManager(kernel_name="java", kernel_spec_manager=specs)
    manager.start_kernel()
    try:
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=120)
        for source in [cells[each] for each in wanted] + [show]:
            run(client, source)
        print("ready", flush=True)
        how = sys.stdin.readline().strip()
        if how == "kill":
            manager.shutdown_kernel(now=True)  # SIGKILL to the kernel's whole process group
        elif how == "restart":
            manager.restart_kernel(now=False)
        else:
            manager.shutdown_kernel()
        print("ended", flush=True)
    finally:
        manager.shutdown_kernel(now=True)


def run(client, source):
    def show(message):
        if message["msg_type"] == "stream":
            print(message["content"]["text"], end="", flush=True)

    reply = client.execute_interactive(source, timeout=120, output_hook=show)["content"]
    if reply["status"] != "ok":
        sys.exit("{}: {}\nin\n{}".format(reply["ename"], reply["evalue"], source))


main(*sys.argv[1:])
