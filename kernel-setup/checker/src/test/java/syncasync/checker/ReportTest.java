package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.checker.Cells.code;
import static syncasync.checker.Cells.display;
import static syncasync.checker.Cells.error;
import static syncasync.checker.Cells.mirroring;
import static syncasync.checker.Cells.notebook;
import static syncasync.checker.Cells.prose;
import static syncasync.checker.Cells.result;
import static syncasync.checker.Cells.stderr;
import static syncasync.checker.Cells.stdout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong in a run, the report names the cell. */
class ReportTest {

    private static final Outline OUTLINE = Outline.parse("""
            block\tkind\tnotebook\tlines\tseconds
            098/01\tprose\tblock-missing
            098/02\tcode\tblock-missing\tHello
            """);
    private static final Cell TITLE = prose("title", "# One of the checker's own");
    private static final Cell SET_UP = code("set-up", "import static syncasync.Notebook.*;");
    private static final Cell ASK = prose("ask", "Watch what comes:");

    @TempDir
    private Path folder;

    private String health = "\"\"";
    private Map<String, List<Integer>> numbers = Map.of(); // of cells that were not just run once, in their order

    /** The report on a cell that is kept in one way and came out in another. */
    private Report report(Cell kept, String state, Map<?, ?>... outputs) throws IOException {
        Cell got = code(kept.id(), kept.source(), List.of(outputs));
        return report(notebook("a", TITLE, SET_UP, ASK, kept), notebook("a", TITLE, SET_UP, ASK, got), "ran", state);
    }

    private Report report(NotebookFile kept, NotebookFile executed, String... states) throws IOException {
        String name = kept.file().getFileName().toString().replace(".ipynb", "");
        Path file = Files.createDirectories(folder.resolve("notebooks")).resolve(name + ".ipynb");
        Files.writeString(file, Json.write(kept.json()));
        Files.writeString(folder.resolve(name + ".ipynb"), Json.write(executed.json()));
        List<Cell> cells = executed.codeCells();
        Files.writeString(folder.resolve(name + ".status.json"), """
                {"error": null, "health": %s, "seconds": 2.5, "cells": [%s]}""".formatted(
                        health,
                        IntStream.range(0, cells.size())
                                .mapToObj(i -> """
                                        {"id": "%s", "state": "%s", "seconds": 8.0, "late": 0, "numbers": %s}""".formatted(
                                        cells.get(i).id(),
                                        states[i],
                                        numbers.getOrDefault(cells.get(i).id(), List.of(i + 1))))
                                .collect(Collectors.joining(","))));
        return Report.of(Run.read(file, folder, name), OUTLINE);
    }

