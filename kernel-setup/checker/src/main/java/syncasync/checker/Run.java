package syncasync.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A finished headless run of one notebook: what is kept in the notebook, what came out, and what became of each cell.
 * Whoever judges outputs and whoever accepts them read it here.
 *
 * @param file the notebook
 * @param name what the run is called
 * @param status what the runner wrote down
 * @param broken why nothing can be compared, where it is so
 * @param kept the notebook as it stands, where it is one
 * @param executed the notebook as it came out, where anything did
 * @param committed the notebook as git has it, committed or staged, where that is known
 * @param log the end of what the kernel wrote on its own terminal, ready to be told; empty where it wrote nothing
 */
record Run(
        Path file,
        String name,
        RunStatus status,
        Optional<String> broken,
        Optional<NotebookFile> kept,
        Optional<NotebookFile> executed,
        Optional<NotebookFile> committed,
        String log) {

    private static final int LINES_OF_LOG = 10;

    /** One code cell: as it is kept, as it came out, and how its run ended. */
    record CodeCell(String name, Cell kept, Cell executed, RunStatus.CellRun run, String log) {

        /** What is wrong with the run of the cell, whatever is kept for it; empty where it ran as it should. */
        List<String> failures() {
            return switch (run.state()) {
                case RAN, RAISED -> Contract.faults(kept, executed.outputs());
                case TIMED_OUT ->
                    List.of("it had not ended after %.0f s, so its kernel was ended".formatted(run.seconds())
                            + printed());
                case PRINTED_TOO_MUCH ->
                    List.of("it printed more than a reader can take in, so its kernel was ended after %.1f s"
                                    .formatted(run.seconds())
                            + printed());
                case DEAD_KERNEL -> List.of("its kernel died while it ran" + printed() + log);
                case NOT_RUN -> List.of("it was not run, since a cell before it ended the kernel");
            };
        }

        private String printed() {
            return executed.outputs().isEmpty()
                    ? ""
                    : "\nUntil then it printed:\n"
                            + Diff.shortened(executed.outputs().readable().stripTrailing());
        }
    }

    /** Reads what the runner left for a notebook in the folder {@code out}. */
    static Run read(Path file, Path out, String name) throws IOException {
        RunStatus status = RunStatus.read(out, name);
        String log = log(out, name);
        NotebookFile kept = null;
        try {
            kept = NotebookFile.read(file);
            if (status.error().isPresent()) {
                return broken(file, name, status, status.error().get(), kept, log);
            }
            NotebookFile executed = NotebookFile.read(out.resolve(name + ".ipynb"));
            return sources(kept).equals(sources(executed))
                    ? new Run(
                            file,
                            name,
                            status,
                            Optional.empty(),
                            Optional.of(kept),
                            Optional.of(executed),
                            committed(out, name),
                            log)
                    : broken(file, name, status, "it was changed while it ran: run it again", kept, log);
        } catch (NotebookFile.NotANotebook e) {
            return broken(file, name, status, status.error().orElse(e.getMessage()), kept, log);
        }
    }

    private static Optional<NotebookFile> committed(Path out, String name) throws IOException {
        Path file = out.resolve(name + ".committed.ipynb");
        try {
            return Files.exists(file) ? Optional.of(NotebookFile.read(file)) : Optional.empty();
        } catch (NotebookFile.NotANotebook e) { // then nothing is known
            return Optional.empty();
        }
    }

    private static Run broken(Path file, String name, RunStatus status, String why, NotebookFile kept, String log) {
        return new Run(
                file,
                name,
                status,
                Optional.of(why),
                Optional.ofNullable(kept),
                Optional.empty(),
                Optional.empty(),
                log);
    }

    private static List<String> sources(NotebookFile notebook) {
        return notebook.codeCells().stream().map(Cell::source).toList();
    }

    /** The code cells in their order, each by a name of its own. Only where nothing is broken. */
    List<CodeCell> cells() {
        List<Cell> before = kept.orElseThrow().codeCells();
        List<Cell> now = executed.orElseThrow().codeCells();
        Map<String, CodeCell> cells = new LinkedHashMap<>();
        for (int i = 0; i < before.size(); i++) {
            String place = "code cell " + (i + 1);
            String id = before.get(i).id();
            String own = id.isEmpty() ? place : cells.containsKey(id) ? id + " (" + place + ")" : id;
            cells.put(
                    own,
                    new CodeCell(own, before.get(i), now.get(i), status.cells().get(i), log));
        }
        return new ArrayList<>(cells.values());
    }

    /** Cells that git has and that are there no more: lost without a word, unless git is told that it is meant. */
    List<String> goneCells() {
        List<String> now = kept.orElseThrow().cells().stream().map(Cell::id).toList();
        return committed.stream()
                .flatMap(before -> before.cells().stream())
                .map(Cell::id)
                .filter(id -> !id.isEmpty() && !now.contains(id))
                .map(id ->
                        "[" + id + "] is gone, and git still has it: put it back, or say by `git add` that it is meant")
                .toList();
    }

    /** What was left behind in the kernel after the last cell; empty where nothing was, or nobody could ask. */
    List<String> leftBehind() {
        return status.health()
                .filter(found -> !found.isEmpty())
                .map(found -> List.of("left behind after the last cell:\n" + found))
                .orElse(List.of());
    }

    /** It tells of a lack of memory or a wrong flag. */
    private static String log(Path out, String name) throws IOException {
        Path file = out.resolve(name + ".kernel.log");
        if (!Files.exists(file)) {
            return "";
        }
        List<String> lines =
                new String(Files.readAllBytes(file)).strip().lines().toList();
        return lines.isEmpty()
                ? ""
                : "\nThe kernel's own log ends so:\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
    }
}
