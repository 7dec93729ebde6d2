package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.coroutine;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.offload;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.spawn;
import static syncasync.loop.Coroutines.taskGroup;
import static syncasync.loop.Coroutines.timeout;
import static syncasync.loop.Coroutines.yieldNow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds both ways of running coroutines, on the virtual clock. */
@Timeout(60)
@ParameterizedClass(name = "fast way: {0}")
@ValueSource(booleans = {true, false})
class EventLoopTest {
    private final boolean fast;
    private final EventLoop loop;
    private final List<LoopProblem> problems = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    EventLoopTest(boolean fast) {
        this.fast = fast;
        this.loop = new EventLoop(LoopClock.virtual(), fast)
                .onProblem(problems::add)
                .hogThreshold(Duration.ofSeconds(10)); // a busy machine is no problem
    }

    @AfterEach
    void nothingIsLeft() {
        loop.close();
        assertThat(loop.tasks()).allMatch(task -> task.name().equals("immortal"));
    }

    private static Duration millis(int millis) {
        return Duration.ofMillis(millis);
    }

    // ---- time

    @Test
    void three_tasks_that_sleep_a_second_take_one_second() {
        Action hello = () -> {
            lines.add("Hello");
            sleep(Duration.ofSeconds(1));
            lines.add("World!");
        };

        loop.runUntilComplete(() -> gather(hello, hello, hello));

        assertThat(lines).containsExactly("Hello", "Hello", "Hello", "World!", "World!", "World!");
        assertThat(loop.time()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void callbacks_run_soon_then_timers_by_time_and_those_of_the_same_time_in_the_order_of_setting() {
        loop.callLater(millis(20), () -> lines.add("after 20"));
        loop.callLater(millis(10), () -> lines.add("after 10"));
        loop.callLater(millis(10), () -> lines.add("after 10 too"));
        loop.callLater(Duration.ZERO, () -> lines.add("after 0"));
        loop.callSoon(() -> lines.add("soon"));
        lines.add("plain code");

        loop.runUntilIdle();

        assertThat(lines).containsExactly("plain code", "soon", "after 0", "after 10", "after 10 too", "after 20");
    }

    @Test
    void a_cancelled_timer_does_not_fire_even_when_it_is_due() {
        TimerHandle[] second = new TimerHandle[1];
        loop.callLater(millis(1), () -> second[0].cancel());
        second[0] = loop.callLater(millis(1), () -> lines.add("fired"));

        loop.runUntilIdle();

        assertThat(lines).isEmpty();
        assertThat(second[0].isOver()).isTrue();
    }

    @Test
    void a_callback_that_was_set_for_soon_can_be_cancelled() {
        Handle cancelled = loop.callSoon(() -> lines.add("fired"));
        Handle called = loop.callSoon(() -> lines.add("called"));
        cancelled.cancel();

        loop.runUntilIdle();

        assertThat(lines).containsExactly("called");
        assertThat(cancelled.isOver()).isTrue();
        assertThat(called.isOver()).isTrue();
    }

    @Test
    void cancelled_timers_are_not_kept_until_they_are_due() {
        loop.runUntilComplete(() -> {
            loop.callLater(millis(1), () -> lines.add("live"));
            for (int i = 0; i < 10_000; i++)
                loop.callLater(Duration.ofHours(1), () -> {}).cancel();
            assertThat(loop.timersKept()).isLessThan(200);
            sleep(millis(2));
        });

        assertThat(lines).containsExactly("live");
    }

    @Test
    void a_task_that_never_sleeps_starves_nobody() {
        loop.runUntilComplete(() -> {
            var busy = spawn("busy", () -> {
                while (true) yieldNow();
            });
            for (int turn = 0; turn < 100; turn++) yieldNow();
            busy.cancel();
        });

        assertThat(problems).isEmpty();
    }

    @Test
    void yields_are_counted_for_each_task_by_itself() {
        var tasks = new ArrayList<Task<Void>>();
        for (int i = 0; i < 200; i++)
            tasks.add(loop.spawn("t" + i, () -> {
                for (int turn = 0; turn < 3_000; turn++) yieldNow(); // 600,000 of all
            }));
        loop.runUntilIdle();

        assertThat(tasks).extracting(Task::state).containsOnly(Future.State.SUCCESS);
        assertThat(loop.time()).isZero();
    }

    @Test
    void a_task_that_sleeps_for_no_time_is_told_that_none_will_pass() {
        assertThatThrownBy(() -> loop.runUntilComplete(() -> {
                    while (loop.time().isZero()) sleep(Duration.ZERO);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("virtual time stands still while task 'main' keeps yielding");
    }

    @Test
    void a_task_that_turns_in_circles_until_virtual_time_passes_is_told_that_it_will_not() {
        loop.spawn("hour", () -> sleep(Duration.ofHours(1)));
        assertThatThrownBy(() -> loop.runUntilComplete(() -> {
                    while (loop.time().toMinutes() < 60) yieldNow();
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("virtual time stands still while task 'main' keeps yielding");
    }

    private void callSoonForEver() {
        loop.callSoon(this::callSoonForEver);
    }

    private void callLaterForEver() {
        loop.callLater(Duration.ZERO, this::callLaterForEver);
    }

    private void executeForEver() {
        loop.execute(this::executeForEver);
    }

    @Test
    void callbacks_that_set_each_other_for_the_same_virtual_moment_are_ended_and_named() {
        for (Runnable forEver :
                List.<Runnable>of(this::callSoonForEver, this::callLaterForEver, this::executeForEver)) {
            loop.callSoon(forEver);
            loop.runUntilComplete(() -> sleep(Duration.ofHours(1)));
        }
        assertThat(problems)
                .extracting(LoopProblem::message)
                .satisfiesExactly(
                        message -> assertThat(message).contains("virtual time stands still", "of callSoonForEver"),
                        message -> assertThat(message).contains("virtual time stands still", "of callLaterForEver"),
                        message -> assertThat(message).contains("virtual time stands still", "of executeForEver"));
    }

    @Test
    void many_callbacks_of_one_virtual_moment_are_no_standstill() {
        int[] called = {0};
        loop.hogThreshold(Duration.ZERO);
        loop.callSoon(() -> {
            for (int i = 0; i < 1_100_000; i++) loop.callSoon(() -> called[0]++);
        });
        loop.runUntilIdle();

        assertThat(called[0]).isEqualTo(1_100_000);
        assertThat(problems).isEmpty();
    }

    @Test
    void tasks_that_keep_each_other_ready_while_virtual_time_stands_still_are_named() {
        loop.hogThreshold(Duration.ZERO);
        loop.spawn("hour", () -> sleep(Duration.ofHours(1)));
        loop.runUntilComplete(() -> {
            while (problems.isEmpty()) await(spawn("one of many", () -> 1));
        });

        assertThat(problems)
                .singleElement()
                .extracting(LoopProblem::message)
                .asString()
                .startsWith("virtual time stands still, for 2,500,000 ticks now, while these go on: ")
                .contains("task 'main'", "task 'one of many'")
                .doesNotContain("hour");
    }

    @Test
    void a_task_that_turns_by_the_threads_yield_is_named_too() {
        if (!fast) loop.hogThreshold(millis(20)); // there it keeps its turn
        var turns = loop.spawn("turns", () -> {
            while (problems.isEmpty()) Thread.yield();
        });
        loop.runUntilComplete(turns);

        assertThat(problems.getFirst().message()).contains("task 'turns'", fast ? "ticks" : "kept the loop");
    }

    /** So much at once that a flood which never ends would not be noticed to have an end. */
    @Test
    void however_much_other_threads_hand_in_timers_and_tasks_come_to_their_turn() {
        for (var clock : List.of(LoopClock.virtual(), LoopClock.real())) {
            try (var loop = new EventLoop(clock, fast)) {
                var called = new int[1];
                for (int i = 0; i < 200_000; i++) loop.callSoonThreadSafe(() -> called[0]++);
                loop.callLater(Duration.ZERO, () -> lines.add("timer after " + called[0]));
                loop.runUntilComplete(() -> {
                    for (int i = 0; i < 5; i++) yieldNow();
                    assertThat(called[0]).isLessThan(100_000);
                });
                loop.runUntilIdle();
                assertThat(called[0]).isEqualTo(200_000);
            }
        }
        assertThat(lines).containsExactly("timer after 10000", "timer after 10000");
    }

    @Test
    void a_flood_from_another_thread_does_not_stop_virtual_time() throws Exception {
        var over = new AtomicBoolean();
        Thread flood = Thread.ofPlatform().daemon().unstarted(() -> {
            while (!over.get()) loop.callSoonThreadSafe(() -> {});
        });
        loop.callSoon(flood::start);
        loop.runUntilComplete(() -> {
            sleep(millis(5));
            sleep(millis(5));
        });
        over.set(true);
        flood.join();

        assertThat(problems).isEmpty();
    }

    @Test
    void a_timer_in_the_virtual_future_does_not_overtake_an_answer_from_another_thread() {
        String answer = loop.runUntilComplete(() -> timeout(
                Duration.ofHours(1),
                () -> await(offload(() -> {
                    Thread.sleep(5);
                    return "from outside";
                }))));

        assertThat(answer).isEqualTo("from outside");
        assertThat(loop.time()).isLessThan(Duration.ofHours(1));
    }

    // ---- tasks and futures

    @Test
    void tasks_and_callbacks_share_one_carrier() {
        var carriers = new HashSet<String>();
        Action note = () -> {
            yieldNow();
            String thread = Thread.currentThread().toString();
            carriers.add(fast ? thread.substring(thread.indexOf('@')) : String.valueOf(loop.isOnLoop()));
        };

        loop.runUntilComplete(() -> gather(note, note, note));

        assertThat(carriers).hasSize(1);
    }

    @Test
    void waiters_are_woken_in_the_order_of_asking() {
        Promise<Integer> promise = loop.promise("a number");
        for (int i = 0; i < 3; i++) {
            int me = i;
            loop.spawn("waiter " + i, () -> lines.add(me + ":" + await(promise)));
        }

        loop.runUntilComplete(() -> {
            sleep(millis(1));
            promise.complete(7);
            sleep(millis(1));
        });

        assertThat(lines).containsExactly("0:7", "1:7", "2:7");
    }

    @Test
    void a_task_is_a_completable_future_whose_stages_run_on_the_loop() {
        var stage = loop.spawn("six", () -> 6).thenApplyAsync(six -> loop.isOnLoop() ? six * 7 : -1);

        assertThat(loop.<Integer>runUntilComplete(() -> await(stage))).isEqualTo(42);
    }

    @Test
    void a_completable_future_runs_on_the_loop_as_its_executor() {
        int answer =
                loop.runUntilComplete(() -> await(CompletableFuture.supplyAsync(() -> loop.isOnLoop() ? 1 : 0, loop)));

        assertThat(answer).isEqualTo(1);
    }

    @Test
    void join_in_a_coroutine_awaits() {
        int answer = loop.runUntilComplete(() -> spawn("slow", () -> {
                    sleep(millis(5));
                    return 5;
                })
                .join());

        assertThat(answer).isEqualTo(5);
    }

    @Test
    void an_exception_arrives_as_it_was_thrown() {
        var failure = new IOException("no such luck");
        var task = loop.spawn("unlucky", () -> {
            throw failure;
        });

        Throwable seen = catchThrowable(() -> loop.runUntilComplete(() -> await(task)));

        assertThat(seen).isSameAs(failure);
        loop.close();
        assertThat(problems).isEmpty();
    }

    @Test
    void a_coroutine_does_nothing_until_it_is_awaited() {
        loop.runUntilComplete(() -> {
            var lazy = coroutine("lazy", () -> lines.add("ran"));
            var hot = spawn("hot", () -> lines.add("hot ran"));
            yieldNow();
            assertThat(lazy.isStarted()).isFalse();
            assertThat(lines).containsExactly("hot ran");
            assertThat(await(lazy)).isTrue();
            assertThat(await(hot)).isTrue();
            assertThatThrownBy(() -> await(lazy)).hasMessageContaining("awaited before");
        });

        assertThat(lines).containsExactly("hot ran", "ran");
    }

    @Test
    void gather_returns_results_in_the_order_of_asking_and_the_first_failure_at_once() {
        assertThat(loop.<List<Integer>>runUntilComplete(() -> gather(
                        () -> {
                            sleep(millis(9));
                            return 1;
                        },
                        () -> 2)))
                .containsExactly(1, 2);

        Action slow = () -> {
            sleep(millis(50));
            lines.add("the other went on");
        };
        assertThatThrownBy(() -> loop.runUntilComplete(() -> gather(slow, () -> {
                    throw new IOException("early");
                })))
                .isInstanceOf(IOException.class);
        assertThat(lines).isEmpty();
        loop.runUntilIdle();
        assertThat(lines).containsExactly("the other went on");
    }

    // ---- running for ever, and stopping

    @Test
    void a_loop_runs_for_ever_until_it_is_stopped_by_whomever() {
        var ticks = loop.spawn("ticks", () -> {
            while (true) {
                sleep(millis(1));
                lines.add("tick");
            }
        });
        loop.callLater(Duration.ofNanos(2_500_000), loop::stop);
        loop.runForever();
        assertThat(lines).containsExactly("tick", "tick");
        assertThat(ticks.isDone()).as("stays as it is").isFalse();

        loop.spawn("stops", () -> {
            sleep(millis(2));
            loop.stop();
        });
        loop.runForever();
        assertThat(lines).hasSize(4);
        ticks.cancel();
    }

    @Test
    void with_nothing_to_do_it_waits_for_other_threads() {
        loop.callSoon(() -> Thread.ofPlatform().daemon().start(() -> {
            loop.callSoonThreadSafe(() -> lines.add("news"));
            loop.stop();
        }));
        loop.runForever();
        assertThat(lines).containsExactly("news");
    }

    @Test
    void a_run_that_is_stopped_before_its_task_has_ended_says_so_and_can_be_taken_up_again() {
        var task = loop.spawn("task", () -> {
            sleep(millis(2));
            return "done";
        });
        loop.callLater(millis(1), loop::stop);

        assertThatThrownBy(() -> loop.runUntilComplete(task))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the loop was stopped before task 'task' had ended");
        assertThat(loop.runUntilComplete(task)).isEqualTo("done");
    }

    @Test
    void a_loop_that_is_stopped_before_it_runs_does_one_tick() {
        loop.callSoon(() -> {
            lines.add("first");
            loop.callSoon(() -> lines.add("second"));
        });
        loop.stop();
        loop.runForever();
        assertThat(lines).containsExactly("first");
        loop.runUntilIdle();
        assertThat(lines).containsExactly("first", "second");
    }

    @Test
    void a_callback_can_be_set_for_a_time_of_the_loops_clock() {
        loop.callLater(millis(20), () -> lines.add("20"));
        loop.callAt(millis(10), () -> lines.add("10"));
        loop.callAt(millis(30), () -> lines.add("30"));
        loop.runUntilIdle();
        loop.callAt(millis(5), () -> lines.add("late, so now"));
        loop.runUntilIdle();

        assertThat(lines).containsExactly("10", "20", "30", "late, so now");
        assertThat(loop.time()).isEqualTo(millis(30));
    }

    @Test
    void plain_code_speaks_of_the_loop_that_is_set_as_current() {
        assertThatThrownBy(() -> spawn("nowhere", () -> 1)).hasMessageStartingWith("no loop runs this code");
        EventLoop.setCurrent(loop);
        try {
            assertThat(EventLoop.current()).isSameAs(loop);
            var task = spawn("here", () -> 1);
            assertThat(loop.runUntilComplete(task)).isOne();
            assertThat(EventLoop.current()).isSameAs(loop);
        } finally {
            EventLoop.setCurrent(null);
        }
    }

    // ---- cancelling, time-outs, groups

    @Test
    void a_cancelled_task_cleans_up_and_may_wait_while_it_does() {
        var task = loop.spawn("worker", () -> {
            try {
                sleep(Duration.ofDays(1));
            } finally {
                sleep(millis(5));
                lines.add("cleaned up at " + loop.time().toMillis());
            }
        });

        assertThatThrownBy(() -> loop.runUntilComplete(() -> {
                    sleep(millis(10));
                    task.cancel();
                    await(task);
                }))
                .isInstanceOf(CancellationException.class);

        assertThat(lines).containsExactly("cleaned up at 15");
        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    void a_task_may_refuse_to_be_cancelled() {
        var stubborn = loop.spawn("stubborn", () -> {
            try {
                sleep(millis(10));
                return "slept";
            } catch (CancellationException e) {
                return "refused";
            }
        });

        assertThat(loop.<String>runUntilComplete(() -> {
                    yieldNow();
                    stubborn.cancel();
                    return await(stubborn);
                }))
                .isEqualTo("refused");
    }

    @Test
    void a_task_cancelled_before_its_first_step_never_begins() {
        var task = loop.spawn("early", () -> lines.add("began"));
        task.cancel();
        loop.runUntilIdle();

        assertThat(task.isCancelled()).isTrue();
        assertThat(lines).isEmpty();
    }

    @Test
    void cancelling_a_gather_cancels_its_parts() {
        Action part = () -> {
            try {
                sleep(millis(100));
            } finally {
                lines.add("part ended at " + loop.time().toMillis());
            }
        };
        var whole = loop.spawn("whole", () -> gather(part, part));
        loop.callLater(millis(10), whole::cancel);
        loop.runUntilIdle();

        assertThat(lines).containsExactly("part ended at 10", "part ended at 10");
        assertThat(whole.isCancelled()).isTrue();
    }

    @Test
    void a_timeout_cancels_its_body_and_says_whose_time_is_over() {
        assertThatThrownBy(() -> loop.runUntilComplete(() -> timeout(millis(50), () -> {
                    try {
                        sleep(Duration.ofDays(1));
                    } finally {
                        lines.add("cleaned up");
                    }
                })))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("main within 50 ms: the time is over");

        assertThat(lines).containsExactly("cleaned up");
        assertThat(loop.<String>runUntilComplete(() -> timeout(millis(50), () -> "in time")))
                .isEqualTo("in time");
        assertThat(loop.timers()).isEmpty();
    }

    @Test
    void a_cancellation_is_not_lost_when_the_body_of_a_timeout_or_a_group_ends_in_the_same_tick() {
        Action body = () -> sleep(millis(10));
        Action limited = () -> timeout(millis(50), body);
        Action grouped = () -> taskGroup(group -> {
            group.spawn("member", body);
        });
        for (Action waits : List.of(limited, grouped)) {
            Task<Void> owner = loop.spawn("owner", () -> {
                loop.callLater(millis(10), Task.current()::cancel);
                waits.run();
                lines.add("went on");
            });
            loop.runUntilComplete(() -> sleep(millis(20)));
            assertThat(owner.isCancelled()).isTrue();
        }
        assertThat(lines).isEmpty();
    }

    @Test
    void a_failure_in_a_group_cancels_the_siblings_and_later_failures_are_attached() {
        Throwable thrown = catchThrowable(() -> loop.runUntilComplete(() -> taskGroup(group -> {
            group.spawn("fails", () -> {
                sleep(millis(5));
                throw new IOException("first");
            });
            group.spawn("fails while cleaning up", () -> {
                try {
                    sleep(Duration.ofDays(1));
                } finally {
                    if (loop.time().toMillis() == 5) throw new IllegalStateException("second");
                }
            });
            sleep(Duration.ofDays(1));
        })));

        assertThat(thrown).isInstanceOf(IOException.class).hasMessage("first");
        assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(loop.tasks()).isEmpty();
        loop.close();
        assertThat(problems).isEmpty();
    }

    @Test
    void a_group_returns_only_when_all_of_it_has_ended() {
        loop.runUntilComplete(() -> {
            taskGroup(group -> {
                group.spawn("long", () -> sleep(millis(30)));
            });
            assertThat(loop.time()).isEqualTo(millis(30));
        });
    }

    @Test
    void a_group_that_has_ended_takes_no_more_tasks() {
        var escaped = new TaskGroup[1];
        loop.runUntilComplete(() -> taskGroup(group -> {
            escaped[0] = group;
        }));

        assertThatThrownBy(() -> escaped[0].spawn("late", () -> 1)).hasMessageContaining("the group has ended");
    }

    // ---- what can go wrong

    @Test
    void a_deadlock_names_who_waits_for_what() {
        var tasks = new ArrayList<Task<Void>>();
        Action crossed = () -> {
            tasks.add(spawn("left", () -> {
                await(tasks.get(1));
            }));
            tasks.add(spawn("right", () -> {
                await(tasks.get(0));
            }));
            await(loop.promise("the answer"));
        };

        assertThatThrownBy(() -> loop.runUntilComplete(crossed))
                .isInstanceOf(DeadlockException.class)
                .hasMessage("""
                nothing can make progress any more:
                  main waits for promise 'the answer'
                  left waits for task 'right'
                  right waits for task 'left'
                (If another thread keeps a promise, say so when it is made: promiseFromOutside.)""");
    }

    @Test
    void awaiting_oneself_is_an_error() {
        Task<?>[] me = new Task<?>[1];
        me[0] = loop.spawn("narcissus", () -> {
            await(me[0]);
        });

        assertThatThrownBy(() -> loop.runUntilComplete(me[0])).hasMessageContaining("task 'narcissus' awaits itself");
    }

    @Test
    void running_a_running_loop_is_an_error_unless_asked_for() {
        assertThatThrownBy(() -> loop.runUntilComplete(() -> loop.runUntilComplete(() -> 1)))
                .hasMessageContaining("this loop is running already");

        assertThat(loop.<Integer>runUntilComplete(() -> loop.runNested(() -> {
                    sleep(millis(5));
                    return 2;
                })))
                .isEqualTo(2);
    }

    @Test
    void what_has_no_result_can_be_nested_and_offloaded_as_it_is() {
        loop.runUntilComplete(() -> {
            loop.runNested(() -> {
                lines.add("nested");
            });
            await(offload(() -> {
                lines.add("offloaded");
            }));
        });

        assertThat(lines).containsExactly("nested", "offloaded");
    }

    @Test
    void a_callback_too() {
        loop.callSoon(() -> lines.add("nested: "
                + loop.runNested(() -> {
                    sleep(millis(5));
                    return 3;
                })));
        loop.callSoon(() -> lines.add("went on meanwhile"));
        loop.runUntilIdle();

        assertThat(lines).containsExactly("went on meanwhile", "nested: 3");
    }

    @Test
    void a_nested_run_ends_with_its_task_even_if_two_others_take_turns_for_ever() {
        Action turns = () -> {
            while (true) yieldNow();
        };
        loop.spawn("this", turns);
        loop.spawn("that", turns);
        loop.callSoon(() -> lines.add("nested: "
                + loop.runNested(() -> {
                    yieldNow();
                    return 4;
                })));
        loop.runUntilComplete(() -> {
            while (lines.isEmpty()) yieldNow();
        });

        assertThat(lines).containsExactly("nested: 4");
    }

    @Test
    void two_that_take_turns_let_timers_sockets_and_other_threads_in() throws Exception {
        Pipe pipe = Pipe.open();
        Action turns = () -> {
            while (lines.size() < 3) yieldNow();
        };
        try (var real = new EventLoop(LoopClock.real(), fast).onProblem(problems::add)) {
            real.callLater(millis(1), () -> lines.add("timer"));
            real.watch(pipe.source(), SelectionKey.OP_READ, () -> {
                real.unwatch(pipe.source(), SelectionKey.OP_READ);
                lines.add("socket");
            });
            Thread.ofPlatform().start(() -> {
                real.callSoonThreadSafe(() -> lines.add("thread"));
                try (var sink = pipe.sink()) {
                    sink.write(ByteBuffer.allocate(1));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            real.runUntilComplete(() -> gather(turns, turns));
        }
        assertThat(lines).containsExactlyInAnyOrder("timer", "socket", "thread");
    }

    @Test
    void an_interrupt_while_a_task_runs_is_noticed_though_two_take_turns_for_ever() throws Exception {
        assertThat(thrownWhenInterrupted(
                        LoopClock.real(),
                        interrupt -> gather(
                                () -> {
                                    interrupt.run();
                                    while (true) yieldNow();
                                },
                                () -> {
                                    while (true) yieldNow();
                                })))
                .isInstanceOf(CancellationException.class)
                .hasMessageStartingWith("the loop was interrupted");
    }

    @Test
    void an_interrupt_is_noticed_on_the_virtual_clock_too() throws Exception {
        assertThat(thrownWhenInterrupted(LoopClock.virtual(), interrupt -> {
                    interrupt.run();
                    while (true) sleep(Duration.ofHours(1));
                }))
                .isInstanceOf(CancellationException.class)
                .hasMessageStartingWith("the loop was interrupted");
    }

    @Test
    void an_interrupt_of_a_task_cancels_the_task_and_nothing_else() {
        Task<?> busy = loop.spawn("busy", () -> {
            Thread.currentThread().interrupt();
            while (true) yieldNow();
        });
        Task<?> other = loop.spawn("other", () -> {
            while (!busy.isDone()) yieldNow();
        });
        loop.runUntilComplete(other);

        assertThat(busy.isCancelled()).isTrue();
        assertThat(other.state()).isEqualTo(Future.State.SUCCESS);
    }

    @Test
    void closing_lets_tasks_clean_up_even_if_the_caller_is_interrupted() {
        loop.spawn("left", () -> {
            try {
                sleep(Duration.ofDays(1));
            } finally {
                sleep(millis(1));
                lines.add("cleaned up");
            }
        });
        loop.runUntilComplete(() -> yieldNow());
        Thread.currentThread().interrupt();
        loop.close();

        assertThat(Thread.interrupted()).as("the caller's interrupt is kept").isTrue();
        assertThat(lines).containsExactly("cleaned up");
    }

    @Test
    void an_observer_that_throws_when_a_task_ends_does_not_stop_the_loop() {
        loop.observe(new LoopObserver() {
            @Override
            public void ended(Task<?> task) {
                throw new IllegalStateException("observer");
            }
        });
        loop.spawn("observed", () -> 1);
        loop.callLater(millis(5), () -> lines.add("went on"));
        loop.runUntilIdle();

        assertThat(lines).containsExactly("went on");
        assertThat(problems)
                .extracting(LoopProblem::message)
                .singleElement()
                .asString()
                .contains("observer");
    }

    @Test
    void an_observer_that_throws_ends_nothing_and_is_named_each_time() {
        loop.observe(new LoopObserver() {
            private void fail(String where) {
                throw new IllegalStateException("observer of " + where);
            }

            @Override
            public void created(Task<?> task) {
                fail("created");
            }

            @Override
            public void running(Task<?> task) {
                fail("running");
            }

            @Override
            public void suspended(Task<?> task, String reason) {
                fail("suspended");
            }

            @Override
            public void timerSet(TimerHandle timer) {
                fail("timerSet");
            }

            @Override
            public void tick(EventLoop same) {
                fail("tick");
            }

            @Override
            public void ended(Task<?> task) {
                fail("ended");
            }
        });
        String result = loop.runUntilComplete(() -> {
            sleep(millis(5));
            return "done";
        });

        assertThat(result).isEqualTo("done");
        assertThat(problems)
                .extracting(LoopProblem::kind)
                .containsOnly(LoopProblem.Kind.OBSERVER_FAILED)
                .hasSizeGreaterThanOrEqualTo(6);
        for (String where : List.of("created", "running", "suspended", "timerSet", "tick", "ended"))
            assertThat(problems).extracting(LoopProblem::message).anyMatch(said -> said.contains(where));
    }

    @Test
    void a_wake_up_counts_however_long_the_observer_is_held_up_that_is_told_of_the_wait() throws Exception {
        var lock = new ReentrantLock();
        var wokenUp = new AtomicBoolean(!fast); // the public way cannot wake it while the observer is held up
        var held = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            lock.lock();
            held.countDown();
            while (!lock.hasQueuedThreads() || !wokenUp.get()) Thread.onSpinWait();
            lock.unlock();
        });
        held.await();
        loop.observe(new LoopObserver() {
            @Override
            public void suspended(Task<?> task, String why) {
                if (!task.name().equals("sleeper")) return;
                lock.lock();
                lock.unlock();
            }
        });
        Promise<String> promise = loop.promise("promise");
        Task<String> sleeper = loop.spawn("sleeper", () -> await(promise));
        String slept = loop.runUntilComplete(() -> {
            while (fast && !lock.hasQueuedThreads()) yieldNow();
            promise.complete("woke");
            for (int i = 0; i < 3; i++) yieldNow();
            wokenUp.set(true);
            return await(sleeper);
        });

        assertThat(slept).isEqualTo("woke");
    }

    private Throwable thrownWhenInterrupted(LoopClock clock, Consumer<Runnable> body) throws Exception {
        var thrown = new FutureTask<>(() -> {
            try (var interrupted = new EventLoop(clock, fast)) {
                Thread runs = Thread.currentThread();
                return catchThrowable(() -> interrupted.runUntilComplete(() -> body.accept(runs::interrupt)));
            }
        });
        Thread.ofPlatform().start(thrown);
        return thrown.get();
    }

    @Test
    void another_loop_inside_of_this_one_is_an_error() {
        try (var other = new EventLoop(LoopClock.virtual(), fast)) {
            assertThatThrownBy(() -> loop.runUntilComplete(() -> other.runUntilComplete(() -> 1)))
                    .hasMessageContaining("another loop is running here");
        }
    }

    @Test
    void a_task_is_run_by_its_own_loop_only() {
        var task = loop.spawn("mine", () -> 1);
        try (var other = new EventLoop(LoopClock.virtual(), fast)) {
            assertThatThrownBy(() -> other.runUntilComplete(task))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("task 'mine' belongs to another loop");
        }
        assertThat(loop.runUntilComplete(task)).isOne();
    }

    @Test
    void a_closed_loop_takes_nothing_more() {
        loop.close();
        loop.close();

        assertThatThrownBy(() -> loop.callSoon(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the loop is closed");
        assertThatThrownBy(() -> loop.spawn("late", () -> 1)).hasMessage("the loop is closed");
        assertThatThrownBy(() -> loop.runUntilComplete(() -> 1)).hasMessage("the loop is closed");
        assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> loop.callSoonThreadSafe(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void closing_cancels_what_is_left_and_reports_what_nobody_noticed() {
        loop.spawn("left", () -> {
            try {
                sleep(Duration.ofDays(1));
            } finally {
                lines.add("left cleaned up");
            }
        });
        loop.spawn("unlucky", () -> {
            throw new IOException("boom");
        });
        loop.runUntilComplete(() -> {
            coroutine("forgotten", () -> 1);
            sleep(millis(1));
        });

        loop.close();

        assertThat(lines).containsExactly("left cleaned up");
        assertThat(problems)
                .extracting(LoopProblem::kind)
                .containsExactly(LoopProblem.Kind.UNSEEN_FAILURE, LoopProblem.Kind.NEVER_AWAITED);
        assertThat(problems.get(0).message())
                .startsWith("task 'unlucky' failed and nobody looked: java.io.IOException: boom at line ");
        assertThat(problems.get(1)).hasToString("coroutine 'forgotten' was never awaited");
    }

    @Test
    void failures_that_were_looked_at_are_not_kept_until_the_end() {
        var kept = loop.spawn("unlucky", () -> {
            throw new IOException("boom");
        });
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 10_000; i++) {
                Task<Void> unlucky = spawn("looked at", () -> {
                    throw new IOException("bang");
                });
                catchThrowable(() -> await(unlucky));
            }
        });

        assertThat(loop.failed.size()).isOne();
        loop.close();
        assertThat(problems).singleElement().asString().startsWith("task 'unlucky' failed");
        assertThat(problems.getFirst().task()).isSameAs(kept);
    }

    @Test
    void a_task_that_will_not_end_is_named_when_the_loop_is_closed() {
        loop.spawn("immortal", () -> {
            while (true) {
                try {
                    sleep(millis(10));
                } catch (CancellationException never) {
                    lines.add("no");
                }
            }
        });
        loop.runUntilComplete(() -> sleep(millis(1)));

        loop.close();

        assertThat(lines).hasSize(2);
        assertThat(problems)
                .singleElement()
                .extracting(LoopProblem::message)
                .asString()
                .startsWith("task 'immortal' would not end when the loop was closed");
    }

    @Test
    void an_exception_in_a_callback_is_reported_and_the_others_go_on() {
        loop.callSoon(() -> {
            throw new IllegalStateException("oops");
        });
        loop.callSoon(() -> lines.add("went on"));
        loop.runUntilIdle();

        assertThat(lines).containsExactly("went on");
        assertThat(problems)
                .singleElement()
                .extracting(LoopProblem::message)
                .asString()
                .startsWith("a callback failed: java.lang.IllegalStateException: oops at line ");
    }

    @Test
    void an_exception_that_cannot_say_what_it_is_is_told_all_the_same() {
        loop.callSoon(() -> {
            throw new IllegalStateException() {
                @Override
                public String getMessage() {
                    throw new UnsupportedOperationException();
                }
            };
        });
        loop.callSoon(() -> lines.add("went on"));
        loop.runUntilIdle();

        assertThat(lines).containsExactly("went on");
        assertThat(problems).singleElement().asString().contains("whose text cannot be had");
    }

    @Test
    void who_is_told_of_problems_may_throw_and_nothing_ends_by_it() throws Exception {
        Pipe pipe = Pipe.open();
        loop.onProblem(problem -> {
            problems.add(problem);
            throw new IllegalStateException("no, thanks");
        });
        loop.callSoon(() -> {
            throw new IllegalStateException("oops");
        });
        loop.callSoon(() -> lines.add("went on"));
        loop.watch(pipe.source(), SelectionKey.OP_READ, () -> {});
        loop.spawn("unlucky", () -> {
            throw new IOException("boom");
        });
        String said = saidToErr(() -> {
            loop.runUntilComplete(() -> sleep(millis(1)));
            loop.close();
        });

        assertThat(lines).containsExactly("went on");
        assertThat(problems)
                .extracting(LoopProblem::kind)
                .containsExactly(LoopProblem.Kind.CALLBACK_FAILED, LoopProblem.Kind.UNSEEN_FAILURE);
        assertThat(said)
                .contains("a callback failed: java.lang.IllegalStateException: oops at line ")
                .contains("task 'unlucky' failed and nobody looked: java.io.IOException: boom")
                .contains("and telling of it failed: java.lang.IllegalStateException: no, thanks");
        assertThat(pipe.source().isOpen()).isFalse();
        pipe.sink().close();
    }

    private static String saidToErr(Action action) throws Exception {
        PrintStream before = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return said.toString();
    }

    @Test
    void a_task_that_hogs_the_loop_is_named_with_its_line() {
        loop.hogThreshold(millis(20));
        loop.runUntilComplete(() -> {
            spawn("hog", () -> {
                long end = System.nanoTime() + 300_000_000;
                while (System.nanoTime() < end) Thread.onSpinWait();
            });
            sleep(millis(1));
        });

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(LoopProblem.Kind.HOG);
            assertThat(problem.task().name()).isEqualTo("hog");
            assertThat(problem.message())
                    .matches("task 'hog' kept the loop for .*, at line \\d+ of .* in EventLoopTest.java");
        });
    }

    @Test
    void waiting_in_a_callback_is_an_error() {
        var task = loop.spawn("slow", () -> sleep(millis(1)));
        loop.callSoon(task::join);
        loop.runUntilIdle();

        assertThat(problems)
                .singleElement()
                .extracting(LoopProblem::message)
                .asString()
                .contains("a callback must not wait for task 'slow'");
    }

    @Test
    void what_waits_says_that_it_needs_a_coroutine() {
        assertThatThrownBy(() -> sleep(millis(1)))
                .hasMessageStartingWith("sleep waits, so it can be called in a coroutine only");
    }

    @Test
    void other_threads_are_told_which_method_is_theirs() {
        loop.runUntilComplete(() -> {
            Pipe pipe = Pipe.open();
            List<ThrowingCallable> notTheirs = List.of(
                    () -> loop.callSoon(() -> {}),
                    () -> loop.callLater(millis(1), () -> {}),
                    () -> loop.spawn("from outside", () -> 1),
                    () -> loop.watch(pipe.source(), SelectionKey.OP_READ, () -> {}),
                    () -> loop.unwatch(pipe.source(), SelectionKey.OP_READ));
            for (ThrowingCallable call : notTheirs) {
                var thrown = await(offload(() -> catchThrowable(call)));
                assertThat(thrown)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("use callSoonThreadSafe");
            }
            pipe.source().close();
            pipe.sink().close();
        });
    }

    @Test
    void what_is_offloaded_needs_no_result_and_may_throw() {
        var failure = new IOException("disk full");

        assertThatThrownBy(() -> loop.runUntilComplete(() -> await(offload(() -> {
                    throw failure;
                }))))
                .isSameAs(failure);

        var ranOn = new Thread[1];
        loop.runUntilComplete(() -> await(offload(() -> {
            ranOn[0] = Thread.currentThread();
        })));
        assertThat(ranOn[0].getName()).isEqualTo("offloaded");
    }

    @Test
    void an_interrupt_ends_the_wait_and_says_who_waited_for_what() throws Exception {
        var waits = new CountDownLatch(1);
        var seen = new Throwable[1];
        Thread thread = Thread.ofPlatform()
                .start(() -> seen[0] = catchThrowable(() -> loop.runUntilComplete(() -> {
                    waits.countDown();
                    await(new CompletableFuture<>());
                })));
        waits.await();
        while (thread.getState() != Thread.State.WAITING) Thread.onSpinWait();
        thread.interrupt();
        thread.join();

        assertThat(seen[0])
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("main waits for a future from outside the loop");
    }

    @Test
    void an_interrupt_of_a_task_cancels_it() {
        var thread = new Thread[1];
        var task = loop.spawn("worker", () -> {
            thread[0] = Thread.currentThread();
            sleep(Duration.ofHours(1));
        });

        loop.runUntilComplete(() -> {
            yieldNow();
            await(offload(() -> {
                thread[0].interrupt();
                return task.isDone();
            }));
            while (!task.isDone()) sleep(millis(1));
        });

        assertThat(task.isCancelled()).isTrue();
        assertThat(loop.time()).isLessThan(Duration.ofHours(1));
    }
}
