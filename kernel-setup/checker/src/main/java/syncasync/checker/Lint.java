package syncasync.checker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What every notebook of this project keeps to, whatever it teaches. Each rule answers with what is wrong, or with
 * nothing.
 */
final class Lint {

    static final String KERNEL = "java";
    static final String SET_UP = "import static syncasync.Notebook.*";
    static final int LONGEST_CELL = 25;
    static final int WIDEST_LINE = 100;
    static final double PROSE_BEFORE_CODE = 0.9;

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    /** What Jupyter calls a cell that nobody named. */
    private static final Pattern HASH = Pattern.compile("(?=[a-z]*\\d)[0-9a-f]{8}(-.*)?");

    /** What must not stand in an output that is kept, since on the next machine or in the next run it is another. */
    private static final Map<String, Pattern> NEVER_KEPT = Map.of(
            "a path of one machine",
                    Pattern.compile(
                            "(?<![\\w.:/<-])/(?:home|usr|tmp|root|Users|var|opt|private)/[^\\s\"'<]*|\\b[A-Z]:\\\\\\w[^\\s\"'<]*"),
            "an identity hash",
                    Pattern.compile(
                            "(?:[\\w.$]*[A-Z][\\w$]*(?:/0x[0-9a-f]+)?|\\[+[A-Z][\\w.$;]*)@[0-9a-f]{5,8}(?![\\w-]|\\.\\w)"),
            "a class name that JShell made up", Pattern.compile("REPL\\.\\$JShell\\$[\\w$.]*"),
            "a warning of the virtual machine", Pattern.compile("(?m)^WARNING:.*$"));

    /** What a learner does not get to see of homework. */
    private static final Pattern HIDDEN_TESTS =
            Pattern.compile("(?ms)^[ \\t]*/// BEGIN HIDDEN TESTS.*?^[ \\t]*/// END HIDDEN TESTS[^\\n]*\\n?");

    /** An assertion that runs with its cell, as far as its place tells: not in a method that the cell only declares. */
    private static final Pattern ASSERTS = Pattern.compile(
            "^assertThat|\\A(?=(?s:.*)^ +assertThat)(?s:.*)^(?:try|for|if|while)\\b", Pattern.MULTILINE);

    private Lint() {}

    /** All that can be said of a notebook without running it, each problem with the cell or the check it belongs to. */
    static List<String> all(NotebookFile notebook) {
        var problems = new ArrayList<String>();
        var checks = new LinkedHashMap<String, List<String>>();
        checks.put("(kernel)", kernel(notebook));
        checks.put("(opening)", opening(notebook));
        checks.put("(names)", names(notebook));
        checks.put("(cells)", mended(notebook));
        checks.put("(prose before code)", proseBeforeCode(notebook));
        checks.forEach((name, said) -> said.forEach(problem -> problems.add(name + " " + problem)));
        notebook.codeCells()
                .forEach(cell -> cell(cell).forEach(problem -> problems.add("[" + cell.id() + "] " + problem)));
        return problems;
    }

    /** The kernel that the notebook names is ours. */
    static List<String> kernel(NotebookFile notebook) {
        String kernel = notebook.kernel().orElse("none");
        return kernel.equals(KERNEL) ? List.of() : List.of("its kernelspec is " + kernel + ", expected " + KERNEL);
    }

    /** A title comes first, and the first code cell is the set-up. */
    static List<String> opening(NotebookFile notebook) {
        var problems = new ArrayList<String>();
        List<Cell> cells = notebook.cells();
        if (cells.isEmpty()
                || !cells.getFirst().isProse()
                || !cells.getFirst().source().startsWith("# ")) {
            problems.add("its first cell is no title: prose that begins with \"# \"");
        }
        List<Cell> code = notebook.codeCells();
        if (code.isEmpty() || !code.getFirst().source().contains(SET_UP)) {
            problems.add("its first code cell is no set-up cell: it lacks `" + SET_UP + ";`");
        }
        return problems;
    }

    /** Cells are called by words, and no two by the same. */
    static List<String> names(NotebookFile notebook) {
        var problems = new ArrayList<>(ambiguous(notebook));
        notebook.cells().stream()
                .map(Cell::id)
                .filter(id -> !id.isEmpty()
                        && (!ID.matcher(id).matches() || HASH.matcher(id).matches()))
                .distinct()
                .forEach(id -> problems.add("[" + id + "] is no name: use words such as `two-tasks-gathered`"));
        return problems;
    }

    /** Cells that cannot be told apart by their ids: Jupyter would give them new ones at its next chance. */
    static List<String> ambiguous(NotebookFile notebook) {
        var problems = new ArrayList<String>();
        var seen = new HashSet<String>();
        int position = 0;
        for (Cell cell : notebook.cells()) {
            position++;
            if (cell.id().isEmpty()) {
                problems.add(
                        "cell " + position + " has no id: give it one, words such as `two-tasks-gathered`. It begins: "
                                + cell.source().lines().findFirst().orElse("").strip());
            } else if (!seen.add(cell.id())) {
                problems.add(
                        "[" + cell.id() + "] is the name of more than one cell; cell " + position + " is such a one");
            }
        }
        return problems;
    }

