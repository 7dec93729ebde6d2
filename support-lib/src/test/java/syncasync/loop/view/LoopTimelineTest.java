package syncasync.loop.view;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static syncasync.Notebook.assertThat;
import static syncasync.Notebook.millis;
import static syncasync.Notebook.seconds;
import static syncasync.loop.Coroutines.coroutine;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.sleep;

import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import syncasync.host.Carried;
import syncasync.loop.EventLoop;
import syncasync.loop.LoopClock;
import syncasync.timeline.Bar;
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTaskThatIsCancelledSaysSoInThePicture(boolean fast) {
        var picture = new Timeline("on the loop");
        try (var loop = new EventLoop(LoopClock.virtual(), fast).observe(LoopTimeline.into(picture))) {
            loop.runUntilComplete(() -> {
                var burger = loop.spawn("burger", () -> sleep(seconds(2)));
                sleep(seconds(1));
                burger.cancel(true);
            });
        }
        assertThat(picture.toString()).contains("CancellationException");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatCoroutinesRecordThemselvesIsInWordsOnTheOneThreadThatCarriesThem(boolean fast) {
        var picture = new Timeline("each by itself");
        try (var loop = new EventLoop(LoopClock.virtual(), fast)) {
            loop.runUntilComplete(() -> gather(
                    coroutine("first", () -> picture.run("soup", () -> picture.mark("salt"))),
                    coroutine("second", () -> picture.run("roast", () -> sleep(seconds(1))))));
        }
        String carrier = fast ? "main" : "event loop";
        assertThat(picture.bundle().get("image/svg+xml").toString())
                .contains("2 tasks on " + carrier, "Mark &quot;salt&quot; by first on " + carrier);
    }

    @Test
    void marksOfSeveralCoroutinesAreNotOfSeveralThreads() {
        var picture = new Timeline("both");
        try (var loop = new EventLoop(LoopClock.virtual(), true)) {
            loop.runUntilComplete(() ->
                    gather(coroutine("ann", () -> picture.mark("talk")), coroutine("bob", () -> picture.mark("talk"))));
        }
        assertThat(picture.bundle().get("image/svg+xml").toString())
                .contains("Mark &quot;talk&quot; by ann and bob on main");
        assertThat(picture.toString()).contains("2 coroutines");
    }

    @Test
    void aCoroutineThatNobodyCarriesAnyMoreIsDrawnOnItsOwnThread() {
        class LeftBehind implements Carried, Thread.UncaughtExceptionHandler {
            @Override
            public Thread carrier() {
                return null;
            }

            @Override
            public void uncaughtException(Thread thread, Throwable e) {}
        }
        var picture = new Timeline("left behind");
        Thread coroutine = Thread.ofVirtual()
                .name("cook")
                .uncaughtExceptionHandler(new LeftBehind())
                .unstarted(() -> {});
        picture.start("told by another", coroutine).end();
        assertThat(picture.toString()).contains("told by another", "cook");
    }

    @Test
    void aThreadOfAPoolIsTheSameWhetherItRunsOrCarries() throws Exception {
        var picture = new Timeline("on a pool");
        try (var pool = Executors.newFixedThreadPool(1);
                var loop = new EventLoop(LoopClock.virtual(), true)) {
            pool.submit(picture.wrap("outer", () -> loop.runUntilComplete(() -> picture.mark("told"))))
                    .get();
        }
        assertThat(picture.bundle().get("image/svg+xml").toString())
                .contains("1 task on pool #1", "Mark &quot;told&quot; by main on pool #1");
    }

    @Test
    void theTaskThatALoopRunsIsCalledMainAsTheThreadIs() {
        var picture = new Timeline("told");
        try (var loop = new EventLoop(LoopClock.virtual(), true)) {
            loop.runUntilComplete(() -> picture.mark("told"));
        }
        assertThat(picture.bundle().get("image/svg+xml").toString()).contains("Mark &quot;told&quot; on main at");
    }

    @Test
    void aTaskThatBlocksWithoutTellingTheLoopIsDrawnAsWaiting() {
        var picture = new Timeline("on the loop");
        try (var loop = new EventLoop().observe(LoopTimeline.into(picture))) {
            loop.runUntilComplete(() -> gather(
                    coroutine("first", () -> Thread.sleep(millis(300))),
                    coroutine("second", () -> Thread.sleep(millis(300)))));
        }
        assertThat(picture).overlap("first", "second").ranOnOneThread();
        assertThat(onTheCpu(picture, "first")).isLessThan(0.5);
        assertThat(onTheCpu(picture, "second")).isLessThan(0.5);
    }

    @Test
    void aTaskThatHoldsUpAStrictLoopIsDrawnAsWaitingWhileItSleepsAndNotWhileItComputes() {
        var picture = new Timeline("on the loop");
        try (var loop = new EventLoop(LoopClock.real(), false).hogThreshold(Duration.ZERO)) {
            loop.observe(LoopTimeline.into(picture));
            loop.runUntilComplete(() ->
                    gather(coroutine("sleeps", () -> Thread.sleep(millis(300))), coroutine("computes", () -> {
                        for (long end = System.nanoTime() + 300_000_000; System.nanoTime() < end; ) Thread.onSpinWait();
                    })));
        }
        assertThat(picture).isInOrder("sleeps", "computes");
        assertThat(onTheCpu(picture, "sleeps")).isLessThan(0.5);
        assertThat(onTheCpu(picture, "computes")).isGreaterThan(0.5);
    }

    /** The share of its time. */
    private static double onTheCpu(Timeline timeline, String task) {
        Bar bar = timeline.picture().bars().stream()
                .filter(each -> each.name().equals(task))
                .findFirst()
                .orElseThrow();
        double waited = bar.waits().stream()
                .mapToLong(wait -> wait.end().minus(wait.start()).toNanos())
                .sum();
        return 1 - waited / bar.length().toNanos();
    }
}
