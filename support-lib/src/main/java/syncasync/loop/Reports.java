package syncasync.loop;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Tells of problems. Whoever is told may print, block and fail: that never happens on the loop's bare thread, and never
 * ends a run.
 */
final class Reports implements Consumer<LoopProblem> {
    private final EventLoop loop;
    private final Consumer<LoopProblem> told;
    private final ReentrantLock oneAtATime = new ReentrantLock(); // the watchdog tells of some from its own thread

    Reports(EventLoop loop, Consumer<LoopProblem> told) {
        this.loop = loop;
        this.told = told;
    }

    @Override
    public void accept(LoopProblem problem) {
        loop.offTheCarrier(() -> tell(problem));
    }

    private void tell(LoopProblem problem) {
        boolean locked = lock();
        try {
            told.accept(problem);
        } catch (Throwable e) {
            System.err.println(problem + "\nand telling of it failed: " + Wording.text(e));
        } finally {
            if (locked) oneAtATime.unlock();
        }
    }

    /** Waits for its turn, but not for ever: who is being told may hang, and two at once are better than silence. */
    private boolean lock() {
        try {
            return oneAtATime.tryLock() || oneAtATime.tryLock(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
