"""The Jupyter messaging protocol, as a front end sees it: what jupyter_kernel_test does not ask."""

import contextlib
import datetime
import os

import pytest
from jupyter_client.jsonutil import parse_date
from jupyter_client.manager import KernelManager

pytestmark = pytest.mark.set_up

WAIT = 60


class FrontEnd:
    """A front end with a kernel of its own."""

    def __init__(self, *options, **env):
        self.manager = KernelManager(kernel_name="java")
        self.manager.kernel_spec.argv[1:1] = options  # of its JVM
        self.manager.start_kernel(env=os.environ | env)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=WAIT)
        self.messages = {}  # by the id of the request

    def start_again(self):
        """As Jupyter does it with a kernel that has ended: with the same connection file."""
        self.manager.restart_kernel(now=True)
        self.client.wait_for_ready(timeout=WAIT)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def send(self, code, **options):
        """Sends a cell and does not wait for it; gives the id of the request."""
        return self.client.execute(code, **options)

    def ask(self, kind, **content):
        message = self.client.session.msg(kind, content)
        self.client.shell_channel.send(message)
        return self.reply(message["header"]["msg_id"])["content"]

    def reply(self, request):
        while True:
            message = self.client.get_shell_msg(timeout=WAIT)
            if message["parent_header"].get("msg_id") == request:
                return message

    def published(self, request, until=None):
        """What is published for a request, up to its end, or to the first message that `until` is true for."""
        seen = self.messages.setdefault(request, [])
        looked_at = 0
        while True:
            while looked_at < len(seen):
                message = seen[looked_at]
                looked_at += 1
                idle = message["content"].get("execution_state") == "idle"
                if until(message) if until else idle:
                    return seen[:looked_at]
            message = self.client.get_iopub_msg(timeout=WAIT)
            self.messages.setdefault(message["parent_header"].get("msg_id"), []).append(message)

    def run(self, code, **options):
        """Runs a cell to its end; gives the content of the reply and what was published."""
        request = self.send(code, **options)
        return self.reply(request)["content"], self.published(request)

    def printed(self, request, stream="stdout"):
        return text(self.published(request), stream)

    def started(self, request):
        """Waits until the cell has printed something."""
        self.published(request, lambda message: message["msg_type"] == "stream")


def text(messages, stream="stdout"):
    parts = [m["content"] for m in messages if m["msg_type"] == "stream"]
    return "".join(part["text"] for part in parts if part["name"] == stream)


def result(messages):
    return [m["content"]["data"]["text/plain"] for m in messages if m["msg_type"] == "execute_result"]


def kinds(messages):
    return [m["msg_type"] for m in messages]


@pytest.fixture(scope="module")
def front_end():
    it = FrontEnd()
    yield it
    it.close()


@pytest.fixture
def front_end_of_its_own():
    it = FrontEnd()
    yield it
    it.close()


# what is queued


def test_cells_queued_before_an_error_are_aborted_and_do_not_run(front_end):
    one, bad, three, four = (
        front_end.send(code)
        for code in (
            'System.out.println("one");',
            'throw new IllegalStateException("bad");',
            'System.out.println("three");',
            "4",
        )
    )
    statuses = [front_end.reply(request)["content"]["status"] for request in (one, bad, three, four)]
    assert statuses == ["ok", "error", "aborted", "aborted"]
    assert kinds(front_end.published(three)) == ["status", "status"]
    assert kinds(front_end.published(four)) == ["status", "status"]
    assert front_end.run('System.out.println("next");')[0]["status"] == "ok"


def test_a_cell_that_does_not_compile_aborts_what_is_queued(front_end):
    bad, after = front_end.send('int bad = "x";'), front_end.send('System.out.println("after");')
    assert front_end.reply(bad)["content"]["status"] == "error"
    assert front_end.reply(after)["content"]["status"] == "aborted"


def test_an_interrupt_stops_the_cells_that_are_queued_as_well(front_end):
    first = front_end.send('System.out.println("first"); Thread.sleep(60_000);')
    later = [front_end.send(code) for code in ('System.out.println("second");', "while (true) { }")]
    front_end.started(first)
    front_end.manager.interrupt_kernel()
    assert front_end.reply(first)["content"]["ename"] == "Interrupted"
    assert [front_end.reply(each)["content"]["status"] for each in later] == ["aborted", "aborted"]
    assert front_end.printed(later[0]) == ""


