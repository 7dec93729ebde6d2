package syncasync.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import syncasync.host.Choices;
import syncasync.host.DurationText;

/**
 * What coroutines call, to be imported statically. All of it speaks of the loop that runs the calling code, or else of
 * the {@linkplain EventLoop#setCurrent current} one. What waits can be called in a coroutine only. Exceptions of what
 * is awaited come as they were thrown, not wrapped; checked ones too, though they are not declared.
 */
public final class Coroutines {
    private Coroutines() {}

    /** Describes a piece of work without starting it: it runs when it is awaited, or spawned. */
    public static <T> Coroutine<T> coroutine(String name, Callable<? extends T> body) {
        return new Coroutine<>(EventLoop.current(), given("name of a coroutine", name), given("body", body));
    }

    /** As {@link #coroutine(String, Callable)}, without a result. */
    public static Coroutine<Void> coroutine(String name, Action body) {
        return coroutine(name, callable(body));
    }

    /** Starts a task beside the calling one. */
    public static <T> Task<T> spawn(String name, Callable<? extends T> body) {
        return loop().spawn(name, body);
    }

    /** Starts a task without a result. */
    public static Task<Void> spawn(String name, Action body) {
        return loop().spawn(name, body);
    }

    /** Starts a coroutine as a task of its own. */
    public static <T> Task<T> spawn(Coroutine<T> coroutine) {
        given("coroutine", coroutine).taken();
        return loop().spawn(coroutine.name(), coroutine);
    }

    /**
     * Waits so long; the others run meanwhile. What is too long to be counted in nanoseconds, as
     * {@code ChronoUnit.FOREVER.getDuration()}, never ends by itself.
     */
    public static void sleep(Duration time) {
        Strand me = Strand.mustBeCurrent("sleep");
        given("time to sleep", time);
        me.throwIfCancelled();
        if (!time.isPositive()) me.loop.turns.count(me);
        me.suspend(me.loop.callLater(time, me));
    }

    /**
     * Lets everybody else who is ready run first. No time passes on the virtual clock: to wait for something, sleep or
     * await.
     */
    public static void yieldNow() {
        Strand me = Strand.mustBeCurrent("yieldNow");
        me.throwIfCancelled();
        me.loop.turns.count(me);
        me.wake();
        me.suspend(Waiting.NEXT_TURN);
    }

    /** Runs the coroutine here, to its end, and returns its result. */
    public static <T> T await(Coroutine<T> coroutine) {
        Strand.mustBeCurrent("await");
        given("coroutine to await", coroutine);
        try {
            return coroutine.call();
        } catch (Exception e) {
            throw Await.unchecked(e);
        }
    }

    /**
     * Waits for a task, a promise, or any other future, whichever thread completes it, and returns its result or throws
     * what it failed with.
     */
    public static <T> T await(CompletionStage<T> stage) {
        Strand me = Strand.mustBeCurrent("await");
        return Await.one(me, given("future to await", stage).toCompletableFuture());
    }

    /**
     * Says that what is awaited near here may throw this checked exception, and does nothing. An exception comes out of
     * {@link #await} as the task threw it, which the compiler cannot know: so it refuses to catch one by name, unless
     * something in the {@code try} declares it.
     * {@snippet :
     * try {
     *     Coroutines.mayThrow(java.io.IOException.class);
     *     Coroutines.await(Coroutines.offload(() -> java.nio.file.Files.readString(java.nio.file.Path.of("page"))));
     * } catch (java.io.IOException e) {
     *     System.out.println("no page: " + e.getMessage());
     * }
     * }
     */
    public static <X extends Exception> void mayThrow(Class<X> checked) throws X {}

    /**
     * Runs all of these at once and returns their results in the order given here. The first to fail ends the wait with
     * its exception; the others go on (in a {@linkplain #taskGroup group} they would be cancelled). Cancelling the
     * waiting task cancels all.
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> List<T> gather(Callable<? extends T>... bodies) {
        return gather(bodies(bodies).map(Coroutines::<T>start).toList());
    }

    /** As {@link #gather(Callable[])}, without results. */
    public static void gather(Action... bodies) {
        gather(bodies(bodies).map(body -> start(callable(body))).toList());
    }

