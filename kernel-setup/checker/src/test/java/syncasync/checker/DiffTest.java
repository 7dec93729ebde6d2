package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

    private static final String TIMELINE = """
            two cooks: 1.2 s
                    0.0 s   0.2 s   0.4 s   0.6 s   0.8 s   1.0 s   1.2 s
                    ├───────┼───────┼───────┼───────┼───────┼───────┤
            cook 1  ████████████████████████                           main  0.0 s – 0.6 s
            main    ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   main  0.0 s – 1.2 s
            cook 2                          ████████████████████████   main  0.6 s – 1.2 s
                    █ on the CPU   ░ waiting   ▒ not known
            """;

    @Test
    void a_timeline_may_come_with_another_scale() {
        assertThat(Diff.inOrder(TIMELINE, """
                two cooks: 1.3 s
                        0.0 s   0.5 s   1.0 s
                        ├───────┼───────┤
                cook 1  ██████████             main  0.0 s – 0.6 s
                main    ░░░░░░░░░░░░░░░░░░░░░  main  0.0 s – 1.3 s
                cook 2            ███████████  main  0.6 s – 1.3 s
                        █ on the CPU   ░ waiting   ▒ not known
                """)).isEmpty();
    }

    @Test
    void a_timeline_may_come_with_its_rows_in_another_order() {
        List<String> lines = new ArrayList<>(TIMELINE.lines().toList());
        Collections.swap(lines, 3, 4);
        assertThat(Diff.inOrder(TIMELINE, String.join("\n", lines))).isEmpty();
    }

    private static final String POOL = """
            a pool of two: 1.0 s
                    0.0 s   0.2 s   0.4 s   0.6 s   0.8 s   1.0 s
                    ├───────┼───────┼───────┼───────┼───────┤
            task A  ░░░░░░░░░░░░░░░░░░░░                       pool #1  0.0 s – 0.5 s
            task B  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   pool #2  0.0 s – 1.0 s
            task C                      ░░░░░░░░░░░░░░░░░░░░   pool #1  0.5 s – 1.0 s
                    █ on the CPU   ░ waiting   ▒ not known
            """;

    @Test
    void a_timeline_may_have_its_threads_counted_in_another_order() {
        String other =
                POOL.replace("pool #1", "pool #3").replace("pool #2", "pool #1").replace("pool #3", "pool #2");
        List<String> lines = new ArrayList<>(other.lines().toList());
        Collections.swap(lines, 3, 4);
        assertThat(Diff.inOrder(POOL, String.join("\n", lines))).isEmpty();
    }

    @Test
    void who_shares_a_thread_with_whom_counts() {
        assertThat(Diff.inOrder(POOL, POOL.replace("pool #1  0.5 s", "pool #2  0.5 s")))
                .isPresent();
        assertThat(Diff.inOrder(POOL, POOL.replace("pool #1  0.5 s", "pool #3  0.5 s")))
                .isPresent();
        assertThat(Diff.inOrder(POOL, POOL.replace("pool #2", "pool #1"))).isPresent();
        assertThat(Diff.inOrder(POOL, POOL.replace("pool #2", "virtual #1"))).isPresent();
    }

    @Test
    void a_timeline_of_another_shape_is_another_one() {
        assertThat(Diff.inOrder(
                        TIMELINE,
                        TIMELINE.replace(
                                "cook 2                          ████████████████████████   main  0.6 s – 1.2 s",
                                "cook 2  ████████████████████████                           main  0.0 s – 0.6 s")))
                .isPresent();
        assertThat(Diff.inOrder(TIMELINE, TIMELINE.replace("cook 2", "cook 3"))).isPresent();
        assertThat(Diff.inOrder(TIMELINE, TIMELINE.replace("░░░░░░░░░░", "██████████")))
                .isPresent();
        assertThat(Diff.inOrder(TIMELINE, TIMELINE.replace("   main  0.6 s", "   pool #1  0.6 s")))
                .isPresent();
        assertThat(Diff.inOrder(TIMELINE, TIMELINE.replaceAll("(?m)^cook 2.*\\R", "")))
                .hasValueSatisfying(d -> assertThat(d).contains("- cook 2"));
    }

    @Test
    void a_timeline_that_takes_twice_as_long_is_another_one() {
        String slow = """
                two cooks: 2.4 s
                        0.0 s   0.5 s   1.0 s   1.5 s   2.0 s
                        ├───────┼───────┼───────┼───────┤
                cook 1  ███████████████████                      main  0.0 s – 1.2 s
                main    ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  main  0.0 s – 2.4 s
                cook 2                     ████████████████████  main  1.2 s – 2.4 s
                        █ on the CPU   ░ waiting   ▒ not known
                """;
        assertThat(Diff.inOrder(TIMELINE, slow))
                .hasValueSatisfying(d -> assertThat(d).contains("- two cooks: 1.2 s", "+ two cooks: 2.4 s"));
    }
}