def test_a_bet_is_told_which_claim_of_the_cell_before_it_failed(front_end):
    front_end.run("import static syncasync.Notebook.*;")
    front_end.run('var claimBet = predictClaim("none", "line 1: hasSize", "line 2: contains", "line 4: overlap");')
    checks = {
        "assertThat(List.of(1, 2)).hasSize(2)\n    .contains(3);": "line 2: contains",
        'var two = timeline("two");\ntwo.run("one", () -> { });\ntwo.run("other", () -> { });\n'
        'assertThat(two).isSequential().overlap("one", "other");': "line 4: overlap",
        "1 + 1": "none",
        'int wrong = "x";': "something else, a CompilationException",
        "throw new java.io.IOException();": "something else, an IOException",
    }
    for check, was in checks.items():
        front_end.run(check)
        front_end.run("2", silent=True)  # a front end's own questions come between
        reply, published = front_end.run("claimBet.reveal();")
        assert reply["status"] == "ok"
        shown = [m["content"]["data"]["text/plain"] for m in published if m["msg_type"] == "display_data"]
        assert shown == [f"the first claim that fails: you said none, it was {was}"]


def test_without_stop_on_error_the_next_cells_run(front_end):
    bad = front_end.send('throw new IllegalStateException("bad");', stop_on_error=False)
    after = front_end.send("1 + 1")
    assert front_end.reply(bad)["content"]["status"] == "error"
    assert front_end.reply(after)["content"]["status"] == "ok"


def test_what_is_asked_besides_is_answered_though_a_cell_before_it_failed(front_end):
    bad = front_end.send('throw new IllegalStateException("bad");')
    info = front_end.client.kernel_info()
    assert front_end.reply(bad)["content"]["status"] == "error"
    assert front_end.reply(info)["content"]["status"] == "ok"


# headers and statuses


def test_times_have_milliseconds_and_a_zone(front_end):
    request = front_end.send("Thread.sleep(20);")
    reply = front_end.reply(request)
    dates = [
        reply["header"]["date"],
        parse_date(reply["metadata"]["started"]),
        *(m["header"]["date"] for m in front_end.published(request)),
    ]
    assert all(isinstance(date, datetime.datetime) and date.tzinfo for date in dates)
    assert dates[-1] - dates[2] >= datetime.timedelta(milliseconds=20)


@pytest.mark.parametrize("kind", ["kernel_info_request", "comm_info_request", "history_request"])
def test_every_reply_has_a_status(front_end, kind):
    content = {"hist_access_type": "tail", "n": 3} if kind == "history_request" else {}
    assert front_end.ask(kind, **content)["status"] == "ok"


def test_a_request_for_the_history_tells_the_status(front_end):
    """JupyterLab asks for it at the start, and shows the status "Unknown" until this is told."""
    request = front_end.client.history(hist_access_type="tail", n=3)
    assert [m["content"]["execution_state"] for m in front_end.published(request)] == ["busy", "idle"]


def test_a_request_that_the_kernel_stumbles_over_is_answered_all_the_same(front_end):
    assert front_end.ask("complete_request", code=None, cursor_pos=3)["status"] == "error"


# completion and help


def test_places_in_code_are_counted_in_code_points(front_end):
    front_end.run("var words = new ArrayList<String>();")
    code = 'var smileys = "\N{GRINNING FACE}\N{GRINNING FACE}"; words.si'
    reply = front_end.ask("complete_request", code=code, cursor_pos=len(code))
    assert reply["matches"] == ["size()"]
    assert code[reply["cursor_start"] : reply["cursor_end"]] == "si"
    types = reply["metadata"]["_jupyter_types_experimental"]
    assert types == [
        {
            "start": reply["cursor_start"],
            "end": reply["cursor_end"],
            "text": "size()",
            "type": "function",
            "signature": "()",
        }
    ]