    /** Nothing is left that "Break it" has put in. */
    static List<String> mended(NotebookFile notebook) {
        return notebook.brokenChecks().stream()
                .map(check -> "[" + check + "] is left broken: press Mend it below it, or delete the cells of Break it")
                .toList();
    }

    /**
     * How the notebook's Java is written: lines of at most 100 columns, steps of four blanks, no tabs. One line for each
     * cell that is not so.
     */
    static List<String> style(NotebookFile notebook) {
        var warnings = new ArrayList<String>();
        for (Cell cell : notebook.codeCells()) {
            var faults = new ArrayList<String>();
            List<String> lines = cell.source().lines().toList();
            List<Integer> widths = lines.stream()
                    .map(line -> line.codePointCount(0, line.length()))
                    .toList();
            long wide = widths.stream().filter(width -> width > WIDEST_LINE).count();
            if (wide > 0) {
                faults.add((wide == 1 ? "a line" : wide + " lines") + " of more than " + WIDEST_LINE
                        + " columns, up to " + Collections.max(widths));
            }
            if (lines.stream().anyMatch(line -> line.contains("\t"))) {
                faults.add("tabs");
            }
            if (stepsOtherThanFour(lines)) {
                faults.add("steps that are not of four blanks");
            }
            if (!faults.isEmpty()) {
                warnings.add("[" + cell.id() + "] has " + String.join(", ", faults));
            }
        }
        return warnings;
    }

    /** A line may also stand anywhere below a line that goes on; so only what follows a brace or closes one counts. */
    private static boolean stepsOtherThanFour(List<String> lines) {
        for (int i = 1; i < lines.size(); i++) {
            String before = lines.get(i - 1).strip();
            String line = lines.get(i);
            boolean opened =
                    before.endsWith("{") && !line.isBlank() && !line.strip().startsWith("}");
            if (opened && blanks(line) != blanks(lines.get(i - 1)) + 4 && blanks(line) % 4 != 0) {
                return true;
            }
        }
        return false;
    }

    private static int blanks(String line) {
        return line.length() - line.stripLeading().length();
    }

    /** Nine code cells of ten follow prose. */
    static List<String> proseBeforeCode(NotebookFile notebook) {
        List<Cell> cells = notebook.cells();
        int code = 0;
        var bare = new ArrayList<String>();
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).isCode()) {
                code++;
                if (i == 0 || !cells.get(i - 1).isProse()) {
                    bare.add("[" + cells.get(i).id() + "]");
                }
            }
        }
        return code - bare.size() >= PROSE_BEFORE_CODE * code
                ? List.of()
                : List.of(
                        "only " + (code - bare.size()) + " of " + code + " code cells follow prose, expected at least "
                                + Math.round(PROSE_BEFORE_CODE * 100) + " %. These do not: " + String.join(" ", bare));
    }

    /**
     * One code cell by itself: not empty, not long, its tags known, a sign if it holds a check, and nothing in its kept
     * outputs that belongs to one machine or one run.
     */
    static List<String> cell(Cell cell) {
        var problems = new ArrayList<String>();
        if (cell.source().isBlank()) {
            problems.add("it is empty");
        }
        long lines = HIDDEN_TESTS
                .matcher(cell.source())
                .replaceAll("")
                .stripTrailing()
                .lines()
                .count();
        if (lines > LONGEST_CELL) {
            problems.add("it has " + lines + " lines, at most " + LONGEST_CELL
                    + " can be taken in at once: split it, or move a class to support-lib");
        }
        if (cell.json().get("metadata") instanceof Map<?, ?> m && m.get("tags") instanceof List<?> tags) {
            tags.stream()
                    .map(String::valueOf)
                    .filter(tag -> !Contract.TAGS.contains(tag))
                    .forEach(tag -> problems.add("its tag `" + tag + "` means nothing to the checker, which knows "
                            + Contract.TAGS.stream().sorted().toList()));
        }
        if (cell.json().get("metadata") instanceof Map<?, ?> m
                && m.containsKey("mirrors")
                && !(m.get("mirrors") instanceof List<?>)) {
            problems.add("its `mirrors` is no list of blocks such as [\"004/03\"]: " + m.get("mirrors"));
        }
        boolean wasRun = cell.executionCount().isPresent();
        if (wasRun
                && cell.rawOutputs().isEmpty()
                && ASSERTS.matcher(cell.source()).find()) {
            problems.add(
                    "it holds a check and shows nothing, as a cell that was never run: let it end with an assertion"
                            + " (not isEmpty(), which has no value), and keep its ✓");
        }
        String kept = allText(cell.rawOutputs());
        NEVER_KEPT.forEach((what, pattern) -> {
            Matcher matcher = pattern.matcher(kept);
            if (matcher.find()) {
                problems.add("its kept output holds " + what + ": " + matcher.group());
            }
        });
        return problems;
    }

    /** Every string in a JSON value; a list of strings is the lines of one text. */
    private static String allText(Object value) {
        return switch (value) {
            case String s -> s;
            case Map<?, ?> map ->
                String.join("\n", map.values().stream().map(Lint::allText).toList());
            case List<?> list
            when !list.isEmpty() && list.stream().allMatch(String.class::isInstance) -> Outputs.text(list);
            case List<?> list ->
                String.join("\n", list.stream().map(Lint::allText).toList());
            case null, default -> "";
        };
    }
}