    /** Waits for tasks and other futures that run already, as {@link #gather(Callable[])} does. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> List<T> gather(CompletionStage<? extends T>... stages) {
        return gather(Arrays.asList(given("array of futures", stages)));
    }

    /** Waits for tasks and other futures that run already, as {@link #gather(Callable[])} does. */
    public static <T> List<T> gather(Collection<? extends CompletionStage<? extends T>> stages) {
        Strand me = Strand.mustBeCurrent("gather");
        List<? extends CompletableFuture<? extends T>> all = futures(stages).stream()
                .map(stage -> (CompletableFuture<? extends T>) stage.toCompletableFuture())
                .toList();
        try {
            Await.all(me, all, true);
        } catch (CancellationException e) {
            all.forEach(future -> future.cancel(true));
            Await.toTheEnd(me, all);
            throw e;
        }
        all.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .findFirst()
                .ifPresent(Await::result);
        return all.stream().<T>map(Await::result).toList();
    }

    /**
     * Runs all of these at once, waits until each has ended, however it did, and returns their tasks: look at
     * {@link Task#state}, {@code resultNow} and {@code exceptionNow}. Cancelling the waiting task cancels all. (asyncio's
     * {@code gather(return_exceptions=True)}.)
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> List<Task<T>> gatherSettled(Callable<? extends T>... bodies) {
        List<Task<T>> all = bodies(bodies).map(Coroutines::<T>start).toList();
        return settled(all);
    }

    /**
     * Waits until each of these has ended, however it did, and returns them: failures stay in them, as values. Nobody
     * is reported then for having failed unseen. Cancelling the waiting task cancels all; to give up a wait and let
     * them go on, as asyncio's {@code wait} with a time-out does, wait for one after the other:
     * {@snippet :
     * List<Task<String>> pages = List.of(Coroutines.spawn("a", () -> "<a>"), Coroutines.spawn("b", () -> "<b>"));
     * Coroutines.moveOnAfter(Duration.ofSeconds(1), () -> {
     *     for (Task<String> page : Coroutines.asCompleted(pages)) System.out.println(page);
     * });
     * }
     */
    public static <F extends CompletableFuture<?>> List<F> settled(Collection<F> futures) {
        Strand me = Strand.mustBeCurrent("settled");
        List<F> all = futures(futures);
        untilEnded(me, all);
        for (F future : all) if (future instanceof Promise<?> promise) promise.look();
        return all;
    }

    private static void untilEnded(Strand me, List<? extends CompletableFuture<?>> all) {
        try {
            Await.all(me, all, false);
        } catch (CancellationException e) {
            all.forEach(future -> future.cancel(true));
            Await.toTheEnd(me, all);
            throw e;
        }
    }

    /**
     * Waits until one of these has ended, and returns that; the others go on. If several have, it is the first in this
     * order. (asyncio's {@code wait(return_when=FIRST_COMPLETED)}.)
     */
    public static <F extends CompletableFuture<?>> F firstCompleted(Collection<F> futures) {
        List<F> all = futures(futures);
        if (all.isEmpty()) throw new IllegalArgumentException("the first of none: that would take for ever");
        Strand me = Strand.mustBeCurrent("firstCompleted");
        while (true) {
            for (F future : all) if (future.isDone()) return future;
            Await.any(me, all);
        }
    }

    /** As {@link #firstCompleted(Collection)}. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <F extends CompletableFuture<?>> F firstCompleted(F... futures) {
        return firstCompleted(Arrays.asList(given("array of futures", futures)));
    }

    /**
     * Gives these one by one as they end, each when it has; whoever takes the next waits for it. Await each for its
     * result. (asyncio's {@code as_completed}.)
     * {@snippet :
     * List<Task<String>> pages = List.of(Coroutines.spawn("a", () -> "<a>"), Coroutines.spawn("b", () -> "<b>"));
     * for (Task<String> page : Coroutines.asCompleted(pages)) System.out.println(Coroutines.await(page));
     * }
     */
    public static <F extends CompletableFuture<?>> Iterable<F> asCompleted(Collection<F> futures) {
        List<F> all = futures(futures);
        return () -> new Iterator<>() {
            private final List<F> left = new ArrayList<>(all);

            @Override
            public boolean hasNext() {
                return !left.isEmpty();
            }

            @Override
            public F next() {
                if (left.isEmpty()) throw new NoSuchElementException("all have been given");
                F first = firstCompleted(left);
                left.remove(first);
                return first;
            }
        };
    }

