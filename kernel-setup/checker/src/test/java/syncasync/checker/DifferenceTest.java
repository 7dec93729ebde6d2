package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DifferenceTest {

    @Test
    void the_same_lines_have_no_difference() {
        assertThat(Difference.inOrder("a\nb\n", "a\nb")).isEmpty();
        assertThat(Difference.inOrder("", "")).isEmpty();
    }

    @Test
    void a_difference_is_told_line_by_line() {
        assertThat(Difference.inOrder("Task started\nTask finished\ntotal: 2.0 s\n", "Task started\nTask ended\ntotal: 2.1 s\nbye\n")).hasValue("""
                  Task started
                - Task finished
                + Task ended
                  total: 2.1 s
                + bye""");
    }

    @Test
    void another_order_is_a_difference() {
        assertThat(Difference.inOrder("a\nb", "b\na")).isPresent();
    }

    @Test
    void another_order_is_none_where_any_will_do() {
        assertThat(Difference.inAnyOrder("a\nb\nb", "b\na\nb")).isEmpty();
    }

    @Test
    void in_any_order_each_line_still_counts() {
        assertThat(Difference.inAnyOrder("a\nb\nb", "a\na\nb")).hasValue("- b\n+ a");
    }

    @Test
    void in_any_order_a_duration_finds_its_partner_even_if_another_one_would_do() {
        // 1.0 s goes with both; 1.3 s only with 1.0 s.
        assertThat(Difference.inAnyOrder("1.0 s\n0.6 s", "1.0 s\n1.3 s")).isEmpty();
    }

    @Test
    void a_long_difference_is_cut() {
        assertThat(Difference.inOrder("x\n".repeat(100), "y\n".repeat(100)).orElseThrow()).endsWith("… and 140 more lines");
    }
}
