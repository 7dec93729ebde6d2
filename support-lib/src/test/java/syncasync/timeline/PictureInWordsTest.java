package syncasync.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.timeline.Waits.millis;
import static syncasync.timeline.Waits.waited;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import syncasync.display.Vega;

class PictureInWordsTest {

    private final AtomicLong now = new AtomicLong();
    private final Timeline timeline = new Timeline("a picture", now::get);

    private String words() {
        return PictureInWords.of(timeline.picture());
    }

    @Test
    void nothing_recorded() {
        assertThat(words()).isEqualTo("a picture: nothing recorded yet.");
    }

    @Test
    void two_waits_in_a_row() {
        waited(timeline, "first", "main", 0, 2003);
        waited(timeline, "second", "main", 2004, 4010);

        assertThat(words())
                .isEqualTo("a picture: 4.0 s. 2 tasks on main, one after the other. "
                        + "\"first\" on main from 0.0 s to 2.0 s, waiting. "
                        + "\"second\" on main from 2.0 s to 4.0 s, waiting.");
    }

    @Test
    void tasks_that_overlap() {
        waited(timeline, "a", "virtual #1", 0, 2000);
        waited(timeline, "b", "virtual #2", 0, 2000);
        assertThat(words()).contains("2 tasks on 2 threads, all at once.");

        waited(timeline, "c", "virtual #1", 2000, 4000);
        assertThat(words()).contains("3 tasks on 2 threads, up to 2 at once.");
    }

    @Test
    void who_waited_when_who_failed_what_still_runs_and_what_happened() {
        Span fetch = timeline.start("fetch", "pool #1", 0);
        fetch.suspend(millis(250));
        fetch.resume(millis(750));
        fetch.end(millis(1000));
        Span failed = timeline.start("save", "main", millis(100));
        failed.resume(millis(100));
        now.set(millis(900));
        failed.fail(new IOException("gone"));
        timeline.mark("click", "main", millis(100));
        timeline.mark("click", "main", millis(300));
        timeline.mark("answer", "main", millis(1000));
        timeline.start("open", "main", millis(920)).suspend(millis(920));
        now.set(millis(1000));

        assertThat(words()).isEqualTo("""
                a picture: 1.0 s. 3 tasks on 2 threads, up to 2 at once. \
                "fetch" on pool #1 from 0.0 s to 1.0 s, waiting from 0.3 s to 0.8 s. \
                "save" on main from 0.1 s to 0.9 s, on the CPU, ended by IOException. \
                "open" on main from 0.9 s, still running, waiting. \
                "click" on main, 2 times from 0.1 s to 0.3 s. "answer" on main at 1.0 s.""");
    }

    @Test
    void pieces_of_a_task_and_many_waits_are_told_together() {
        for (int i = 0; i < 5; i++) {
            timeline.record("a", "loop", millis(i * 200), millis(i * 200 + 100));
        }
        Span span = timeline.start("b", "loop", 0);
        for (int i = 0; i < 5; i++) {
            span.suspend(millis(i * 200));
            span.resume(millis(i * 200 + 100));
        }
        span.end(millis(1000));

        assertThat(words())
                .contains("\"a\" on loop in 5 pieces from 0.0 s to 0.9 s, what it did is not known.")
                .contains("\"b\" on loop from 0.0 s to 1.0 s, waiting 5 times, 0.5 s in all.");
    }

    @Test
    void of_a_thousand_tasks_the_first_twelve_are_told() {
        for (int i = 0; i < 1000; i++) {
            waited(timeline, "call " + i, "virtual #" + i, i, 2000);
        }

        assertThat(words())
                .startsWith("a picture: 2.0 s. 1,000 tasks on 1,000 threads, all at once. \"call 0\"")
                .endsWith("And 988 more lines.")
                .hasSizeLessThan(1000);
    }

    @Test
    void every_drawing_carries_them() {
        waited(timeline, "<first>", "main", 0, 2000);

        assertThat(timeline.bundle().get("image/svg+xml").toString())
                .contains("role=\"img\" aria-label=\"a picture: 2.0 s\"")
                .contains("<desc>a picture: 2.0 s. 1 task on main. &quot;&lt;first&gt;&quot; on main from 0.0 s");
        assertThat(((Vega) timeline.bundle().get(Vega.MIME)).get("description")).isEqualTo(words());
    }

    @Test
    void the_thread_and_what_failed_stand_in_words_beside_the_bars() {
        waited(timeline, "it's first", "main", 0, 2000);
        now.set(millis(1000));
        timeline.start("second", "pool", 0).fail(new IOException());

        assertThat(timeline.bundle().get(Vega.MIME).toString())
                .contains("labelExpr=['it\\'s first (main)', 'second (pool) ✗ IOException']"
                        + "[indexof(['it\\'s first', 'second'], datum.value)]");
    }
}
