package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.coroutine;
import static syncasync.loop.Coroutines.moveOnAfter;
import static syncasync.loop.Coroutines.shield;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.taskGroup;
import static syncasync.loop.Coroutines.timeout;
import static syncasync.loop.Coroutines.timeoutAt;
import static syncasync.loop.Coroutines.yieldNow;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;
import syncasync.host.DurationText;

/** Cancelling, time-outs and groups: nothing is lost, nothing is told twice, no clean-up is cut by somebody else. */
@Timeout(60)
@ParameterizedClass(name = "fast way: {0}, virtual clock: {1}")
@CsvSource({"true,true", "false,true", "true,false", "false,false"})
class CancellationTest extends OnALoop {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final boolean virtual;
    private int cancelsToCome; // of the job's
    private final List<String> log = new ArrayList<>();

    CancellationTest(boolean fast, boolean virtual) {
        super(virtual ? LoopClock.virtual() : LoopClock.real(), fast);
        this.virtual = virtual;
    }

    /** On the real clock five times as long, for other programs may hold this one up. */
    private Duration millis(long millis) {
        return Duration.ofMillis(virtual ? millis : 5 * millis);
    }

    /** Runs the body as a task, which is cancelled after 5 ms, and so often. */
    private Task<Void> cancelled(int times, Action body) {
        var job = loop.spawn("job", body);
        loop.runUntilComplete(() -> {
            for (cancelsToCome = times; cancelsToCome > 0; cancelsToCome--) {
                sleep(millis(5));
                job.cancel();
            }
            while (!job.isDone()) sleep(millis(1));
        });
        return job;
    }

    private void cleanUp(String what) {
        try {
            do sleep(millis(30));
            while (cancelsToCome > 0); // however late they are on a busy machine
            log.add(what + " cleaned up");
        } catch (CancellationException e) {
            log.add(what + "'s clean-up was cut");
            throw e;
        }
    }

    private void sleepThenCleanUp(String what) {
        try {
            sleep(LONG);
        } finally {
            cleanUp(what);
        }
    }

    // ---- nothing is lost

    @Test
    void a_cancellation_is_told_by_the_next_wait_if_a_group_fails_meanwhile() {
        var job = cancelled(1, () -> {
            try {
                taskGroup(group -> {
                    group.spawn("child", () -> {
                        try {
                            sleep(LONG);
                        } finally {
                            throw new IllegalStateException("clean-up");
                        }
                    });
                    sleep(LONG);
                });
            } catch (IllegalStateException e) {
                log.add(e.getMessage());
            }
            sleep(millis(1));
            log.add("goes on as if nobody had cancelled it");
        });
        assertThat(log).containsExactly("clean-up");
        assertThat(job.isCancelled()).isTrue();
    }

    @Test
    void a_cancellation_is_told_by_the_next_wait_if_the_owner_waited_for_the_group_and_it_fails() {
        var job = cancelled(1, () -> {
            try {
                Coroutines.mayThrow(IOException.class);
                taskGroup(group -> {
                    group.spawn("child", () -> {
                        try {
                            sleep(LONG);
                        } finally {
                            throw new IOException("clean-up");
                        }
                    });
                });
            } catch (IOException e) {
                log.add(e.getMessage());
            }
            timeout(LONG, () -> {
                sleep(millis(1));
                log.add("goes on as if nobody had cancelled it");
            });
        });
        assertThat(log).containsExactly("clean-up");
        assertThat(job.isCancelled()).isTrue();
    }

    @Test
    void a_timeout_that_was_held_up_by_an_inner_clean_up_is_told_behind_it() {
        loop.runUntilComplete(() -> {
            assertThatThrownBy(() -> timeout(millis(25), () -> {
                        assertThat(moveOnAfter(millis(5), () -> {
                                    sleepThenCleanUp("inner");
                                }))
                                .isFalse();
                        sleep(LONG);
                    }))
                    .isInstanceOf(TimeoutException.class);
        });
        assertThat(log).containsExactly("inner cleaned up");
    }

