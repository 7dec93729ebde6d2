"""A cell that fills the heap: it ends with words of our own, what it held is let go, and the kernel goes on."""

import pytest
from test_protocol import FrontEnd, result

pytestmark = pytest.mark.set_up

KEPT = "What only the cell held is let go; all variables are as they were."


@pytest.fixture(scope="module")
def small():
    """A kernel that has little memory."""
    it = FrontEnd("-Xmx160m")
    it.run('String before = "still here";\nvar words = new ArrayList<>(List.of("a", "b"));')
    yield it
    it.close()


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        pytest.param(
            "var list = new ArrayList<byte[]>();\nwhile (true) list.add(new byte[1_000_000]);",
            "these variables are empty now: list.",
            id="a list of arrays",
        ),
        pytest.param(
            'var map = new HashMap<Integer, String>();\nfor (int i = 0; ; i++) map.put(i, "value " + i);',
            "these variables are empty now: map.",
            id="a map of small objects",
        ),
        pytest.param("var huge = new long[Integer.MAX_VALUE - 8];", KEPT, id="one array"),
        pytest.param(
            "void fill() { var own = new ArrayList<Object>(); while (true) own.add(new byte[1_000_000]); }\nfill();",
            KEPT,
            id="a local variable",
        ),
        pytest.param(
            """
            var shared = new ArrayList<byte[]>();
            var thread = new Thread(() -> { while (true) shared.add(new byte[1_000_000]); });
            thread.start();
            thread.join();""",
            "these variables are empty now: shared.",
            id="another thread, which dies of it",
        ),
        pytest.param(
            """
            CompletableFuture.supplyAsync(() -> {
                var own = new ArrayList<byte[]>();
                while (true) own.add(new byte[1_000_000]);
            }).join();""",
            KEPT,
            id="a task of a pool",
        ),
        pytest.param("Stream.generate(() -> new byte[100_000]).toList()", KEPT, id="a stream"),
        pytest.param(
            """
            class Fat {
                public String toString() {
                    var text = new StringBuilder();
                    while (true) text.append("and on and on");
                }
            }
            new Fat()""",
            KEPT,
            id="a value while it is shown",
        ),
        pytest.param(
            """
            var kept = new ArrayList<Object>();
            while (true) try { kept.add(new byte[100_000]); } catch (OutOfMemoryError e) { }""",
            "these variables are empty now: kept.",
            id="a loop that catches the error",
        ),
    ],
)
def test_a_cell_that_fills_the_heap_is_ended_and_the_next_one_runs(small, cell, told):
    reply, _ = small.run(cell)
    assert reply["ename"] == "OutOfMemoryError"
    assert reply["evalue"].startswith("this cell wants more memory than the kernel has: 1")
    assert told in "\n".join(reply["traceback"])
    assert result(small.run('before + " " + words')[1]) == ["still here [a, b]"]
    assert small.run("var next = new byte[50_000_000];\nnext = null;")[0]["status"] == "ok", "room again"


def test_a_program_that_handles_the_error_itself_ends_as_it_wants_to(small):
    code = """
        String told;
        try {
            var own = new ArrayList<byte[]>();
            while (true) own.add(new byte[1_000_000]);
        } catch (OutOfMemoryError e) {
            told = "full";
        }
        told"""
    reply, messages = small.run(code)
    assert reply["status"] == "ok"
    assert result(messages) == ["full"]
