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

    private volatile boolean awake; // it has no turn, but needs no waking: it looks by itself

    BatonStrand(EventLoop loop, Task<?> task) {
        super(loop, task);
    }

    @Override
    void resume() {
        pass(this);
        boolean interrupted = false;
        while (loop.baton != null) {
            LockSupport.park();
            interrupted |= Thread.interrupted(); // kept for later: now is the strands' turn
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void pass(BatonStrand to) {
        Thread loops = loop.thread; // as long as we have the baton, it is the one that runs the loop
        loop.baton = to;
        if (to == null) LockSupport.unpark(loops);
        else if (to.thread == null) to.start();
        else if (!to.awake) LockSupport.unpark(to.thread);
    }

    private void start() {
        thread = Thread.ofVirtual()
                .name(task.name())
                .uncaughtExceptionHandler(this)
                .unstarted(() -> {
                    try {
                        task.runBody();
                    } catch (Throwable e) {
                        uncaughtException(thread, e); // as long as we have the baton
                    } finally {
                        pass(next());
                    }
                });
        thread.start();
    }

    @Override
    void park() {
        wokenOutOfTurn(); // an interrupt counts even if nothing needs to be woken
        BatonStrand next = next();
        if (next == this) return;
        awake = loop.choices == null && isReady() && loop.ready.size() <= FEW;
        pass(next);
        for (int i = 0; awake && i < YIELDS && loop.baton != this; i++) Thread.yield();
        awake = false; // first this, then look again: or both sides might rely on the other
        while (loop.baton != this) {
            LockSupport.park();
            if (loop.baton != this) wokenOutOfTurn();
        }
    }

    /**
     * The strand that is next in the ready queue, taken from it; null if the loop has to do something before: to run a
     * callback, to start a strand, to tell its observer.
     */
    private BatonStrand next() {
        if (loop.observer != null || loop.choices != null) return null;
        while ((loop.batch > 1 || beginsTick())
                && loop.ready.peek() instanceof BatonStrand next
                && next.thread != null) {
            loop.ready.poll();
            loop.batch--;
            loop.steps++;
            if (next.begins()) return next;
        }
        return null;
    }

    /** Begins the next tick if the loop would do nothing in it but run the batch. */
    private boolean beginsTick() {
        if (loop.ticksByStrands-- <= 0 || loop.ready.isEmpty()) return false;
        if (!loop.fromOutside.isEmpty() || loop.selector.isWatching() || loop.nanosToNextTimer() <= 0) return false;
        loop.batch = 1 + loop.ready.size(); // the step that ends now is the one
        return true;
    }

    @Override
    boolean hasTurn() {
        return loop.baton == this;
    }
}