    @Test
    void a_cancellation_that_came_with_a_failure_of_the_body_is_told_by_the_next_wait() {
        var job = cancelled(1, () -> {
            try {
                taskGroup(group -> {
                    try {
                        sleep(LONG);
                    } catch (CancellationException e) {
                        throw new IOException("instead");
                    }
                });
            } catch (IOException e) {
                log.add(e.getMessage());
            }
            sleep(millis(1));
            log.add("goes on");
        });
        assertThat(log).containsExactly("instead");
        assertThat(job.isCancelled()).isTrue();
    }

    @Test
    void a_cancellation_is_told_once() {
        var job = cancelled(1, () -> {
            try {
                timeout(
                        LONG,
                        () -> taskGroup(group -> {
                            group.spawn("child", () -> sleep(LONG));
                            sleep(LONG);
                        }));
            } catch (CancellationException e) {
                log.add("told");
            }
            sleep(millis(1));
            yieldNow();
            timeout(LONG, () -> sleep(millis(1)));
            log.add("refused");
        });
        assertThat(log).containsExactly("told", "refused");
        assertThat(job.isCancelled()).isFalse();
    }

    // ---- clean-ups

    @Test
    void cancelling_the_owner_of_a_group_twice_does_not_cut_the_clean_ups_of_its_children() {
        var job = cancelled(
                2,
                () -> taskGroup(group -> {
                    group.spawn("child", () -> {
                        sleepThenCleanUp("child");
                    });
                }));
        assertThat(log).containsExactly("child cleaned up");
        assertThat(job.isCancelled()).isTrue();
    }

    @Test
    void a_timeout_that_runs_out_during_the_clean_up_of_a_cancellation_does_not_cut_it() {
        var job = cancelled(
                1,
                () -> timeout(millis(20), () -> {
                    sleepThenCleanUp("job");
                }));
        assertThat(log).containsExactly("job cleaned up");
        assertThat(job.isCancelled()).isTrue();
    }

    @Test
    void a_cancellation_during_the_clean_up_of_a_timeout_does_not_cut_it_and_two_do() {
        var job = cancelled(
                1,
                () -> timeout(millis(1), () -> {
                    sleepThenCleanUp("job");
                }));
        assertThat(job.isCancelled()).isTrue();
        assertThat(log).containsExactly("job cleaned up");
        log.clear();

        cancelled(
                2,
                () -> timeout(millis(1), () -> {
                    sleepThenCleanUp("job");
                }));
        assertThat(log).containsExactly("job's clean-up was cut");
    }

    @Test
    void a_second_cancellation_cuts_the_tasks_own_clean_up() {
        cancelled(2, () -> {
            sleepThenCleanUp("job");
        });
        assertThat(log).containsExactly("job's clean-up was cut");
    }

    @Test
    void a_timeout_in_a_clean_up_works() {
        cancelled(1, () -> {
            try {
                sleep(LONG);
            } finally {
                assertThatThrownBy(() -> timeout(millis(5), () -> sleep(LONG))).isInstanceOf(TimeoutException.class);
                log.add("cleaned up");
            }
        });
        assertThat(log).containsExactly("cleaned up");
    }

    @Test
    void a_body_that_swallows_a_cancellation_is_still_ended_by_its_timeout() {
        assumeTrue(virtual); // it takes a while
        var job = cancelled(1, () -> {
            try {
                timeout(millis(20), () -> {
                    try {
                        sleep(LONG);
                    } catch (CancellationException e) {
                        log.add("swallowed");
                    }
                    sleep(LONG);
                });
            } catch (TimeoutException e) {
                log.add("late");
            }
        });
        assertThat(log).containsExactly("swallowed", "late");
        assertThat(job.isCancelled()).isFalse();
    }

    @Test
    void a_shielded_clean_up_comes_to_its_end_however_often_it_is_cancelled() {
        var job = cancelled(
                3,
                () -> timeout(millis(7), () -> {
                    try {
                        sleep(LONG);
                    } finally {
                        shield(() -> cleanUp("job"));
                        log.add("behind the shield");
                    }
                }));
        assertThat(log).containsExactly("job cleaned up", "behind the shield");
        assertThat(job.isCancelled()).isTrue();
    }

    @Test
    void what_came_during_a_shield_is_told_by_the_first_wait_behind_it() {
        var job = cancelled(1, () -> {
            assertThat(Coroutines.<Integer, RuntimeException>shield(() -> {
                        sleep(millis(20));
                        return 42;
                    }))
                    .isEqualTo(42);
            log.add("shielded");
            sleep(millis(1));
            log.add("went on");
        });
        assertThat(log).containsExactly("shielded");
        assertThat(job.isCancelled()).isTrue();
    }

