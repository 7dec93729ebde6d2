"""Runs those cells of a notebook that start other processes, and ends the kernel as the caller says.

    python end_kernel.py NOTEBOOK CELL-ID...

Then it prints what the caller's last cell printed and `ready`, and waits for one word on its standard input: shutdown,
restart or kill. It prints `ended` when that is done, and ends itself, with any kernel that is there by then.
"""

import json
import os
import sys

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

SHOW = """
var aWorker = startWorker(Duration.ZERO, Duration.ZERO);
try (var connection = postgres.get().getPostgresDatabase().getConnection(); var sql = connection.createStatement();
        var rows = sql.executeQuery("select pg_backend_pid(), current_setting('data_directory')")) {
    rows.next();
    System.out.println("process " + ProcessHandle.of(rows.getInt(1)).orElseThrow().parent().orElseThrow().pid());
    System.out.println("process " + aWorker.pid());
    System.out.println("folder " + Path.of(rows.getString(2)).getParent());
    System.out.println("folder " + folder);
}
"""


def main(notebook, *wanted):
    with open(notebook, encoding="utf-8") as file:
        cells = {cell["id"]: "".join(cell["source"]) for cell in json.load(file)["cells"]}
    specs = KernelSpecManager(kernel_dirs=[os.path.join(sys.prefix, "share", "jupyter", "kernels")])
    manager = KernelManager(kernel_name="java", kernel_spec_manager=specs)
    manager.start_kernel()
    try:
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=120)
        for source in [cells[each] for each in wanted] + [SHOW]:
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
