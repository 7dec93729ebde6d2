package syncasync.loop.view;

import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.sleep;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import syncasync.display.Vega;
import syncasync.loop.EventLoop;
import syncasync.loop.LoopClock;

class LoopRecorderTest {

    private final LoopRecorder steps = new LoopRecorder("breakfast");

    private void cook() {
        try (EventLoop loop = new EventLoop(LoopClock.virtual()).observe(steps)) {
            var tea = loop.spawn("tea", () -> {
                sleep(Duration.ofMillis(300));
                sleep(Duration.ofMillis(200));
            });
            var toast = loop.spawn("toast", () -> sleep(Duration.ofMillis(400)));
            loop.runUntilComplete(() -> gather(tea, toast));
        }
    }

    @Test
    void given_a_loop_on_the_virtual_clock_then_every_tick_is_written_down_with_what_runs_and_what_waits() {
        cook();

        assertThat(steps).hasToString("""
                breakfast, tick by tick
                tick  time    runs              timers
                   1  0 s     tea, toast, main  none
                   2  300 ms  tea at 300 ms     toast at 400 ms
                   3  400 ms  toast at 400 ms   tea at 500 ms
                   4  500 ms  tea at 500 ms     none
                   5  500 ms  main              none""");
    }

    @Test
    void given_two_runs_on_the_virtual_clock_then_their_records_are_equal() {
        cook();
        List<LoopRecorder.Tick> first = steps.ticks();
        LoopRecorderTest again = new LoopRecorderTest();
        again.cook();

        assertThat(again.steps.ticks()).isEqualTo(first);
    }

    @Test
    void given_a_loop_of_ones_own_then_its_ticks_are_written_down_but_not_the_empty_ones() {
        Runnable unnamed = () -> {};
        steps.tick(Duration.ofMillis(5), List.of("a", unnamed), List.of("b at 7 ms"));
        steps.tick(Duration.ofMillis(6), List.of(), List.of("b at 7 ms"));

        assertThat(steps.ticks())
                .containsExactly(new LoopRecorder.Tick(
                        Duration.ofMillis(5), List.of("a", "a callback"), List.of("b at 7 ms"), List.of()));
    }

    @Test
    @SuppressWarnings("unchecked")
    void given_three_ticks_then_the_slider_has_three_stops_and_the_boxes_say_which_tick_they_belong_to() {
        for (int i = 0; i < 3; i++) steps.tick(Duration.ofMillis(i), List.of("a" + i), List.of());

        var view = (Map<String, Object>) steps.bundle().get("application/vnd.vegalite.v5+json");
        assertThat(view.get("params").toString()).contains("name=tick", "input=range", "min=1", "max=3");
        var boxes = (List<Map<String, Object>>) ((Map<String, Object>) view.get("data")).get("values");
        assertThat(boxes)
                .extracting(box -> box.get("tick") + " " + box.get("what"))
                .containsExactly("1 a0", "2 a1", "3 a2");
        assertThat(view.get("title").toString())
                .contains("['tick 1 of 3, at 0 s', 'tick 2 of 3, at 1 ms', 'tick 3 of 3, at 2 ms'][tick - 1]");
    }

    @Test
    void given_a_run_then_its_pictures_say_in_words_what_each_tick_runs_and_what_waits() {
        cook();

        String words = "breakfast, tick by tick: 5 ticks. Tick 1 at 0 s runs tea, toast and main. "
                + "Tick 2 at 300 ms runs tea at 300 ms, while timers wait: toast at 400 ms. "
                + "Tick 3 at 400 ms runs toast at 400 ms, while timers wait: tea at 500 ms. "
                + "Tick 4 at 500 ms runs tea at 500 ms. Tick 5 at 500 ms runs main.";
        assertThat(((Vega) steps.bundle().get(Vega.MIME)).get("description")).isEqualTo(words);
        assertThat(steps.bundle().get("image/svg+xml").toString())
                .contains("role=\"img\" aria-label=\"breakfast, tick by tick\"")
                .contains("<desc>" + words + "</desc>");
    }

    @Test
    void given_a_view_then_there_is_no_null_in_it_since_not_every_way_to_json_keeps_those() {
        steps.tick(Duration.ZERO, List.of("a"), List.of("b"));

        assertThat(steps.bundle().get("application/vnd.vegalite.v5+json").toString())
                .doesNotContain("null");
    }

    @Test
    void given_names_with_markup_then_the_picture_shows_them_as_they_are() {
        steps.tick(Duration.ZERO, List.of("a < b & c"), List.of());

        assertThat(steps.bundle().get("image/svg+xml").toString())
                .contains("a &lt; b &amp; c")
                .doesNotContain("a < b");
    }

    @Test
    void given_more_than_fits_then_the_drawings_say_so() {
        for (int i = 0; i < 250; i++)
            steps.tick(Duration.ofMillis(i), IntStream.range(0, 20).boxed().toList(), List.of());

        assertThat(steps.ticks()).hasSize(200);
        assertThat(steps.toString()).contains("10, and 9 more").endsWith("… and 210 more");
        assertThat(steps.bundle().get("image/svg+xml").toString()).contains("… and 210 more");
    }

    @Test
    void given_nothing_yet_then_there_is_only_text() {
        assertThat(steps.bundle()).containsOnlyKeys("text/plain");
    }
}
