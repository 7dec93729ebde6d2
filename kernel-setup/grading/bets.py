"""What a class believed, misconception by misconception, before and after: a table and a picture for the instructor.

A test cell names its bets in its metadata: {"bets": {"KEY": {"misconception": "M3", "when": "before", "right": …}}}.
KEY is what it observes of the student's prediction or program. Where each student has numbers of their own, no one
value is right: then "award", an award's behaviour, takes the place of "right", and who has earned it was right. A KEY
on which several bets rest has a list of them. Who has left the cells above as they were handed out has not bet.
"""

import collections
import html
import json

from grading.feedback import STYLE

WHEN = ("before", "after")
BELIEFS = {
    "M1": "async makes a new thread",
    "M2": "async makes computing faster",
    "M3": "calls awaited in a row overlap",
    "M4": "calling an async function starts it",
    "M5": "a blocking sleep does a loop no harm",
    "M6": "a timer fires at once, or exactly on time",
    "M7": "concurrency is parallelism",
    "M8": "one thread has no races",
    "M9": "a lock somewhere is enough",
    "M10": "it worked when I ran it, so it is right",
    "M11": "run() starts a thread",
    "M12": "started work finishes, and its error shows",
    "M13": "join does not block, since the future is async",
    "M14": "virtual threads are faster, to be pooled, and limits",
    "M15": "synchronized holds carriers, files do not",
}


def counted(parts, results):
    """{misconception: {"before"/"after": Counter of True (right), False (wrong)}} and the wrong answers beside it."""
    right, wrong = {}, {}
    above = answers_above(parts)
    for part in parts:
        named = part.cell.get("metadata", {}).get("bets", {})
        for key, bets in named.items():
            for bet in bets if isinstance(bets, list) else [bets]:
                told = right.setdefault(bet["misconception"], {when: collections.Counter() for when in WHEN})
                for item in items_of(part, results, above.get(part.id)):
                    if key not in (item["observed"] or {}):
                        continue
                    answer = item["observed"][key]
                    is_right = was_right(bet, answer, item.get("awards", []))
                    told[bet["when"]][is_right] += 1
                    if not is_right and not isinstance(answer, dict):  # what a program did is no answer to quote
                        wrong.setdefault((bet["misconception"], bet["when"]), collections.Counter())[shown(answer)] += 1
    return right, wrong


def answers_above(parts):
    """For each test cell, the ids of the cells between it and the test before that the student writes."""
    above, since = {}, []
    for part in parts:
        if part.role == "test":
            above[part.id], since = since, []
        elif part.answered:
            since.append(part.id)
    return above


def items_of(part, results, answers):
    """What the test cell came to for each who has touched one of these answers."""
    for result in results:
        if not answers or any(name in result["changed"] for name in answers):
            yield from (item for item in result["items"] if item["id"] == part.id)


def was_right(bet, answer, awards):
    if "award" in bet:
        return any(award["behaviour"] == bet["award"] and award["passed"] for award in awards)
    return answer == bet["right"]


def shown(answer):
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def in_order(names):
    return sorted(names, key=lambda name: (int(name[1:]) if name[1:].isdigit() else 999, name))


def table(right, wrong):
    rows = [
        ["misconception", "what is believed", "when", "bets", "right", "share right", "most frequent wrong answers"]
    ]
    for name in in_order(right):
        for when in WHEN:
            count = right[name][when]
            bets = count[True] + count[False]
            share = f"{count[True] / bets:.2f}" if bets else ""
            often = sorted(wrong.get((name, when), {}).items(), key=lambda each: (-each[1], each[0]))[:3]
            rows.append(
                [
                    name,
                    BELIEFS.get(name, ""),
                    when,
                    bets,
                    count[True],
                    share,
                    "; ".join(f"{a[:60]} ({n})" for a, n in often),
                ]
            )
    return rows


def page(assignment, right, wrong):
    rows = table(right, wrong)
    cells = ["".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) for row in rows[1:]]
    head = "".join(f"<th>{cell}</th>" for cell in rows[0])
    body = f"<table><tr>{head}</tr>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    title = f"Bets of {html.escape(assignment)}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
        f"</head><body><h1>{title}</h1>\n{picture(right)}\n{body}</body></html>\n"
    )


def picture(right):
    """Two bars a misconception, the share of right bets before and after."""
    lines, y = [], 30
    for name in in_order(right):
        for when in WHEN:
            count = right[name][when]
            bets = count[True] + count[False]
            share = count[True] / bets if bets else 0
            label = f"{name} {when}"
            said = f"{count[True]} of {bets}" if bets else "no bets"
            fill = "#6b8fd6" if when == "before" else "#2f9e6e"
            lines.append(f'<text x="90" y="{y + 12}" text-anchor="end">{html.escape(label)}</text>')
            lines.append(f'<rect x="100" y="{y}" width="{400 * share:.0f}" height="15" fill="{fill}"/>')
            lines.append(f'<text x="{108 + 400 * share:.0f}" y="{y + 12}">{said}</text>')
            y += 19
        y += 9
    words = "The share of right bets for each misconception, before and after"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="600" height="{y}" viewBox="0 0 600 {y}" '
        f'font-family="sans-serif" font-size="12" fill="currentColor"><title>{words}</title>'
        f'<text x="100" y="18">share of right bets</text><text x="500" y="18" text-anchor="end">100 %</text>'
        f'<path d="M100 24V{y - 6}M500 24V{y - 6}" stroke="currentColor" opacity="0.4"/>{"".join(lines)}</svg>'
    )
