package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.coroutine;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.moveOnAfter;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.spawn;
import static syncasync.loop.Coroutines.yieldNow;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What is derived from the loop's futures, kept by other threads, or failed with nobody to look. */
@Timeout(60)
@ParameterizedClass(name = "fast way: {0}")
@ValueSource(booleans = {true, false})
class FuturesTest extends OnALoop {
    private static final Duration LONG = Duration.ofDays(1); // the virtual clock jumps over it
    private static final Executor OTHERS = next -> Thread.ofPlatform().daemon().start(next);

    FuturesTest(boolean fast) {
        super(LoopClock.virtual(), fast);
    }

    private static String slow(String value) {
        sleep(LONG);
        return value;
    }

    private Task<String> slowTask(String name) {
        return loop.spawn(name, () -> slow(name));
    }

    @Test
    void a_task_and_a_promise_say_how_they_are() {
        loop.runUntilComplete(() -> {
            Promise<Integer> promise = loop.promise("p");
            var task = spawn("t", () -> await(promise));
            var begun = spawn("sleeper", () -> sleep(LONG));
            var failing = spawn("failing", () -> {
                throw new IllegalStateException("oops");
            });
            assertThat(task).hasToString("task 't' (not begun)");
            assertThat(Task.current()).hasToString("task 'main' (running)");
            assertThat(promise).hasToString("promise 'p' (open)");
            yieldNow();
            assertThat(task).hasToString("task 't' (waits for promise 'p')");
            assertThat(begun).hasToString("task 'sleeper' (waits for the timer at 86400.0 s)");
            promise.complete(1);
            begun.cancel();
            assertThat(begun).hasToString("task 'sleeper' (about to go on)");
            Coroutines.settled(List.of(task, begun, failing));
            assertThat(promise).hasToString("promise 'p' (ended)");
            assertThat(task).hasToString("task 't' (ended)");
            assertThat(begun).hasToString("task 'sleeper' (cancelled)");
            assertThat(failing).hasToString("task 'failing' (failed: java.lang.IllegalStateException: oops)");
            assertThat(task.thenApply(value -> value)).hasToString("what comes of task 't' (ended)");
        });
    }

    // ---- derived

    @Test
    void virtual_time_jumps_over_whatever_is_derived_from_a_task() {
        List<Function<Task<String>, CompletableFuture<?>>> derived = List.of(
                task -> task.thenApply(String::toUpperCase),
                task -> task.thenApply(String::toUpperCase).thenApply(String::length),
                task -> task.thenApplyAsync(String::length),
                task -> task.thenAccept(value -> {}),
                task -> task.thenRun(() -> {}),
                task -> task.handle((value, error) -> value),
                task -> task.whenComplete((value, error) -> {}),
                task -> task.exceptionally(Throwable::toString),
                task -> task.thenCombine(slowTask("b"), String::concat),
                task -> task.thenCombine(CompletableFuture.completedFuture("b"), String::concat),
                task -> CompletableFuture.completedFuture("b").thenCombine(task, String::concat),
                task -> task.thenCompose(value -> slowTask("c")),
                task -> CompletableFuture.completedFuture("b").thenCompose(value -> task),
                task -> task.applyToEither(slowTask("b"), String::length),
                task -> task.applyToEitherAsync(slowTask("b"), String::length),
                task -> task.acceptEither(slowTask("b"), value -> {}),
                task -> task.acceptEitherAsync(slowTask("b"), value -> {}),
                task -> task.runAfterEither(slowTask("b"), () -> {}),
                task -> task.runAfterEitherAsync(slowTask("b"), () -> {}),
                task -> task.thenAcceptBoth(slowTask("b"), (a, b) -> {}),
                task -> task.runAfterBoth(slowTask("b"), () -> {}),
                task -> task.whenCompleteAsync((value, error) -> {}),
                task -> task.copy(),
                task -> task.minimalCompletionStage().toCompletableFuture(),
                task -> task.minimalCompletionStage().thenApply(String::length).toCompletableFuture(),
                task -> task.exceptionallyCompose(error -> slowTask("c")),
                task -> task.copy().orTimeout(2, TimeUnit.DAYS),
                task -> CompletableFuture.allOf(task),
                task -> CompletableFuture.allOf(task, slowTask("b")),
                task -> CompletableFuture.allOf(
                        task,
                        slowTask("b"),
                        slowTask("c"),
                        loop.promise("p").orTimeout(1, TimeUnit.HOURS).exceptionally(e -> null)),
                task -> CompletableFuture.anyOf(task, slowTask("b")),
                task -> CompletableFuture.anyOf(task.thenApply(String::length), loop.promise("never")),
                task -> CompletableFuture.allOf(task.thenApply(String::length), CompletableFuture.allOf(slowTask("b"))),
                task -> CompletableFuture.allOf(task, slowTask("b")).thenApply(nothing -> "done"));
        for (var derive : derived) {
            loop.runUntilComplete(() -> {
                await(derive.apply(slowTask("a")));
            });
        }
        assertThat(loop.time()).isGreaterThan(LONG.multipliedBy(derived.size() - 1));
    }

