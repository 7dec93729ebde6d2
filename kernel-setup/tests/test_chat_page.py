"""Notebook 04's chat, used by two pages of a real browser at once and by the panel in the notebook."""

import json
import os
import time

import pytest

from set_up import places
from set_up.browser import chromium
from set_up.environment import environment

pytestmark = pytest.mark.browser

NOTEBOOK = places.NOTEBOOKS / "04-applications-and-a-chat.ipynb"
# The chat's own cells, by their ids; those between them tell of it, or ask it.
CHAT = [
    "set-up",
    "loop-imports",
    "java-imports",
    "other-imports",
    "a-connection",
    "a-connection-manager",
    "a-member",
    "netty-log",
    "a-chat-room",
    "joining",
    "a-heartbeat",
    "who-is-welcome",
    "the-page",
    "the-script",
    "the-rest-of-the-script",
    "asked-by-the-address",
    "start-the-chat",
    "the-chat-is-open",
    "a-talker",
    "until",
    "a-panel",
]
VERTX = """var vertx = keep("vertx", Vertx.vertx(), it -> it.close().await());
int port = 0;"""
SECONDS = 120


@pytest.fixture(scope="module")
def kernel():
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import KernelManager

    specs = KernelSpecManager(kernel_dirs=[str(places.KERNELSPEC.parent)], ensure_native_kernel=False)
    manager = KernelManager(kernel_name="java", kernel_spec_manager=specs)
    manager.start_kernel(env=environment())
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=SECONDS)
        yield lambda code: run(client, code)
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


def run(client, code):
    """What a cell printed or gave."""
    said = []

    def hear(message):
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            said.append(content["text"])
        elif kind == "execute_result":
            said.append(content["data"]["text/plain"])

    reply = client.execute_interactive(code, timeout=SECONDS, output_hook=hear)
    assert reply["content"]["status"] == "ok", f"{code}\n{reply['content']}"
    return "".join(said).strip()


@pytest.fixture(scope="module")
def cells():
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"}


@pytest.fixture
def browser():
    from playwright.sync_api import sync_playwright

    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=options)
        yield browser
        browser.close()


def lines(page):
    return page.locator("#messages li").all_inner_texts()


def say(page, text):
    page.get_by_role("textbox", name="Message").fill(text)
    page.keyboard.press("Enter")


def wait_until(what, seconds=30):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


def test_two_pages_and_the_panel_see_every_message_once_in_order_as_text(kernel, cells, browser):
    for name in CHAT:
        if name in cells:
            kernel(cells[name])
        if name == "other-imports":
            kernel(VERTX)
    kernel("port = server.actualPort();")
    kernel(cells["a-panel-is-open"])
    address = kernel("page").replace("name=you", "name=")
    alarms = []
    pages = {}
    for name in ("ann", "bob"):
        page = browser.new_context().new_page()
        page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
        page.goto(address + name)
        page.get_by_text(f"You are {name}.").wait_for()
        pages[name] = page
    said = [
        ("ann", "hello"),
        ("bob", "<script>alert(1)</script>"),
        ("ann", "<img src=x onerror=alert(2)>"),
        ("bob", "👋"),
    ]
    for name, text in said:
        say(pages[name], text)
        wait_until(lambda name=name, text=text: f"{name}: {text}" in lines(pages["ann"]))
    expected = [f"{name}: {text}" for name, text in said]
    for page in pages.values():
        wait_until(lambda page=page: expected[-1] in lines(page))
        assert [line for line in lines(page) if ": " in line] == expected
        assert page.locator("#messages script, #messages img").count() == 0
    assert alarms == []
    kernel(f"until(() -> panel.lines.contains({json.dumps(expected[-1], ensure_ascii=False)}));")
    heard = kernel('System.out.println(String.join("\\n", panel.lines));').splitlines()
    assert [line for line in heard if ": " in line] == expected


def test_a_foreign_page_is_refused(kernel, browser):
    page = browser.new_page()
    page.route("http://elsewhere.example/", lambda route: route.fulfill(body="<title>elsewhere</title>"))
    page.goto("http://elsewhere.example/")
    port = kernel("server.actualPort()")
    opened = page.evaluate(
        """port => new Promise(done => {
            const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?name=foreign`);
            socket.onopen = () => done('opened');
            socket.onerror = () => done('refused');
        })""",
        port,
    )
    assert opened == "refused"
