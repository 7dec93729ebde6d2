// "Break it", for JupyterLab and Notebook 7: under a check stand the mutations that its metadata names. Choosing one
// puts cells below the check: a bet, the cells from the mutated one to the check with the mutation made, and how the
// bet came out. "Mend it" takes them away and runs the original cells again.
//
// It is written by hand, as a module federation container: JupyterLab calls `init` with what it shares, then
// `get("./extension")`. Nothing is built. The first half is text in, text out, and is tested with every mutation of the
// notebooks; the second half is the page.
(() => {
"use strict";

const MARK = "break-it"; // in the metadata of the cells that are put in: the check, and the mutation's name

// ---- the cells ----

/** Java with its comments, strings and characters blanked out, at the same places. */
function codeOnly(java) {
    const other = /\/\/[^\n]*|\/\*[^]*?\*\/|"""[^]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
    return java.replace(other, text => text.replace(/[^\n]/g, " "));
}

/** Where the parenthesis that opens at `from` closes. */
function closing(code, from) {
    for (let at = from, open = 0; at < code.length; at++) {
        if (code[at] === "(") open++;
        if (code[at] === ")" && --open === 0) return at;
    }
    return code.length;
}

const LOOKS_ONLY = ["as", "extracting", "flatExtracting", "filteredOn"]; // calls on an assertion that claim nothing

/** What a check claims: each call on an assertion, by its line and its name, as the library's bets know it. */
function claims(java) {
    const code = codeOnly(java);
    const found = [];
    const claim = (at, name) => found.push(`line ${code.slice(0, at).split("\n").length}: ${name}`);
    for (const begin of code.matchAll(/\bassertThat(\w*)\s*\(/g)) {
        if (begin[1]) claim(begin.index, "assertThat" + begin[1]); // assertThatThrownBy claims that something is thrown
        let at = closing(code, begin.index + begin[0].length - 1) + 1;
        for (let call; (call = /^\s*\.\s*(\w+)\s*\(/.exec(code.slice(at))); ) {
            if (!LOOKS_ONLY.includes(call[1])) claim(at + call[0].indexOf(call[1]), call[1]);
            at = closing(code, at + call[0].length - 1) + 1;
        }
    }
    return [...new Set(found)];
}

/** Two words and perhaps parameters before a body: `class Bell { … }`, `void rings(int times) { … }`. */
const DECLARATION = /^(?!new |else |return |throw )[^=]*\w[\w>\]?]* +\w+ *(<[^=(]*>)?(\([^=]*\))?[^=()]*\u0001$/;

/** Whether a cell need not be run again for a check below it: a bet, assertions, or imports, types and methods, since
 * the kernel adapts these itself when something that they use is declared anew. */
function canStay(java) {
    let code = codeOnly(java);
    for (let before; before !== code; ) { // the innermost braces first, until there are none within others
        before = code;
        code = code.replace(/\{[^{}]*\}/g, "\u0001");
    }
    const statements = code.split(/(?<=[;\u0001])/).map(it => it.trim()).filter(it => it);
    const isBet = statements.length === 1 && /^var \w+ = predict\w*\s*\(/.test(statements[0]);
    return isBet || statements.every(it => /^(assertThat|import )/.test(it) || DECLARATION.test(it));
}

/** The code cells to run: those from the mutated one to the check that cannot stay; or, besides these two, those that
 * the mutation names, where they are many, or where one above has to be run again, too. */
function toRun(cells, check, mutation) {
    const code = cells.filter(it => it.cell_type === "code" && !it.metadata[MARK]);
    const first = code.findIndex(it => it.id === mutation.cell);
    const last = code.findIndex(it => it.id === check.id);
    if (first < 0 || first > last) throw new Error("The cell to break is not above this check any more.");
    return code.slice(0, last + 1).filter((cell, at) =>
        at === first || at === last
        || (mutation.through ? mutation.through.includes(cell.id) : at > first && !canStay(cell.source)));
}

/** The source with the mutation made, wherever it fits, and a comment that says so at each changed line. */
function broken(source, mutation) {
    const parts = source.split(mutation.replace);
    if (parts.length < 2) {
        const line = mutation.replace.split("\n").find(it => it.trim()).trim();
        throw new Error(`You have changed the cell to break: it has no "${line}" any more.`);
    }
    const comment = `// broken: ${mutation.name}`;
    const lineIsGone = mutation.with === "" && mutation.replace.endsWith("\n");
    const changed = [];
    for (let i = 1, length = 0; i < parts.length; i++) {
        length += parts[i - 1].length;
        changed.push(length + sameLines(mutation.replace, mutation.with));
        length += mutation.with.length;
    }
    let made = parts.join(mutation.with);
    let inText = false;
    for (const at of changed.reverse()) { // from the last one, so that the places before it stay as they are
        const end = lineIsGone ? at : at + made.slice(at).split("\n")[0].length;
        if (made.slice(0, end).split('"""').length % 2 === 0) {
            inText = true; // in a text block a comment would be text
        } else if (lineIsGone) {
            made = made.slice(0, at) + /^ */.exec(mutation.replace)[0] + comment + "\n" + made.slice(at);
        } else if (!made.slice(at, end).endsWith(comment)) {
            made = made.slice(0, end) + "   " + comment + made.slice(end);
        }
    }
    return inText ? `// broken below: ${mutation.name}\n${made}` : made;
}