    @Test
    void a_deadlock_behind_what_is_derived_is_named() {
        List<BiFunction<Promise<Integer>, Promise<Integer>, CompletableFuture<?>>> derived = List.of(
                (promise, q) -> promise.thenApply(value -> value + 1),
                (promise, q) -> promise.thenApply(value -> value + 1).thenAccept(value -> {}),
                (promise, q) -> promise.thenCompose(value -> q),
                (promise, q) -> promise.applyToEither(q, value -> value),
                (promise, q) -> promise.minimalCompletionStage().toCompletableFuture(),
                (promise, q) -> spawn("helper", () -> await(promise)),
                (promise, q) -> CompletableFuture.allOf(promise, q),
                (promise, q) -> CompletableFuture.anyOf(promise, q),
                (promise, q) -> CompletableFuture.allOf(CompletableFuture.anyOf(promise))
                        .thenRun(() -> {}));
        for (var derive : derived) {
            try (var loop = loop(LoopClock.real())) {
                assertThatThrownBy(() -> loop.runUntilComplete(() -> {
                            await(derive.apply(loop.promise("p"), loop.promise("q")));
                        }))
                        .isInstanceOf(DeadlockException.class)
                        .hasMessageContaining("main waits for ")
                        .hasMessageContaining("promise 'p'")
                        .hasMessageEndingWith("say so when it is made: promiseFromOutside.)");
            }
        }
    }

    @Test
    void what_another_thread_works_on_is_waited_for() {
        List<Function<Promise<Integer>, CompletableFuture<?>>> derived = List.of(
                promise -> promise.thenApplyAsync(FuturesTest::slowly, OTHERS),
                promise -> promise.thenApplyAsync(FuturesTest::slowly, OTHERS).thenApply(value -> value + 1),
                promise -> promise.thenCompose(value -> elsewhere(value)),
                promise -> promise.thenCombine(elsewhere(1), Integer::sum),
                promise -> loop.<Integer>promise("never").applyToEither(elsewhere(1), value -> value),
                promise -> CompletableFuture.anyOf(loop.promise("never"), elsewhere(1)),
                promise -> CompletableFuture.allOf(promise, elsewhere(1)),
                promise -> CompletableFuture.allOf(promise.thenApplyAsync(FuturesTest::slowly, OTHERS)),
                promise -> promise.copy().thenRunAsync(() -> slowly(1), OTHERS));
        for (var derive : derived) {
            loop.runUntilComplete(() -> {
                Promise<Integer> promise = loop.promise("p");
                loop.callLater(Duration.ofMillis(1), () -> promise.complete(1));
                var far = loop.callLater(LONG, () -> {});
                await(derive.apply(promise));
                assertThat(far.isOver()).as("virtual time has jumped").isFalse();
                far.cancel();
            });
        }
    }

    private static int slowly(int value) {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return value;
    }

    private static CompletableFuture<Integer> elsewhere(int value) {
        return CompletableFuture.supplyAsync(() -> slowly(value), OTHERS);
    }

    @Test
    void stages_are_run_at_once_and_in_the_callers_thread() {
        loop.runUntilComplete(() -> {
            Promise<Integer> promise = loop.promise("p");
            var log = new ArrayList<String>();
            promise.thenAccept(value -> log.add("got " + value));
            promise.complete(1);
            assertThat(log).containsExactly("got 1");
            promise.thenAccept(value -> log.add("got it again"));
            assertThat(log).hasSize(2);
        });
    }

