"""The mutations that a check names in its cell's metadata, under each of which it has to fail:

"mutations": [{"cell": "a-cell-before-it", "name": "in a row instead of at once", "replace": "…", "with": "…"}]

The text stands in that cell, which may be the check's own. `"through": ["…"]` names the cells that "Break it" has to
run again besides these two, where it cannot tell; here all are run. Python's standard library only.
"""

import json

from runner.notebooks import result_name


def plan(paths, folder, only=""):
    """A run for each mutation (only of the cell of that name, if one is given), up to the check that names it; and what
    is wrong with those that cannot be run."""
    runs, problems = [], []
    for path in paths:
        name = result_name(path, folder)
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = {cell.get("id"): "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"}
        for cell in cells:
            if only and cell.get("id") != only:
                continue
            for number, mutation in enumerate(cell.get("metadata", {}).get("mutations", []), 1):
                where = f'{name} [{cell["id"]}] "{mutation.get("name", number)}"'
                source = code.get(mutation.get("cell"))
                old = mutation.get("replace", "")
                if source is None:
                    problems.append(f"{where}: there is no code cell [{mutation.get('cell')}]")
                elif unknown := [it for it in mutation.get("through", []) if it not in code]:
                    problems.append(f"{where}: there is no code cell [{unknown[0]}], through which it goes")
                elif not old or old not in source:
                    problems.append(f"{where}: [{mutation['cell']}] does not hold what it replaces")
                else:
                    runs.append(
                        {
                            "notebook": str(path),
                            "name": f"{name}/{cell['id']}-{number}",
                            "replace": {mutation["cell"]: source.replace(old, mutation["with"])},
                            "until": cell["id"],
                            "where": where,
                        }
                    )
    return runs, problems


def verdict(run, out):
    """Why the check has not caught its mutation; empty where it has. One that does not compile says nothing of it."""
    try:
        status = json.loads((out / f"{run['name']}.status.json").read_text(encoding="utf-8"))
    except OSError:
        return f"{run['where']}: the run left no status"
    if status["error"]:
        return f"{run['where']}: {status['error']}"
    if broken := not_compiled(run["replace"], out / f"{run['name']}.ipynb"):
        return f"{run['where']}: the mutated [{broken}] does not compile"
    state = next((cell["state"] for cell in status["cells"] if cell["id"] == run["until"]), "not run")
    # A mutation that keeps its own cell from ever ending is noticed by everybody; the check never gets to speak.
    early = [cell for cell in status["cells"] if cell["state"] in ("timed out", "printed too much", "dead kernel")]
    if state == "raised" or early:
        return ""
    return f"{run['where']}: the check passed, though it should have failed"


def not_compiled(mutated, executed):
    """The first of the mutated cells that the compiler refused; None if there is none."""
    for cell in json.loads(executed.read_text(encoding="utf-8"))["cells"]:
        errors = [output.get("ename") for output in cell.get("outputs", [])]
        if cell.get("id") in mutated and "CompilationException" in errors:
            return cell["id"]
    return None
