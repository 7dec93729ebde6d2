package syncasync.loop.view;

import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.sleep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import syncasync.display.Svg;
import syncasync.display.Vega;
import syncasync.host.Rich;
import syncasync.host.Screen;
import syncasync.host.SourceLine;
import syncasync.loop.EventLoop;
import syncasync.loop.LoopClock;
import syncasync.loop.view.LoopRecorder.Position;
import syncasync.loop.view.LoopRecorder.Tick;

/** What stands in this file counts as a learner's. */
@Timeout(30)
class SourceViewTest {

    private final LoopRecorder steps = new LoopRecorder("breakfast");

    @BeforeEach
    void lookIntoThisFile() {
        Screen.use(new Screen() {
            @Override
            public String show(Rich what) {
                return "";
            }

            @Override
            public void update(String id, Rich what) {}

            @Override
            public Optional<SourceLine> sourceOf(StackTraceElement frame) {
                return SourceViewTest.sourceOf(frame);
            }
        });
    }

    @AfterEach
    void lookAway() {
        Screen.use(null);
    }

    /** The method around a line of this file. */
    private static Optional<SourceLine> sourceOf(StackTraceElement frame) {
        if (!frame.getClassName().equals(SourceViewTest.class.getName())) return Optional.empty();
        try {
            List<String> file = Files.readAllLines(Path.of("src/test/java/syncasync/loop/view/SourceViewTest.java"));
            int begin = frame.getLineNumber();
            while (!file.get(begin - 1).matches(" {4}\\w.*\\{")) begin--;
            int end = begin;
            while (!file.get(end - 1).equals("    }")) end++;
            String source = file.subList(begin - 1, end).stream()
                    .map(line -> line.replaceFirst(" {4}", ""))
                    .collect(Collectors.joining("\n"));
            return Optional.of(
                    new SourceLine("line " + frame.getLineNumber(), source, frame.getLineNumber() - begin + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void tea() {
        boil();
        for (int pours = 0; pours < 2; pours++) {
            sleep(Duration.ofMillis(100));
        }
    }

    private static void boil() {
        sleep(Duration.ofMillis(300));
    }

    private void breakfast() {
        try (EventLoop loop = new EventLoop(LoopClock.virtual()).observe(steps)) {
            var tea = loop.spawn("tea", () -> tea());
            var toast = loop.spawn("toast", () -> sleep(Duration.ofMillis(350)));
            loop.runUntilComplete(() -> gather(tea, toast));
        }
    }

    @Test
    void the_text_has_each_method_once_and_says_who_waited_in_which_line_and_who_called_from_which() {
        steps.withSource();
        breakfast();

        assertThat(steps).asString().endsWith("""
                   6  500 ms  main              none

                where each stands when a tick begins, with the tick: ▶ waits in this line, ▷ has called from it
                             private static void boil() {
                ▶ tea 2          sleep(Duration.ofMillis(300));
                             }

                             private static void tea() {
                ▷ tea 2          boil();
                                 for (int pours = 0; pours < 2; pours++) {
                ▶ tea 3–5            sleep(Duration.ofMillis(100));
                                 }
                             }

                             private void breakfast() {
                                 try (EventLoop loop = new EventLoop(LoopClock.virtual()).observe(steps)) {
                ▷ tea 2–5            var tea = loop.spawn("tea", () -> tea());
                ▶ toast 2–3          var toast = loop.spawn("toast", () -> sleep(Duration.ofMillis(350)));
                ▶ main 2–6           loop.runUntilComplete(() -> gather(tea, toast));
                                 }
                             }""");
    }

    @Test
    void a_tick_knows_the_line_of_a_coroutine_that_has_begun_and_not_ended() {
        steps.withSource();
        breakfast();

        assertThat(steps.ticks())
                .extracting(tick -> tick.lineOf("toast"))
                .containsExactly(
                        "",
                        "var toast = loop.spawn(\"toast\", () -> sleep(Duration.ofMillis(350)));",
                        "var toast = loop.spawn(\"toast\", () -> sleep(Duration.ofMillis(350)));",
                        "",
                        "",
                        "");
    }

    @Test
    void of_named_methods_only_their_source_is_shown_and_who_waits_below_them_stands_where_they_called() {
        steps.withSource("tea");
        breakfast();

        assertThat(steps).asString().endsWith("""
                           private static void tea() {
                ▶ tea 2        boil();
                               for (int pours = 0; pours < 2; pours++) {
                ▶ tea 3–5          sleep(Duration.ofMillis(100));
                               }
                           }""").doesNotContain("breakfast()");
    }

    @Test
    void without_being_asked_for_it_nobody_looks_at_a_stack() {
        breakfast();

        assertThat(steps.ticks()).allMatch(tick -> tick.positions().isEmpty());
        assertThat(steps).asString().doesNotContain("▶");
    }

    @Test
    void where_the_screen_knows_no_source_the_picture_is_as_it_was() {
        Screen.use(null);
        steps.withSource();
        breakfast();

        assertThat(steps).asString().endsWith("main              none");
        assertThat((Vega) steps.bundle().get(Vega.MIME)).doesNotContainKey("vconcat");
    }

    @Test
    void who_is_blocked_by_something_that_is_not_the_loops_stands_there() {
        steps.withSource();
        var latch = new CountDownLatch(1);
        try (EventLoop loop = new EventLoop(LoopClock.real(), true).observe(steps)) {
            loop.spawn("sieve", () -> {
                sleep(Duration.ofMillis(1));
                latch.await();
            });
            loop.runUntilComplete(() -> {
                sleep(Duration.ofMillis(20));
                sleep(Duration.ofMillis(1));
                latch.countDown();
            });
        }

        assertThat(steps.ticks()).extracting(tick -> tick.lineOf("sieve")).contains("latch.await();");
    }

    @Test
    void a_loop_of_ones_own_says_which_thread_a_coroutine_is() throws InterruptedException {
        steps.withSource("pause");
        Thread cook = Thread.ofVirtual().unstarted(this::pause);
        steps.standsAt("cook", cook);
        steps.tick(Duration.ZERO, List.of("cook"), List.of());
        cook.start();
        while (cook.getState() != Thread.State.WAITING) Thread.onSpinWait();
        steps.standsAt("cook", cook);
        steps.tick(Duration.ZERO, List.of(), List.of());
        steps.standsAt("cook", cook);
        steps.tick(Duration.ZERO, List.of("cook"), List.of());
        LockSupport.unpark(cook);
        cook.join();
        steps.standsAt("cook", cook);
        steps.tick(Duration.ZERO, List.of("main"), List.of());

        assertThat(steps.ticks())
                .extracting(tick -> tick.lineOf("cook"))
                .containsExactly("", "LockSupport.park();", "");
    }

    private void pause() {
        LockSupport.park();
    }

    @Test
    void the_words_tell_where_each_stands_and_who_has_not_moved() {
        steps.withSource("tea", "boil");
        breakfast();

        assertThat(((Vega) steps.bundle().get(Vega.MIME)).get("description").toString())
                .contains(
                        "Tick 2 at 300 ms runs tea at 300 ms, while timers wait: toast at 350 ms. When it begins, tea waits at “sleep(Duration.ofMillis(300));”, called from “boil();”")
                .contains("runs tea at 500 ms. When it begins, tea waits where it was. Tick 6")
                .isEqualTo(words());
    }

    private String words() {
        return steps.bundle()
                .get(Svg.MIME)
                .toString()
                .replaceAll("(?s).*<desc>(.*)</desc>.*", "$1")
                .replace("&quot;", "\"");
    }

    @Test
    @SuppressWarnings("unchecked")
    void the_slider_moves_the_marks_and_the_source_stands_still() {
        steps.withSource("tea");
        breakfast();

        var view = (Map<String, Object>) steps.bundle().get(Vega.MIME);
        var below = (Map<String, Object>) ((List<?>) view.get("vconcat")).get(1);
        var layers = (List<Map<String, Object>>) below.get("layer");
        assertThat(view.get("params").toString()).contains("name=tick", "input=range");
        assertThat(layers).extracting(layer -> layer.containsKey("transform")).containsExactly(true, true, false);
        assertThat(values(layers.get(1)))
                .extracting(mark -> mark.get("tick") + " " + mark.get("line") + " " + mark.get("who"))
                .containsExactly("2 1 ▶ tea", "3 3 ▶ tea", "4 3 ▶ tea", "5 3 ▶ tea");
        assertThat(values(layers.get(2)))
                .extracting(row -> row.get("indentation") + " " + row.get("code"))
                .startsWith("0 private static void tea() {", "4 boil();");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> values(Map<String, Object> layer) {
        return (List<Map<String, Object>>) ((Map<String, Object>) layer.get("data")).get("values");
    }

    @Test
    void several_in_one_line_are_told_together_and_those_who_wait_first() {
        var at = new SourceLine("", "give(way);", 1);
        var in = new SourceLine("", "way();", 1);
        var rows = SourceView.of(List.of(new Tick(
                Duration.ZERO,
                List.of("a"),
                List.of(),
                List.of(
                        new Position("a", List.of(in, at)),
                        new Position("b", List.of(at)),
                        new Position("c", List.of(at))))));

        assertThat(rows.rows()).extracting(row -> row.label(1)).containsExactly("▶ a", "", "▶ b, c ▷ a");
    }

    @Test
    void of_a_long_method_what_is_far_from_any_mark_is_left_out() {
        String source = IntStream.rangeClosed(1, 30).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
        List<Tick> ticks = new ArrayList<>();
        for (int line : List.of(10, 13, 20)) {
            var here = new Position("a", List.of(new SourceLine("", source, line)));
            ticks.add(new Tick(Duration.ZERO, List.of("a"), List.of(), List.of(here)));
        }

        assertThat(SourceView.of(ticks)).asString().endsWith("""
                       …
                       line 8
                       line 9
                ▶ a 1  line 10
                       line 11
                       line 12
                ▶ a 2  line 13
                       line 14
                       line 15
                       …
                       line 18
                       line 19
                ▶ a 3  line 20
                       line 21
                       line 22
                       …""");
    }
}
