package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiffTest {

    @Test
    void the_same_lines_have_no_difference() {
        assertThat(Diff.inOrder("a\nb\n", "a\nb")).isEmpty();
        assertThat(Diff.inOrder("", "")).isEmpty();
    }

    @Test
    void a_difference_is_told_line_by_line() {
        assertThat(Diff.inOrder(
                        "Task started\nTask finished\ntotal: 2.0 s\n", "Task started\nTask ended\ntotal: 2.1 s\nbye\n"))
                .hasValue("""
                  Task started
                - Task finished
                + Task ended
                  total: 2.1 s
                + bye""");
    }

    @Test
    void another_order_is_a_difference() {
        assertThat(Diff.inOrder("a\nb", "b\na")).isPresent();
    }

    @Test
    void another_order_is_none_where_any_will_do() {
        assertThat(Diff.inAnyOrder("a\nb\nb", "b\na\nb")).isEmpty();
    }

    @Test
    void in_any_order_each_line_still_counts() {
        assertThat(Diff.inAnyOrder("a\nb\nb", "a\na\nb")).hasValue("- b\n+ a");
    }

    @Test
    void in_any_order_a_duration_finds_its_partner_even_if_another_one_would_do() {
        // 1.0 s goes with both; 1.3 s only with 1.0 s.
        assertThat(Diff.inAnyOrder("1.0 s\n0.6 s", "1.0 s\n1.3 s")).isEmpty();
    }

    @Test
    void a_long_difference_is_cut() {
        assertThat(Diff.inOrder("x\n".repeat(100), "y\n".repeat(100)).orElseThrow())
                .endsWith("… and 140 more lines");
    }

    @Test
    void a_very_long_output_that_is_the_same_costs_nothing() {
        String kept = "a line\n".repeat(200_000);
        assertThat(Diff.inOrder(kept, kept)).isEmpty();
        assertThat(Diff.inOrder(kept + "took 1.0 s\n", kept + "took 1.1 s\n")).isEmpty();
        assertThat(Diff.inAnyOrder(kept + "x\n", "x\n" + kept)).isEmpty();
        assertThat(Diff.inOrder(kept + "x\n" + kept, kept + "y\n" + kept).orElseThrow())
                .isEqualTo("  a line\n".repeat(3) + "- x\n+ y\n"
                        + "  a line\n".repeat(3).stripTrailing());
    }

    @Test
    void two_very_long_outputs_that_differ_throughout_are_told_in_short() {
        String kept = "a line\n".repeat(50_000);
        String got = "b line\n".repeat(60_000);
        assertThat(Diff.inOrder(kept, got).orElseThrow()).contains("- a line", "50000 lines stand where 60000 do now");
        assertThat(Diff.inAnyOrder(kept, got).orElseThrow()).contains("- a line", "50000 lines");
    }
}
