"""Notebook 04's chat, used by pages of a real browser: two at once beside the panel in the notebook, a foreign one, and
one behind the proxy of a hub, which puts it under a prefix.
"""

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
    "ask-the-room",
    "a-talker",
    "until",
    "a-panel",
]
VERTX = """var vertx = keep("vertx", Vertx.vertx(), it -> it.close().await());
int port = 0;"""
PREFIX = "/user/ann/"  # of a user's server on a hub
# Names for this machine that only the browser knows.
HUB, ELSEWHERE = "hub.example", "elsewhere.example"
SECONDS = 120


@pytest.fixture(scope="module")
def kernel():
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import KernelManager

    specs = KernelSpecManager(kernel_dirs=[str(places.KERNELSPEC.parent)], ensure_native_kernel=False)
    manager = KernelManager(kernel_name="java", kernel_spec_manager=specs)
    manager.start_kernel(env=environment() | {"JUPYTERHUB_SERVICE_PREFIX": PREFIX})
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


@pytest.fixture(scope="module")
def chat(kernel, cells):
    """The kernel, with an open chat in it."""
    for name in CHAT:
        kernel(cells[name])
        if name == "other-imports":
            kernel(VERTX)
    kernel("port = server.actualPort();")
    return kernel


@pytest.fixture
def browser():
    from playwright.sync_api import sync_playwright

    options = [f"--host-resolver-rules=MAP {HUB} 127.0.0.1, MAP {ELSEWHERE} 127.0.0.1"]
    options += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=options)
        yield browser
        browser.close()


@pytest.fixture
def hub(tmp_path):
    """A notebook server as a hub runs one for each user: under a prefix, by the hub's name, and with the proxy that
    hubs use for a user's own servers.
    """
    from runner.browse import Lab

    (tmp_path / "notebooks").mkdir()
    names = f"--ServerApp.local_hostnames=['{HUB}']"
    lab = Lab(tmp_path / "notebooks", tmp_path, f"--ServerApp.base_url={PREFIX}", names)
    yield lab
    lab.close()


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


def come_in(page, address, name):
    page.goto(address.replace("name=you", "name=" + name))
    page.get_by_text(f"{name} joined").wait_for()
    assert page.get_by_role("status").inner_text() == f"You are {name}."


def present(chat):
    return chat("present(room)").strip("[]").split(", ")


def test_two_pages_and_the_panel_see_every_message_once_in_order_as_text(chat, cells, browser):
    chat(cells["a-panel-is-open"])
    alarms = []
    pages = {}
    for name in ("ann", "bob"):
        page = browser.new_context().new_page()
        page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
        come_in(page, chat("page"), name)
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
    chat(f"until(() -> panel.lines.contains({json.dumps(expected[-1], ensure_ascii=False)}));")
    heard = chat('System.out.println(String.join("\\n", panel.lines));').splitlines()
    assert [line for line in heard if ": " in line] == expected


@pytest.fixture
def elsewhere(served):
    """The address of another site's page. It is served, not made up: a browser keeps a page that came from nowhere
    off this machine by itself, and the chat would never be asked.
    """
    return served({"/": b"<title>elsewhere</title>"}).replace("127.0.0.1", ELSEWHERE)


def what_becomes_of(socket, page):
    """A page opens the chat's WebSocket and says a word: heard, or refused."""
    return page.evaluate(
        """address => new Promise(done => {
            const socket = new WebSocket(address);
            socket.onopen = () => socket.send('hello');
            socket.onmessage = event => done('heard');
            socket.onclose = () => done('refused');
        })""",
        socket,
    )


def test_a_foreign_page_is_refused(chat, browser, elsewhere):
    socket = f"ws://127.0.0.1:{chat('server.actualPort()')}/ws?name="
    page = browser.new_page()
    page.goto(elsewhere)
    assert what_becomes_of(socket + "foreign", page) == "refused"
    page.goto(chat("page"))
    assert what_becomes_of(socket + "own", page) == "heard"


def test_on_a_hub_the_page_works_under_the_prefix_once_the_chat_knows_the_hubs_name(
    chat, cells, browser, hub, elsewhere
):
    path = chat(cells["its-address"])
    assert path.startswith(PREFIX)
    site = hub.url.replace("127.0.0.1", HUB).replace("localhost", HUB).removesuffix(PREFIX)
    behind = browser.new_context().new_page()
    behind.goto(f"{site}{PREFIX}?token={hub.token}")  # who has come in once has a cookie
    behind.goto(site + path.replace("name=you", "name=cem"))
    behind.get_by_text("Not connected.").wait_for()
    assert "cem" not in present(chat)

    chat(f'ourNames.add("{HUB}");')
    come_in(behind, site + path, "cem")
    beside = browser.new_context().new_page()
    come_in(beside, chat("page"), "dora")
    say(behind, "hello from the hub")
    say(beside, "hello from next door")
    for page in (behind, beside):
        for line in ("cem: hello from the hub", "dora: hello from next door"):
            wait_until(lambda page=page, line=line: lines(page).count(line) == 1)

    socket = site.replace("http", "ws") + path.replace("?name=you", "ws?name=own")
    assert what_becomes_of(socket, behind) == "heard"
    # by the visitor's cookie; and by a token, with which the hub's own proxy lets a page of any origin pass
    behind.goto(elsewhere)
    for address in (socket, f"{socket}&token={hub.token}"):
        assert what_becomes_of(address, behind) == "refused"
