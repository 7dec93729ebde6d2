package syncasync.loop;

import java.util.concurrent.locks.LockSupport;

/**
 * The public way: ordinary virtual threads and the loop's thread hand each other a baton by park and unpark, so that
 * only one of them runs at any moment. Nothing but a call of the loop passes the baton: while a task blocks in
 * {@code Thread.sleep}, everybody stands still.
 *
 * <p>A switch costs what it takes to wake a thread, so it should take no more than one: a strand hands on to the next
 * directly, and the loop's thread sleeps until there is something for it to do. And a thread that will have its turn
 * again at once, as one of two that take turns, does not go to sleep.
 */
final class BatonStrand extends Strand {
    private static final int FEW = 3; // so many in the ready queue: our turn is near
    private static final int YIELDS = 20; // then give way so often before going to sleep

    private final Turn turn;
    private volatile boolean awake; // it has no turn, but needs no waking: it looks by itself
    private volatile boolean interruptIsOfRun; // that of its thread: the loop will say so

    BatonStrand(EventLoop loop, Task<?> task) {
        super(loop, task);
        this.turn = loop.turn;
    }

    @Override
    void resume() {
        pass(this);
        while (turn.baton != null) {
            LockSupport.park();
            if (Thread.interrupted()) turn.interrupt();
        }
    }

    private void pass(BatonStrand to) {
        Thread loops = turn.thread; // as long as we have the baton, it is the one that runs the loop
        turn.baton = to;
        if (to == null) LockSupport.unpark(loops);
        else if (!to.begun) to.begin();
        else if (!to.awake) LockSupport.unpark(to.thread);
        turn.passOn(to);
    }

    @Override
    Thread newThread() {
        return Thread.ofVirtual()
                .name(task.name())
                .uncaughtExceptionHandler(this)
                .unstarted(() -> {
                    try {
                        runBody();
                    } catch (Throwable e) {
                        uncaughtException(thread, e); // as long as we have the baton
                    } finally {
                        pass(next());
                    }
                });
    }

    @Override
    void park() {
        wokenOutOfTurn(); // an interrupt counts even if nothing needs to be woken
        BatonStrand next = next();
        if (next == this) return;
        awake = loop.choices == null && isReady() && loop.readyCount() <= FEW;
        pass(next);
        for (int i = 0; awake && i < YIELDS && turn.baton != this; i++) Thread.yield();
        awake = false; // first this, then look again: or both sides might rely on the other
        while (turn.baton != this) {
            LockSupport.park();
            if (turn.baton != this) wokenOutOfTurn();
        }
    }

    /**
     * The strand that is next in the ready queue, taken from it; null if the loop has to do something before: to run a
     * callback, to start a strand, to notice an interrupt.
     */
    private BatonStrand next() {
        while (loop.choices == null
                && !turn.interrupted
                && (turn.hasMore() || loop.beginsTick())
                && loop.nextReady() instanceof BatonStrand next
                && next.begun) {
            loop.takeReady();
            if (next.begins()) return next;
        }
        return null;
    }

    /** The run was interrupted while it was this strand's turn: if the strand is blocked, that wait ends, too. */
    void runIsInterrupted() {
        if (!begun) return; // it will be passed on again
        interruptIsOfRun = cancelAsked = true;
        thread.interrupt();
    }

    @Override
    void endsByInterrupt() {
        if (interruptIsOfRun) turn.interruptEndsATask();
    }

    @Override
    void wokenOutOfTurn() {
        if (!interruptIsOfRun) super.wokenOutOfTurn();
        else if (Thread.interrupted()) interruptIsOfRun = false;
    }

    @Override
    boolean hasTurn() {
        return turn.baton == this;
    }
}