    /**
     * Runs all of these at once, and returns the first result; then the others are cancelled. One that fails is out of
     * the race; if all fail, the first failure is thrown, with the others attached to it. All have ended when this
     * returns; a result that comes too late, a connection say, is closed. (trio's "happy eyeballs",
     * {@code StructuredTaskScope}'s {@code anySuccessfulResultOrThrow}.)
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> T race(Callable<? extends T>... bodies) {
        if (bodies(bodies).findFirst().isEmpty())
            throw new IllegalArgumentException("a race of nobody: that would take for ever");
        var won = new ArrayList<T>(1);
        var failures = new ArrayList<Throwable>();
        try {
            taskGroup(group -> {
                for (Callable<? extends T> body : bodies) {
                    group.spawn(nameFor(body), () -> {
                        try {
                            T result = body.call();
                            if (won.isEmpty()) won.add(result);
                            else if (result != won.getFirst()) closeIfItCanBe(result);
                            group.cancel();
                        } catch (Throwable e) {
                            failures.add(e);
                        }
                    });
                }
            });
        } catch (CancellationException e) {
            won.forEach(Coroutines::closeIfItCanBe);
            throw e;
        }
        if (!won.isEmpty()) return won.getFirst();
        Throwable first = failures.getFirst();
        failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
        throw Await.unchecked(Await.awaited(first));
    }

    private static void closeIfItCanBe(Object late) {
        if (!(late instanceof AutoCloseable resource)) return;
        try {
            resource.close();
        } catch (Exception nobodyWaits) {
            // It is not wanted anyway.
        }
    }

    /**
     * Gives the body so much time. When it is over the body is cancelled, and a {@link TimeoutException} thrown once it
     * has cleaned up; unless it refuses, then its result counts. The body runs in the calling task, as everything in it
     * does. A limit that is too long to be counted in nanoseconds is none. (asyncio's {@code timeout} and
     * {@code wait_for}; to change the limit on the way see {@link CancelScope#expireAfter}.)
     */
    public static <T, X extends Exception> T timeout(Duration limit, Action.Giving<? extends T, X> body)
            throws X, TimeoutException {
        Strand me = Strand.mustBeCurrent("timeout");
        given("limit", limit);
        return within(limit, me.task.name() + " within " + DurationText.of(limit), body);
    }

    /** As {@link #timeout(Duration, Action.Giving)}, without a result. */
    public static <X extends Exception> void timeout(Duration limit, Action.Throwing<X> body)
            throws X, TimeoutException {
        Coroutines.<Void, X>timeout(limit, giving(body));
    }

    /**
     * As {@link #timeout(Duration, Action.Giving)}, for a {@link Coroutine} or whatever else does not say which checked
     * exceptions it throws: they come undeclared, as in {@link #await}.
     */
    public static <T> T timeout(Duration limit, Callable<? extends T> body) throws TimeoutException {
        return Coroutines.<T, RuntimeException>timeout(limit, undeclared(given("body", body)));
    }

    /** As {@link #timeout(Duration, Callable)}, without a result. */
    public static void timeout(Duration limit, Action body) throws TimeoutException {
        Coroutines.<Void, RuntimeException>timeout(limit, undeclared(callable(body)));
    }

    private static <T> Action.Giving<T, RuntimeException> undeclared(Callable<? extends T> body) {
        return () -> {
            try {
                return body.call();
            } catch (Exception e) {
                throw Await.unchecked(e);
            }
        };
    }

    /**
     * As {@link #timeout(Duration, Action.Giving)}, until a {@linkplain EventLoop#time time} of the loop's clock: several
     * steps can so have one deadline. (asyncio's {@code timeout_at}.)
     */
    public static <T, X extends Exception> T timeoutAt(Duration time, Action.Giving<? extends T, X> body)
            throws X, TimeoutException {
        Strand me = Strand.mustBeCurrent("timeoutAt");
        given("time", time);
        return within(Nanos.until(time, me.loop.time()), me.task.name() + " until " + DurationText.of(time), body);
    }

