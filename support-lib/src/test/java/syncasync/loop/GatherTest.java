package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static syncasync.loop.Coroutines.asCompleted;
import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.coroutine;
import static syncasync.loop.Coroutines.firstCompleted;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.gatherSettled;
import static syncasync.loop.Coroutines.moveOnAfter;
import static syncasync.loop.Coroutines.offload;
import static syncasync.loop.Coroutines.race;
import static syncasync.loop.Coroutines.settled;
import static syncasync.loop.Coroutines.shield;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.spawn;
import static syncasync.loop.Coroutines.taskGroup;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future.State;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for several at once, and calls on other threads. */
@Timeout(60)
@ParameterizedClass(name = "fast way: {0}")
@ValueSource(booleans = {true, false})
class GatherTest extends OnALoop {
    private final List<String> log = new ArrayList<>();

    GatherTest(boolean fast) {
        super(LoopClock.virtual(), fast);
    }

    private String after(int millis, String result) {
        try {
            sleep(Duration.ofMillis(millis));
        } catch (CancellationException e) {
            log.add(result + " was cancelled");
            throw e;
        }
        return result;
    }

    private static String fails(int millis, String message) throws IOException {
        sleep(Duration.ofMillis(millis));
        throw new IOException(message);
    }

    @Test
    void failures_are_values_for_whoever_waits_until_all_have_settled() {
        loop.runUntilComplete(() -> {
            List<Task<String>> all =
                    gatherSettled(() -> after(20, "a"), () -> fails(10, "b"), coroutine("c", () -> "c"));
            assertThat(loop.time()).isEqualTo(Duration.ofMillis(20));
            assertThat(all).extracting(Task::state).containsExactly(State.SUCCESS, State.FAILED, State.SUCCESS);
            assertThat(all.get(1).exceptionNow()).hasMessage("b");
            assertThat(all.get(2).name()).isEqualTo("c");
            var cancelled = spawn("x", () -> after(1000, "x"));
            cancelled.cancel();
            assertThat(settled(List.of(cancelled)).getFirst().isCancelled()).isTrue();
        });
    }

    @Test
    void cancelling_whoever_waits_for_all_to_settle_cancels_all() {
        loop.runUntilComplete(() -> {
            assertThat(moveOnAfter(Duration.ofMillis(5), () -> {
                        gatherSettled(() -> after(20, "a"), () -> after(20, "b"));
                    }))
                    .isFalse();
        });
        assertThat(log).containsExactly("a was cancelled", "b was cancelled");
    }

