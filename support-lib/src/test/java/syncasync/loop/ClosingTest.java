package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.offload;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.spawn;
import static syncasync.loop.Coroutines.taskGroup;
import static syncasync.loop.Coroutines.yieldNow;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** Who cleans up when a loop is closed has the time for it, up to a limit, and who is over that is named. */
@Timeout(60)
@ParameterizedClass(name = "fast way: {0}, virtual clock: {1}")
@CsvSource({"true,true", "false,true", "true,false", "false,false"})
class ClosingTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final boolean fast;
    private final boolean virtual;
    private final EventLoop loop;
    private final List<LoopProblem> problems = Collections.synchronizedList(new ArrayList<>());
    private final List<String> lines = new ArrayList<>();

    ClosingTest(boolean fast, boolean virtual) {
        this.fast = fast;
        this.virtual = virtual;
        loop = new EventLoop(virtual ? LoopClock.virtual() : LoopClock.real(), fast)
                .onProblem(problems::add)
                .hogThreshold(Duration.ZERO);
    }

    @AfterEach
    void close() {
        loop.close();
    }

    /** On the virtual clock as long as it says, on the real one a hundredth of that. */
    private Duration seconds(int seconds) {
        return Duration.ofMillis(virtual ? 1000L * seconds : 10L * seconds);
    }

    /** Sleeps until it is cancelled, and then cleans up. */
    private Task<Void> sleeper(String name, Action cleanUp) {
        return loop.spawn(name, () -> {
            try {
                sleep(LONG);
            } finally {
                cleanUp.run();
                lines.add(name + " has cleaned up");
            }
        });
    }

    private void closeAfterABeginning() {
        loop.runUntilComplete(() -> {
            yieldNow();
            yieldNow();
        });
        loop.close();
    }

    private List<String> named() {
        return problems.stream().map(LoopProblem::message).toList();
    }

    @Test
    void a_clean_up_comes_to_its_end_however_many_waits_it_has() {
        sleeper("long", () -> {
            for (int i = 0; i < 5; i++) sleep(seconds(4));
        });
        closeAfterABeginning();

        assertThat(lines).containsExactly("long has cleaned up");
        assertThat(named()).isEmpty();
    }

    @Test
    void a_clean_up_that_began_before_is_not_cut() {
        var cancelled = sleeper("cancelled before", () -> sleep(seconds(4)));
        loop.runUntilComplete(() -> {
            yieldNow();
            cancelled.cancel();
            yieldNow();
            yieldNow();
        });
        loop.close();

        assertThat(lines).containsExactly("cancelled before has cleaned up");
        assertThat(named()).isEmpty();
    }

    @Test
    void who_is_cancelled_by_another_one_too_is_cancelled_once() {
        var part = sleeper("part", () -> sleep(seconds(3)));
        loop.spawn("gatherer", () -> gather(List.of(part)));
        loop.spawn(
                "owner",
                () -> taskGroup(group -> {
                    group.spawn("child", () -> {
                        try {
                            sleep(LONG);
                        } finally {
                            sleep(seconds(6));
                            lines.add("child has cleaned up");
                        }
                    });
                }));
        closeAfterABeginning();

        assertThat(lines).containsExactly("part has cleaned up", "child has cleaned up");
        assertThat(named()).isEmpty();
    }

    @Test
    void what_a_clean_up_spawns_and_awaits_is_not_cancelled_and_what_it_leaves_behind_is_later() {
        sleeper("parent", () -> {
            spawn("left", () -> {
                try {
                    sleep(LONG);
                } finally {
                    lines.add("left ends");
                }
            });
            await(spawn("helper", () -> {
                sleep(seconds(4));
                lines.add("helper has helped");
            }));
        });
        closeAfterABeginning();

        assertThat(lines).containsExactly("helper has helped", "parent has cleaned up", "left ends");
        assertThat(named()).isEmpty();
    }

    @Test
    void who_is_over_the_limit_is_named_and_cut() {
        loop.closeTimeout(seconds(2));
        sleeper("in time", () -> sleep(seconds(1)));
        loop.spawn("too long", () -> {
            try {
                sleep(LONG);
            } finally {
                try {
                    sleep(LONG);
                } finally {
                    lines.add("cut");
                }
            }
        });
        loop.spawn("immortal", () -> {
            while (true) {
                try {
                    sleep(LONG);
                } catch (CancellationException never) {
                    lines.add("no");
                }
            }
        });
        closeAfterABeginning();

        assertThat(lines).containsExactlyInAnyOrder("no", "in time has cleaned up", "cut", "no");
        assertThat(problems).extracting(LoopProblem::kind).containsOnly(LoopProblem.Kind.LEFT_BEHIND);
        assertThat(named())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("task 'too long' would not end when the loop was closed, within "
                                        + (virtual ? "2.0 s" : "20 ms") + ": it waits for the timer at "),
                        second -> assertThat(second)
                                .startsWith("task 'immortal' would not end when the loop was closed"));
    }

    @Test
    void a_clean_up_that_nothing_can_end_is_named_at_once() {
        loop.closeTimeout(virtual ? ChronoUnit.FOREVER.getDuration() : LONG);
        sleeper("stuck", () -> await(loop.promise("kept by nobody")));
        closeAfterABeginning();

        assertThat(named())
                .singleElement()
                .asString()
                .startsWith("task 'stuck' would not end when the loop was closed")
                .endsWith(": it waits for promise 'kept by nobody'");
    }

    @Test
    void a_clean_up_that_blocks_is_named_with_its_line_and_interrupted() {
        loop.closeTimeout(Duration.ZERO);
        sleeper("blocked", () -> {
            try {
                new Semaphore(0).acquire();
            } catch (InterruptedException e) {
                lines.add("interrupted");
            }
        });
        closeAfterABeginning();

        assertThat(lines).startsWith("interrupted");
        assertThat(named())
                .singleElement()
                .asString()
                .startsWith("task 'blocked' would not end when the loop was closed")
                .contains(" at line ")
                .contains("ClosingTest");
    }

    @Test
    void a_task_that_keeps_yielding_is_named_though_virtual_time_stands_still() {
        loop.closeTimeout(Duration.ZERO);
        loop.spawn("immortal", () -> {
            while (!loop.isClosed()) {
                try {
                    yieldNow();
                } catch (IllegalStateException never) {
                    // goes on
                }
            }
        });
        closeAfterABeginning();

        assertThat(named())
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("task 'immortal' would not end when the loop was closed"));
    }

    /** Only if it passes is it a limit: a slow machine must not make a difference. */
    @Test
    void a_clean_up_in_virtual_time_is_not_cut_however_long_it_takes_in_real_time() {
        assumeTrue(virtual);
        loop.closeTimeout(seconds(1));
        sleeper("computes", () -> {
            for (int i = 0; i < 9; i++) {
                for (long end = System.nanoTime() + 300_000_000; System.nanoTime() < end; ) Thread.onSpinWait();
                sleep(Duration.ofMillis(100));
            }
        });
        closeAfterABeginning();

        assertThat(lines).containsExactly("computes has cleaned up");
        assertThat(named()).isEmpty();
    }

    private void again() {
        spawn("again", () -> {
            try {
                sleep(LONG);
            } finally {
                again();
                yieldNow();
            }
        });
    }

    @Test
    void tasks_that_leave_others_behind_for_ever_are_named() {
        loop.runUntilComplete(() -> again());
        closeAfterABeginning();

        assertThat(named()).singleElement().asString().startsWith("task 'again' would not end");
    }

    @Test
    void an_interrupt_of_the_caller_cuts_the_clean_ups_and_says_so() {
        Thread caller = Thread.currentThread();
        sleeper("long", () -> {
            caller.interrupt();
            while (true) yieldNow();
        });
        loop.runUntilComplete(() -> yieldNow());

        assertThatThrownBy(loop::close)
                .isInstanceOf(CancellationException.class)
                .hasMessageStartingWith("the loop was interrupted:\n  long waits for ");
        assertThat(loop.tasks()).isEmpty();
        assertThat(loop.isClosed()).isTrue();
        assertThat(named()).singleElement().asString().startsWith("task 'long' would not end");
        assertThat(fast && Thread.interrupted()).as("still interrupted").isFalse();
    }

    @Test
    void offloaded_calls_come_to_their_end() {
        var begun = new CountDownLatch(1);
        loop.runUntilComplete(() -> {
            offload(() -> {
                begun.countDown();
                Thread.sleep(100);
                lines.add("written");
            });
            begun.await();
        });
        loop.close();

        assertThat(lines).containsExactly("written");
        assertThat(named()).isEmpty();
    }

    @Test
    void an_offloaded_call_that_is_over_the_limit_is_named_and_interrupted() throws Exception {
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        loop.closeTimeout(Duration.ofMillis(1));
        loop.runUntilComplete(() -> {
            offload(() -> {
                begun.countDown();
                try {
                    new Semaphore(0).acquire();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });
            begun.await();
        });
        loop.close();

        interrupted.await();
        assertThat(named())
                .singleElement()
                .asString()
                .startsWith("an offloaded call would not end when the loop was closed")
                .contains("ClosingTest");
    }
}
