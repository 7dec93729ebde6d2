package syncasync.checker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that was found about one notebook: a list of problems per code cell and per check of the whole notebook,
 * empty where all is well.
 *
 * @param notebook the notebook's name
 * @param seconds how long its run took
 * @param findings what was looked at, and the problems of each, in the order in which they are told
 * @param warnings what should be otherwise and fails nothing
 * @param newOutput whether some output is not the kept one, or was never kept
 */
record Report(String notebook, double seconds, List<Finding> findings, List<String> warnings, boolean newOutput) {

    /**
     * What was looked at.
     *
     * @param what a cell as {@code [two-tasks]}, a check of the whole notebook as {@code (opening)}
     * @param where in words, where that helps to find it
     * @param seconds how long it took
     * @param problems empty where all is well
     */
    record Finding(String what, String where, double seconds, List<String> problems) {

        Finding {
            problems = List.copyOf(problems);
        }

        boolean isGood() {
            return problems.isEmpty();
        }
    }

    /** Compares a notebook with what came out of its run. */
    static Report of(Run run, Outline outline) {
        List<Finding> findings = new ArrayList<>();
        if (run.broken().isPresent()) {
            findings.add(check("runs", List.of(run.broken().get() + run.log())));
            return new Report(run.name(), run.status().seconds(), findings, List.of(), false);
        }
        NotebookFile kept = run.kept().orElseThrow();
        Map<String, List<String>> checks = new LinkedHashMap<>();
        checks.put("runs", List.of());
        checks.put("left behind", run.leftBehind());
        checks.put("kernel", Lint.kernel(kept));
        checks.put("opening", Lint.opening(kept));
        checks.put("names", Lint.names(kept));
        checks.put(
                "cells",
                Stream.concat(run.goneCells().stream(), Lint.mended(kept).stream())
                        .toList());
        checks.put("prose before code", Lint.proseBeforeCode(kept));
        checks.put("mirrors", outline.missing(kept));
        checks.put("lines of the documents", outline.unprinted(run.executed().orElseThrow(), run.status()));
        checks.forEach((name, problems) -> findings.add(check(name, problems)));
        List<Run.CodeCell> cells = run.cells();
        Map<Integer, String> before =
                byNumber(cells, cell -> cell.kept().executionCount().stream().toList());
        Map<Integer, String> now = byNumber(cells, cell -> cell.run().numbers());
        boolean newOutput = false;
        for (int i = 0; i < cells.size(); i++) {
            Run.CodeCell cell = cells.get(i);
            List<String> problems = new ArrayList<>(cell.failures());
            List<String> differences = differences(cell, problems, before, now);
            newOutput |= !differences.isEmpty();
            problems.addAll(differences);
            problems.addAll(Lint.cell(cell.kept()));
            String where = "code cell " + (i + 1) + " of " + cells.size();
            findings.add(new Finding("[" + cell.name() + "]", where, cell.run().seconds(), problems));
        }
        return new Report(run.name(), run.status().seconds(), findings, Lint.style(kept), newOutput);
    }

    private static Finding check(String name, List<String> problems) {
        return new Finding("(" + name + ")", "", 0, problems);
    }

    /** What the cells are called, by the numbers that each had when it ran. */
    private static Map<Integer, String> byNumber(
            List<Run.CodeCell> cells, Function<Run.CodeCell, List<Integer>> numbers) {
        return cells.stream()
                .flatMap(cell -> numbers.apply(cell).stream().map(number -> Map.entry(number, cell.name())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a));
    }

    private static List<String> differences(
            Run.CodeCell cell, List<String> failures, Map<Integer, String> before, Map<Integer, String> now) {
        if (cell.kept().executionCount().isEmpty()) {
            return List.of("its output is not kept yet");
        }
        return failures.isEmpty()
                ? Contract.differences(
                        cell.kept(),
                        cell.kept().outputs().naming(before),
                        cell.executed().outputs().naming(now),
                        cell.run().late())
                : List.of();
    }

    List<Finding> bad() {
        return findings.stream().filter(f -> !f.isGood()).toList();
    }

    boolean isGood() {
        return bad().isEmpty();
    }

    /** For a person at a terminal: one line where all is well, otherwise each problem under its cell. */
    String text() {
        int bad = bad().size();
        var text = new StringBuilder("%s: %s (%.0f s)\n"
                .formatted(
                        notebook,
                        bad == 0
                                ? "all " + findings.size() + " cells and checks in order"
                                : bad + " of " + findings.size() + " cells and checks FAILED",
                        seconds));
        for (Finding finding : bad()) {
            text.append("\n  %s %s%s\n"
                    .formatted(notebook, finding.what(), finding.where().isEmpty() ? "" : ", " + finding.where()));
            finding.problems().forEach(problem -> text.append(Wrapped.under("    ", problem)));
        }
        if (bad > 0) {
            text.append('\n');
        }
        return text.toString();
    }
}
