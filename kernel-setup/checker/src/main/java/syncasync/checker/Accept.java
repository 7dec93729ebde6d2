package syncasync.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Accepts what a run printed as the golden output: writes new outputs into the notebooks, in place, so that
 * {@code git diff} shows what changed and no more.
 *
 * <p>Only a cell that needs it gets new outputs: one whose new output does not meet the {@linkplain Contract contract}
 * with the kept one, one that was never kept, or one whose source is not the committed one, which lies in the run's
 * folder as {@code NAME.committed.ipynb} where it is known. All else stays as it is, to the byte. A notebook in which a
 * cell failed is left alone.
 */
final class Accept {

    private Accept() {}

    /** Where a line about what was done goes. */
    interface Say {
        void line(String text);
    }

    /**
     * Keeps one notebook's new outputs; whether it could.
     *
     * @param all takes every new output, for a change that the contract does not see, such as another font in a picture
     */
    static boolean keep(Run run, boolean all, Say say) throws IOException {
        List<String> failures = failures(run);
        if (!failures.isEmpty()) {
            say.line(run.name() + ": left as it was, since");
            failures.forEach(
                    f -> say.line(Wrapped.under("  ", f.replace("\n", "\n  ")).stripTrailing()));
            return false;
        }
        NotebookFile kept = run.kept().orElseThrow();
        List<String> changes = adopt(run, committedSources(run), all);
        String text = Json.write(kept.json());
        if (text.equals(Files.readString(run.file()))) {
            say.line(run.name() + ": unchanged");
            return true;
        }
        replace(run.file(), text);
        say.line(run.name() + ": "
                + (changes.isEmpty() ? "written in nbformat's form, outputs unchanged" : "kept new outputs of"));
        changes.forEach(c -> say.line("  " + c));
        return true;
    }

    /** Why the notebook must not be kept. */
    private static List<String> failures(Run run) {
        if (run.broken().isPresent()) {
            return List.of(run.broken().get());
        }
        var failures = new ArrayList<>(Lint.ambiguous(run.kept().orElseThrow()));
        for (Run.CodeCell cell : run.cells()) {
            cell.failures().forEach(f -> failures.add("[" + cell.name() + "] " + f));
        }
        failures.addAll(run.leftBehind());
        return failures;
    }

    /** Puts what is new into the kept notebook's JSON; says which cells, and why. */
    private static List<String> adopt(Run run, Map<String, String> committed, boolean all) {
        var changes = new ArrayList<String>();
        int position = 0;
        for (Run.CodeCell each : run.cells()) {
            Cell cell = each.kept();
            Object count = new Json.Num(String.valueOf(++position));
            Optional<String> why = whyNew(cell, each, committed, all);
            if (why.isPresent()) {
                cell.json().put("outputs", each.executed().rawOutputs());
                changes.add("[" + cell.id() + "] " + why.get());
            }
            cell.json().put("execution_count", count);
            for (Object output : cell.rawOutputs()) {
                number(output, count);
            }
        }
        return changes;
    }

    @SuppressWarnings("unchecked")
    private static void number(Object output, Object count) {
        var map = (Map<String, Object>) output;
        map.computeIfPresent("execution_count", (key, old) -> count);
    }

    private static Optional<String> whyNew(Cell kept, Run.CodeCell run, Map<String, String> committed, boolean all) {
        if (kept.executionCount().isEmpty()) {
            return Optional.of("was not kept yet");
        }
        Cell got = run.executed();
        List<String> differences = Contract.differences(
                kept, kept.outputs(), got.outputs(), run.run().late());
        if (!differences.isEmpty()) {
            return Optional.of(String.join("\n", differences).replace("\n", "\n    "));
        }
        boolean same = kept.rawOutputs().equals(got.rawOutputs());
        if (!same
                && committed.containsKey(kept.id())
                && !committed.get(kept.id()).equals(kept.source())) {
            return Optional.of("its source is not the committed one");
        }
        return all && !same ? Optional.of("taken since everything is") : Optional.empty();
    }

    /** The sources of the cells as they are committed, by id; none where nobody knows. */
    private static Map<String, String> committedSources(Run run) {
        return run.committed().stream()
                .flatMap(notebook -> notebook.codeCells().stream())
                .collect(Collectors.toMap(Cell::id, Cell::source, (a, b) -> a, TreeMap::new));
    }

    /** All or nothing: a full disk or a cut wire leaves the notebook as it was. */
    private static void replace(Path file, String text) throws IOException {
        Path target = file.toRealPath();
        Path fresh = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".new");
        try {
            Files.writeString(fresh, text);
            if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(target));
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
