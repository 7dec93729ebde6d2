package syncasync.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TextDrawingTest {

    private final AtomicLong now = new AtomicLong();
    private final Timeline timeline = new Timeline("a drawing", now::get);

    /** Records a task that only waited, by milliseconds. */
    private void waited(String name, String lane, long from, long to) {
        Span span = timeline.start(name, lane, from * 1_000_000);
        span.suspend(from * 1_000_000);
        span.end(to * 1_000_000);
    }

    private void ran(String name, String lane, long from, long to) {
        Span span = timeline.start(name, lane, from * 1_000_000);
        span.suspend(from * 1_000_000);
        span.resume(from * 1_000_000);
        span.end(to * 1_000_000);
    }

    @Test
    void two_waits_in_a_row() {
        waited("first", "main", 0, 2003);
        waited("second", "main", 2004, 4010);

        assertThat(timeline).hasToString("""
                a drawing: 4.0 s
                        0 s     1 s     2 s     3 s     4 s
                        ├───────┼───────┼───────┼───────┤
                first   ░░░░░░░░░░░░░░░░                   main  0.0 s – 2.0 s
                second                  ░░░░░░░░░░░░░░░░   main  2.0 s – 4.0 s
                        █ on the CPU   ░ waiting   ▒ not known""");
    }
}
