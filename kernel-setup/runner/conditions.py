"""The conditions under which no cell of a notebook may fail, and the table of those that do. Python's standard library
only.
"""

from dataclasses import dataclass
from xml.etree import ElementTree

# In the words of execute.py. What wears a lesson out is never that it is run once, alone, on a machine with room.
CONDITIONS = {
    "each-cell-twice": ["--passes", "2"],
    "run-all-twice": ["--passes", "1,1"],
    "one-core": ["--one-core"],
    "512-megabytes": ["--java=-Xmx512m"],
    "load-begins-midway": ["--load", "begins"],
    "load-ends-midway": ["--load", "ends"],
}


@dataclass
class Result:
    """What became of one cell, or of one look at the whole notebook, such as for threads that it left behind."""

    notebook: str
    what: str
    why: str  # it failed; empty where it did not


def results(xml):
    """What the judge wrote of one run of some notebooks."""
    return [
        Result(case.get("classname"), case.get("name"), failure.get("message", "?") if failure is not None else "")
        for case in ElementTree.parse(xml).iter("testcase")
        for failure in [case.find("failure")]
    ]


def table(notebooks, found):
    """Notebook by condition, how many failed of how many, in Markdown; and below it, which, and why.

    `found` has the results of each condition.
    """
    rows = [["failed", *found], ["---"] + ["---:"] * len(found)]
    for name in notebooks:
        of_it = [[result for result in results if result.notebook == name] for results in found.values()]
        rows.append([name, *(f"{sum(bool(r.why) for r in part)} of {len(part)}" for part in of_it)])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["| " + " | ".join(text.ljust(width) for text, width in zip(row, widths)) + " |" for row in rows]
    failed = [
        f"- {result.notebook} {result.what}, {condition}: {result.why}"
        for condition, results in found.items()
        for result in results
        if result.why
    ]
    return "\n".join([*lines, *([""] if failed else []), *failed]) + "\n"
