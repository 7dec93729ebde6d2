package syncasync.loop;

import java.util.concurrent.locks.LockSupport;

/**
 * The public way: an ordinary virtual thread and the loop's thread hand each other a baton by park and unpark, so that only one of them
 * runs at any moment. Nothing but a call of the loop passes the baton: while a task blocks in {@code Thread.sleep}, everybody stands still.
 */
final class BatonStrand extends Strand {
    private volatile boolean holdsBaton;

    BatonStrand(EventLoop loop, Task<?> task) {
        super(loop, task);
    }

    @Override void resume() {
        holdsBaton = true;
        if (thread == null) start();
        else LockSupport.unpark(thread);
        LockSupport.park();
        boolean interrupted = false;
        while (holdsBaton) {
            interrupted |= Thread.interrupted();    // kept for later: now is the strand's turn
            LockSupport.park();
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void start() {
        thread = Thread.ofVirtual().name(task.name()).uncaughtExceptionHandler(this).unstarted(() -> {
            task.runBody();
            passBaton();
        });
        thread.start();
    }

    @Override void park() {
        passBaton();
        LockSupport.park();
        while (!holdsBaton) {
            wokenOutOfTurn();
            LockSupport.park();
        }
    }

    private void passBaton() {
        Thread to = loop.thread;
        holdsBaton = false;
        LockSupport.unpark(to);
    }

    @Override boolean hasTurn() {
        return holdsBaton;
    }
}