    @Test
    void the_first_to_end_is_given_and_the_others_go_on() {
        loop.runUntilComplete(() -> {
            var slow = spawn("slow", () -> after(20, "slow"));
            var quick = spawn("quick", () -> fails(10, "quick"));
            var promise = loop.promise("never");
            assertThat(firstCompleted(slow, quick, promise)).isSameAs(quick);
            assertThat(firstCompleted(List.of(slow, quick))).isSameAs(quick);
            assertThat(firstCompleted(promise, slow)).isSameAs(slow);
            assertThat(loop.time()).isEqualTo(Duration.ofMillis(20));
            assertThat(firstCompleted(slow.thenApply(String::length), promise).resultNow())
                    .isEqualTo(4);
            assertThatThrownBy(() -> await(quick)).hasMessage("quick");
            assertThatThrownBy(() -> firstCompleted(List.of())).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void futures_are_given_in_the_order_in_which_they_end() {
        loop.runUntilComplete(() -> {
            var all = List.of(
                    spawn("c", () -> after(30, "c")),
                    spawn("a", () -> after(10, "a")),
                    spawn("b", () -> after(20, "b")));
            for (var next : asCompleted(all))
                log.add(await(next) + " at " + loop.time().toMillis());
            for (var next : asCompleted(all)) log.add(await(next));
        });
        assertThat(log).containsExactly("a at 10", "b at 20", "c at 30", "c", "a", "b");
    }

    @Test
    void the_first_result_wins_a_race_and_the_others_are_cancelled() {
        loop.runUntilComplete(() -> {
            assertThat(race(() -> after(30, "slow"), () -> fails(5, "out"), () -> after(10, "quick")))
                    .isEqualTo("quick");
            assertThat(loop.tasks()).hasSize(1);
            assertThat(loop.time()).isEqualTo(Duration.ofMillis(10));
            assertThatThrownBy(() -> race(() -> fails(5, "first"), () -> fails(6, "second")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("first")
                    .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("second"));
            assertThat(moveOnAfter(Duration.ofMillis(1), () -> {
                        race(() -> after(30, "late"));
                    }))
                    .isFalse();
        });
        assertThat(log).containsExactly("slow was cancelled", "late was cancelled");
    }

    /** Something that has to be closed. */
    private AutoCloseable opened(int millis, String name) {
        sleep(Duration.ofMillis(millis));
        log.add(name + " opened");
        return () -> log.add(name + " closed");
    }

    @Test
    void what_comes_too_late_in_a_race_is_closed() {
        loop.runUntilComplete(() -> {
            try (var first = race(() -> opened(5, "a"), () -> shield(() -> opened(9, "b")))) {
                assertThat(first).isNotNull();
                log.add("used");
            }
            assertThat(log).containsExactly("a opened", "b opened", "b closed", "used", "a closed");
            log.clear();

            var owner = spawn(
                    "owner",
                    () -> race(() -> opened(5, "c"), () -> {
                        try {
                            return opened(9, "d");
                        } finally {
                            shield(() -> sleep(Duration.ofMillis(9)));
                        }
                    }));
            sleep(Duration.ofMillis(7));
            owner.cancel();
            settled(List.of(owner));
            assertThat(owner.isCancelled()).isTrue();
        });
        assertThat(log).containsExactly("c opened", "c closed");
    }

    @Test
    void a_wait_for_all_of_several_can_be_given_up_without_cancelling_them() {
        loop.runUntilComplete(() -> {
            var all = List.of(spawn("a", () -> after(5, "a")), spawn("b", () -> after(20, "b")));
            boolean inTime = moveOnAfter(Duration.ofMillis(10), () -> {
                for (var each : asCompleted(all)) log.add(each.name());
            });
            assertThat(inTime).isFalse();
            assertThat(all).extracting(Task::state).containsExactly(State.SUCCESS, State.RUNNING);
            assertThat(await(all.get(1))).isEqualTo("b");
        });
        assertThat(log).containsExactly("a");
    }

    // ---- who awaits a failure

    private static List<String> methods(Throwable error) {
        return Stream.of(error.getStackTrace())
                .filter(frame -> frame.getClassName().equals(GatherTest.class.getName()))
                .map(StackTraceElement::getMethodName)
                .filter(name -> !name.startsWith("lambda$") && !name.equals("methods"))
                .toList();
    }

    private static String thrower() throws IOException {
        throw new IOException("broken");
    }

    private static String middle(Task<String> task) {
        return await(task);
    }

    private static String outer(Task<String> task) {
        return await(task);
    }

    @Test
    void the_trace_of_an_awaited_failure_shows_where_it_was_thrown_and_who_awaited_it() {
        String here = "the_trace_of_an_awaited_failure_shows_where_it_was_thrown_and_who_awaited_it";
        var seen = new ArrayList<Throwable>();
        Throwable last = catchThrowable(() -> loop.runUntilComplete(() -> {
            var task = spawn("task", () -> thrower());
            for (int i = 0; i < 3; i++) seen.add(catchThrowable(() -> outer(task)));
            assertThat(methods(seen.getLast())).containsExactly("thrower", "outer");
            var between = spawn("between", () -> middle(task));
            seen.add(catchThrowable(() -> outer(between)));
            assertThat(methods(seen.getLast())).containsExactly("thrower", "middle", "outer");
            seen.add(catchThrowable(() -> gather(() -> thrower(), () -> "fine")));
            assertThat(methods(seen.getLast())).containsExactly("thrower");
            assertThat(seen.getLast().getStackTrace())
                    .extracting(StackTraceElement::getMethodName)
                    .contains("gather");
            seen.add(catchThrowable(() -> taskGroup(group -> {
                group.spawn("child", () -> thrower());
            })));
            assertThat(seen.getLast().getStackTrace())
                    .extracting(StackTraceElement::getMethodName)
                    .contains("thrower", "taskGroup");
            var elsewhere = CompletableFuture.supplyAsync(() -> 1).thenApply(one -> one / 0);
            seen.add(catchThrowable(() -> await(elsewhere)));
            assertThat(seen.getLast().getStackTrace())
                    .extracting(StackTraceElement::getMethodName)
                    .contains("await");
            outer(task);
        }));
        assertThat(last).isSameAs(seen.getFirst());
        assertThat(methods(last)).containsExactly("thrower", "outer", here);
        assertThat(seen.get(5).getSuppressed()).isEmpty();
    }

    @Test
    void the_trace_of_a_failure_does_not_grow_without_an_end() {
        loop.runUntilComplete(() -> {
            Task<String> next = spawn("first", () -> thrower());
            for (int i = 0; i < 2_000; i++) {
                var before = next;
                next = spawn("next", () -> await(before));
            }
            var last = next;
            Throwable seen = catchThrowable(() -> await(last));
            assertThat(seen).hasMessage("broken");
            assertThat(seen.getStackTrace().length).isLessThan(1_200);
            assertThat(methods(seen)).startsWith("thrower");
        });
    }

    // ---- calls on other threads

    @Test
    void no_more_calls_run_at_once_than_the_loop_allows() {
        loop.offloadLimit(3);
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        loop.runUntilComplete(() -> {
            var calls = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < 20; i++) {
                calls.add(offload(() -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.sleep(5);
                    now.decrementAndGet();
                }));
            }
            settled(calls).forEach(CompletableFuture::resultNow);
        });
        assertThat(most.get()).isBetween(1, 3);
        assertThatThrownBy(() -> loop.offloadLimit(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_offloaded_call_that_is_cancelled_is_interrupted() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        loop.runUntilComplete(() -> {
            var call = offload(() -> {
                begun.countDown();
                try {
                    Thread.sleep(Duration.ofSeconds(50));
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });
            await(CompletableFuture.runAsync(() -> {
                try {
                    begun.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
            call.cancel(true);
            assertThatThrownBy(() -> await(call)).isInstanceOf(CancellationException.class);
        });
        interrupted.await();
    }

    @Test
    void a_call_can_be_offloaded_to_an_executor_of_ones_own() {
        try (var mine = Executors.newSingleThreadExecutor(next -> new Thread(next, "mine"))) {
            assertThat(loop.<String>runUntilComplete(() ->
                            await(offload(mine, () -> Thread.currentThread().getName()))))
                    .isEqualTo("mine");
        }
    }

    @Test
    void an_offloaded_call_that_fails_unseen_is_told() {
        loop.runUntilComplete(() -> {
            offload(() -> {
                throw new IllegalStateException("lost");
            });
            assertThat(await(offload(() -> 1))).isOne();
        });
        loop.close();
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("an offloaded call failed and nobody looked: java.lang.IllegalStateException: lost");
        problems.clear();
    }

    @Test
    void a_call_that_runs_when_the_loop_is_closed_comes_to_its_end() {
        var ended = new CountDownLatch(1);
        loop.runUntilComplete(() -> {
            var begun = loop.promiseFromOutside("begun");
            offload(() -> {
                begun.complete(null);
                Thread.sleep(20);
                ended.countDown();
            });
            await(begun);
        });
        loop.close();
        assertThat(ended.getCount()).isZero();
    }
}
