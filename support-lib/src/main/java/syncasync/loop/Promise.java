package syncasync.loop;

import static syncasync.loop.Coroutines.given;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A value that somebody will provide: the loop's future. It is a {@link CompletableFuture}, so all of that class works
 * on it, and whoever awaits it is woken in the order of asking. What is derived from it ({@code thenApply} and the like)
 * is a promise of the loop, too; time-outs of it are on the loop's clock. (asyncio's {@code Future}.)
 *
 * <p>The loop takes it that a promise is kept by one of its own tasks or callbacks: when all of them wait, it reports a
 * deadlock. For an answer that comes from another thread make it with {@link EventLoop#promiseFromOutside}, or await
 * {@link Coroutines#offload} or any other {@code CompletableFuture}.
 */
public class Promise<T> extends CompletableFuture<T> {
    final EventLoop loop;
    private final String name;
    private final boolean fromOutside; // another thread may keep it
    private List<Waiter> waiters; // told in the order of coming; touched on the loop only
    private List<Stage<?>> stages; // derived from it, until it has ended
    private boolean ended; // and who waited has been told
    private boolean seen; // somebody has had the chance to notice a failure
    private Unheeded.Note note; // about its failure, if nobody has
    private int frames; // of its failure's stack trace, before somebody awaited it

    Promise(EventLoop loop, String name) {
        this(loop, name, false);
    }

    Promise(EventLoop loop, String name, boolean fromOutside) {
        this.loop = loop;
        this.name = name;
        this.fromOutside = fromOutside;
    }

    /** What it is called in reports and pictures. */
    public final String name() {
        return name;
    }

    // ---- its end

    @Override
    public boolean complete(T value) {
        if (isDone()) return false;
        beforeTheEnd();
        boolean first = super.complete(value);
        if (first) hasEnded();
        return first;
    }

    @Override
    public boolean completeExceptionally(Throwable error) {
        if (isDone()) return false;
        beforeTheEnd();
        boolean first = super.completeExceptionally(error);
        if (first) hasEnded();
        return first;
    }

    @Override
    public boolean cancel(boolean ignored) {
        if (isDone()) return isCancelled();
        beforeTheEnd();
        boolean first = super.cancel(ignored);
        if (first) hasEnded();
        return first;
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        given("supplier", supplier);
        boolean elsewhere = given("executor", executor) != loop && loop.isOnLoop();
        if (elsewhere) loop.outside++;
        executor.execute(() -> {
            try {
                if (!isDone()) complete(supplier.get());
            } catch (Throwable e) {
                completeExceptionally(new CompletionException(e));
            } finally {
                if (elsewhere) loop.handIn(() -> loop.outside--);
            }
        });
        return this;
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
        return completeAsync(supplier, defaultExecutor());
    }

    @Override
    public void obtrudeValue(T value) {
        super.obtrudeValue(value);
        hasEnded();
    }

    @Override
    public void obtrudeException(Throwable error) {
        super.obtrudeException(error);
        hasEnded();
    }

    /** Fails it with a {@link TimeoutException} if it has not ended by then, on the loop's clock. */
    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        after(unit.toNanos(timeout), () -> completeExceptionally(new TimeoutException(title() + ": the time is over")));
        return this;
    }

    /** Gives it this value if it has not ended by then, on the loop's clock. */
    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        after(unit.toNanos(timeout), () -> complete(value));
        return this;
    }

    private void after(long nanos, Runnable what) {
        if (isDone()) return;
        if (!loop.isOnLoop() && loop.isRunning()) {
            loop.execute(() -> after(nanos, what));
            return;
        }
        TimerHandle timer = loop.callLater(Duration.ofNanos(nanos), what);
        whenEnded(promise -> timer.cancel());
    }

    /**
     * Now all that hangs on it can still be counted. What is a dependent and not a stage is of allOf or anyOf: they do
     * not tell us that they look at it.
     */
    private void beforeTheEnd() {
        if (stages == null) {
            if (getNumberOfDependents() > 0) look();
            return;
        }
        var all = new ArrayDeque<Promise<?>>(List.of(this));
        for (Promise<?> next; (next = all.poll()) != null; ) {
            int known = next.hooks() + (next.stages == null ? 0 : next.stages.size());
            if (next.getNumberOfDependents() > known) next.look();
            if (next.stages != null) all.addAll(next.stages);
        }
    }

    /** How many of its dependents are there only to find out that it has ended. */
    int hooks() {
        return 0;
    }

    final void hasEnded() {
        if (ended) return;
        ended = true;
        stages = null;
        letGo();
        if (isCompletedExceptionally() && !isCancelled()) hasFailed();
        wakeWaiters();
    }

    /** Of what it needs only while it is open. */
    void letGo() {}

    /** It has failed. Of a task the loop hears by itself. */
    void hasFailed() {
        loop.failed.add(this);
    }

    final void note(Unheeded unheeded) {
        if (seen) return;
        String what = title();
        Throwable error = cause();
        note = unheeded.note(this, promise -> LoopProblem.unseen(what, (Promise<?>) promise, error));
    }

    Throwable cause() {
        return super.exceptionNow();
    }

    /** Somebody has the chance to notice how it ended. */
    final void look() {
        seen = true;
        Unheeded.Note told = note;
        if (told == null) return;
        note = null;
        told.drop();
    }

    /** How long its failure's stack trace was when it was awaited for the first time; it is so long now. */
    final int frames(int now) {
        if (frames == 0) frames = now;
        return frames;
    }

    // ---- who waits for it

    /** Whoever wants to know when promises end. */
    interface Waiter {
        void ended(Promise<?> promise);
    }

    final void whenEnded(Waiter waiter) {
        if (waiters == null) waiters = new ArrayList<>(1);
        waiters.add(waiter);
    }

    final void forget(Waiter waiter) {
        if (waiters != null) waiters.remove(waiter);
    }

    private void wakeWaiters() {
        if (!loop.isOnLoop()) {
            loop.handIn(this::wakeWaiters);
        } else if (waiters != null) {
            List<Waiter> all = waiters;
            waiters = null;
            for (Waiter waiter : all) waiter.ended(this);
        }
    }

    /**
     * Whether somebody outside the loop may end it. Asked when nothing else is to be done; the answer must not be no as
     * long as another thread works on it.
     */
    boolean isExpectedFromOutside() {
        return fromOutside;
    }

    /** Whether only the loop itself can end it. */
    boolean isKeptByLoop() {
        return !fromOutside;
    }

    /** As {@link #isExpectedFromOutside()}, for any future that a task of this loop waits for. */
    static boolean isExpectedFromOutside(CompletableFuture<?> future, EventLoop loop) {
        if (future.isDone()) return true; // just now, and its dependents are being told
        if (future instanceof Promise<?> promise) return promise.loop != loop || promise.isExpectedFromOutside();
        return Dependents.comesFromOutside(future, loop);
    }

    /**
     * The result; inside a coroutine this awaits, on another thread it blocks, in a callback of the loop it is an
     * error.
     */
    @Override
    public T join() {
        mayBlock();
        return super.join();
    }

    /** As {@link #join()}, with the exceptions of {@link java.util.concurrent.Future}. */
    @Override
    public T get() throws InterruptedException, java.util.concurrent.ExecutionException {
        mayBlock();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, java.util.concurrent.ExecutionException,
                    java.util.concurrent.TimeoutException {
        look();
        if (!isDone() && loop.isOnLoop())
            throw new IllegalStateException(
                    "waiting for " + title() + " with a limit: use timeout(...), which does not block the loop");
        return super.get(timeout, unit);
    }

    private void mayBlock() {
        look();
        if (isDone() || !loop.isOnLoop()) return;
        Strand me = Strand.current();
        if (me == null)
            throw new IllegalStateException(
                    "a callback must not wait for " + title() + ": the loop that should complete it would stand still");
        Await.all(me, List.of(this), false);
    }

    @Override
    public T getNow(T otherwise) {
        look();
        return super.getNow(otherwise);
    }

    @Override
    public T resultNow() {
        look();
        return super.resultNow();
    }

    @Override
    public Throwable exceptionNow() {
        look();
        return super.exceptionNow();
    }

    // ---- what is derived from it

    /** What depends on a promise of the loop is one, too. Its failure is then the one to be looked at. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        look();
        Stage<U> stage = new Stage<>(this);
        if (!isDone()) {
            if (stages == null) stages = new ArrayList<>(1);
            stages.add(stage);
        }
        return stage;
    }

    /** Stages without an executor of their own run on the loop. */
    @Override
    public Executor defaultExecutor() {
        return loop;
    }

    // Each of these runs at once when the promise ends, as it does in CompletableFuture; but where a chain of promises
    // complete each other, only so many deep.

    @Override
    public <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> function) {
        return super.thenApplyAsync(function, NotTooDeep.EXECUTOR);
    }

    @Override
    public CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
        return super.thenAcceptAsync(action, NotTooDeep.EXECUTOR);
    }

    @Override
    public CompletableFuture<Void> thenRun(Runnable action) {
        return super.thenRunAsync(action, NotTooDeep.EXECUTOR);
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> function) {
        return super.thenCombineAsync(other, function, NotTooDeep.EXECUTOR);
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return super.thenAcceptBothAsync(other, action, NotTooDeep.EXECUTOR);
    }

    @Override
    public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return super.runAfterBothAsync(other, action, NotTooDeep.EXECUTOR);
    }

    @Override
    public <U> CompletableFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> function) {
        return super.thenComposeAsync(function, NotTooDeep.EXECUTOR);
    }

    @Override
    public <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> function) {
        return super.handleAsync(function, NotTooDeep.EXECUTOR);
    }

    @Override
    public CompletableFuture<T> exceptionally(Function<Throwable, ? extends T> function) {
        return super.exceptionallyAsync(function, NotTooDeep.EXECUTOR);
    }

    @Override
    public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        return whenCompleteAsync(action, NotTooDeep.EXECUTOR);
    }

    @Override
    public CompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action) {
        return whenCompleteAsync(action, loop);
    }

    /** The action has seen the failure, so nobody else needs to. */
    @Override
    public CompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action, Executor executor) {
        CompletableFuture<T> stage = super.whenCompleteAsync(action, executor);
        if (stage instanceof Promise<?> promise) promise.look();
        return stage;
    }

    // Of these, the other one may end them, too.

    @Override
    public <U> CompletableFuture<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> function) {
        return applyToEitherAsync(other, function, NotTooDeep.EXECUTOR);
    }

    @Override
    public <U> CompletableFuture<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> function) {
        return applyToEitherAsync(other, function, loop);
    }

    @Override
    public <U> CompletableFuture<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> function, Executor executor) {
        return either(super.applyToEitherAsync(other, function, executor), other);
    }

    @Override
    public CompletableFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return acceptEitherAsync(other, action, NotTooDeep.EXECUTOR);
    }

    @Override
    public CompletableFuture<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return acceptEitherAsync(other, action, loop);
    }

    @Override
    public CompletableFuture<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
        return either(super.acceptEitherAsync(other, action, executor), other);
    }

    @Override
    public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return runAfterEitherAsync(other, action, NotTooDeep.EXECUTOR);
    }

    @Override
    public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
        return runAfterEitherAsync(other, action, loop);
    }

    @Override
    public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return either(super.runAfterEitherAsync(other, action, executor), other);
    }

    private static <U> CompletableFuture<U> either(CompletableFuture<U> stage, CompletionStage<?> other) {
        if (stage instanceof Stage<?> ours) ours.orFrom(other.toCompletableFuture());
        return stage;
    }

    /** The JDK ends a stage by itself, without calling complete: so it gets a dependent that tells of its end. */
    final void hook() {
        super.whenComplete((value, error) -> hasEnded());
    }

    /** Something derived from a promise of the loop. */
    static final class Stage<T> extends Promise<T> {
        private Promise<?> source; // null once it has ended: it may be the last of an endless chain
        private final Promise<?> root; // of all that it is derived from
        private CompletableFuture<?> other; // may end it, too
        private final boolean hooked;

        Stage(Promise<?> source) {
            super(source.loop, source.name());
            this.source = source;
            this.root = source instanceof Stage<?> stage ? stage.root : source;
            hook();
            hooked = true;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return hooked ? super.newIncompleteFuture() : new CompletableFuture<>();
        }

        @Override
        int hooks() {
            return 1;
        }

        @Override
        void letGo() {
            source = null;
            other = null;
        }

        @Override
        boolean isKeptByLoop() {
            return false; // that is not so simple
        }

        void orFrom(CompletableFuture<?> other) {
            this.other = other;
        }

        @Override
        void hasFailed() {
            if (!(cause() instanceof CancellationException)) super.hasFailed();
        }

        @Override
        Throwable cause() {
            Throwable error = super.cause();
            return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        }

        @Override
        boolean isExpectedFromOutside() {
            Promise<?> open = this;
            while (open instanceof Stage<?> stage && stage.source instanceof Promise<?> source && !source.isDone()) {
                CompletableFuture<?> other = stage.other;
                if (other != null && Promise.isExpectedFromOutside(other, loop)) return true;
                open = source;
            }
            return open instanceof Stage<?> worked
                    ? Dependents.comesFromOutside(worked, loop)
                    : open.isExpectedFromOutside();
        }

        @Override
        String title() {
            return "what comes of " + root.title();
        }
    }

    /** In messages: what it is, and its name. */
    String title() {
        return (fromOutside ? "promise from outside '" : "promise '") + name + "'";
    }

    String howCancelled() {
        return title() + " was cancelled";
    }

    /** How it is while it is open, in words. */
    String howOpen() {
        return "open";
    }

    @Override
    public final String toString() {
        String how = switch (state()) {
            case RUNNING -> howOpen();
            case SUCCESS -> "ended";
            case FAILED -> "failed: " + Wording.text(cause());
            case CANCELLED -> "cancelled";
        };
        return title() + " (" + how + ")";
    }
}
