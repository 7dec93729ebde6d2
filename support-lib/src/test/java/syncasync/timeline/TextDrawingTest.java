package syncasync.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.timeline.Waits.millis;
import static syncasync.timeline.Waits.waited;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TextDrawingTest {

    private final AtomicLong now = new AtomicLong();
    private final Timeline timeline = new Timeline("a drawing", now::get);

    private static void ran(Timeline timeline, String name, String lane, double from, double to) {
        Span span = timeline.start(name, lane, millis(from));
        span.resume(millis(from));
        span.end(millis(to));
    }

    @Test
    void nothing_recorded() {
        assertThat(timeline).hasToString("a drawing: nothing recorded yet");
        assertThat(timeline.bundle()).containsOnlyKeys("text/plain");
    }

    @Test
    void two_waits_in_a_row() {
        waited(timeline, "first", "main", 0, 2003);
        waited(timeline, "second", "main", 2004, 4010);

        assertThat(timeline).hasToString("""
                a drawing: 4.0 s
                        0 s     1 s     2 s     3 s     4 s
                        ├───────┼───────┼───────┼───────┤
                first   ░░░░░░░░░░░░░░░░                   main  0.0 s – 2.0 s
                second                  ░░░░░░░░░░░░░░░░   main  2.0 s – 4.0 s
                        █ on the CPU   ░ waiting   ▒ not known""");
    }

    @Test
    void waits_inside_a_task_and_what_cannot_be_known_and_marks() {
        Span fetch = timeline.start("fetch", "pool #1", millis(0));
        fetch.suspend(millis(250));
        fetch.resume(millis(750));
        fetch.end(millis(1000));
        timeline.record("train", "virtual #1", millis(100), millis(900));
        for (int i = 0; i < 5; i++) {
            timeline.mark("click", "main", millis(100 + 200 * i));
        }
        timeline.mark("answer", "main", millis(1000));

        assertThat(timeline).hasToString("""
                a drawing: 1.0 s
                        0.0 s   0.2 s   0.4 s   0.6 s   0.8 s   1.0 s
                        ├───────┼───────┼───────┼───────┼───────┤
                fetch   ██████████░░░░░░░░░░░░░░░░░░░░██████████   pool #1     0.0 s – 1.0 s
                train       ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒       virtual #1  0.1 s – 0.9 s
                click       |       |       |       |       |      main        5 times, 0.1 s – 0.9 s
                answer                                          |  main        at 1.0 s
                        █ on the CPU   ░ waiting   ▒ not known""");
    }

    @Test
    void the_pieces_of_a_task_on_a_lane_of_its_own_naming_share_a_line() {
        ran(timeline, "a", "loop", 0, 100);
        ran(timeline, "b", "loop", 100, 200);
        ran(timeline, "a", "loop", 200, 300);

        assertThat(timeline).hasToString("""
                a drawing: 300 ms
                   0 ms    50 ms   100 ms  150 ms  200 ms  250 ms  300 ms
                   ├───────┼───────┼───────┼───────┼───────┼───────┤
                a  ████████████████                ████████████████   loop  0 ms – 300 ms
                b                  ████████████████                   loop  100 ms – 200 ms
                   █ on the CPU   ░ waiting   ▒ not known""");
    }

    @Test
    void a_task_that_still_runs_and_one_that_failed() throws Exception {
        waited(timeline, "first", "main", 0, 1000);
        Span failed = timeline.start("failed", "main", millis(500));
        failed.resume(millis(500));
        now.set(millis(1000));
        failed.fail(new IOException("gone"));
        timeline.start("open", "main", millis(1500)).suspend(millis(1500));
        now.set(millis(2000));

        assertThat(timeline).hasToString("""
                a drawing: 2.0 s
                        0.0 s   0.5 s   1.0 s   1.5 s   2.0 s
                        ├───────┼───────┼───────┼───────┤
                first   ░░░░░░░░░░░░░░░░                   main  0.0 s – 1.0 s
                failed          ████████                   main  0.5 s – 1.0 s  ✗ IOException
                open                            ░░░░░░░░   main  1.5 s – still running
                        █ on the CPU   ░ waiting   ▒ not known""");
    }

    @Test
    void what_starts_together_is_ordered_by_name_whichever_came_first() {
        List<Integer> numbers = new ArrayList<>(List.of(1, 2, 3, 10, 11));
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(numbers, new Random(seed));
            Timeline drawn = new Timeline("together", now::get);
            for (int i = 0; i < numbers.size(); i++) {
                waited(drawn, "task " + numbers.get(i), "lane", 0.4 * i, 1000 + 3 * i);
            }
            assertThat(drawn.picture().bars())
                    .extracting(Bar::name)
                    .containsExactly("task 1", "task 2", "task 3", "task 10", "task 11");
        }
    }

    @Test
    void what_ran_in_a_row_keeps_its_order_however_short_it_was() {
        ran(timeline, "write", "main", 0, 0.01);
        ran(timeline, "read", "main", 0.01, 0.02);
        ran(timeline, "append", "main", 0.02, 0.03);

        assertThat(timeline.picture().bars()).extracting(Bar::name).containsExactly("write", "read", "append");
    }

    @Test
    void a_few_milliseconds_more_or_less_change_no_character_but_those_of_durations() {
        String drawn = twoTasksAndJitter(0);
        for (int jitter = 1; jitter < 25; jitter++) {
            assertThat(twoTasksAndJitter(jitter)).isEqualTo(drawn);
        }
    }

    private String twoTasksAndJitter(int jitter) {
        Timeline drawn = new Timeline("jitter", now::get);
        waited(drawn, "a", "virtual #1", jitter * 0.1, 1000 + jitter);
        waited(drawn, "b", "virtual #2", jitter * 0.2, 2000 + jitter);
        ran(drawn, "c", "main", 1500 + jitter, 2000 + jitter);
        return drawn.toString();
    }

    @Test
    void forty_lines_at_most() {
        for (int i = 1; i <= 100; i++) {
            waited(timeline, "call " + i, "virtual #" + i, i * 0.01, 1000);
        }

        List<String> lines = timeline.toString().lines().toList();

        assertThat(lines).hasSize(3 + 40 + 2);
        assertThat(lines.get(3)).startsWith("call 1   ░░░░");
        assertThat(lines.get(42)).startsWith("call 40  ░░░░");
        assertThat(lines.get(43)).isEqualTo("… and 60 more");
    }
}