    private static String problem(Report report, String what) {
        return report.bad().stream()
                .filter(f -> f.what().equals(what))
                .flatMap(f -> f.problems().stream())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void a_notebook_that_is_right_has_one_line() throws IOException {
        Report report = report(code("one", "x", List.of(stdout("took 1.0 s\n"))), "ran", stdout("took 1.1 s\n"));
        assertThat(report.isGood()).isTrue();
        assertThat(report.newOutput()).isFalse();
        assertThat(report.text()).isEqualTo("a: all 11 cells and checks in order (3 s)\n");
    }

    @Test
    void a_changed_line_a_changed_duration_and_a_changed_picture_are_told_under_their_cell() throws IOException {
        Report report = report(code("one", "x", List.of(stdout("Goodbye\n"))), "ran", stdout("Hello\n"));
        assertThat(report.newOutput()).isTrue();
        assertThat(report.text())
                .startsWith("a: 1 of 11 cells and checks FAILED (3 s)\n\n  a [one], code cell 2 of 2\n")
                .contains("    - Goodbye\n    + Hello\n");
        assertThat(problem(
                        report(code("one", "x", List.of(stdout("total: 4.0 s\n"))), "ran", stdout("total: 2.0 s\n")),
                        "[one]"))
                .contains("- total: 4.0 s\n+ total: 2.0 s");
    }

    @Test
    void an_exception_and_a_line_on_the_error_stream_fail() throws IOException {
        assertThat(problem(report(code("one", "1 / 0"), "raised", error("ArithmeticException", "/ by zero")), "[one]"))
                .contains("it raised an exception: ArithmeticException: / by zero");
        assertThat(problem(report(code("one", "x"), "ran", stderr("oh\n")), "[one]"))
                .contains("error stream:\noh");
    }

    @Test
    void a_cell_that_was_never_kept_fails() throws IOException {
        Cell cell = code("one", "1 + 1");
        cell.json().put("execution_count", null);
        Report report = report(cell, "ran", result("2"));
        assertThat(problem(report, "[one]")).isEqualTo("its output is not kept yet");
        assertThat(report.newOutput()).isTrue();
    }

    @Test
    void how_a_cell_ended_is_told_with_what_it_printed_until_then() throws IOException {
        assertThat(problem(report(code("one", "x"), "timed out", stdout("round\n")), "[one]"))
                .contains("had not ended after 8 s", "Until then it printed:\nround");
        assertThat(problem(report(code("one", "x"), "printed too much", stdout("round\n")), "[one]"))
                .contains("printed more than a reader can take in", "round");
        Files.writeString(folder.resolve("a.kernel.log"), "Out of memory\n");
        assertThat(problem(report(code("one", "x"), "dead kernel", stdout("last words\n")), "[one]"))
                .contains("its kernel died while it ran", "last words", "own log ends so:\nOut of memory");
        assertThat(problem(report(code("one", "x"), "not run"), "[one]")).contains("was not run");
    }

    @Test
    void a_line_that_nobody_can_read_is_cut() {
        assertThat(Wrapped.under("  ", "x".repeat(1_000_000)).length()).isLessThan(3_000);
        assertThat(Wrapped.under("  ", "+ " + "x".repeat(1_000_000))).endsWith("… and 998002 more characters\n");
    }

    @Test
    void a_notebook_of_the_pack_is_meant_by_its_name_and_any_other_by_its_path() {
        Path root = Path.of("/clone/notebooks");
        assertThat(Judge.argument(root.resolve("01-sync.ipynb"), root)).isEqualTo("01-sync");
        assertThat(Judge.argument(Path.of("/home/anna/01-mine.ipynb"), root)).isEqualTo("/home/anna/01-mine.ipynb");
        assertThat(Judge.argument(Path.of("/home/anna/Meine Übung.ipynb"), root))
                .isEqualTo("'/home/anna/Meine Übung.ipynb'");
    }

    @Test
    void what_is_left_behind_names_its_cell() throws IOException {
        health = "\"thread \\\"left\\\" in cell 2, line 1\"";
        assertThat(problem(report(code("one", "x"), "ran"), "(left behind)"))
                .contains("thread \"left\" in [one], line 1");
    }

    @Test
    void a_missing_block_and_lines_that_are_not_printed_fail() throws IOException {
        NotebookFile notebook =
                notebook("block-missing", TITLE, SET_UP, ASK, mirroring(code("silent", "int x = 1;"), "098/02"));
        Report report = report(notebook, notebook, "ran", "ran");
        assertThat(problem(report, "(mirrors)")).startsWith("no cell mirrors 098/01");
        assertThat(problem(report, "(lines of the documents)")).contains("098/02: the cells [silent] do not print");
    }

    @Test
    void a_broken_file_fails_by_its_reason() throws IOException {
        Path file = Files.writeString(folder.resolve("broken.ipynb"), "{\"cells\": [");
        Files.writeString(folder.resolve("broken.status.json"), """
                {"error": "not a notebook, since not JSON", "health": null, "seconds": 0, "cells": []}""");
        assertThat(problem(Report.of(Run.read(file, folder, "broken"), OUTLINE), "(runs)"))
                .startsWith("not a notebook, since not JSON");
        assertThat(problem(Report.of(Run.read(file, folder, "never-run"), OUTLINE), "(runs)"))
                .startsWith("the run left no status for it");
    }

    @Test
    void a_cell_named_by_its_number_is_the_same_cell_under_another_number() throws IOException {
        Map<String, Object> kept = Map.of("text/plain", "in cell 7, line 2", "application/json", List.of("cell 7:2"));
        Map<String, Object> moved = Map.of("text/plain", "in cell 9, line 2", "application/json", List.of("cell 9:2"));
        numbers = Map.of("set-up", List.of(9), "story", List.of(11));
        assertThat(report(inCells(7, 8, kept), inCells(9, 11, moved), "ran", "ran")
                        .isGood())
                .isTrue();
        numbers = Map.of("set-up", List.of(5), "story", List.of(9));
        assertThat(problem(report(inCells(7, 8, kept), inCells(5, 9, moved), "ran", "ran"), "[story]"))
                .contains("- in cell [set-up], line 2", "+ in cell [story], line 2");
    }

    @Test
    void a_cell_that_was_run_more_than_once_is_known_by_each_of_its_numbers() throws IOException {
        Map<String, Object> kept = Map.of("text/plain", "in cell 7, line 2");
        Map<String, Object> again = Map.of("text/plain", "in cell 3, line 2");
        numbers = Map.of("set-up", List.of(2, 3, 9), "story", List.of(11));
        health = "\"a thread is left in cell 3\"";
        Report report = report(inCells(7, 8, kept), inCells(9, 11, again), "ran", "ran");
        assertThat(problem(report, "[story]")).isEmpty();
        assertThat(report.bad().toString()).contains("a thread is left in [set-up]");
    }

    private static NotebookFile inCells(int first, int second, Map<String, Object> shown) {
        Cell setUp = code(SET_UP.id(), SET_UP.source());
        Cell story = code("story", "x", List.of(display(shown)));
        setUp.json().put("execution_count", new Json.Num("" + first));
        story.json().put("execution_count", new Json.Num("" + second));
        return notebook("a", TITLE, setUp, ASK, story);
    }

    @Test
    void a_cell_that_git_has_and_that_is_gone_fails() throws IOException {
        Files.writeString(
                folder.resolve("a.committed.ipynb"),
                Json.write(notebook("a", TITLE, SET_UP, ASK, code("one", "x"), prose("and-so", "And so:"))
                        .json()));
        Report report = report(code("one", "x"), "ran");
        assertThat(problem(report, "(cells)")).contains("[and-so] is gone", "git add");
    }

    @Test
    void what_breaks_a_check_on_purpose_is_not_judged_and_has_to_be_mended() throws IOException {
        Cell one = code("one", "x", List.of(stdout("a\n")));
        Cell breaking = code("0a1b2c3d", "");
        breaking.json().put("metadata", Map.of("break-it", Map.of("check", "one", "mutation", "nobody waits")));
        Report report = report(
                notebook("a", TITLE, SET_UP, ASK, one, breaking), notebook("a", TITLE, SET_UP, ASK, one), "ran", "ran");
        assertThat(report.bad()).hasSize(1);
        assertThat(problem(report, "(cells)"))
                .isEqualTo("[one] is left broken: press Mend it below it, or delete the cells of Break it");
    }

    @Test
    void a_server_reads_it_as_junit_writes_it() throws Exception {
        Report report = report(code("one", "x", List.of(stdout("a\n"))), "ran", stdout("b \u001b[31m<red> & \u0000\n"));
        Path file = folder.resolve("xml/results.xml");
        JUnitXml.write(file, List.of(report));
        var xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        var suite = (org.w3c.dom.Element) xml.getElementsByTagName("testsuite").item(0);
        assertThat(List.of(suite.getAttribute("name"), suite.getAttribute("tests"), suite.getAttribute("failures")))
                .isEqualTo(Arrays.asList("a", "11", "1"));
        var failures = new ArrayList<String>();
        for (int i = 0; i < xml.getElementsByTagName("failure").getLength(); i++) {
            failures.add(xml.getElementsByTagName("failure").item(i).getTextContent());
        }
        assertThat(failures).singleElement().asString().contains("a [one]", "- a", "+ b ", "<red> &");
    }
}