    /** As {@link #timeoutAt(Duration, Action.Giving)}, without a result. */
    public static <X extends Exception> void timeoutAt(Duration time, Action.Throwing<X> body)
            throws X, TimeoutException {
        Coroutines.<Void, X>timeoutAt(time, giving(body));
    }

    private static <T, X extends Exception> T within(Duration limit, String what, Action.Giving<? extends T, X> body)
            throws X, TimeoutException {
        CancelScope scope = CancelScope.within(limit);
        T value = scope.run(body);
        if (!scope.wasCut()) return value;
        TimeoutException late = new TimeoutException(what + ": the time is over");
        late.initCause(scope.cutBy()); // says where it stood
        throw late;
    }

    /**
     * Gives the body so much time, and goes on without an error when it is over. Returns whether the body came to its
     * end. (trio's {@code move_on_after}.)
     */
    public static <X extends Exception> boolean moveOnAfter(Duration limit, Action.Throwing<X> body) throws X {
        CancelScope scope = CancelScope.within(limit);
        scope.run(body);
        return !scope.wasCut();
    }

    /**
     * Runs the body to its end even if the task is cancelled meanwhile, or a time-out around it is over: that is told by
     * the first wait behind it. For a clean-up that has to wait. To cancel a task does not cancel another one that it
     * awaits, so for that no shield is needed, as it would be in asyncio.
     */
    public static <T, X extends Exception> T shield(Action.Giving<? extends T, X> body) throws X {
        return CancelScope.shielded(body);
    }

    /** As {@link #shield(Action.Giving)}, without a result. */
    public static <X extends Exception> void shield(Action.Throwing<X> body) throws X {
        CancelScope.<Void, X>shielded(giving(body));
    }

    static <X extends Exception> Action.Giving<Void, X> giving(Action.Throwing<X> body) {
        given("body", body);
        return () -> {
            body.run();
            return null;
        };
    }

    /**
     * Runs the body and whatever it spawns in the group; all of it has ended when this returns. See {@link TaskGroup}.
     */
    public static <T, X extends Exception> T taskGroup(TaskGroup.Body<? extends T, X> body) throws X {
        return TaskGroup.run(body);
    }

    /**
     * As {@link #taskGroup(TaskGroup.Body)}, without a result. A lambda that is a single call without a result needs its
     * braces here: {@code group -> { fill(group); }}.
     */
    public static <X extends Exception> void taskGroup(TaskGroup.Block<X> body) throws X {
        given("body", body);
        TaskGroup.<Void, X>run(group -> {
            body.run(group);
            return null;
        });
    }

    /**
     * Runs something that blocks (a file, a database, a long computation) on another thread, so that the loop can go on;
     * await the result. So many run at once as the loop {@linkplain EventLoop#offloadLimit allows}, the others wait in
     * line. Whoever gives up waiting lets the call go on; {@code cancel(true)} of the future interrupts it. When the loop
     * is closed, calls that run may come to {@linkplain EventLoop#closeTimeout their end}. (asyncio's {@code to_thread} and {@code run_in_executor}.)
     */
    public static <T> CompletableFuture<T> offload(Callable<? extends T> blocking) {
        given("call to be offloaded", blocking);
        EventLoop loop = EventLoop.current();
        if (loop != null) return loop.offloads.call(blocking);
        var result = new CompletableFuture<T>();
        Offloads.newThread(
                        () -> {
                            try {
                                result.complete(blocking.call());
                            } catch (Throwable e) {
                                result.completeExceptionally(e);
                            }
                        },
                        Choices.current() == null ? Thread.ofPlatform().daemon() : Thread.ofVirtual())
                .start();
        return result;
    }

    /** As {@link #offload(Callable)}, without a result. */
    public static CompletableFuture<Void> offload(Action blocking) {
        return offload(callable(given("call to be offloaded", blocking)));
    }

