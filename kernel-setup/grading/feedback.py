"""One page a student: their own cells, what was awarded and what not, what was observed, and what to read again.

No line of a hidden test is on it, nor what a hidden check expects.
"""

import html
import json
import re

from grading.graft import AWARD

STYLE = """
:root { color-scheme: light dark; --edge: #8884; --soft: #8881; --good: #1a7f37; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --good: #57ab5a; --bad: #f47067; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
pre { background: var(--soft); border: 1px solid var(--edge); border-radius: 4px; padding: .6rem; overflow-x: auto;
  font: 13px/1.45 ui-monospace, monospace; }
pre.prose { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
section { border-top: 1px solid var(--edge); margin-top: 1.5rem; padding-top: .5rem; }
h1 { margin-bottom: 0; } h2 { font-size: 1.3rem; margin: 2.2rem 0 .3rem; }
h3 { font-size: 1.05rem; margin-bottom: .3rem; } h2 + section { border-top: 0; margin-top: 0; }
.sum { font-size: 1.2rem; } .note { border-left: 3px solid var(--edge); padding-left: .7rem; }
.award { margin: .4rem 0; } .award b { display: inline-block; min-width: 5.5rem; }
.good b { color: var(--good); } .bad b { color: var(--bad); }
.why { margin: .2rem 0 .2rem 5.8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; } td, th { border: 1px solid var(--edge); padding: .15rem .6rem; text-align: left; }
td.number { text-align: right; }
"""
MOST_SHOWN = 1_500  # characters of one value or message


def page(assignment, student, parts, result, by_hand=None, waiting=(), late=None, lessons=None, name=None):
    """The page's text. `by_hand` holds the marks that a person gave, `waiting` the items that still want one."""
    by_hand = by_hand or {}
    items = {item["id"]: item for item in result["items"]}
    earned, most = total(parts, result, by_hand)
    who = student if name in (None, student) else f"{name} ({student})"
    lines = [f"<h1>{esc(assignment)}</h1>", f"<p>{esc(who)}</p>"]
    more = f", and {len(waiting)} answer{'s' * (len(waiting) != 1)} still to be read by a person" if waiting else ""
    lines.append(f'<p class="sum"><strong>{earned:g} of {most:g}</strong> points{more}</p>')
    if late:
        lines.append(f'<p class="note">{esc(late)}</p>')
    lines += [f'<p class="note">{esc(note)}</p>' for note in result["notes"].get("", [])]
    if result["unreadable"]:
        lines.append(f'<p class="note">{esc(result["unreadable"])}</p>')
    if result["failed"]:
        lines.append('<p class="note">Your submission could not be judged as a whole; it will be tried again.</p>')
    states = {cell.get("id"): cell for cell in result["cells"] if isinstance(cell, dict)}
    for part in parts:
        if part.role == "test":
            lines += item_lines(part, items[part.id], result["notes"].get(part.id, []), by_hand.get(part.id), lessons)
        elif part.answered:
            lines += answer_lines(part, result, states.get(part.id), by_hand.get(part.id), part.id in waiting)
        elif part.kind == "markdown" and re.match("#+ ", part.released):
            lines.append(f"<h2>{esc(part.released.splitlines()[0].lstrip('# '))}</h2>")
    extra = [cell for name, cell in states.items() if str(name).startswith("extra-") and cell.get("state") != "ran"]
    for cell in extra:
        lines.append(f'<p class="note">A cell that you added: {esc(state_of(cell))}</p>')
    title = f"{esc(assignment)}: {esc(student)}"
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    body = "\n".join(lines)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head>{head}<style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n'
    )


def total(parts, result, by_hand):
    """Points earned, marks by hand before the machine's, and all that there are."""
    machine = {item["id"]: item["points"] for item in result["items"]}
    marked = [part for part in parts if part.role in ("test", "written")]
    earned = sum(by_hand[part.id][0] if part.id in by_hand else machine.get(part.id, 0) for part in marked)
    return earned, sum(part.points for part in marked)


