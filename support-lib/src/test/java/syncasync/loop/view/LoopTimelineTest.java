package syncasync.loop.view;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static syncasync.Notebook.assertThat;
import static syncasync.Notebook.seconds;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.sleep;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import syncasync.loop.EventLoop;
import syncasync.loop.LoopClock;
import syncasync.timeline.Timeline;

class LoopTimelineTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tasksThatSleepOverlapOnTheOneThreadOfTheLoop(boolean fast) {
        try (var loop = new EventLoop(LoopClock.virtual(), fast)) {
            var picture = new Timeline("on the loop", () -> loop.time().toNanos());
            loop.observe(LoopTimeline.into(picture));
            var first = loop.spawn("first", () -> sleep(seconds(2)));
            var second = loop.spawn("second", () -> sleep(seconds(1)));
            loop.runUntilComplete(() -> gather(first, second));
            assertThat(picture)
                    .hasTasks(2)
                    .overlap("first", "second")
                    .ranOnOneThread()
                    .tookAbout(seconds(2));
            assertThat(picture.toString()).contains("first   ░░░░░░░░", "second  ░░░░");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTaskThatFailsSaysSoInThePicture(boolean fast) {
        var picture = new Timeline("on the loop");
        try (var loop = new EventLoop(LoopClock.virtual(), fast).observe(LoopTimeline.into(picture))) {
            var failing = loop.spawn("failing", () -> {
                throw new IllegalStateException("no");
            });
            assertThatThrownBy(() -> loop.runUntilComplete(failing)).hasMessage("no");
        }
        assertThat(picture.toString()).contains("IllegalStateException");
    }
}
