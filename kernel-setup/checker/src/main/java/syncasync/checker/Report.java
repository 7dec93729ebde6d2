package syncasync.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import syncasync.checker.RunStatus.State;

/**
 * Everything that was found about one notebook: a list of problems per code cell and per check of the whole notebook,
 * empty where all is well.
 *
 * @param notebook the notebook's name
 * @param cells problems by cell id, in the notebook's order
 * @param checks problems by the name of the check
 */
record Report(String notebook, Map<String, List<String>> cells, Map<String, List<String>> checks) {

    private static final String KEEP = "If the new output is right, `make notebooks` keeps it.";

    /** Compares a notebook with what came out of its run. */
    static Report of(Path file, Path out, Outline outline) throws IOException {
        String name = NotebookFile.nameOf(file);
        var cells = new LinkedHashMap<String, List<String>>();
        var checks = new LinkedHashMap<String, List<String>>();
        RunStatus status = RunStatus.read(out, name);
        String log = log(out, name);
        checks.put("runs", status.error().map(e -> List.of(e + log)).orElse(List.of()));
        NotebookFile kept;
        NotebookFile executed;
        try {
            kept = NotebookFile.read(file);
            if (status.error().isPresent() && status.cells().isEmpty()) {
                return new Report(name, cells, checks);
            }
            executed = NotebookFile.read(out.resolve(file.getFileName()));
        } catch (NotebookFile.NotANotebook e) {
            checks.put("runs", List.of(status.error().orElse(e.getMessage())));
            return new Report(name, cells, checks);
        }
        List<Cell> before = kept.codeCells();
        List<Cell> now = executed.codeCells();
        if (!before.stream()
                .map(Cell::source)
                .toList()
                .equals(now.stream().map(Cell::source).toList())) {
            checks.put("runs", List.of("it was changed while it ran: run it again"));
            return new Report(name, cells, checks);
        }
        for (int i = 0; i < before.size(); i++) {
            // Ids are checked to be unique below; here a second cell of the same id must not hide the first.
            String id = before.get(i).id().isEmpty()
                    ? "code cell " + (i + 1)
                    : before.get(i).id();
            if (cells.containsKey(id)) {
                id += " (code cell " + (i + 1) + ")";
            }
            cells.put(id, problems(before.get(i), now.get(i), status.cells().get(i), log));
        }
        checks.put("left behind", health(status));
        checks.put("kernel", Lint.kernel(kept));
        checks.put("opening", Lint.opening(kept));
        checks.put("names", Lint.names(kept));
        checks.put("prose before code", Lint.proseBeforeCode(kept));
        checks.put("mirrors", outline.missing(kept));
        checks.put("lines of the documents", outline.unprinted(executed, status));
        return new Report(name, cells, checks);
    }

    private static List<String> problems(Cell kept, Cell executed, RunStatus.CellRun run, String log) {
        State state = run.state();
        if (state != State.RAN && state != State.RAISED) {
            String after = executed.outputs().isEmpty()
                    ? ""
                    : "\nUntil then it printed:\n"
                            + executed.outputs().readable().stripTrailing();
            return List.of(
                    switch (state) {
                        case TIMED_OUT ->
                            "it had not ended after %.0f s, so its kernel was ended".formatted(run.seconds()) + after;
                        case DEAD_KERNEL -> "its kernel died while it ran" + after + log;
                        default -> "it was not run, since a cell before it ended the kernel";
                    });
        }
        var problems = new ArrayList<>(Contract.faults(kept, executed.outputs()));
        if (kept.executionCount().isEmpty()) {
            problems.add("its output is not kept yet. `make notebooks` runs it and keeps what it prints.");
        } else if (problems.isEmpty()) {
            List<String> differences = Contract.differences(kept, kept.outputs(), executed.outputs());
            problems.addAll(differences);
            if (!differences.isEmpty()) {
                problems.add(KEEP);
            }
        }
        problems.addAll(Lint.cell(kept));
        return List.copyOf(problems);
    }

    /** The end of what the kernel wrote on its own terminal, which tells of a lack of memory or a wrong flag. */
    private static String log(Path out, String name) throws IOException {
        Path file = out.resolve(name + ".kernel.log");
        List<String> lines = Files.exists(file)
                ? new String(Files.readAllBytes(file)).strip().lines().toList()
                : List.of();
        return lines.isEmpty()
                ? ""
                : "\nThe kernel's own log ends so:\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    /** Where the kernel was ended before it could be asked, that is reported at its cell. */
    private static List<String> health(RunStatus status) {
        return status.health()
                .filter(h -> !h.isEmpty())
                .map(h -> List.of("left behind after the last cell:\n" + h))
                .orElse(List.of());
    }

    boolean isGood() {
        return all().isEmpty();
    }

    /** Every problem, with the notebook and the cell it was found in. */
    List<String> all() {
        var all = new ArrayList<String>();
        checks.forEach((check, problems) -> problems.forEach(p -> all.add(notebook + " (" + check + "): " + p)));
        cells.forEach((id, problems) -> {
            if (!problems.isEmpty()) {
                all.add(message(id, problems));
            }
        });
        return all;
    }

    /** What to tell about a cell with problems. */
    String message(String cell, List<String> problems) {
        return notebook + " [" + cell + "]: " + String.join("\n", problems);
    }

    /** Leaves the findings beside the executed notebook, as {@code NAME.diff}. */
    void write(Path out) throws IOException {
        Files.writeString(
                out.resolve(notebook + ".diff"), isGood() ? "No difference.\n" : String.join("\n\n", all()) + "\n");
    }
}