    // ---- the same task

    private static final ScopedValue<String> USER = ScopedValue.newInstance();
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

    @Test
    void the_body_of_a_timeout_and_of_a_group_runs_in_the_same_task() {
        loop.runUntilComplete(() -> ScopedValue.where(USER, "ann").call(() -> {
            LOCAL.set("mine");
            var lock = new ReentrantLock();
            lock.lock();
            var me = Task.current();
            timeout(
                    LONG,
                    () -> taskGroup(group -> {
                        assertThat(USER.get()).isEqualTo("ann");
                        assertThat(LOCAL.get()).isEqualTo("mine");
                        assertThat(lock.isHeldByCurrentThread()).isTrue();
                        assertThat(Task.current()).isSameAs(me);
                        assertThat(loop.tasks()).hasSize(1);
                    }));
            lock.unlock();
            return null;
        }));
    }

    @Test
    void a_result_that_is_there_when_the_owner_is_cancelled_is_not_lost() {
        var job = cancelled(1, () -> {
            String connection = timeout(LONG, () -> {
                sleep(millis(4));
                String made = "connection";
                Task.current().cancel(); // comes too late for it
                return made;
            });
            log.add("has the " + connection);
            sleep(millis(1));
        });
        assertThat(log).containsExactly("has the connection");
        assertThat(job.isCancelled()).isTrue();
    }

    // ---- time-outs

    @Test
    void a_timeout_can_be_caught_by_name_and_tells_where_the_body_stood() {
        loop.runUntilComplete(() -> {
            try {
                timeout(millis(1), () -> standsHere());
            } catch (TimeoutException e) {
                assertThat(e.getCause()).isInstanceOf(CancellationException.class);
                assertThat(e.getCause().getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("standsHere"));
                log.add("late");
            }
        });
        assertThat(log).containsExactly("late");
    }

    private static void standsHere() {
        sleep(LONG);
    }

    @Test
    void exceptions_of_the_body_can_be_caught_by_name() throws Exception {
        loop.runUntilComplete(() -> {
            try {
                timeout(LONG, () -> {
                    throw new IOException("broken");
                });
            } catch (IOException e) {
                log.add(e.getMessage());
            } catch (TimeoutException e) {
                log.add("late");
            }
            try {
                int sum = taskGroup(group -> {
                    if (loop.isClosed()) throw new IOException("closed");
                    return 1;
                });
                log.add("sum " + sum);
            } catch (IOException e) {
                log.add(e.getMessage());
            }
        });
        assertThat(log).containsExactly("broken", "sum 1");
    }

    @Test
    void no_call_is_ambiguous_for_the_lambdas_that_one_writes() throws Exception {
        Callable<Integer> callable = () -> 1;
        Action action = () -> log.add("action");
        loop.runUntilComplete(() -> {
            int total = taskGroup(group -> total(group));
            assertThat(total).isEqualTo(3);
            taskGroup(group -> total(group));
            assertThatThrownBy(() -> taskGroup(group -> {
                        throw new IOException("always");
                    }))
                    .hasMessage("always");
            int one = timeout(LONG, callable) + timeout(LONG, coroutine("one", () -> 0));
            assertThat(one).isOne();
            timeout(LONG, action);
            int read = timeout(LONG, CancellationTest::read);
            assertThat(read + timeout(LONG, () -> read())).isEqualTo(14);
            assertThatThrownBy(() -> timeout(millis(1), () -> {
                        while (true) sleep(LONG);
                    }))
                    .isInstanceOf(TimeoutException.class);
        });
        assertThat(log).containsExactly("action");
    }

    private static int read() throws IOException {
        return 7;
    }

    private static int total(TaskGroup group) {
        var a = group.spawn("a", () -> 1);
        var b = group.spawn("b", () -> 2);
        return await(a) + await(b);
    }

    @Test
    void a_limit_may_be_endless() {
        loop.runUntilComplete(() -> {
            for (Duration endless : List.of(ChronoUnit.FOREVER.getDuration(), Duration.ofNanos(Long.MAX_VALUE))) {
                log.add(timeout(endless, () -> {
                    sleep(millis(1));
                    return "fine";
                }));
            }
            assertThat(loop.timers()).isEmpty();
        });
        assertThat(log).containsExactly("fine", "fine");
    }

