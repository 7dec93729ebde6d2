package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.checker.Cells.code;
import static syncasync.checker.Cells.mirroring;
import static syncasync.checker.Cells.notebook;
import static syncasync.checker.Cells.prose;
import static syncasync.checker.Cells.result;
import static syncasync.checker.Cells.stdout;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutlineTest {

    private static final Outline OUTLINE = Outline.parse("""
            block\tkind\tnotebook\tlines\tseconds
            009/01\tprose\ta
            009/02\tcode\ta\tHello | World | …!\t1
            010/01\tprose\tb
            """);

    private static RunStatus took(double seconds) {
        return new RunStatus(
                Optional.empty(),
                Optional.of(""),
                seconds,
                List.of(
                        new RunStatus.CellRun("greet", RunStatus.State.RAN, seconds / 2, 0, List.of(1)),
                        new RunStatus.CellRun("again", RunStatus.State.RAN, seconds / 2, 0, List.of(2))));
    }

    @Test
    void the_projects_outline_has_67_blocks_of_five_notebooks() {
        assertThat(Outline.load().blocks()).hasSize(67);
        assertThat(Outline.load().blocks().stream().map(Outline.Block::number)).doesNotHaveDuplicates();
        assertThat(Outline.load().notebooksNotAmong(Set.of())).hasSize(5);
    }

    @Test
    void a_notebook_shows_every_block_of_its_document() {
        assertThat(OUTLINE.missing(
                        notebook("a", mirroring(prose("p", "x"), "009/01"), mirroring(code("greet", "x"), "009/02"))))
                .isEmpty();
        assertThat(OUTLINE.missing(notebook("a", mirroring(prose("p", "x"), "009/01"))))
                .singleElement()
                .asString()
                .contains("no cell mirrors 009/02 (code)");
    }

    @Test
    void a_block_that_no_document_has_is_a_slip_of_the_pen() {
        assertThat(OUTLINE.missing(notebook("b", mirroring(prose("p", "x"), "010/01", "010/10"))))
                .containsExactly("[p] mirrors 010/10, which the outline does not have");
    }

    @Test
    void a_notebook_without_a_document_is_free() {
        assertThat(OUTLINE.missing(notebook("c", prose("p", "x")))).isEmpty();
    }

    @Test
    void the_cells_of_a_block_print_its_lines_in_order_between_them() {
        var first = mirroring(code("greet", "x", List.of(stdout("Hello\nand\nWorld\n"))), "009/02");
        var second = mirroring(code("again", "x", List.of(result("the end!"))), "009/02");
        assertThat(OUTLINE.unprinted(notebook("a", first, second), took(1))).isEmpty();
        assertThat(OUTLINE.unprinted(notebook("a", second, first), took(1)))
                .singleElement()
                .asString()
                .contains("not found: …!, after World");
    }

    @Test
    void the_cells_of_a_block_take_at_least_its_time() {
        var cell = mirroring(code("greet", "x", List.of(stdout("Hello\nWorld\nbye!"))), "009/02");
        assertThat(OUTLINE.unprinted(notebook("a", cell), took(0.4)))
                .containsExactly("009/02: the cells [greet] took 0.2 s together, the original takes 1.0 s");
        assertThat(OUTLINE.unprinted(notebook("a", cell), took(2.0))).isEmpty();
    }

    @Test
    void prose_alone_prints_nothing() {
        assertThat(OUTLINE.unprinted(notebook("a", mirroring(prose("p", "x"), "009/02")), took(1)))
                .containsExactly("009/02 has lines to be printed, but only prose mirrors it");
    }
}