def answer_lines(part, result, state, mark, waits):
    yield f"<section><h3>Your answer: {esc(part.id)}</h3>"
    answer = result.get("answers", {}).get(part.id)
    if answer is not None:
        kind = ' class="prose"' if part.role == "written" else ""
        yield f"<pre{kind}>{esc(cut(answer))}</pre>"
    for note in result["notes"].get(part.id, []):
        yield f'<p class="note">{esc(note)}</p>'
    if part.id not in result["changed"] and not result["unreadable"]:
        yield '<p class="note">This cell is as it was handed out.</p>'
    elif state and state.get("state") not in (None, "ran"):
        yield f'<p class="note">{esc(state_of(state))}</p>'
    if mark:
        yield f'<p class="award good"><b>{mark[0]:g} of {part.points:g}</b> {esc(mark[1])}</p>'
    elif waits:
        yield f'<p class="note">A person reads this answer; it is worth {part.points:g}.</p>'
    yield "</section>"


def item_lines(part, item, notes, mark, lessons):
    points = mark[0] if mark else item["points"]
    yield f"<section><h3>{esc(part.id)}: {points:g} of {item['max']:g}</h3>"
    for note in notes:
        yield f'<p class="note">{esc(note)}</p>'
    if item["problem"]:
        yield f'<p class="note">{esc(cut(item["problem"]))}</p>'
    for award in item["awards"]:
        good = award.get("passed") is True
        count = f"{award.get('points', 0) if good else 0:g} of {award.get('max', award.get('points', 0)):g}"
        behaviour = esc(str(award.get("behaviour", "")))
        sign = "✓" if good else "✗"
        yield f'<div class="award {"good" if good else "bad"}"><b>{sign} {count}</b> {behaviour}'
        if not good:
            said = message(award, part)
            if said:
                yield f'<div class="why">{esc(cut(said))}</div>'
            if award.get("read"):
                yield f'<div class="why">Read again: {link(str(award["read"]), lessons)}</div>'
        yield "</div>"
    if not item["awards"]:
        yield '<p class="note">No check of this item came to a result.</p>'
    if item["observed"] and any(award.get("passed") is not True for award in item["awards"]):
        yield "<table><tr><th>observed</th><th>value</th></tr>"
        for key, value in item["observed"].items():
            yield f"<tr><td>{esc(key)}</td><td>{esc(cut(shown(value)))}</td></tr>"
        yield "</table>"
    if mark:
        yield (
            f'<p class="award good"><b>{mark[0]:g} of {part.points:g}</b> by hand, in place of {item["points"]:g}. '
            f"{esc(mark[1])}</p>"
        )
    yield "</section>"


def message(award, part):
    """What the check said. Of a hidden one only what its author wrote for it: the rest tells what it expects."""
    said = str(award.get("message") or "")
    if is_open(award, part):
        return said
    described = re.match(r"\s*\[(.*?)\]\s*(\n|$)", said, re.DOTALL)
    return described[1] if described else ""


def is_open(award, part):
    """Whether the award stands in what was handed out."""
    behaviour = json.dumps(str(award.get("behaviour", "")), ensure_ascii=False)
    return any(behaviour in part.released[found.end() :] for found in AWARD.finditer(part.released))


def state_of(cell):
    said = str(cell.get("message") or "")
    return f"This cell: {cell.get('state')}. {cut(said)}".strip()


def shown(value):
    if isinstance(value, dict) and value.keys() == {"$threw"}:
        return value["$threw"]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def link(read, lessons):
    """A link into a lesson, or its words where nobody has said in which place of the net the lessons are."""
    words = re.sub(r"\.ipynb", "", read).replace("#", ", ").replace("-", " ")
    if lessons is None and not re.match("https?://", read):
        return esc(words)
    address = read if re.match("https?://", read) else lessons.rstrip("/") + "/" + read
    return f'<a href="{esc(address)}">{esc(words)}</a>'


def cut(text):
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + " …"


def esc(text):
    return html.escape(str(text))
