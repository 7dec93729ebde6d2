package syncasync.loop;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A task's wait for one future, or for several. */
final class Await implements Waiting, Promise.Waiter {
    private static final int LONGEST_TRACE = 1024; // as the JVM has it

    private final Strand strand;
    private final List<? extends CompletableFuture<?>> all;
    private final Wake wake;
    private int open; // not ended yet
    private boolean forgotten;

    /** What ends the wait before all have ended. */
    private enum Wake {
        NEVER,
        AT_FAILURE,
        AT_FIRST
    }

    private Await(Strand strand, List<? extends CompletableFuture<?>> all, Wake wake) {
        this.strand = strand;
        this.all = all;
        this.wake = wake;
    }

    /** Waits until the future has ended, and returns its value or throws its own exception. */
    static <T> T one(Strand strand, CompletableFuture<T> future) {
        if (!future.isDone()) all(strand, List.of(future), false);
        return result(future);
    }

    /** Waits until all have ended, or, if told so, one has failed. */
    static void all(Strand strand, List<? extends CompletableFuture<?>> all, boolean failFast) {
        if (all.contains(strand.task))
            throw new IllegalStateException(strand.title() + " awaits itself, which would take for ever");
        if (failFast && all.stream().anyMatch(CompletableFuture::isCompletedExceptionally)) return;
        until(strand, all, failFast ? Wake.AT_FAILURE : Wake.NEVER);
    }

    /** Waits until one has ended. */
    static void any(Strand strand, List<? extends CompletableFuture<?>> all) {
        if (all.stream().noneMatch(CompletableFuture::isDone)) until(strand, all, Wake.AT_FIRST);
    }

    private static void until(Strand strand, List<? extends CompletableFuture<?>> all, Wake wake) {
        Await await = new Await(strand, all, wake);
        boolean others = await.register();
        if (await.open == 0) return;
        if (others) strand.loop.answers.expect(await);
        try {
            strand.suspend(await);
        } finally {
            if (others) strand.loop.answers.expectNoMore(await);
        }
    }

    /**
     * Waits until all have ended; to be cancelled meanwhile means to cancel them, and to wait on. Returns whether that
     * happened.
     */
    static boolean toTheEnd(Strand strand, List<? extends CompletableFuture<?>> all) {
        boolean cancelled = false;
        while (true) {
            try {
                all(strand, all, false);
                return cancelled;
            } catch (CancellationException e) {
                cancelled = true;
                all.forEach(future -> future.cancel(true));
            }
        }
    }

    /** Returns whether some of them may be ended by others than the loop. */
    private boolean register() {
        boolean others = false;
        for (CompletableFuture<?> future : all) {
            if (future.isDone()) continue;
            open++;
            if (future instanceof Promise<?> promise && promise.loop == strand.loop) {
                promise.whenEnded(this);
                others |= !promise.isKeptByLoop();
            } else {
                others = true;
                strand.loop.answers.whenEnded(future, this);
            }
        }
        return others;
    }

    boolean isExpectedFromOutside() {
        for (CompletableFuture<?> future : all) {
            if (!future.isDone() && Promise.isExpectedFromOutside(future, strand.loop)) return true;
        }
        long ended = all.stream().filter(CompletableFuture::isDone).count();
        return ended > all.size() - open; // one of which the loop has not been told yet: the news are on their way
    }

    @Override
    public void ended(Promise<?> promise) {
        answered(promise.isCompletedExceptionally());
    }

    /** One more of them has ended. */
    void answered(boolean failed) {
        open--;
        boolean enough = wake == Wake.AT_FIRST || wake == Wake.AT_FAILURE && failed;
        if (forgotten || open > 0 && !enough) return;
        if (open > 0) forget();
        forgotten = true;
        strand.wake();
    }

    @Override
    public void forget() {
        forgotten = true;
        for (CompletableFuture<?> future : all) {
            if (future.isDone()) continue;
            if (future instanceof Promise<?> promise && promise.loop == strand.loop) promise.forget(this);
            else strand.loop.answers.forget(future, this);
        }
    }

    /** The value of a future that has ended; otherwise its own exception, not wrapped in another. */
    static <T> T result(CompletableFuture<T> ended) {
        return switch (ended.state()) {
            case SUCCESS -> ended.resultNow();
            case FAILED -> throw unchecked(awaited(ended));
            case CANCELLED ->
                throw new CancellationException(
                        ended instanceof Promise<?> promise ? promise.howCancelled() : ended + " was cancelled");
            case RUNNING -> throw new IllegalStateException(ended + " has not ended");
        };
    }

    /**
     * What it failed with. Its stack trace goes on with the frames of the calling code: so it shows where it was thrown
     * and, below that, who awaited it, as asyncio's does. Whoever else awaited it before is not shown any more.
     */
    private static Throwable awaited(CompletableFuture<?> failed) {
        Throwable error = failed.exceptionNow();
        StackTraceElement[] trace = error.getStackTrace();
        int own = failed instanceof Promise<?> promise ? promise.frames(trace.length) : trace.length;
        return failed instanceof Promise<?> || Stream.of(trace).noneMatch(Await::isOurs)
                ? awaited(error, trace, own)
                : error;
    }

    /** As if the calling code had awaited who failed with this, and nobody before. */
    static Throwable awaited(Throwable error) {
        StackTraceElement[] trace = error.getStackTrace();
        return awaited(error, trace, trace.length);
    }

    private static Throwable awaited(Throwable error, StackTraceElement[] trace, int own) {
        if (own == 0 || own > trace.length || own >= LONGEST_TRACE) return error;
        StackTraceElement[] caller = new Throwable().getStackTrace();
        StackTraceElement[] both = Arrays.copyOf(trace, own + caller.length);
        System.arraycopy(caller, 0, both, own, caller.length);
        error.setStackTrace(both);
        return error;
    }

    private static boolean isOurs(StackTraceElement frame) {
        return frame.getClassName().equals(Await.class.getName());
    }

    /** Lets a checked exception pass through code that does not declare it. */
    @SuppressWarnings("unchecked")
    static <E extends Throwable> RuntimeException unchecked(Throwable error) throws E {
        throw (E) error;
    }

    @Override
    public String toString() {
        var open = all.stream().filter(future -> !future.isDone()).toList();
        String some = open.stream().limit(5).map(this::name).collect(Collectors.joining(", "));
        return open.size() > 5 ? some + " and " + (open.size() - 5) + " more" : some;
    }

    private String name(CompletableFuture<?> future) {
        if (future instanceof Promise<?> promise) return promise.title();
        String roots = Dependents.rootsOf(future, strand.loop);
        return roots == null ? "a future from outside the loop" : "a future that hangs on " + roots;
    }
}
