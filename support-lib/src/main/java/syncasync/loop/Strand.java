package syncasync.loop;

import java.util.concurrent.CancellationException;
import syncasync.host.Carried;

/**
 * The thread of one task: a virtual thread that runs only while the loop lets it. It sits in the ready queue when its
 * turn is near, and in {@link #suspend} while it waits. There are two ways to pass control to and fro,
 * {@link SchedulerStrand} and {@link BatonStrand}.
 *
 * <p>A strand is its own thread's handler of uncaught exceptions. That is the one field of a thread that costs nothing
 * and can be read by everyone, so it also answers the question which task is running here.
 */
abstract class Strand implements Step, Thread.UncaughtExceptionHandler, Carried {
    final EventLoop loop;
    final Task<?> task; // null if it runs callbacks
    final Thread thread;
    boolean begun; // the first step has
    boolean cancelAsked; // somebody wants the whole of it to stop
    CancelScope scope; // the innermost one its code is in; null until somebody needs it
    int told; // how often its code has been told to stop
    private Waiting waitingFor; // null unless suspended
    private boolean ready; // in the ready queue
    int turns; // how often it gave way in a row, with no time passing; for Turns, as is the next
    int turnsAt;

    Strand(EventLoop loop, Task<?> task) {
        this.loop = loop;
        this.task = task;
        this.thread = newThread();
        ScopedValues.inherit(thread);
    }

    /** Its thread, not started. Made by whoever spawns it, so it inherits from there what threads do inherit. */
    abstract Thread newThread();

    /** The first step. */
    final void begin() {
        begun = true;
        thread.start();
    }

    static Strand of(EventLoop loop, Task<?> task) {
        return loop.fast ? new SchedulerStrand(loop, task) : new BatonStrand(loop, task);
    }

    /** The strand of the calling thread, or null outside of coroutines, in callbacks too. */
    static Strand current() {
        Strand strand = here();
        return strand != null && strand.task != null ? strand : null;
    }

    /** The strand of the calling thread, even if it runs callbacks; null on a thread that is not a loop's. */
    static Strand here() {
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

    @Override
    public final Thread carrier() {
        return loop.thread();
    }

    /** Gives the thread the processor and returns when it has suspended or ended. */
    abstract void resume();

    /** From now on {@link #resume} counts: the next {@link #park} returns if there was one in between. */
    void parks() {}

    /** Gives the processor back to the loop, until {@link #resume}. */
    abstract void park();

    /** One step, called by the loop from its ready queue. */
    @Override
    public final void run() {
        if (!begins()) return;
        resume();
        loop.turn.running = null;
    }

    /** The step begins: it has left the ready queue. False if it has not, since there is nothing to go on with. */
    final boolean begins() {
        ready = false;
        if (waitingFor == null && begun) return false; // ended, or blocked by something that is not the loop's
        waitingFor = null;
        loop.turn.running = this;
        return true;
    }

    /** What the thread does, from its first step to its last. */
    void runBody() {
        tellThatItRuns();
        task.runBody();
    }

    /** Puts it into the ready queue, unless it is there. */
    final void wake() {
        if (ready) return;
        ready = true;
        loop.enqueue(this);
    }

    /**
     * Waits until somebody wakes it; throws if it is cancelled instead.
     *
     * <p>The order matters. An observer may be held up, by a lock say, and the wake-up may come meanwhile: so it must
     * count already before the observer is told. And the observer is told here, on the task's own thread, that it
     * waits and that it goes on: if it blocks, it holds up this task and no other.
     */
    final void suspend(Waiting what) {
        if (isToStop()) what.forget();
        throwIfCancelled();
        if (loop.isClosed()) throw new IllegalStateException("the loop is closed: nobody would wake " + title());
        parks();
        waitingFor = what;
        if (loop.observer != null && task != null) loop.observer.suspended(task, what.toString());
        park();
        tellThatItRuns();
        throwIfCancelled();
    }

    private void tellThatItRuns() {
        if (loop.observer != null && task != null) loop.observer.running(task);
    }

    final void throwIfCancelled() {
        if (!isToStop()) return;
        String how = CancelScope.howCancelled(scope);
        scope.tell();
        throw new CancellationException(
                task != null && how == null
                        ? task.howCancelled()
                        : title() + " was cancelled" + (how == null ? "" : ", since " + how));
    }

    private boolean isToStop() {
        return scope != null && CancelScope.isDue(scope);
    }

    /** The innermost scope that its code is in. */
    final CancelScope scope() {
        if (scope == null) scope = CancelScope.ofTask(this);
        return scope;
    }

    /** Cancels the whole of it. */
    final void cancel() {
        if (isDone() || loop.cancelsOnce && CancelScope.isStopped(this)) return;
        cancelAsked = true;
        CancelScope.stopAll(this);
    }

    /** If its code is to stop, what it waits for now ends. */
    final void interruptWait() {
        if (!isToStop()) return;
        Waiting wait = waitingFor;
        if (!begun) wake();
        else if (wait != null) {
            wait.forget();
            wake();
        } else if (isElsewhere()) scope.tellByInterrupt();
    }

    /** News for the loop, from any thread; a loop that is closed needs none. */
    final void executeOnLoop(Runnable news) {
        if (!loop.isClosed()) loop.execute(news);
    }

    /** Whether it has ended what it is there for. */
    boolean isDone() {
        return task.isDone();
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

    /** Whether it waits for a lock, or could go on at once; it may hold other locks meanwhile. */
    boolean isInLine() {
        return false;
    }

    /** What it waits for, in words; null while it runs, is about to run, or has ended. */
    final String waitsFor() {
        Waiting wait = waitingFor;
        if (wait != null && !ready) return wait.toString();
        return isElsewhere() ? "something outside the loop, at " + Wording.place(thread.getStackTrace()) : null;
    }

    /** What it waits for, in words, and if nothing keeps it, for the loop to let it go on. */
    final String whatNext() {
        String waitsFor = waitsFor();
        return waitsFor == null ? Waiting.NEXT_TURN.toString() : waitsFor;
    }

    /** The task has ended since its thread was interrupted in the middle of something that is not the loop's. */
    void endsByInterrupt() {}

    /**
     * Something woke the parked thread that is not the loop: an interrupt counts as a request to cancel, the rest as
     * nothing.
     */
    void wokenOutOfTurn() {
        if (!Thread.interrupted()) return;
        if (scope != null && scope.tellsOnceMore()) loop.execute(this::interruptWait);
        else loop.execute(this::cancel);
    }

    @Override
    public final void uncaughtException(Thread thread, Throwable error) {
        loop.report(LoopProblem.callback(error));
    }

    /** What it is called in lists: a task's name. */
    String name() {
        return task.name();
    }

    /** In a message, with what it is. */
    String title() {
        return task.title();
    }

    @Override
    public final String toString() {
        return name();
    }
}
