package syncasync.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import syncasync.functions.ThrowingSupplier;

class TimingTest {

    private final AtomicLong now = new AtomicLong();
    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());

    private <T, X extends Exception> Timed<T> time(String label, ThrowingSupplier<T, X> body) throws X {
        return Timing.time(label, body, now::get, printed::add);
    }

    private String passes(long millis, String value) {
        now.addAndGet(millis * 1_000_000);
        return value;
    }

    @Test
    void what_runs_under_a_label_gives_its_value_and_its_duration_and_prints_one_line() {
        Timed<String> timed = time("fetch", () -> passes(250, "page"));

        assertThat(timed.value()).isEqualTo("page");
        assertThat(timed.duration()).isEqualTo(Duration.ofMillis(250));
        assertThat(timed).hasToString("fetch: 250 ms");
        assertThat(printed).containsExactly("fetch: 250 ms");
    }

    @Test
    void what_is_measured_inside_is_indented() {
        time("both", () -> {
            time("first", () -> passes(1000, ""));
            return time("second", () -> time("deep inside", () -> passes(2000, "")));
        });

        assertThat(printed)
                .containsExactly("  first: 1.0 s", "    deep inside: 2.0 s", "  second: 2.0 s", "both: 3.0 s");
    }

    @Test
    void a_failure_is_printed_and_comes_through_and_the_next_line_is_not_indented() {
        assertThatThrownBy(() -> time("fetch", () -> {
                    passes(20, "");
                    throw new IOException("gone");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
        time("next", () -> "");

        assertThat(printed).containsExactly("fetch: IOException after 20 ms", "next: 0 s");
    }

    @Test
    void another_thread_begins_at_the_margin() throws Exception {
        time("outer", () -> {
            Thread other = Thread.startVirtualThread(() -> time("on another thread", () -> ""));
            other.join();
            return "";
        });

        assertThat(printed).containsExactly("on another thread: 0 s", "outer: 0 s");
    }
}