    /** A duration too long for nanoseconds, wherever one can be given, fires nothing and holds up nobody. */
    @Test
    void whatever_takes_a_duration_takes_an_endless_one() {
        for (Duration endless : List.of(
                ChronoUnit.FOREVER.getDuration(), Duration.ofNanos(Long.MAX_VALUE), Duration.ofDays(1_000_000))) {
            loop.closeTimeout(endless).hogThreshold(endless);
            loop.runUntilComplete(() -> {
                sleep(millis(1));
                loop.callLater(endless, () -> log.add("fired"));
                loop.callAt(endless, () -> log.add("fired"));
                var sleeper = loop.spawn("sleeper", () -> sleep(endless));
                assertThat(moveOnAfter(endless, () -> sleep(millis(1)))).isTrue();
                timeoutAt(endless, () -> sleep(millis(1)));
                CancelScope scope = CancelScope.within(endless);
                scope.run(() -> {
                    scope.expireAfter(endless);
                    sleep(millis(1));
                    scope.expireAfter(millis(1));
                    sleep(endless);
                });
                assertThat(scope.wasCut()).isTrue();
                for (TimeUnit unit : TimeUnit.values()) {
                    Promise<String> promise = loop.promise("p");
                    promise.orTimeout(Long.MAX_VALUE, unit);
                    promise.completeOnTimeout("late", Long.MAX_VALUE, unit);
                    loop.callLater(millis(1), () -> promise.complete("kept"));
                    assertThat(await(promise)).isEqualTo("kept");
                }
                sleeper.cancel();
            });
        }
        assertThat(log).isEmpty();
    }

    @Test
    void virtual_time_does_not_jump_to_its_end() {
        assumeTrue(virtual);
        assertThatThrownBy(() -> loop.runUntilComplete(() -> {
                    sleep(millis(1));
                    sleep(ChronoUnit.FOREVER.getDuration());
                }))
                .isInstanceOf(DeadlockException.class)
                .hasMessageEndingWith("\n  main waits for a timer that never fires");
        assertThat(loop.time()).isEqualTo(millis(1));
    }

    @Test
    void a_cancellation_says_why() {
        loop.runUntilComplete(() -> {
            var plain = loop.spawn("plain", () -> sleep(LONG));
            var told = loop.spawn("told", () -> sleep(LONG));
            yieldNow();
            plain.cancel();
            told.cancel("nobody needs it");
            assertThatThrownBy(() -> await(plain))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("task 'plain' was cancelled");
            assertThatThrownBy(() -> await(told)).hasMessage("task 'told' was cancelled: nobody needs it");
            moveOnAfter(millis(1), () -> logsWhy());
            taskGroup(group -> {
                group.cancel();
                logsWhy();
            });
            assertThat(told.cancel("too late")).isFalse();
        });
        assertThat(log)
                .containsExactly(
                        "task 'main' was cancelled, since its time is over",
                        "task 'main' was cancelled, since its group or scope was ended");
    }

    private void logsWhy() {
        try {
            sleep(LONG);
        } catch (CancellationException e) {
            log.add(e.getMessage());
            throw e;
        }
    }

