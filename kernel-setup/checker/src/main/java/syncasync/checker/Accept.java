package syncasync.checker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Keeps what a run printed: writes new outputs into the notebooks, in place, so that {@code git diff} shows what
 * changed and no more.
 *
 * <p>Only a cell that needs it gets new outputs: one whose new output does not meet the {@linkplain Contract contract}
 * with the kept one, one that was never kept, or one whose source is not the committed one. All else stays as it is, to
 * the byte. A notebook in which a cell failed is left alone.
 *
 * <pre>java -cp … syncasync.checker.Accept --executed DIR [--all] NOTEBOOK…</pre>
 *
 * {@code --all} takes every new output, for a change that the contract does not see, such as another colour in a
 * picture.
 */
public final class Accept {

    private Accept() {}

    /** Ends with 1 if a notebook was left alone because of a failure, with 2 when it was called wrongly. */
    public static void main(String[] args) throws IOException {
        Path executed = null;
        boolean all = false;
        var notebooks = new ArrayList<Path>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--executed" -> executed = ++i < args.length ? Path.of(args[i]) : null;
                case "--all" -> all = true;
                default -> notebooks.add(Path.of(args[i]));
            }
        }
        if (executed == null || notebooks.isEmpty()) {
            System.err.println("usage: Accept --executed DIR [--all] NOTEBOOK...");
            System.exit(2);
        }
        boolean good = true;
        for (Path notebook : notebooks) {
            good &= keep(notebook, executed, all, System.out::println);
        }
        System.exit(good ? 0 : 1);
    }

    /** Where a line about what was done goes. */
    interface Say {
        void line(String text);
    }

    /** Keeps one notebook's new outputs; whether it could. */
    static boolean keep(Path file, Path out, boolean all, Say say) throws IOException {
        String name = NotebookFile.nameOf(file);
        NotebookFile kept;
        NotebookFile executed;
        try {
            RunStatus status = RunStatus.read(out, name);
            if (status.error().isPresent()) {
                say.line(name + ": left as it was, since " + status.error().get());
                return false;
            }
            kept = NotebookFile.read(file);
            executed = NotebookFile.read(out.resolve(file.getFileName()));
            List<String> failures = failures(kept, executed, status);
            if (!failures.isEmpty()) {
                say.line(name + ": left as it was, since");
                failures.forEach(f -> say.line(("  " + f).replace("\n", "\n    ")));
                return false;
            }
        } catch (NotebookFile.NotANotebook e) {
            say.line(name + ": left as it was, since " + e.getMessage());
            return false;
        }
        List<String> changes = adopt(kept, executed, committedSources(file), all);
        String text = Json.write(kept.json());
        if (text.equals(Files.readString(file))) {
            say.line(name + ": unchanged");
            return true;
        }
        replace(file, text);
        say.line(name + ": "
                + (changes.isEmpty() ? "written in nbformat's form, outputs unchanged" : "kept new outputs of"));
        changes.forEach(c -> say.line("  " + c));
        return true;
    }

    /** Why the notebook must not be kept. */
    private static List<String> failures(NotebookFile kept, NotebookFile executed, RunStatus status) {
        List<Cell> before = kept.codeCells();
        List<Cell> now = executed.codeCells();
        if (!sources(before).equals(sources(now))) {
            return List.of("it was changed while it ran: run it again");
        }
        var failures = new ArrayList<String>();
        for (int i = 0; i < before.size(); i++) {
            String id = "[" + before.get(i).id() + "] ";
            switch (status.cells().get(i).state()) {
                case TIMED_OUT -> failures.add(id + "did not end in time");
                case DEAD_KERNEL -> failures.add(id + "ended its kernel");
                case NOT_RUN -> failures.add(id + "was not run");
                case RAN, RAISED ->
                    Contract.faults(before.get(i), now.get(i).outputs()).forEach(f -> failures.add(id + f));
            }
        }
        status.health()
                .filter(h -> !h.isEmpty())
                .ifPresent(f -> failures.add("something was left behind after the last cell:\n" + f));
        return failures;
    }

    private static List<String> sources(List<Cell> cells) {
        return cells.stream().map(c -> c.id() + "\n" + c.source()).toList();
    }

    /** Puts what is new into the kept notebook's JSON; says which cells, and why. */
    private static List<String> adopt(
            NotebookFile kept, NotebookFile executed, Map<String, String> committed, boolean all) {
        var changes = new ArrayList<String>();
        List<Cell> before = kept.codeCells();
        List<Cell> now = executed.codeCells();
        for (int i = 0; i < before.size(); i++) {
            Cell cell = before.get(i);
            Object count = new Json.Num(String.valueOf(i + 1));
            Optional<String> why = whyNew(cell, now.get(i), committed, all);
            if (why.isPresent()) {
                cell.json().put("outputs", now.get(i).rawOutputs());
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

    private static Optional<String> whyNew(Cell kept, Cell got, Map<String, String> committed, boolean all) {
        if (kept.executionCount().isEmpty()) {
            return Optional.of("was not kept yet");
        }
        List<String> differences = Contract.differences(kept, kept.outputs(), got.outputs());
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

    /**
     * The sources of the notebook's cells as they are committed, by id; none where git knows nothing of the notebook.
     */
    private static Map<String, String> committedSources(Path file) {
        try {
            Process git = new ProcessBuilder("git", "show", "HEAD:./" + file.getFileName())
                    .directory(file.toAbsolutePath().getParent().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!git.waitFor(10, TimeUnit.SECONDS) || git.exitValue() != 0) {
                return Map.of();
            }
            @SuppressWarnings("unchecked")
            var notebook = new NotebookFile(file, (Map<String, Object>) Json.parse(text));
            return notebook.codeCells().stream()
                    .collect(Collectors.toMap(Cell::id, Cell::source, (a, b) -> a, TreeMap::new));
        } catch (IOException | IllegalArgumentException e) { // no git, or no JSON: then nothing is known
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
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
