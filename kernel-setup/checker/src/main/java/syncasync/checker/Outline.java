package syncasync.checker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The documents that the notebooks follow, block by block: which notebook each block belongs to, and what a code block
 * prints. It stands in {@code outline.tsv}; a cell says in its metadata which blocks it shows, {@code "mirrors":
 * ["004/03"]}.
 */
record Outline(List<Block> blocks) {

    /**
     * One block of a document.
     *
     * @param number document and position, {@code 004/03}
     * @param kind prose, code or table
     * @param notebook the notebook that shows it
     * @param lines what its code prints, in this order; {@code …} stands for any text
     * @param seconds how long its code takes at least
     */
    record Block(String number, String kind, String notebook, List<String> lines, Optional<Double> seconds) {}

    /** The project's outline. */
    static Outline load() {
        try (InputStream in = Outline.class.getResourceAsStream("/outline.tsv")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads an outline: tab-separated columns under one line of headings, lines of output separated by {@code " | "}.
     */
    static Outline parse(String tsv) {
        return new Outline(tsv.lines()
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(line -> {
                    String[] c = Arrays.copyOf(line.split("\t", -1), 5);
                    if (c[2] == null) {
                        throw new IllegalArgumentException("the outline lacks columns in the line: " + line);
                    }
                    List<String> lines = c[3] == null || c[3].isBlank()
                            ? List.of()
                            : List.of(c[3].strip().split(" \\| "));
                    Optional<Double> seconds = c[4] == null || c[4].isBlank()
                            ? Optional.empty()
                            : Optional.of(
                                    Double.parseDouble(c[4].replace("s", "").strip()));
                    return new Block(c[0], c[1], c[2], lines, seconds);
                })
                .toList());
    }

    /** The notebooks that documents belong to, in order, that are not among the given ones. */
    Set<String> notebooksNotAmong(Set<String> present) {
        return blocks.stream()
                .map(Block::notebook)
                .filter(n -> !present.contains(n))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Blocks of the notebook's document that no cell shows, and numbers that no document has. */
    List<String> missing(NotebookFile notebook) {
        Set<String> shown = new LinkedHashSet<>();
        var problems = new ArrayList<String>();
        Set<String> known = blocks.stream().map(Block::number).collect(Collectors.toSet());
        for (Cell cell : notebook.cells()) {
            for (String number : cell.mirrors()) {
                shown.add(number);
                if (!known.contains(number)) {
                    problems.add("[" + cell.id() + "] mirrors " + number + ", which the outline does not have");
                }
            }
        }
        for (Block block : of(notebook)) {
            if (!shown.contains(block.number())) {
                problems.add("no cell mirrors " + block.number() + " (" + block.kind()
                        + "): name it in the metadata of the cell that shows it, \"mirrors\": [\"" + block.number()
                        + "\"]");
            }
        }
        return problems;
    }

    /**
     * Code blocks of the notebook's document whose lines are not printed in order by the cells that mirror them, or
     * that took less time than the original.
     */
    List<String> unprinted(NotebookFile executed, RunStatus status) {
        var problems = new ArrayList<String>();
        for (Block block : of(executed)) {
            List<Cell> cells = executed.codeCells().stream()
                    .filter(c -> c.mirrors().contains(block.number()))
                    .toList();
            if (cells.isEmpty()) {
                if (!block.lines().isEmpty()
                        && executed.cells().stream().anyMatch(c -> c.mirrors().contains(block.number()))) {
                    problems.add(block.number() + " has lines to be printed, but only prose mirrors it");
                }
                continue;
            }
            Set<String> ids = cells.stream().map(Cell::id).collect(Collectors.toCollection(LinkedHashSet::new));
            List<String> printed = cells.stream()
                    .flatMap(c -> c.outputs().readable().lines())
                    .map(String::strip)
                    .toList();
            int found = firstNotIn(printed, block.lines());
            if (found < block.lines().size()) {
                problems.add(block.number() + ": the cells " + ids + " do not print its lines in order.\nexpected: "
                        + block.lines()
                        + "\nnot found: " + block.lines().get(found)
                        + (found == 0 ? "" : ", after " + block.lines().get(found - 1))
                        + "\nprinted: " + printed);
            }
            double took = status.cells().stream()
                    .filter(c -> ids.contains(c.id()))
                    .mapToDouble(RunStatus.CellRun::seconds)
                    .sum();
            block.seconds()
                    .filter(least -> took < 0.95 * least)
                    .ifPresent(least -> problems.add(block.number() + ": the cells " + ids
                            + " took %.1f s together, the original takes %.1f s".formatted(took, least)));
        }
        return problems;
    }

    private List<Block> of(NotebookFile notebook) {
        return blocks.stream().filter(b -> b.notebook().equals(notebook.name())).toList();
    }

    /** How many of the expected lines are found, each after the one before it. */
    private static int firstNotIn(List<String> printed, List<String> expected) {
        int next = 0;
        for (String line : printed) {
            if (next < expected.size()
                    && pattern(expected.get(next)).matcher(line).matches()) {
                next++;
            }
        }
        return next;
    }

    private static Pattern pattern(String expected) {
        return Pattern.compile(
                Arrays.stream(expected.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }
}