def test_help_is_html_and_text(front_end):
    code = "List.of("
    reply = front_end.ask("inspect_request", code=code, cursor_pos=len(code), detail_level=0)
    assert reply["found"]
    assert "&lt;E&gt;" in reply["data"]["text/html"]
    assert reply["data"]["text/plain"].startswith("List<E> List<E>.<E>of()")


def test_each_front_end_that_subscribes_is_welcomed(front_end):
    another = front_end.manager.client()
    another.start_channels(shell=False, stdin=False, hb=False, control=False)
    try:
        welcome = another.get_iopub_msg(timeout=WAIT)
        assert (welcome["msg_type"], welcome["content"]) == ("iopub_welcome", {"subscription": ""})
        assert welcome["parent_header"] == {}
        front_end.run("1")
        assert another.get_iopub_msg(timeout=WAIT)["msg_type"] == "status"
    finally:
        another.stop_channels()


def test_help_on_a_name_is_shown_in_the_pager(front_end):
    reply, messages = front_end.run("%help List.of")
    assert [page["source"] for page in reply["payload"]] == ["page"]
    assert reply["payload"][0]["data"]["text/plain"].startswith("List<E> List<E>.<E>of()")
    assert result(messages) == []
    assert front_end.run("1")[0]["payload"] == []
    assert "There is no help on nonesuch" in "".join(front_end.run("%help nonesuch")[0]["traceback"])


# execute_request


def test_a_silent_cell_counts_for_nothing_and_shows_nothing(front_end):
    before = front_end.run("1")[0]["execution_count"]
    silent, messages = front_end.run("2", silent=True)
    assert silent["status"] == "ok"
    assert kinds(messages) == ["status", "status"]
    assert front_end.run("3")[0]["execution_count"] == before + 1


def test_a_cell_that_is_not_stored_does_not_count(front_end):
    before = front_end.run("1")[0]["execution_count"]
    _, messages = front_end.run("222", store_history=False)
    assert result(messages) == ["222"]
    assert front_end.run("3")[0]["execution_count"] == before + 1
    history = front_end.ask("history_request", hist_access_type="tail", n=2, raw=True, output=False)["history"]
    assert [code for _, _, code in history] == ["1", "3"]


def test_history_has_the_cells_and_what_they_showed(front_end):
    front_end.run("var answer = 42;\nanswer")
    front_end.run("var quiet = 1;")
    history = front_end.ask("history_request", hist_access_type="tail", n=2, raw=True, output=True)["history"]
    assert [both for _, _, both in history] == [["var answer = 42;\nanswer", "42"], ["var quiet = 1;", None]]


def test_user_expressions_are_evaluated(front_end):
    reply, _ = front_end.run("int n = 6;", user_expressions={"product": "n * 7", "wrong": "m"})
    assert reply["user_expressions"]["product"]["status"] == "ok"
    assert reply["user_expressions"]["product"]["data"]["text/plain"] == "42"
    assert reply["user_expressions"]["wrong"]["status"] == "error"


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("int n = 3;\nn", {"status": "complete"}),
        ("if (true) unknown();", {"status": "complete"}),
        ("%%time\n1", {"status": "complete"}),
        ("int int = 3;", {"status": "invalid"}),
        ("void f() {\n    for (;;) {\n", {"status": "incomplete", "indent": "        "}),
        ("void f() {\n    g();", {"status": "incomplete", "indent": "    "}),
    ],
)
def test_a_console_learns_whether_to_run_code_and_how_far_to_indent(front_end, code, answer):
    assert answer.items() <= front_end.ask("is_complete_request", code=code).items()


def test_output_can_be_cleared_from_a_cell(front_end):
    _, messages = front_end.run(
        'System.out.println("old");\nsyncasync.Notebook.clearOutputAtNext();\nSystem.out.println("new");'
    )
    assert kinds(messages)[2:-1] == ["stream", "clear_output", "stream"]
    assert [m["content"]["wait"] for m in messages if m["msg_type"] == "clear_output"] == [True]


# standard streams


