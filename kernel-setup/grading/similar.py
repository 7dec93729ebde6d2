"""Answers that resemble each other, by JPlag, as a page for the instructor. Nothing leaves this machine.

A resemblance is a question to two students, not an answer: short tasks have few right solutions.
"""

import html
import shutil
import subprocess
import tempfile
from pathlib import Path

from grading.feedback import STYLE
from set_up import files, maven, places
from set_up.environment import environment
from set_up.jdk import find, java_of
from set_up.stamps import digest, doing, is_done
from set_up.terminal import SetUpFailed, Silent

HERE = Path(__file__).resolve().parent / "similar"
JARS = places.STATE / "jplag"
MOST_PAIRS = 50
SIDE_BY_SIDE = "table { width: 100%; table-layout: fixed; } pre { white-space: pre-wrap; overflow-wrap: anywhere; }"
WORTH_A_LOOK = 0.3  # of what is not as it was handed out


def report(course, assignment, graded):
    """Writes reports/NAME/similar.html, and says so in a line."""
    try:
        fetch()
    except SetUpFailed as failed:
        return f"No report of similar answers: JPlag could not be fetched. Is the network there?\n{failed}"
    answers = {student: result["answers"] for student, result in graded.results.items() if result["answers"]}
    with tempfile.TemporaryDirectory() as folder:
        pairs = compared(Path(folder), graded.parts, answers)
    found = [pair for pair in pairs if pair["share"] >= WORTH_A_LOOK][:MOST_PAIRS]
    files.keep(course.reports / assignment / "similar.html", page(assignment, found, answers).encode())
    return f"reports/{assignment}/similar.html: {len(found)} pairs worth a look, of {len(answers)} submissions"


def fetch():
    inputs = digest(places.ROOT / "pom.xml", HERE / "pom.xml")
    if is_done("jplag", inputs, JARS):
        return
    with doing("jplag", inputs):
        shutil.rmtree(JARS, ignore_errors=True)
        words = maven.command("-q", "-f", HERE / "pom.xml", "dependency:copy-dependencies", f"-DoutputDirectory={JARS}")
        from set_up.commands import run

        run(words, "jplag", Silent(), environment(find()), 600)


def compared(folder, parts, answers):
    """Pairs of students, the most alike first."""
    names = {part.id: f"c{number}" for number, part in enumerate(parts) if part.role == "solution"}
    cells = {name: part for part in parts for name in [names.get(part.id)] if name}
    for name, part in cells.items():
        write(folder / "base" / f"{name}.txt", part.released)
    logins = {f"s{number}": student for number, student in enumerate(sorted(answers))}
    for short, student in logins.items():
        for part, text in answers[student].items():
            if part in names:
                write(folder / "cells" / short / f"{names[part]}.txt", text)
    if not (folder / "cells").is_dir():
        return []
    jdk = find()
    words = [java_of(jdk), "-cp", f"{JARS}/*", HERE / "Similar.java", folder]
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, env=environment(jdk))
    if done.returncode != 0:
        raise RuntimeError(f"JPlag ended with {done.returncode}: {done.stderr[-500:]}")
    pairs = []
    for line in done.stdout.splitlines():
        first, second, share, tokens, *places_of = line.split("\t")
        shown = [sorted({cells[place.split(":")[0]].id for place in each.split()}) for each in places_of]
        pair = {"first": logins[first], "second": logins[second], "share": float(share), "tokens": int(tokens)}
        pairs.append({**pair, "cells": sorted({cell for each in shown for cell in each})})
    return sorted(pairs, key=lambda pair: (-pair["share"], pair["first"], pair["second"]))


def write(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def page(assignment, pairs, answers):
    title = f"Similar answers of {html.escape(assignment)}"
    lines = [f"<h1>{title}</h1>"]
    lines.append("<p>By JPlag. A resemblance is a question, not an answer: short tasks have few right solutions.</p>")
    lines.append(f"<p>Listed are pairs that are alike by {WORTH_A_LOOK:.0%} or more, with their longest pieces.</p>")
    if not pairs:
        lines.append(f"<p>No two are alike by {WORTH_A_LOOK:.0%} or more.</p>")
    for pair in pairs:
        first, second = pair["first"], pair["second"]
        lines.append(f"<section><h2>{html.escape(first)} and {html.escape(second)}: {pair['share']:.0%} alike</h2>")
        lines.append(f"<p>The longest piece that is alike has {pair['tokens']} tokens.</p><table>")
        lines.append(f"<tr><th>{html.escape(first)}</th><th>{html.escape(second)}</th></tr>")
        for cell in pair["cells"]:
            both = [f"<td><pre>{html.escape(answers[who].get(cell, ''))}</pre></td>" for who in (first, second)]
            lines.append(f"<tr>{''.join(both)}</tr>")
        lines.append("</table></section>")
    wide = STYLE.replace("max-width: 50rem", "max-width: 80rem") + SIDE_BY_SIDE
    head = f'<meta charset="utf-8"><title>{title}</title><style>{wide}</style>'
    body = "\n".join(lines)
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'