    @Test
    void a_time_may_be_as_long_ago_as_can_be() {
        Duration past = Duration.ofSeconds(Long.MIN_VALUE);
        loop.runUntilComplete(() -> {
            sleep(past);
            loop.callAt(past, () -> log.add("called"));
            assertThatThrownBy(() -> timeoutAt(past, () -> sleep(LONG))).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> timeout(past, () -> sleep(LONG))).isInstanceOf(TimeoutException.class);
        });
        assertThat(log).containsExactly("called");
    }

    @Test
    void a_time_that_is_over_already_ends_the_first_wait_and_leaves_a_value() {
        loop.runUntilComplete(() -> {
            for (Duration none : List.of(Duration.ZERO, millis(-1))) {
                assertThat(timeout(none, () -> 1)).isOne();
                assertThatThrownBy(() -> timeout(none, () -> sleep(LONG))).isInstanceOf(TimeoutException.class);
            }
            var past = loop.time();
            sleep(millis(1));
            assertThatThrownBy(() -> timeoutAt(past, () -> sleep(LONG))).isInstanceOf(TimeoutException.class);
            timeoutAt(loop.time().plus(LONG), () -> sleep(millis(1)));
        });
    }

    @Test
    void of_nested_timeouts_the_one_that_ran_out_speaks() {
        loop.runUntilComplete(() -> {
            assertThatThrownBy(() -> timeout(millis(5), () -> timeout(LONG, () -> sleep(LONG))))
                    .hasMessageContaining("within " + DurationText.of(millis(5)) + ":");
            assertThatThrownBy(() -> timeout(LONG, () -> timeout(millis(5), () -> sleep(LONG))))
                    .hasMessageContaining("within " + DurationText.of(millis(5)) + ":");
            if (virtual) {
                assertThatThrownBy(() -> timeout(LONG, () -> {
                            try {
                                timeout(LONG, () -> sleep(LONG.multipliedBy(2)));
                            } catch (TimeoutException inner) {
                                log.add("inner");
                            }
                        }))
                        .isInstanceOf(TimeoutException.class);
                assertThat(log).isEmpty(); // both at once: the outer one ends more
            }
        });
    }

    // ---- scopes

    @Test
    void a_scope_can_be_stopped_by_others_and_the_task_goes_on_behind_it() {
        loop.runUntilComplete(() -> {
            var scope = new CancelScope();
            loop.callLater(millis(5), scope::cancel);
            assertThat(scope.<String, RuntimeException>run(() -> {
                        sleep(LONG);
                        return "never";
                    }))
                    .isNull();
            assertThat(scope.wasCut()).isTrue();
            assertThat(scope.isStopped()).isTrue();
            sleep(millis(1));
            assertThatThrownBy(() -> scope.run(() -> {})).hasMessageContaining("can be used once");
        });
    }

    @Test
    void a_deadline_can_be_moved_and_taken_away() {
        loop.runUntilComplete(() -> {
            var scope = CancelScope.within(millis(20));
            scope.run(() -> {
                for (int i = 0; i < 5; i++) {
                    sleep(millis(10));
                    scope.expireAfter(millis(20));
                }
                scope.noLimit();
                sleep(millis(50));
                log.add("reached");
                scope.expireAfter(millis(1));
                sleep(LONG);
            });
            assertThat(scope.wasCut()).isTrue();
            assertThatThrownBy(() -> scope.expireAfter(millis(1))).isInstanceOf(IllegalStateException.class);
        });
        assertThat(log).containsExactly("reached");
    }

    @Test
    void a_group_can_be_ended_without_an_error() {
        loop.runUntilComplete(() -> {
            var first = new ArrayList<Integer>();
            assertThat(Coroutines.<Object, RuntimeException>taskGroup(group -> {
                        for (int i = 1; i <= 3; i++) {
                            int me = i;
                            group.spawn("racer", () -> {
                                sleep(millis(10 * me));
                                first.add(me);
                                group.cancel();
                            });
                        }
                        sleep(LONG);
                        return "never";
                    }))
                    .isNull();
            assertThat(first).containsExactly(1);
            sleep(millis(1));
        });
    }

    @Test
    void moving_on_says_whether_the_body_came_to_its_end() {
        loop.runUntilComplete(() -> {
            assertThat(moveOnAfter(LONG, () -> sleep(millis(1)))).isTrue();
            assertThat(moveOnAfter(millis(1), () -> sleep(LONG))).isFalse();
        });
    }

    @Test
    void whatever_the_nesting_a_cancelled_task_ends_and_each_clean_up_runs_whole() {
        var job = cancelled(1, () -> nested(60));
        assertThat(job.isCancelled()).isTrue();
        assertThat(log).hasSize(60).allMatch(line -> line.endsWith("cleaned up"));
    }

    private void nested(int depth) throws Exception {
        if (depth == 0) {
            sleep(LONG);
            return;
        }
        try {
            switch (depth % 3) {
                case 0 -> timeout(LONG, () -> nested(depth - 1));
                case 1 ->
                    taskGroup(group -> {
                        nested(depth - 1);
                    });
                default -> new CancelScope().run(() -> nested(depth - 1));
            }
        } finally {
            yieldNow();
            log.add(depth + " cleaned up");
        }
    }
}
