package syncasync.loop;

import java.util.concurrent.CancellationException;

/**
 * The thread of one task: a virtual thread that runs only while the loop lets it. It sits in the ready queue when its
 * turn is near, and in {@link #suspend} while it waits. There are two ways to pass control to and fro,
 * {@link SchedulerStrand} and {@link BatonStrand}.
 *
 * <p>A strand is its own thread's handler of uncaught exceptions. That is the one field of a thread that costs nothing
 * and can be read by everyone, so it also answers the question which task is running here.
 */
abstract class Strand implements Runnable, Thread.UncaughtExceptionHandler {
    final EventLoop loop;
    final Task<?> task;
    Thread thread; // null until the first step
    boolean cancelAsked; // somebody wants it to stop
    private boolean cancelPending; // and it has not been told yet
    private Waiting waitingFor; // null unless suspended
    private boolean ready; // in the ready queue

    Strand(EventLoop loop, Task<?> task) {
        this.loop = loop;
        this.task = task;
    }

    static Strand of(EventLoop loop, Task<?> task) {
        return loop.fast ? new SchedulerStrand(loop, task) : new BatonStrand(loop, task);
    }

    /** The strand of the calling thread, or null outside of coroutines. */
    static Strand current() {
        return Thread.currentThread().getUncaughtExceptionHandler() instanceof Strand strand ? strand : null;
    }

    /** The strand of the calling thread, for calls that make sense in a coroutine only. */
    static Strand mustBeCurrent(String call) {
        Strand strand = current();
        if (strand == null)
            throw new IllegalStateException(call
                    + " waits, so it can be called in a coroutine only: spawn one on a loop, or EventLoop.run(...) it");
        return strand;
    }

    /** Gives the thread the processor and returns when it has suspended or ended. */
    abstract void resume();

    /** Gives the processor back to the loop, until {@link #resume}. */
    abstract void park();

    /** One step, called by the loop from its ready queue. */
    @Override
    public final void run() {
        if (!begins()) return;
        resume();
        loop.running = null;
    }

    /** The step begins: it has left the ready queue. False if it has not, since there is nothing to go on with. */
    final boolean begins() {
        ready = false;
        if (waitingFor == null && thread != null) return false; // ended, or blocked by something that is not the loop's
        waitingFor = null;
        if (loop.observer != null) loop.observer.running(task);
        loop.running = this;
        return true;
    }

    /** Puts it into the ready queue, unless it is there. */
    final void wake() {
        if (ready) return;
        ready = true;
        loop.enqueue(this);
    }

    /** Waits until somebody wakes it; throws if it is cancelled instead. */
    final void suspend(Waiting what) {
        if (cancelPending) what.forget();
        throwIfCancelled();
        waitingFor = what;
        if (loop.observer != null) loop.observer.suspended(task, what.toString());
        park();
        throwIfCancelled();
    }

    final void throwIfCancelled() {
        if (!cancelPending) return;
        cancelPending = false;
        throw new CancellationException(task + " was cancelled");
    }

    final void cancel() {
        if (task.isDone()) return;
        cancelAsked = cancelPending = true;
        if (thread == null) wake();
        else if (waitingFor != null) {
            waitingFor.forget();
            wake();
        } else if (isElsewhere()) {
            cancelPending = false; // the interrupt tells it
            thread.interrupt();
        }
    }

    /** News for the loop, from any thread; a loop that is closed needs none. */
    final void executeOnLoop(Runnable news) {
        if (!loop.isClosed()) loop.execute(news);
    }

    /** Whether it is in the ready queue. */
    final boolean isReady() {
        return ready;
    }

    final boolean isSuspended() {
        return waitingFor != null;
    }

    /**
     * Whether the calling code, which runs on this strand, may touch the loop: not if an interrupt woke it out of turn.
     */
    boolean hasTurn() {
        return true;
    }

    /** Whether it is blocked by something that is not the loop's: {@code Thread.sleep}, a lock, a queue. */
    boolean isElsewhere() {
        return false;
    }

    final String waitsFor() {
        if (waitingFor != null && !ready) return waitingFor.toString();
        return isElsewhere() ? "something outside the loop, at " + Wording.place(thread.getStackTrace()) : null;
    }

    /**
     * Something woke the parked thread that is not the loop: an interrupt counts as a request to cancel, the rest as
     * nothing.
     */
    final void wokenOutOfTurn() {
        if (Thread.interrupted()) loop.execute(this::cancel);
    }

    @Override
    public final void uncaughtException(Thread thread, Throwable error) {
        loop.report(LoopProblem.callback(error));
    }

    @Override
    public final String toString() {
        return task.name();
    }
}
