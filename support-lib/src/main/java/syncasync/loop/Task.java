package syncasync.loop;

import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A coroutine that was started: it runs on its loop, one step between two waits at a time, and is a
 * {@link java.util.concurrent.CompletableFuture} of its result. Made by {@link EventLoop#spawn}.
 */
public final class Task<T> extends Promise<T> {
    private final Callable<? extends T> body;
    final Strand strand;
    private volatile String why; // it was cancelled; null if nobody has said
    Task<?> before; // its neighbours in the loop's list
    Task<?> after;

    Task(EventLoop loop, String name, Callable<? extends T> body) {
        super(loop, name);
        this.body = body;
        this.strand = Strand.of(loop, this);
    }

    /** The task that runs the calling code; an error outside of tasks. (asyncio's {@code current_task}.) */
    public static Task<?> current() {
        return Strand.mustBeCurrent("Task.current").task;
    }

    /**
     * Asks it to stop: a {@link CancellationException} is thrown where it waits, its {@code finally} blocks run, and it
     * may wait again in them. A body that catches the exception and goes on has refused, and ends as it likes; a body
     * that never began never will. Beware of a retry that says {@code catch (Exception e)}: that refuses, too, so let
     * it catch the cancellation before, and throw it on. What the task itself was waiting for goes on, unless a gather,
     * a time-out or a group of its own had started it. Safe to call from any thread.
     *
     * @return false if it had ended already
     */
    public boolean cancel() {
        if (isDone()) return false;
        if (loop.isOnLoop() || !loop.isRunning()) strand.cancel();
        else loop.execute(strand::cancel);
        return true;
    }

    /** As {@link #cancel()}, with a reason for the exception's message. (asyncio's {@code cancel(msg)}.) */
    public boolean cancel(String why) {
        String reason = Coroutines.given("reason", why);
        if (isDone()) return false;
        this.why = reason;
        return cancel();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return cancel();
    }

    /** What it waits for, in words; null while it runs, is about to run, or has ended. */
    public String waitsFor() {
        return strand.waitsFor();
    }

    // A task ends when its body does.

    @Override
    public boolean complete(T value) {
        throw endsByItself();
    }

    @Override
    public boolean completeExceptionally(Throwable error) {
        throw endsByItself();
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        throw endsByItself();
    }

    @Override
    public void obtrudeValue(T value) {
        throw endsByItself();
    }

    @Override
    public void obtrudeException(Throwable error) {
        throw endsByItself();
    }

    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        throw noLimit("orTimeout");
    }

    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        throw noLimit("completeOnTimeout");
    }

    private UnsupportedOperationException endsByItself() {
        return new UnsupportedOperationException(
                title() + " ends when its body does; use a promise for a value from elsewhere, or cancel()");
    }

    private UnsupportedOperationException noLimit(String call) {
        return new UnsupportedOperationException(
                title() + " ends when its body does: for a limit, write timeout(...) in"
                        + " the body, or around the await, or copy()." + call + "(...) for a future that ends before");
    }

    /** Runs the body to its end, on the strand. */
    void runBody() {
        T value = null;
        Throwable error = null;
        try {
            strand.throwIfCancelled();
            value = body.call();
        } catch (InterruptedException | ClosedByInterruptException e) {
            strand.endsByInterrupt();
            error = strand.cancelAsked ? new CancellationException(howCancelled()) : e;
        } catch (Throwable e) {
            error = e;
        }
        end(value, error);
    }

    @Override
    void hasFailed() {} // the loop is told in a moment

    void end(T value, Throwable error) {
        if (error == null) super.complete(value);
        else super.completeExceptionally(error);
        loop.ended(this, error);
    }

    @Override
    String title() {
        return "task '" + name() + "'";
    }

    @Override
    String howCancelled() {
        return super.howCancelled() + (why == null ? "" : ": " + why);
    }

    @Override
    String howOpen() {
        if (!strand.begun) return "not begun";
        String waitsFor = strand.waitsFor();
        if (waitsFor != null) return "waits for " + waitsFor;
        return loop.turn.running == strand ? "running" : "about to go on";
    }
}