    /** Ways in which one promise completes the next. */
    private List<BiConsumer<Promise<Integer>, Promise<Integer>>> links() {
        return List.of(
                (p, next) -> p.thenAccept(next::complete),
                (p, next) -> p.thenAcceptAsync(next::complete),
                (p, next) -> p.thenApply(next::complete),
                (p, next) -> p.thenRun(() -> next.complete(42)),
                (p, next) -> p.handle((value, error) -> next.complete(value)),
                (p, next) -> p.whenComplete((value, error) -> next.complete(value)),
                (p, next) -> p.thenCompose(value -> {
                    next.complete(value);
                    return next;
                }),
                (p, next) -> p.thenCombine(p, (value, same) -> next.complete(value)),
                (p, next) -> p.thenAcceptBoth(p, (value, same) -> next.complete(value)),
                (p, next) -> p.runAfterBoth(p, () -> next.complete(42)),
                (p, next) -> p.applyToEither(p, next::complete),
                (p, next) -> p.acceptEither(p, next::complete),
                (p, next) -> p.runAfterEither(p, () -> next.complete(42)));
    }

    @Test
    void a_chain_of_50_000_failures_comes_to_its_end() {
        loop.runUntilComplete(() -> {
            List<Promise<Integer>> promises = IntStream.range(0, 50_000)
                    .mapToObj(i -> loop.<Integer>promise("p" + i))
                    .toList();
            for (int i = 0; i < promises.size() - 1; i++) {
                var next = promises.get(i + 1);
                promises.get(i).exceptionally(error -> {
                    next.completeExceptionally(error);
                    return 0;
                });
            }
            promises.getFirst().completeExceptionally(new IllegalStateException("broken"));
            assertThatThrownBy(() -> await(promises.getLast())).hasMessage("broken");
        });
    }

    @Test
    void a_chain_of_50_000_promises_completes() {
        int many = 50_000;
        loop.runUntilComplete(() -> {
            for (BiConsumer<Promise<Integer>, Promise<Integer>> link : links()) {
                List<Promise<Integer>> promises = IntStream.range(0, many)
                        .mapToObj(i -> loop.<Integer>promise("p" + i))
                        .toList();
                for (int i = 0; i < many - 1; i++) link.accept(promises.get(i), promises.get(i + 1));
                promises.getFirst().complete(42);
                assertThat(await(promises.getLast())).isEqualTo(42);
            }

            Promise<Integer> first = loop.promise("first");
            CompletableFuture<Integer> last = first;
            for (int i = 0; i < many; i++) last = last.thenApply(value -> value + 1);
            var waits = last;
            var task = spawn("waits", () -> await(waits));
            sleep(Duration.ofMillis(1));
            assertThat(task.waitsFor()).isEqualTo("what comes of promise 'first'");
            first.complete(0);
            assertThat(await(task)).isEqualTo(many);
        });
    }

    @Test
    void the_last_of_an_endless_chain_does_not_keep_those_before_it() {
        loop.runUntilComplete(() -> {
            Promise<Integer> open = loop.promise("open");
            CompletableFuture<Integer> last = open;
            var before = new ArrayList<WeakReference<?>>();
            for (int i = 0; i < 10; i++) {
                var next = i < 5 ? last.thenApply(value -> value + 1) : last.thenCompose(FuturesTest::elsewhere);
                if (i == 3) open.complete(0);
                if (i > 0) before.add(new WeakReference<>(last));
                last = next;
                if (open.isDone()) await(last);
            }
            for (int i = 0; i < 200 && before.stream().anyMatch(gone -> gone.get() != null); i++) {
                System.gc();
                await(elsewhere(1));
            }
            assertThat(before).allMatch(gone -> gone.get() == null);
            assertThat(await(last)).isEqualTo(5);
        });
    }

    // ---- kept by others

    @Test
    void a_promise_from_outside_is_kept_by_another_thread_in_whatever_way() {
        for (var clock : List.of(LoopClock.real(), LoopClock.virtual())) {
            try (var loop = loop(clock)) {
                loop.runUntilComplete(() -> {
                    Promise<String> handedOver = loop.promiseFromOutside("handed over");
                    Promise<String> direct = loop.promiseFromOutside("direct");
                    Promise<String> derived = loop.promiseFromOutside("derived");
                    Thread.ofPlatform().daemon().start(() -> {
                        slowly(1);
                        loop.callSoonThreadSafe(() -> handedOver.complete("42"));
                        slowly(1);
                        direct.complete("43");
                        slowly(1);
                        derived.complete("44");
                    });
                    assertThat(await(handedOver) + await(direct) + await(derived.thenApply(String::length)))
                            .isEqualTo("42432");
                });
            }
        }
    }

