package syncasync.loop;

import java.util.concurrent.locks.LockSupport;

/**
 * Whose turn it is on a loop. One at a time moves: the loop's own thread, or the strand that it has let go on. Here is
 * how much of the tick's batch is left, and, for those who look on from other threads, which step it is and whose.
 *
 * <p>Three take from the batch: the loop itself ({@code EventLoop.runReadyBatch}), a {@link BatonStrand} that hands on
 * to the next, and a {@link CallbackStrand} that has callbacks one after the other. They all count here, so the tick is
 * the same whoever goes through it.
 */
final class Turn {
    private static final long UNDER_WAY = 2_000; // nanoseconds that an interrupt takes
    private static final long ANNOUNCED = 1_000_000_000; // the same if the machine is busy
    private static final int TICKS_BY_STRANDS = 64; // then the loop looks whether it is done

    volatile Thread thread; // that runs the loop now, or null
    volatile boolean interrupted; // somebody wants the run to end, and the loop has not noticed yet
    volatile BatonStrand baton; // the strand that may move, null if the loop may; for the public way
    Strand running; // whose step this is, null if it is the loop's own

    // The batch is what was in the ready queue when the tick began: what its callbacks add waits for the next.
    private int batch; // callbacks of this tick that have not ended
    private int ticksByStrands; // that they may still begin
    private long steps; // begun, ever
    private boolean busy; // running the batch

    private final Runnable wakesLoop;
    private boolean hasEndedATask; // the interrupt
    private boolean announced; // an interrupt is under way
    private InterruptWatch interrupts; // of the loop's thread, for the length of a run

    Turn(Runnable wakesLoop) {
        this.wakesLoop = wakesLoop;
    }

    // ---- a run

    /** The calling thread runs the loop from now on. */
    void beginRun() {
        interrupted = hasEndedATask = announced = false;
        thread = Thread.currentThread();
        watchForInterrupts(false);
    }

    /** The run is over. An interrupt that came too late to end it is left to the calling thread. */
    void endRun() {
        endBatch();
        thread = null;
        if (interrupts == null) return; // one has ended the run
        interrupts.end();
        interrupts = null;
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** Whether an interrupt of the run was passed on to a task, and that ended by it. */
    boolean hasInterruptEndedATask() {
        return hasEndedATask;
    }

    /** A task that was told of the interrupt has ended by it. */
    void interruptEndsATask() {
        hasEndedATask = true;
    }

    /** Watches for interrupts of the calling thread; once more if somebody else did meanwhile. */
    void watchForInterrupts(boolean onceMore) {
        if (interrupts != null && !onceMore) return;
        if (interrupts == null) interrupts = new InterruptWatch(this);
        interrupts.watch();
    }

    /**
     * The thread's flag says that an interrupt is under way: whoever interrupts sets it, and then tells who watches. To
     * be called before a strand gets on or off, since the JVM clears the flag then.
     */
    void seesFlag() {
        announced = true;
    }

    /**
     * Lets interrupts arrive that are under way, before the thread sleeps in a selector: there it is the selector that
     * is told, which only wakes up. One that nobody has seen the flag of takes a moment at most, unless its thread is
     * held up just then.
     */
    void letInterruptsArrive() {
        long end = System.nanoTime() + (announced ? ANNOUNCED : UNDER_WAY);
        while (!interrupted && System.nanoTime() < end) {
            if (announced) LockSupport.parkNanos(this, UNDER_WAY);
            else Thread.onSpinWait();
        }
        announced = false;
    }

    /**
     * Whether there was an interrupt; each counts once. Whoever interrupts a platform thread sets its flag first and
     * tells the watch later: so there the flag does not count, or the same interrupt might count again. From here on
     * the watch is off, until the next tick if there is one.
     */
    boolean takeInterrupt() {
        Thread me = Thread.currentThread();
        if (!interrupted && !(me.isVirtual() && me.isInterrupted())) return false;
        interrupts.end();
        interrupts = null;
        Thread.interrupted();
        interrupted = hasEndedATask = announced = false;
        return true;
    }

    // ---- a tick

    /** A tick of the loop runs so many callbacks. */
    void beginBatch(int ready) {
        batch = ready;
        busy = true;
        ticksByStrands = TICKS_BY_STRANDS;
    }

    /** Whether there is one more of the batch to run; if so, its step begins now. */
    boolean goesOn() {
        if (batch <= 0) return false;
        steps++;
        return true;
    }

    /** How many of the batch have not ended. */
    int batch() {
        return batch;
    }

    /** A step has ended. */
    void next() {
        batch--;
    }

    /** The batch has ended, or the run in the middle of it. */
    void endBatch() {
        busy = false;
        batch = 0;
    }

    // ---- for strands that go on to the next step without the loop

    /** Whether there is more of the batch than the step that ends now. */
    boolean hasMore() {
        return batch > 1;
    }

    /** The step ends, the next one begins, in the middle of the batch. */
    void handOn() {
        next();
        goesOn();
    }

    /** Whether a strand may begin a tick, too. Not for ever: the loop has to look whether its run is over. */
    boolean mayBegin() {
        return ticksByStrands-- > 0;
    }

    /** A strand begins a tick of so many callbacks, at the end of its own step. */
    void beginBatchByStrand(int ready) {
        batch = 1 + ready;
    }

    /** The loop itself begins the next tick: the run may be over. */
    void backToLoop() {
        ticksByStrands = 0;
    }

    // ---- for those who look on

    /** The number of the current step; a look from another thread may see one that is a moment old. */
    long steps() {
        return steps;
    }

    /** Whether somebody is in the middle of a step. */
    boolean isBusy() {
        return busy;
    }

    // ---- interrupts

    /**
     * The run shall end. Called by any thread. The loop is woken: the interrupt itself has woken its thread before this
     * is called, and that may have gone back to sleep meanwhile.
     */
    void interrupt() {
        interrupted = true;
        wakesLoop.run();
        passOn(baton);
    }

    /**
     * Whoever keeps the loop, blocked by something that is not the loop's, hears of the interrupt, too: nobody else can
     * end that wait. It goes to the strand that has the baton; if that hands it on in this moment, {@link BatonStrand}
     * looks again, after it has written the baton and before it goes to sleep.
     */
    void passOn(BatonStrand strand) {
        if (interrupted && strand != null) strand.runIsInterrupted();
    }
}
