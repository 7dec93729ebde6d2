package syncasync.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.timeline.Waits.millis;
import static syncasync.timeline.Waits.waited;

import java.io.IOException;
import java.util.List;
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
                .isEqualTo("a picture: 4.0 s. 2 tasks on main, one after the other, each waiting. "
                        + "\"first\" from 0.0 s to 2.0 s. \"second\" from 2.0 s to 4.0 s.");
    }

    @Test
    void tasks_that_overlap() {
        waited(timeline, "a", "virtual #1", 0, 2000);
        waited(timeline, "b", "virtual #2", 0, 2000);
        assertThat(words()).contains("2 tasks on 2 threads, all at once, each waiting.");

        waited(timeline, "c", "virtual #1", 2000, 4000);
        assertThat(words()).contains("3 tasks on 2 threads, up to 2 at once, each waiting.");
    }

    @Test
    void of_which_the_same_is_to_be_said_they_are_told_together() {
        for (String member : List.of("ann", "bob", "cem", "dora", "eli")) {
            waited(timeline, member, "loop", 0, 50);
        }
        waited(timeline, "faye", "loop", 0, 100);
        waited(timeline, "gus", "loop", 0, 100);

        assertThat(words())
                .isEqualTo("a picture: 100 ms. 7 tasks on loop, all at once, each waiting. "
                        + "\"ann\", \"bob\", \"cem\", \"dora\" and 1 more each from 0 ms to 50 ms. "
                        + "\"faye\" and \"gus\" each from 0 ms to 100 ms.");
    }

    @Test
    void whether_two_are_on_the_cpu_in_the_same_moment() {
        turns("A", "loop", 0, 100);
        turns("B", "loop", 100, 200);
        assertThat(words()).contains("2 tasks on loop, all at once, never two on the CPU at once.");

        turns("C", "pool", 150, 250);
        assertThat(words()).contains("3 tasks on 2 threads, all at once, up to 2 on the CPU at once.");

        timeline.record("D", "pool", millis(0), millis(400));
        assertThat(words()).as("of D nobody knows").contains("4 tasks on 2 threads, all at once. ");
    }

    /** Waits from 0 to 400 ms but for its turn. */
    private void turns(String name, String thread, long from, long to) {
        Span span = timeline.start(name, thread, 0);
        span.suspend(0);
        span.resume(millis(from));
        span.suspend(millis(to));
        now.set(millis(400));
        span.end(millis(400));
    }

    @Test
    void a_wait_but_for_a_moment_is_a_wait() {
        Span almost = timeline.start("almost", "main", 0);
        almost.suspend(millis(3));
        almost.resume(millis(999));
        almost.end(millis(1000));
        Span half = timeline.start("half", "main", 0);
        half.suspend(millis(300));
        half.end(millis(1000));
        Span whole = timeline.start("it reads as all of it", "main", 0);
        whole.resume(0);
        whole.suspend(millis(20));
        whole.end(millis(520));
        Span twice = timeline.start("too short to be told", "main", millis(601));
        twice.suspend(millis(601));
        twice.resume(millis(620));
        twice.suspend(millis(625));
        twice.end(millis(640));

        assertThat(words())
                .contains("\"it reads as all of it\" from 0.0 s to 0.5 s, waiting.")
                .contains("\"too short to be told\" at 0.6 s for 39 ms, waiting 2 times, 34 ms in all.")
                .contains("\"almost\" from 0.0 s to 1.0 s, waiting. "
                        + "\"half\" from 0.0 s to 1.0 s, waiting from 0.3 s to 1.0 s, on the CPU for 300 ms.");
    }

    @Test
    void what_is_over_at_once_and_waits_too_wholeto_be_told() {
        timeline.record("long", "main", 0, millis(1000));
        timeline.record("short", "main", millis(801), millis(804));
        Span visit = timeline.start("visit", "pool", 0);
        visit.suspend(millis(10));
        visit.resume(millis(20));
        visit.suspend(millis(300));
        visit.resume(millis(500));
        visit.end(millis(1000));

        assertThat(words())
                .contains("\"short\" on main at 0.8 s for 3 ms, what it did is not known.")
                .contains("\"visit\" on pool from 0.0 s to 1.0 s, waiting from 0.3 s to 0.5 s, on the CPU for 790 ms.");
    }

    @Test
    void a_heart_that_stands_still() {
        for (int beat = 0; beat < 90; beat++) {
            timeline.mark("beat", "loop", millis(beat * 10));
            if (beat < 20 || beat > 70) {
                timeline.mark("other beat", "loop", millis(beat * 10));
            }
        }
        assertThat(words())
                .contains("\"beat\" on loop, 90 times from 0.0 s to 0.9 s, about every 10 ms.")
                .contains("\"other beat\" on loop, 39 times from 0.0 s to 0.9 s, about every 10 ms, "
                        + "but not from 0.2 s to 0.7 s.");
    }

    @Test
    void what_was_computed_in_many_small_pieces_counts() {
        Span span = timeline.start("busy", "main", 0);
        for (int i = 0; i < 100; i++) {
            span.suspend(millis(i * 10 + 8));
            span.resume(millis(i * 10 + 10));
        }
        span.end(millis(1000));
        assertThat(words()).contains("waiting 100 times, 200 ms in all, on the CPU for 800 ms.");
    }

    @Test
    void nearly_all_beats_come_late() {
        timeline.mark("beat", "loop", 0);
        for (int beat = 0; beat < 10; beat++) {
            timeline.mark("beat", "loop", millis(1200 + beat));
        }
        assertThat(words())
                .contains("Mark \"beat\" on loop, once at 0.0 s, then none for 1.2 s, then 10 times at 1.2 s.");
    }

    @Test
    void a_gap_that_nobody_sees_is_none() {
        timeline.record("all", "main", 0, millis(1000));
        for (int beat = 0; beat < 9; beat++) {
            timeline.mark("beat", "main", millis(1000) - (beat == 0 ? 40_000 : beat));
        }
        assertThat(words()).contains("Mark \"beat\" on main, 9 times at 1.0 s.");
    }

    @Test
    void marks_of_several_threads_in_one_row() {
        timeline.mark("talk", "ann", 0);
        timeline.mark("talk", "bob", millis(500));
        timeline.mark("talk", "ann", millis(1000));

        assertThat(words()).contains("Mark \"talk\" on ann and bob at 0.0 s, 0.5 s and 1.0 s.");
        assertThat(timeline.toString()).contains("2 threads");
    }

    @Test
    void marks_without_a_rhythm_and_their_pause() {
        for (int at : new int[] {0, 1, 30, 31, 33, 90, 100, 900, 940, 1000}) {
            timeline.mark("click", "main", millis(at));
        }
        assertThat(words())
                .contains(
                        "\"click\" on main, 7 times from 0.0 s to 0.1 s, then none for 800 ms, then 3 times from 0.9 s to 1.0 s.");
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
                a picture: 1.0 s. 3 tasks on 2 threads, up to 2 at once, up to 2 on the CPU at once. \
                "fetch" on pool #1 from 0.0 s to 1.0 s, waiting from 0.3 s to 0.8 s, on the CPU for 500 ms. \
                "save" on main from 0.1 s to 0.9 s, on the CPU, ended by IOException. \
                "open" on main from 0.9 s, still running, waiting. \
                Mark "click" on main at 0.1 s and 0.3 s. Mark "answer" on main at 1.0 s.""");
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
                .contains("\"a\" in 5 pieces from 0.0 s to 0.9 s, what it did is not known; "
                        + "4 gaps between them, 400 ms in all, the first at 0.1 s.")
                .contains("\"b\" from 0.0 s to 1.0 s, waiting 5 times, 500 ms in all, on the CPU for 500 ms.");
    }

    @Test
    void pieces_that_follow_at_once_have_no_gap() {
        timeline.record("a", "counter", 0, millis(500));
        timeline.record("a", "counter", millis(501), millis(1000));

        assertThat(words()).contains("\"a\" in 2 pieces from 0.0 s to 1.0 s, what it did is not known; no gap between");
    }

    @Test
    void of_a_thousand_tasks_the_first_twelve_are_told() {
        for (int i = 0; i < 1000; i++) {
            waited(timeline, "call " + i, "virtual #" + i, i, 2000);
        }

        assertThat(words())
                .startsWith("a picture: 2.0 s. 1,000 tasks on 1,000 threads, all at once, each waiting. \"call 0\"")
                .endsWith("And 988 more lines.")
                .hasSizeLessThan(1000);
    }

    @Test
    void every_drawing_carries_them() {
        waited(timeline, "<first>", "main", 0, 2000);

        assertThat(timeline.bundle().get("image/svg+xml").toString())
                .contains("role=\"img\" aria-label=\"a picture: 2.0 s\"")
                .contains("<desc>a picture: 2.0 s. 1 task on main. &quot;&lt;first&gt;&quot; from 0.0 s");
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