    @Test
    void a_promise_that_nobody_on_the_loop_keeps_says_what_to_do() {
        assertThatThrownBy(() -> loop.runUntilComplete(() -> {
                    await(loop.promise("answer"));
                }))
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("main waits for promise 'answer'")
                .hasMessageEndingWith(
                        "(If another thread keeps a promise, say so when it is made: promiseFromOutside.)");
    }

    @Test
    void a_promise_that_is_kept_after_the_loop_was_closed_is_no_error() {
        Promise<String> promise = loop.promiseFromOutside("late");
        loop.close();
        assertThat(promise.complete("x")).isTrue();
    }

    @Test
    void whichever_way_a_promise_is_completed_it_wakes_who_waits() {
        List<Function<Promise<String>, Runnable>> ways = List.of(
                promise -> () -> promise.complete("x"),
                promise -> () -> promise.completeAsync(() -> "x"),
                promise -> () -> promise.completeAsync(() -> "x", OTHERS),
                promise -> () -> promise.obtrudeValue("x"),
                promise -> () -> promise.completeOnTimeout("x", 1, TimeUnit.HOURS),
                promise -> () -> OTHERS.execute(() -> promise.complete("x")));
        for (var way : ways) {
            loop.runUntilComplete(() -> {
                boolean others = way == ways.getLast();
                Promise<String> promise = others ? loop.promiseFromOutside("p") : loop.promise("p");
                loop.callLater(Duration.ofMillis(1), way.apply(promise));
                assertThat(await(promise)).isEqualTo("x");
            });
        }
        loop.runUntilComplete(() -> {
            Promise<String> promise = loop.promise("p");
            promise.orTimeout(1, TimeUnit.HOURS);
            var before = loop.time();
            assertThatThrownBy(() -> await(promise))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("promise 'p': the time is over");
            assertThat(loop.time().minus(before)).isEqualTo(Duration.ofHours(1));

            Promise<String> failing = loop.promise("q");
            loop.callSoon(() -> failing.completeAsync(() -> {
                throw new IllegalStateException("no answer");
            }));
            assertThatThrownBy(() -> await(failing)).hasMessageContaining("no answer");
            Promise<String> kept = loop.promise("r");
            kept.orTimeout(1, TimeUnit.HOURS);
            kept.complete("x");
            assertThat(loop.timers()).isEmpty();
        });
    }

    @Test
    void a_task_cannot_be_completed_from_elsewhere_and_says_what_to_do() {
        loop.runUntilComplete(() -> {
            var task = slowTask("t");
            for (Action wrong : List.<Action>of(
                    () -> task.complete("x"),
                    () -> task.completeExceptionally(new IllegalStateException()),
                    () -> task.completeAsync(() -> "x"),
                    () -> task.obtrudeValue("x"),
                    () -> task.obtrudeException(new IllegalStateException())))
                assertThatThrownBy(wrong::run)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("task 't' ends when its body does");
            for (Action wrong : List.<Action>of(
                    () -> task.orTimeout(1, TimeUnit.SECONDS), () -> task.completeOnTimeout("x", 1, TimeUnit.SECONDS)))
                assertThatThrownBy(wrong::run).hasMessageContaining("timeout(...)");
            assertThat(await(task)).isEqualTo("t");
        });
    }

    @Test
    void a_future_from_outside_that_is_given_up_again_and_again_keeps_one_dependent() {
        loop.runUntilComplete(() -> {
            var stop = new CompletableFuture<String>();
            for (int i = 0; i < 1000; i++) {
                assertThat(moveOnAfter(Duration.ofNanos(1), () -> await(stop))).isFalse();
            }
            assertThat(stop.getNumberOfDependents()).isOne();
            var waits = List.of(spawn("a", () -> await(stop)), spawn("b", () -> await(stop)));
            yieldNow();
            stop.complete("now");
            assertThat(gather(waits)).containsExactly("now", "now");
            assertThat(await(stop)).isEqualTo("now");
        });
    }

