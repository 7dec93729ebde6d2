package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.checker.Cells.code;
import static syncasync.checker.Cells.display;
import static syncasync.checker.Cells.notebook;
import static syncasync.checker.Cells.prose;
import static syncasync.checker.Cells.stdout;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LintTest {

    private static final Cell TITLE = prose("title", "# A title\n\nWhy.");
    private static final Cell SET_UP = code("set-up", "import static syncasync.Notebook.*;");

    @Test
    void a_notebook_opens_with_a_title_and_a_set_up_cell() {
        assertThat(Lint.opening(notebook("a", TITLE, SET_UP))).isEmpty();
        assertThat(Lint.opening(notebook("a", SET_UP)))
                .singleElement()
                .asString()
                .contains("no title");
        assertThat(Lint.opening(notebook("a", TITLE, code("one", "1 + 1"), SET_UP)))
                .singleElement()
                .asString()
                .contains("no set-up cell");
        assertThat(Lint.opening(notebook("a"))).hasSize(2);
    }

    @Test
    void a_notebook_asks_for_our_kernel() {
        assertThat(Lint.kernel(notebook("a"))).isEmpty();
        assertThat(Lint.kernel(new NotebookFile(java.nio.file.Path.of("a.ipynb"), Map.of())))
                .containsExactly("its kernelspec is none, expected java");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two-tasks-gathered", "title", "step-1", "http2-server", "a", "deadlock-ahead"})
    void words_are_names(String id) {
        assertThat(Lint.names(notebook("a", prose(id, "text")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a1b2c3d4",
                "0f3a9c1e",
                "5fd1c0de-1d2c-4b7a-9d3e-0123456789ab",
                "Two-Tasks",
                "two_tasks",
                "1st",
                "-a",
                "a--b",
                ""
            })
    void hashes_are_none(String id) {
        assertThat(Lint.names(notebook("a", prose(id, "text")))).hasSize(1);
    }

    @Test
    void no_two_cells_have_one_name() {
        assertThat(Lint.names(notebook("a", prose("one", "x"), code("one", "y"))))
                .containsExactly("[one] is the name of more than one cell; cell 2 is such a one");
    }

    @Test
    void nine_code_cells_of_ten_follow_prose() {
        var enough = new Cell[19];
        for (int i = 0; i < enough.length; i++) {
            enough[i] = i % 2 == 0 && i < 18 ? prose("p" + i, "text") : code("c" + i, "x");
        }
        assertThat(Lint.proseBeforeCode(notebook("a", enough))).isEmpty();
        assertThat(Lint.proseBeforeCode(notebook("a", TITLE, SET_UP, code("bare", "x"))))
                .singleElement()
                .asString()
                .contains("1 of 2 code cells")
                .contains("[bare]");
    }

    @Test
    void a_cell_is_neither_empty_nor_long() {
        assertThat(Lint.cell(code("a", "x\n".repeat(25)))).isEmpty();
        assertThat(Lint.cell(code("a", "x\n".repeat(26))))
                .singleElement()
                .asString()
                .contains("26 lines");
        assertThat(Lint.cell(code("a", " \n"))).containsExactly("it is empty");
        String hidden = "/// BEGIN HIDDEN TESTS\n" + "x\n".repeat(10) + "/// END HIDDEN TESTS\n";
        assertThat(Lint.cell(code("a", "x\n".repeat(20) + hidden + "x\n".repeat(5))))
                .isEmpty();
        assertThat(Lint.cell(code("a", hidden + "x\n".repeat(26)))).hasSize(1);
    }

    @Test
    void a_check_that_holds_shows_it() {
        String inATry = "try (var loop = loop()) {\n    assertThat(loop).isNotNull();\n}";
        for (String check : List.of("int a = 1;\nassertThat(a).isOne();", inATry)) {
            assertThat(Lint.cell(code("a", check))).singleElement().asString().contains("shows nothing");
            assertThat(Lint.cell(code("a", check, List.of(stdout("✓"))))).isEmpty();
        }
        assertThat(Lint.cell(code("a", "void isOne(int a) {\n    assertThat(a).isOne();\n}")))
                .isEmpty();
    }

    @Test
    void a_tag_means_something() {
        assertThat(Lint.cell(code("a", "x", List.of(), "unorderd")))
                .singleElement()
                .asString()
                .contains("`unorderd` means nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/ann/x.txt",
                "read /tmp/abc",
                "/root/.m2/x",
                "C:\\Users\\ann",
                "at (/usr/lib/jvm)",
                "Object@1b2c3d4",
                "syncasync.Foo@4e50df2e",
                "[I@1b2c3d4f",
                "Foo$$Lambda/0x00007f01@5e2de80c",
                "REPL.$JShell$12$Item",
                "WARNING: A restricted method was called"
            })
    void what_belongs_to_one_machine_or_one_run_is_not_kept(String output) {
        assertThat(Lint.cell(code("a", "x", List.of(stdout("see\n" + output + " there\n")))))
                .hasSize(1);
        assertThat(Lint.cell(code(
                        "a", "x", List.of(display(Map.of("spec", Map.of("values", List.of(1, List.of(output)))))))))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@example.org",
                "Ann@decade.org",
                "http://127.0.0.1/home/x",
                "GET /items/",
                "and/or",
                "</usr/>",
                "either A: or B",
                "warning: mild"
            })
    void what_only_looks_like_it_is(String output) {
        assertThat(Lint.cell(code("a", "x", List.of(stdout(output))))).isEmpty();
    }

    @Test
    void blocks_that_are_mirrored_are_a_list() {
        Cell cell = code("one", "x");
        assertThat(Lint.cell(Cells.mirroring(cell, "004/03"))).isEmpty();
        mirrorsAText(cell);
        assertThat(Lint.cell(cell)).containsExactly("its `mirrors` is no list of blocks such as [\"004/03\"]: 004/03");
    }

    @SuppressWarnings("unchecked")
    private static void mirrorsAText(Cell cell) {
        ((Map<String, Object>) cell.json().get("metadata")).put("mirrors", "004/03");
    }

    @Test
    void wide_lines_tabs_and_odd_steps_are_told_by_cell() {
        assertThat(Lint.style(notebook("a", code("one", "if (x) {\n    y();\n}"))))
                .isEmpty();
        assertThat(Lint.style(notebook("a", code("one", "if (x) {\n  y();\n\tz(); // " + "w".repeat(100)))))
                .singleElement()
                .asString()
                .contains("[one] has a line of more than 100 columns", "tabs", "steps that are not of four blanks");
    }

    @Test
    void all_that_is_wrong_without_a_run_is_told_with_its_cell() {
        Cell why = prose("why", "Why.");
        assertThat(Lint.all(notebook("a", TITLE, SET_UP, why, code("one", "x\n".repeat(25)))))
                .isEmpty();
        assertThat(Lint.all(notebook("a", TITLE, SET_UP, why, code("one", "x\n".repeat(26)))))
                .singleElement()
                .asString()
                .startsWith("[one] it has 26 lines, at most 25");
        assertThat(Lint.all(notebook("a", SET_UP, why, code("two_words", "x"))))
                .extracting(problem -> problem.split(" ")[0])
                .containsExactly("(opening)", "(names)", "(prose");
    }
}