@pytest.mark.parametrize(
    "code",
    [
        "System.setOut(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));",
        "System.setOut(null);",
        "System.setErr(null);",
        "System.setErr(null);\nclass Unknown { Strng x; }",
        "System.setIn(null);",
        "System.out.close();",
        "System.err.close();",
    ],
)
def test_what_a_cell_does_to_the_standard_streams_ends_with_it(front_end, code):
    front_end.run(code)
    request = front_end.send(
        'System.out.println("out");\nSystem.err.println("err");\nIO.readln().length()', allow_stdin=True
    )
    front_end.client.get_stdin_msg(timeout=WAIT)
    front_end.client.input("four")
    messages = front_end.published(request)
    assert (text(messages), text(messages, "stderr"), result(messages)) == ("out\n", "err\n", ["4"])


# input


def test_the_question_comes_before_the_box_for_the_answer(front_end):
    for _ in range(5):
        request = front_end.send('IO.readln("What is your name? ")', allow_stdin=True)
        asked = front_end.client.get_stdin_msg(timeout=WAIT)
        assert asked["content"]["prompt"] == "What is your name? "
        front_end.client.input("Ann")
        messages = front_end.published(request)
        assert result(messages) == ["Ann"]
        printed = next(m for m in messages if m["msg_type"] == "stream")
        assert printed["content"]["text"] == "What is your name? "
        assert printed["header"]["date"] <= asked["header"]["date"]


def test_a_read_after_an_interrupted_one_asks_anew(front_end):
    front_end.run("var lines = new Scanner(System.in);")
    given_up = front_end.send("lines.nextLine()", allow_stdin=True)
    old = front_end.client.get_stdin_msg(timeout=WAIT)
    front_end.manager.interrupt_kernel()
    assert front_end.reply(given_up)["content"]["ename"] == "Interrupted"

    request = front_end.send("lines.nextLine()", allow_stdin=True)
    front_end.client.get_stdin_msg(timeout=WAIT)
    late = front_end.client.session.msg("input_reply", {"value": "to the old question"}, parent=old)
    front_end.client.stdin_channel.send(late)
    front_end.client.input("to the new one")
    assert result(front_end.published(request)) == ["to the new one"]


def test_where_nobody_can_be_asked_the_cell_says_so(front_end):
    reply, messages = front_end.run("new Scanner(System.in).nextLine()", allow_stdin=False)
    assert reply["ename"] == "NoSuchElementException"
    assert text(messages, "stderr") == "System.in is at its end: nobody can be asked for input where this cell runs.\n"


# the start


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("JJAVA_STARTUP_SCRIPT", "int x = ;", "The start-up script JJAVA_STARTUP_SCRIPT failed:"),
        ("JJAVA_STARTUP_SCRIPT", 'throw new IllegalStateException("no");', "IllegalStateException: no"),
        ("JJAVA_STARTUP_SCRIPTS_PATH", "/no/such/folder", "JJAVA_STARTUP_SCRIPTS_PATH names /no/such/folder, where no"),
    ],
)
def test_a_start_up_script_that_fails_is_told_by_the_first_cell_which_runs(variable, value, told):
    with contextlib.closing(FrontEnd(**{variable: value})) as front_end:
        reply, messages = front_end.run("1 + 1")
        assert reply["status"] == "ok"
        assert told in text(messages, "stderr")
        assert result(messages) == ["2"]
        assert text(front_end.run("2 + 2")[1], "stderr") == ""


def test_a_kernel_that_was_killed_is_told_by_the_first_cell_of_the_next(front_end_of_its_own):
    it = front_end_of_its_own
    it.run("int n = 1;")
    it.manager.provisioner.process.kill()
    it.start_again()
    told = text(it.run("1 + 1")[1], "stderr")
    assert told.startswith("The kernel before this one did not end orderly: it was killed, or it crashed.")
    assert text(it.run("1 + 1")[1], "stderr") == ""


def test_a_restart_that_was_asked_for_is_not_told(front_end_of_its_own):
    it = front_end_of_its_own
    it.run("int n = 1;")
    it.client.shutdown(restart=True)
    it.manager.provisioner.process.wait(WAIT)
    it.start_again()
    assert text(it.run("1 + 1")[1], "stderr") == ""