    /** As {@link #offload(Callable)}, on threads of one's own choice. */
    public static <T> CompletableFuture<T> offload(Executor executor, Callable<? extends T> blocking) {
        return loop().offloads.call(given("executor", executor), given("call to be offloaded", blocking));
    }

    /** As {@link #offload(Executor, Callable)}, without a result. */
    public static CompletableFuture<Void> offload(Executor executor, Action blocking) {
        return offload(executor, callable(given("call to be offloaded", blocking)));
    }

    // ---- where tasks wait for each other

    /** A {@linkplain LoopLock lock}. */
    public static LoopLock lock() {
        return lock(null);
    }

    /** A {@linkplain LoopLock lock} of this name. */
    public static LoopLock lock(String name) {
        return new LoopLock(name);
    }

    /** A {@linkplain LoopSemaphore semaphore} with so many permits. */
    public static LoopSemaphore semaphore(int permits) {
        return semaphore(null, permits);
    }

    /** A {@linkplain LoopSemaphore semaphore} of this name. */
    public static LoopSemaphore semaphore(String name, int permits) {
        return new LoopSemaphore(name, permits, Integer.MAX_VALUE);
    }

    /** A {@linkplain LoopSemaphore semaphore} that never has more permits than at first. */
    public static LoopSemaphore boundedSemaphore(String name, int permits) {
        return new LoopSemaphore(name, permits, permits);
    }

    /** An {@linkplain LoopEvent event}, not set. */
    public static LoopEvent event() {
        return event(null);
    }

    /** An {@linkplain LoopEvent event} of this name, not set. */
    public static LoopEvent event(String name) {
        return new LoopEvent(name);
    }

    /** A {@linkplain LoopBarrier barrier} for so many tasks. */
    public static LoopBarrier barrier(int parties) {
        return barrier(null, parties);
    }

    /** A {@linkplain LoopBarrier barrier} of this name. */
    public static LoopBarrier barrier(String name, int parties) {
        return new LoopBarrier(name, parties);
    }

    /** A {@linkplain LoopQueue queue} without a bound. */
    public static <T> LoopQueue<T> queue() {
        return queue(null, Integer.MAX_VALUE);
    }

    /** A {@linkplain LoopQueue queue} with room for so many items. */
    public static <T> LoopQueue<T> queue(int capacity) {
        return queue(null, capacity);
    }

    /** A {@linkplain LoopQueue queue} of this name, with room for so many items. */
    public static <T> LoopQueue<T> queue(String name, int capacity) {
        return new LoopQueue<>(name, capacity, new ArrayDeque<>());
    }

    /**
     * A {@linkplain LoopQueue queue} that gives the smallest item first, as this order has it. (asyncio's
     * {@code PriorityQueue}.)
     */
    public static <T> LoopQueue<T> priorityQueue(String name, int capacity, Comparator<? super T> order) {
        return new LoopQueue<>(name, capacity, new PriorityQueue<>(given("order", order)));
    }

    /** What a call was given, unless that is null. */
    static <T> T given(String what, T given) {
        return Objects.requireNonNull(given, () -> "the " + what + " is null");
    }

    /** Those given to a call, each of which may be a Callable or an Action. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <B> Stream<B> bodies(B... bodies) {
        for (B body : given("array of bodies", bodies)) given("body", body);
        return Stream.of(bodies);
    }

    private static <F> List<F> futures(Collection<F> futures) {
        for (F future : given("collection of futures", futures)) given("future to await", future);
        return List.copyOf(futures);
    }

    static Callable<Void> callable(Action body) {
        given("body", body);
        return () -> {
            body.run();
            return null;
        };
    }

    private static <T> Task<T> start(Callable<? extends T> body) {
        return loop().spawn(nameFor(body), body);
    }

    /** What a task that runs this is called; a coroutine will be run. */
    private static String nameFor(Callable<?> body) {
        if (!(body instanceof Coroutine<?> coroutine)) return loop().turns.nextName();
        coroutine.taken();
        return coroutine.name();
    }

    private static EventLoop loop() {
        EventLoop loop = EventLoop.current();
        if (loop == null)
            throw new IllegalStateException(
                    "no loop runs this code: EventLoop.run(...) it, or make a loop and set it as current");
        return loop;
    }
}
