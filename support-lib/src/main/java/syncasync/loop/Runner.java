package syncasync.loop;

import java.util.concurrent.atomic.AtomicReference;

/** Chooses the thread that a loop runs on. */
final class Runner {
    private Runner() {}

    /**
     * Scheduled strands are carried by the loop's thread, which cannot be virtual itself. A baton, on the other hand,
     * changes hands ten times as fast between two virtual threads, so there the loop gets one and the caller waits.
     */
    static void run(EventLoop loop, Runnable turning) {
        EventLoop other = EventLoop.current();
        if (other != null && other.isOnLoop())
            throw new IllegalStateException("another loop is running here and would stand still");
        boolean virtual = Thread.currentThread().isVirtual();
        if (loop.fast && virtual)
            throw new IllegalStateException(
                    "the fast way cannot run a loop on a virtual thread: use a platform thread, or new EventLoop(clock, false)");
        if (loop.fast || virtual) turning.run();
        else onVirtualThread(loop, turning);
    }

    private static void onVirtualThread(EventLoop loop, Runnable turning) {
        var failure = new AtomicReference<Throwable>();
        Thread thread = Thread.ofVirtual().name("event loop").start(() -> {
            try {
                turning.run();
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                loop.turn.interrupt(); // the loop will say so itself ...
                thread.interrupt(); // ... as soon as it wakes up
            }
        }
        if (failure.get() != null) throw Await.unchecked(failure.get());
        if (interrupted) Thread.currentThread().interrupt(); // the loop had ended before it could say so
    }
}
