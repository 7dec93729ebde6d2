package syncasync.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A value that somebody on the loop will provide: the loop's future. It is a {@link CompletableFuture}, so all of that
 * class works on it, and whoever awaits it is woken in the order of asking.
 *
 * <p>The loop takes it that a promise is kept by one of its own tasks or callbacks: when all of them wait, it reports a
 * deadlock. For an answer that comes from another thread await a plain {@code CompletableFuture}, or
 * {@link Coroutines#offload}.
 */
public class Promise<T> extends CompletableFuture<T> {
    final EventLoop loop;
    private final String name;
    private List<Waiter> waiters; // told in the order of coming; touched on the loop only
    boolean seen; // somebody has had the chance to notice a failure

    Promise(EventLoop loop, String name) {
        this.loop = loop;
        this.name = name;
    }

    /** What it is called in reports and pictures. */
    public final String name() {
        return name;
    }

    @Override
    public boolean complete(T value) {
        boolean first = super.complete(value);
        if (first) wakeWaiters();
        return first;
    }

    @Override
    public boolean completeExceptionally(Throwable error) {
        boolean first = super.completeExceptionally(error);
        if (first) wakeWaiters();
        return first;
    }

    @Override
    public boolean cancel(boolean ignored) {
        boolean first = super.cancel(ignored);
        if (first) wakeWaiters();
        return first;
    }

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
            loop.execute(this::wakeWaiters);
        } else if (waiters != null) {
            List<Waiter> all = waiters;
            waiters = null;
            for (Waiter waiter : all) waiter.ended(this);
        }
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
        seen = true;
        if (!isDone() && loop.isOnLoop())
            throw new IllegalStateException(
                    "waiting for " + this + " with a limit: use timeout(...), which does not block the loop");
        return super.get(timeout, unit);
    }

    private void mayBlock() {
        seen = true;
        if (isDone() || !loop.isOnLoop()) return;
        Strand me = Strand.current();
        if (me == null)
            throw new IllegalStateException(
                    "a callback must not wait for " + this + ": the loop that should complete it would stand still");
        Await.all(me, List.of(this), false);
    }

    @Override
    public T getNow(T otherwise) {
        seen = true;
        return super.getNow(otherwise);
    }

    @Override
    public T resultNow() {
        seen = true;
        return super.resultNow();
    }

    @Override
    public Throwable exceptionNow() {
        seen = true;
        return super.exceptionNow();
    }

    /** What depends on a promise is a plain future: it may be computed anywhere. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        seen = true;
        return new CompletableFuture<>();
    }

    /** Stages without an executor of their own run on the loop. */
    @Override
    public Executor defaultExecutor() {
        return loop;
    }

    @Override
    public String toString() {
        return "promise '" + name + "'";
    }
}
