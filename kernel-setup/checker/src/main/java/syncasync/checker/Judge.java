package syncasync.checker;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges finished runs of notebooks, or accepts what they printed, or lints them without a run. It starts nothing: the
 * runs lie in a folder, as {@code kernel-setup/runner/execute.py} left them.
 *
 * <pre>
 * java -cp … syncasync.checker.Judge check --executed DIR --root DIR --xml FILE NOTEBOOK…
 * java -cp … syncasync.checker.Judge keep --executed DIR --root DIR [--all] NOTEBOOK…
 * java -cp … syncasync.checker.Judge lint --executed DIR --root DIR NOTEBOOK…
 * </pre>
 *
 * A run is called by its notebook's path below {@code --root}, or by its file name where it lies elsewhere.
 * {@code --all} keeps every new output, for a change that the contract does not see.
 */
public final class Judge {

    private final Path executed;
    private final Path root;
    private final List<Path> notebooks;

    private Judge(Path executed, Path root, List<Path> notebooks) {
        this.executed = executed;
        this.root = root;
        this.notebooks = notebooks;
    }

    /** Ends with 1 if a notebook failed or could not be kept, with 2 when it was called wrongly. */
    public static void main(String[] args) throws IOException {
        String verb = args.length == 0 ? "" : args[0];
        Path executed = null;
        Path root = null;
        Path xml = null;
        boolean all = false;
        var notebooks = new ArrayList<Path>();
        for (int i = 1; i < args.length; i++) {
            switch (args[i]) {
                case "--executed" -> executed = ++i < args.length ? Path.of(args[i]) : null;
                case "--root" -> root = ++i < args.length ? Path.of(args[i]) : null;
                case "--xml" -> xml = ++i < args.length ? Path.of(args[i]) : null;
                case "--all" -> all = true;
                default -> notebooks.add(Path.of(args[i]));
            }
        }
        if (!Set.of("check", "keep", "lint").contains(verb)
                || executed == null
                || root == null
                || notebooks.isEmpty()) {
            System.err.println(
                    "usage: Judge check|keep|lint --executed DIR --root DIR [--xml FILE] [--all] NOTEBOOK...");
            System.exit(2);
        }
        var judge = new Judge(executed, root.toAbsolutePath().normalize(), notebooks);
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        boolean good = switch (verb) {
            case "check" -> judge.check(xml, out);
            case "keep" -> judge.keep(all, out);
            default -> judge.lint(out);
        };
        System.exit(good ? 0 : 1);
    }

    private Run run(Path notebook) throws IOException {
        Path file = notebook.toAbsolutePath().normalize();
        return Run.read(file, executed, name(file.startsWith(root) ? root.relativize(file) : file.getFileName()));
    }

    private static String name(Path file) {
        return file.toString().replace('\\', '/').replaceFirst("\\.ipynb$", "");
    }

    /** A word that means the notebook to `make keep`, as a shell takes it. */
    static String argument(Path notebook, Path root) {
        Path file = notebook.toAbsolutePath().normalize();
        String word = file.startsWith(root) ? name(root.relativize(file)) : file.toString();
        return word.matches("[\\w/.,+@%-]*") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Whether all is well. The reports also lie beside the executed notebooks, each as {@code NAME.report.txt}. */
    private boolean check(Path xml, PrintStream out) throws IOException {
        Outline outline = Outline.load();
        var reports = new ArrayList<Report>();
        var changed = new ArrayList<String>();
        for (Path notebook : notebooks) {
            Report report = Report.of(run(notebook), outline);
            reports.add(report);
            if (report.newOutput()) {
                changed.add(argument(notebook, root));
            }
            out.print(report.text());
            String warnings = warnings(List.of(report), Integer.MAX_VALUE);
            Files.writeString(executed.resolve(report.notebook() + ".report.txt"), report.text() + warnings);
        }
        out.print(warnings(reports, notebooks.size() == 1 ? Integer.MAX_VALUE : 5));
        if (xml != null) {
            JUnitXml.write(xml, reports);
        }
        if (!changed.isEmpty()) {
            out.print(Wrapped.under(
                    "",
                    "If the new output is right, this keeps it:\n  make keep ARGS=\"" + String.join(" ", changed)
                            + "\""));
        }
        int failed = reports.stream().mapToInt(r -> r.bad().size()).sum();
        int all = reports.stream().mapToInt(r -> r.findings().size()).sum();
        out.println((all - failed) + " passed, " + failed + " failed");
        return failed == 0;
    }

    private static String warnings(List<Report> reports, int most) {
        List<String> all = reports.stream()
                .flatMap(r -> r.warnings().stream().map(w -> r.notebook() + " " + w))
                .toList();
        if (all.isEmpty()) {
            return "";
        }
        String first = all.stream().limit(most).map(w -> "  " + w + "\n").collect(Collectors.joining());
        String rest =
                all.size() > most ? "  … and " + (all.size() - most) + " more, in the notebooks' .report.txt\n" : "";
        return "Warnings, which fail nothing:\n" + first + rest;
    }

    private boolean keep(boolean all, PrintStream out) throws IOException {
        boolean good = true;
        for (Path notebook : notebooks) {
            good &= Accept.keep(run(notebook), all, out::println);
        }
        return good;
    }

    /** Says what is wrong with the notebooks as they lie there, whether they were run or not. */
    private boolean lint(PrintStream out) {
        boolean good = true;
        for (Path notebook : notebooks) {
            List<String> problems;
            try {
                problems = Lint.all(NotebookFile.read(notebook));
            } catch (NotebookFile.NotANotebook e) {
                problems = List.of(e.getMessage());
            }
            good &= problems.isEmpty();
            problems.forEach(problem -> out.println(NotebookFile.nameOf(notebook) + " " + problem));
        }
        return good;
    }
}