/** How many characters the lines have that two texts begin with in common. */
function sameLines(one, other) {
    let length = 0;
    const others = other.split("\n");
    for (const [number, line] of one.split("\n").entries()) {
        if (line !== others[number] || number === others.length - 1) break;
        length += line.length + 1;
    }
    return length;
}

/** A Java string with this text. */
function quoted(text) {
    return '"' + text.replace(/[\\"]/g, "\\$&") + '"';
}

/** The cells that break a check in one way, as nbformat has them, for the place below the check. */
function breaking(cells, check, mutation) {
    const run = toRun(cells, check, mutation);
    const copies = run.map(cell => cell.id === mutation.cell ? broken(cell.source, mutation) : cell.source);
    const mark = { [MARK]: { check: check.id, mutation: mutation.name } };
    const prose = source => ({ cell_type: "markdown", metadata: mark, source });
    const code = source => ({
        cell_type: "code", source, outputs: [], execution_count: null,
        metadata: { ...mark, tags: ["raises-exception"] }, // it is meant to: what follows is run all the same
    });
    return [
        prose(`**Break it: ${mutation.name}.** Below, the check stands once more, with the cells that lead to it and
that one change: look for \`// broken\`. Which claim of the check will be the first to fail? It may be *none*, if the
check does not notice, or *something else*, if an exception comes before any claim. Put your answer first, then run
these cells one by one:`),
        code("var brokenBet = predictClaim(\"none\",   // your bet: this, \"something else\", or one of these\n    "
            + claims(copies.at(-1)).map(quoted).join(",\n    ") + ");"),
        ...copies.map(code),
        code("brokenBet.reveal();"),
        prose(`**Mend it** takes these cells away and runs the original ones again. Until then, cells further down see
what the broken ones have left; if you have been there already, run them again, too. (A cell that does not end: *Kernel,
Interrupt Kernel*. Where there is no button *Mend it*: delete the cells from *Break it* to here, and run again those of
which they are copies.)`),
    ];
}

// ---- the page ----

const STYLE = `
.break-it { margin: 4px 0 4px 76px; display: flex; flex-wrap: wrap; gap: 6px; align-items: center;
    font-family: var(--jp-ui-font-family); font-size: var(--jp-ui-font-size1); color: var(--jp-ui-font-color1); }
.break-it ul { display: contents; list-style: none; }
.break-it ul[hidden] { display: none; }
.break-it li { display: block; }
.break-it button { font: inherit; color: inherit; background: var(--jp-layout-color1); cursor: pointer;
    padding: 2px 10px; border: 1px solid var(--jp-border-color0, currentColor); border-radius: 12px; }
.break-it button:hover:not(:disabled) { background: var(--jp-layout-color2); }
.break-it button:focus-visible { outline: 2px solid var(--jp-brand-color1); outline-offset: 1px; }
.break-it button[aria-expanded]::after { content: " ▸" / ""; }
.break-it button[aria-expanded=true]::after { content: " ▾" / ""; }
.break-it button:disabled { cursor: default; color: var(--jp-ui-font-color2); border-style: dotted; }
.jp-Cell.break-it-broken { border-left: 3px dashed var(--jp-ui-font-color2); }
`;

/** An element with text and attributes. */
function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
}

/** The cells of a notebook as nbformat has them. */
function cellsOf(notebook) {
    return notebook.widgets.map(({ model }) =>
        ({ id: model.id, cell_type: model.type, source: model.sharedModel.getSource(), metadata: model.metadata }));
}

/** What stands under one cell: nothing, "Break it" with its mutations, or "Mend it". */
class Bar {
    constructor(panel, cell, { NotebookActions, Widget }) {
        Object.assign(this, { panel, cell, NotebookActions, shown: "" });
        // Keys that are pressed on a button are the button's, and not the notebook's.
        this.node = element("div", "", { class: "break-it", "data-lm-suppress-shortcuts": "true" });
        this.widget = new Widget({ node: this.node });
        cell.ready.then(() => cell.isDisposed || cell.layout.addWidget(this.widget));
    }

    get notebook() {
        return this.panel.content;
    }

    /** Shows what is true of the notebook now. */
    update(all) {
        const { id, metadata } = all.find(it => it.id === this.cell.model.id);
        const marked = all.filter(it => it.metadata[MARK]);
        const own = metadata[MARK];
        this.cell.toggleClass("break-it-broken", Boolean(own));
        const mutations = own ? [] : metadata.mutations ?? [];
        const isLast = own && marked.findLast(it => it.metadata[MARK].check === own.check).id === id;
        const mends = isLast ? own.check : marked.some(it => it.metadata[MARK].check === id) ? id : "";
        const blocked = marked.length > 0; // one at a time, since each leaves its values to the others
        const now = JSON.stringify([mutations, mends, blocked]);
        if (now === this.shown) return; // a list that is open stays so
        this.shown = now;
        this.node.replaceChildren();
        this.node.hidden = !mends && !mutations.length;
        if (mends) this.offerMending(mends);
        else if (mutations.length) this.offerBreaking(mutations, blocked);
    }

    offerBreaking(mutations, blocked) {
        const ways = mutations.length === 1 ? "a way" : `${mutations.length} ways`;
        const open = element("button", "Break it", {
            type: "button", "aria-expanded": "false", "aria-label": `Break it: ${ways} to make this check fail`,
        });
        const list = element("ul", "", { "aria-label": "Ways to break it", hidden: "" });
        for (const mutation of mutations) {
            const choose = element("button", mutation.name, { type: "button" });
            choose.onclick = () => this.try(() => this.break(mutation));
            list.append(element("li", ""));
            list.lastChild.append(choose);
        }
        open.onclick = () => {
            list.hidden = !list.hidden;
            open.setAttribute("aria-expanded", String(!list.hidden));
        };
        this.node.append(open, list);
        if (blocked) {
            open.disabled = true;
            this.node.append(element("span", "after what is broken elsewhere is mended"));
        }
    }

    offerMending(check) {
        const mend = element("button", "Mend it", {
            type: "button", "aria-label": "Mend it: take the broken cells away and run the original ones again",
        });
        mend.onclick = () => this.try(() => this.mend(check));
        this.node.append(mend);
    }

    /** A fault is told under the cell, to those who see it and those who hear it. */
    try(action) {
        this.node.querySelector("[role=alert]")?.remove();
        try {
            action();
        } catch (fault) {
            this.node.append(element("span", fault.message, { role: "alert" }));
        }
    }

    break(mutation) {
        const all = cellsOf(this.notebook);
        const at = all.findIndex(it => it.id === this.cell.model.id);
        const made = breaking(all, all[at], mutation);
        this.notebook.model.sharedModel.transact(() => this.notebook.model.sharedModel.insertCells(at + 1, made));
        this.notebook.activeCellIndex = at + 2; // the bet
        this.notebook.mode = "command";
        this.notebook.activate();
    }

    mend(id) {
        const all = cellsOf(this.notebook);
        const broken = all.find(it => it.metadata[MARK]?.check === id).metadata[MARK];
        const check = all.find(it => it.id === id && !it.metadata[MARK]);
        const mutation = check?.metadata.mutations?.find(it => it.name === broken.mutation);
        const again = mutation ? toRun(all, check, mutation).map(it => it.id) : [];
        const { panel, notebook, NotebookActions } = this; // this cell may be one of those that go
        const shared = notebook.model.sharedModel;
        shared.transact(() => all.map((it, at) => it.metadata[MARK]?.check === id ? at : -1)
            .filter(at => at >= 0).reverse().forEach(at => shared.deleteCell(at)));
        notebook.deselectAll();
        notebook.activeCellIndex = Math.max(0, notebook.widgets.findIndex(it => it.model.id === id));
        notebook.mode = "command";
        notebook.activate();
        const cells = notebook.widgets.filter(it => again.includes(it.model.id));
        void NotebookActions.runCells(notebook, cells, panel.sessionContext);
    }
}

/** Keeps a bar under each cell of a notebook that needs one, for as long as it is open. */
function look(panel, parts) {
    const bars = new WeakMap(); // by the cell's widget
    let due = false;
    const update = () => {
        due = false;
        if (panel.isDisposed || !panel.content.model) return;
        const all = cellsOf(panel.content);
        for (const cell of panel.content.widgets) {
            const { mutations, [MARK]: mark } = cell.model.metadata;
            if (!bars.has(cell) && (mutations || mark)) bars.set(cell, new Bar(panel, cell, parts));
            bars.get(cell)?.update(all);
        }
    };
    const soon = () => { // once for all that changes together
        if (!due) setTimeout(update);
        due = true;
    };
    void panel.context.ready.then(() => {
        panel.content.model.cells.changed.connect(soon);
        update();
    });
}

let scope; // what JupyterLab shares, by name and version

async function shared(name) {
    const [version] = Object.values(scope[name]);
    return (await version.get())();
}

async function plugin() {
    const { INotebookTracker, NotebookActions } = await shared("@jupyterlab/notebook");
    const { Widget } = await shared("@lumino/widgets");
    return {
        id: "break-it:plugin",
        description: "Offers the mutations of a check as cells.",
        autoStart: true,
        requires: [INotebookTracker],
        activate(app, tracker) {
            document.head.append(element("style", STYLE));
            tracker.forEach(panel => look(panel, { NotebookActions, Widget }));
            tracker.widgetAdded.connect((_, panel) => look(panel, { NotebookActions, Widget }));
        },
    };
}

(window._JUPYTERLAB ??= {})["break-it"] = {
    init(given) {
        scope = given;
    },
    async get(name) {
        const module = name === "./cells" ? { breaking, toRun } : { __esModule: true, default: await plugin() };
        return () => module;
    },
};
})();
