""" "Break it": every mutation of the notebooks as ready cells; and in a real JupyterLab a check that is broken by it,
and mended.
"""

import json
import re
import shutil

import pytest

from runner.break_it import SCRIPT
from set_up import places
from set_up.browser import chromium

pytestmark = pytest.mark.browser

MOST_CELLS = 12  # to be run again; a mutation of a cell that is far above its check says `through` which
SECONDS = 120
NOTEBOOKS = sorted(places.NOTEBOOKS.glob("*.ipynb"))

MAKE = """async ([cells, check, mutation]) => {
    const { breaking, toRun } = (await window._JUPYTERLAB["break-it"].get("./cells"))();
    const of = cells.find(it => it.id === check);
    try {
        return { made: breaking(cells, of, mutation), run: toRun(cells, of, mutation).map(it => it.id) };
    } catch (fault) {
        return { fault: fault.message };
    }
}"""


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def make(browser):
    """A function that makes the cells for a mutation of a check, as the extension does."""
    page = browser.new_page()
    page.goto("about:blank")
    page.add_script_tag(path=str(SCRIPT))
    return lambda cells, check, mutation: page.evaluate(MAKE, [cells, check, mutation])


def cells_of(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [
        {name: cell[name] for name in ("id", "cell_type", "metadata")} | {"source": "".join(cell["source"])}
        for cell in cells
    ]


def cell(name, source, mutations=(), kind="code"):
    return {"id": name, "cell_type": kind, "source": source, "metadata": {"mutations": list(mutations)}}


def sources(made, kind="code"):
    return [cell["source"] for cell in made["made"] if cell["cell_type"] == kind]


# the cells


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_mutation_is_offered_with_a_bet_on_the_claims_of_its_check(notebook, make):
    cells = cells_of(notebook)
    source = {cell["id"]: cell["source"] for cell in cells}
    mutations = [(cell["id"], mutation) for cell in cells for mutation in cell["metadata"].get("mutations", [])]
    assert mutations
    for check, mutation in mutations:
        where = f"[{check}] {mutation['name']}"
        made = make(cells, check, mutation)
        assert "fault" not in made, where
        run, (bet, *copies, reveal) = made["run"], sources(made)
        assert run[-1] == check and mutation["cell"] in run and len(run) <= MOST_CELLS, f"{where}: {len(run)}"
        for name, copy in zip(run, copies, strict=True):
            plain = re.sub(r" *// broken( below)?: .*", "", copy)
            if name == mutation["cell"]:
                assert copy.count(f": {mutation['name']}") == copy.count("// broken") > 0, where
                expected = source[name].replace(mutation["replace"], mutation["with"])
                assert plain.split() == expected.split(), where
            else:
                assert copy == source[name], where
        claims = bet.split("\n    ")[1:]
        assert claims and len(set(claims)) == len(claims) and all(claim.startswith('"line ') for claim in claims), where
        assert bet.startswith('var brokenBet = predictClaim("none",')
        assert reveal == "brokenBet.reveal();"
        first, last = sources(made, "markdown")
        assert mutation["name"] in first and "Mend it" in last
        assert all(cell["metadata"]["break-it"]["check"] == check for cell in made["made"])
        assert not any("mutations" in cell["metadata"] for cell in made["made"])


def test_only_what_the_check_needs_is_run_again(make):
    mutation = {"cell": "a-task", "name": "no wait", "replace": "sleep(1);", "with": "int x = 0;"}
    cells = [
        cell("set-up", "import static syncasync.Notebook.*;"),
        cell("a-task", "void task() {\n    sleep(1);   // a second\n}"),
        cell("a-bet", 'var bet = predict("how long", seconds(1))\n    .among(x);   // yours'),
        cell("says", "Run it:", kind="markdown"),
        cell("types", "import java.util.*;\nrecord Point(int x) { int y() { return x; } }\nint f(int a) { return a; }"),
        cell("runs", "var took = time(task());"),
        cell("another-check", "assertThat(took).isOne();\nassertThat(took)\n    .isTwo();"),
        cell("picture", "took"),
        cell("checks", "assertThat(took).isAbout(seconds(1));", [mutation]),
    ]
    assert make(cells, "checks", mutation)["run"] == ["a-task", "runs", "picture", "checks"]
    named = mutation | {"through": ["set-up", "runs"]}
    assert make(cells, "checks", named)["run"] == ["set-up", "a-task", "runs", "checks"]


@pytest.mark.parametrize(
    ("source", "replace", "by", "expected"),
    [
        ("a();\nb();   // why\nc();", "b();", "d();", "a();\nd();   // why   // broken: so\nc();"),
        ("a();\n    b();\nc();", "    b();\n", "", "a();\n    // broken: so\nc();"),
        ("f(x, x);", "x", "y", "f(y, y);   // broken: so"),
        ("f(x);\ng(x);", "x", "y", "f(y);   // broken: so\ng(y);   // broken: so"),
        ("a();\nb();\nc();", "a();\nb();", "a();\nd();\ne();", "a();\nd();   // broken: so\ne();\nc();"),
        ('var s = """\n    x\n    """;', "x", "y", '// broken below: so\nvar s = """\n    y\n    """;'),
        ("a();\nb();", "b();", "", "a();\n   // broken: so"),
    ],
)
def test_the_changed_line_says_so(make, source, replace, by, expected):
    mutation = {"cell": "one", "name": "so", "replace": replace, "with": by}
    cells = [cell("one", source), cell("checks", "assertThat(1).isOne();", [mutation])]
    assert sources(make(cells, "checks", mutation))[1] == expected


def test_the_claims_are_the_calls_that_may_throw(make):
    check = """assertThat(x.all("it's (not) so")).extracting(it -> it.name()).hasSize(2)
    .contains("a", ")");   // .never("mind")
assertThatThrownBy(() -> assertThat(y).isOdd())
    .hasMessage(\"\"\"
        a.b(c)
        \"\"\");
assertThat(x).contains(1).contains(2);"""
    mutation = {"cell": "checks", "name": "so", "replace": "hasSize(2)", "with": "hasSize(3)"}
    bet = sources(make([cell("checks", check, [mutation])], "checks", mutation))[0]
    assert [claim.strip(' ",);') for claim in bet.split("\n")[1:]] == [
        *("line 1: hasSize", "line 2: contains", "line 3: assertThatThrownBy", "line 4: hasMessage"),
        *("line 3: isOdd", "line 7: contains"),
    ]


def test_a_learner_who_has_changed_the_cell_is_told_so(make):
    mutation = {"cell": "one", "name": "so", "replace": "  sleep(1);\n", "with": ""}
    fault = make([cell("one", "x();"), cell("checks", "assertThat(1).isOne();")], "checks", mutation)["fault"]
    assert fault == 'You have changed the cell to break: it has no "sleep(1);" any more.'
    cells = [cell("checks", "assertThat(1).isOne();"), cell("one", "  sleep(1);\n")]
    assert make(cells, "checks", mutation)["fault"] == "The cell to break is not above this check any more."


# the page

CHECK = "check-with-futures"
BEFORE = ["set-up", "a-task", "gathered-with-futures", CHECK]
NOTEBOOK_IS_THERE = """() => {
    const panel = window.jupyterapp?.shell?.currentWidget;
    return panel?.context?.isReady && panel.content?.widgets?.length
        && panel.context.sessionContext?.session?.kernel?.connectionStatus === "connected";
}"""
SELECT = """name => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = notebook.widgets.findIndex(it => it.model.id === name);
    notebook.mode = "command";
    notebook.activate();
}"""
STATES = """() => window.jupyterapp.shell.currentWidget.content.widgets.filter(it => it.model.type === "code").map(it =>
    ({
    id: it.model.id, broken: Boolean(it.model.metadata["break-it"]), source: it.model.sharedModel.getSource(),
    ran: it.model.executionCount !== null && it.model.executionState !== "running",
    text: it.model.outputs.toJSON().map(out => out.evalue ?? out.data?.["text/plain"] ?? out.text).join("\\n"),
    failed: it.model.outputs.toJSON().some(out => out.output_type === "error") }))"""


class Notebook:
    """A notebook in JupyterLab, used by the keyboard."""

    def __init__(self, page):
        self.page = page

    def select(self, name):
        self.page.evaluate(SELECT, name)

    def states(self):
        return self.page.evaluate(STATES)

    def check(self):
        return next(state for state in self.states() if state["id"] == CHECK)

    def wait(self, holds):
        for _ in range(10 * SECONDS):
            if holds():
                return
            self.page.wait_for_timeout(100)
        pytest.fail(f"still so: {self.states()}")

    def run(self, name):
        self.select(name)
        self.page.keyboard.press("Shift+Enter")
        self.wait(lambda: next(state for state in self.states() if state["id"] == name)["ran"])

    def focused(self):
        return self.page.evaluate("() => document.activeElement.innerText")

    def tab_to(self, text):
        for _ in range(10):
            self.page.keyboard.press("Tab")
            if self.focused() == text:
                return
        pytest.fail(f"Tab does not reach {text}")

    def photograph(self, name):
        folder = places.HERE / "checker" / "target" / "browser"
        folder.mkdir(parents=True, exist_ok=True)
        for theme in ("Dark", "Light"):
            self.page.evaluate(
                "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", f"JupyterLab {theme}"
            )
            self.page.wait_for_function(
                "theme => document.body.dataset.jpThemeName === theme", arg=f"JupyterLab {theme}"
            )
            self.page.wait_for_timeout(400)  # the colours fade
            self.page.screenshot(path=str(folder / f"break-it-{name}-{theme.lower()}.png"))


@pytest.fixture
def notebook(browser, tmp_path):
    from runner.browse import Lab

    (tmp_path / "copies").mkdir()
    shutil.copy(NOTEBOOKS[0], tmp_path / "copies" / "01.ipynb")
    lab = Lab(tmp_path / "copies", tmp_path)
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    try:
        page.goto(f"{lab.url}lab/tree/01.ipynb?token={lab.token}")
        page.wait_for_function(NOTEBOOK_IS_THERE, timeout=1000 * SECONDS)
        page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        yield Notebook(page)
    finally:
        page.close()
        lab.close()


def test_a_check_is_broken_by_the_keyboard_turns_red_and_is_mended(notebook):
    for name in BEFORE:
        notebook.run(name)
    assert notebook.check()["text"] == "✓"
    before = notebook.states()

    notebook.select(CHECK)
    notebook.tab_to("Break it")
    button = notebook.page.locator("button:focus")
    assert button.get_attribute("aria-label") == "Break it: 2 ways to make this check fail"
    notebook.page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    notebook.photograph("offered")
    notebook.select(CHECK)
    notebook.tab_to("nobody joins")
    notebook.page.keyboard.press("Enter")
    notebook.wait(lambda: any(state["broken"] for state in notebook.states()))
    broken = [state["id"] for state in notebook.states() if state["broken"]]
    assert notebook.page.locator(".break-it button:disabled").first.inner_text() == "Break it", "one at a time"
    for name in broken:
        notebook.run(name)
    *_, check, reveal = [state for state in notebook.states() if state["broken"]]
    assert check["failed"]
    assert reveal["text"] == "the first claim that fails: you said none, it was line 2: isTrue"
    notebook.photograph("broken")

    notebook.select(broken[-1])
    notebook.page.get_by_role("button", name="Mend it").last.click()
    notebook.wait(lambda: not any(state["broken"] for state in notebook.states()))
    notebook.wait(lambda: notebook.check()["ran"] and notebook.check()["text"] == "✓")
    after = notebook.states()
    assert [state["source"] for state in after] == [state["source"] for state in before]
    assert not any(state["failed"] for state in after)
    notebook.photograph("mended")