    @Test
    void a_wait_that_was_given_up_holds_nothing() {
        loop.runUntilComplete(() -> {
            for (CompletableFuture<String> never :
                    List.of(new CompletableFuture<String>(), loop.<String>promise("p"))) {
                var gaveUp = new ArrayList<WeakReference<?>>();
                for (int i = 0; i < 5; i++) {
                    Task<Void> task = spawn("gives up", () -> {
                        await(never);
                    });
                    gaveUp.add(new WeakReference<>(task));
                    yieldNow();
                    task.cancel();
                    Coroutines.settled(List.of(task));
                }
                for (int i = 0; i < 200 && gaveUp.stream().anyMatch(gone -> gone.get() != null); i++) {
                    System.gc();
                    await(elsewhere(1));
                }
                assertThat(gaveUp.stream().filter(gone -> gone.get() != null).count())
                        .as("still held")
                        .isLessThan(2); // one may be on a stack
                never.complete("x");
            }
        });
    }

    // ---- failures that nobody looks at

    /** Collects what can be, and lets the loop tell of it. */
    private void untilTold(int problemsThen) {
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 200 && problems.size() < problemsThen; i++) {
                System.gc();
                await(elsewhere(1));
                loop.failed.tellCollected();
                loop.dormant.tellCollected();
            }
        });
    }

    @Test
    void a_failure_is_told_once_nobody_can_look_at_it_any_more() {
        loop.runUntilComplete(() -> {
            spawn("clumsy", () -> {
                throw new IllegalStateException("dropped");
            });
            loop.promise("broken").completeExceptionally(new IllegalStateException("nobody asked"));
            var divided = loop.<Integer>promise("divided");
            divided.thenApply(value -> 1 / value).thenAccept(value -> {});
            divided.complete(0);
            coroutine("forgotten", () -> {});
            yieldNow();
        });
        untilTold(4);
        assertThat(problems)
                .extracting(problem -> problem.message().replaceAll(" at .*", ""))
                .containsExactlyInAnyOrder(
                        "task 'clumsy' failed and nobody looked: java.lang.IllegalStateException: dropped",
                        "promise 'broken' failed and nobody looked: java.lang.IllegalStateException: nobody asked",
                        "what comes of promise 'divided' failed and nobody looked: java.lang.ArithmeticException: / by"
                                + " zero",
                        "coroutine 'forgotten' was never awaited");
        problems.clear();
    }

    @Test
    void a_failure_that_somebody_can_look_at_is_told_when_the_loop_is_closed_and_then_no_more() {
        Promise<String> broken = loop.promise("broken");
        broken.completeExceptionally(new IllegalStateException("nobody asked"));
        var task = loop.spawn("clumsy", () -> {
            throw new IllegalStateException("dropped");
        });
        loop.runUntilIdle();
        assertThat(problems).isEmpty();
        loop.close();
        assertThat(problems).hasSize(2);
        assertThat(problems.get(1).task()).isSameAs(task);
        assertThat(broken.isCompletedExceptionally()).isTrue();
        problems.clear();
    }

    @Test
    void a_failure_that_somebody_looked_at_in_whatever_way_is_not_told() {
        List<Function<CompletableFuture<String>, Object>> ways = List.of(
                future -> catchThrowable(() -> await(future)),
                future -> catchThrowable(future::join),
                future -> catchThrowable(future::resultNow),
                future -> catchThrowable(() -> future.getNow("")),
                future -> future.exceptionNow(),
                future -> future.handle((value, error) -> error),
                future -> future.exceptionally(Throwable::toString),
                future -> future.whenComplete((value, error) -> {}),
                future -> catchThrowable(() -> gather(future, future)));
        for (var way : ways) {
            for (var derived : List.<Function<Promise<String>, CompletableFuture<String>>>of(
                    promise -> promise, promise -> promise.thenApply(String::trim))) {
                loop.runUntilComplete(() -> {
                    Promise<String> promise = loop.promise("broken");
                    var future = derived.apply(promise);
                    promise.completeExceptionally(new IllegalStateException("broken"));
                    way.apply(future);
                });
            }
        }
        loop.runUntilComplete(() -> {
            Promise<String> promise = loop.promise("broken");
            var all = CompletableFuture.allOf(promise.thenApply(String::trim), promise);
            promise.completeExceptionally(new IllegalStateException("broken"));
            assertThatThrownBy(() -> await(all)).hasMessage("broken");
        });
    }

    @Test
    void what_failed_and_was_told_is_let_go_of() {
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 2_000; i++) {
                spawn("clumsy " + i, () -> {
                    throw new IllegalStateException("dropped");
                });
                if (i % 100 == 0) yieldNow();
            }
        });
        untilTold(2_000);
        assertThat(problems).hasSize(2_000);
        problems.clear();
    }
}
