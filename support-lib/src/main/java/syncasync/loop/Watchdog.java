package syncasync.loop;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks now and then whether a loop still is at the same step, and reports a step that takes too long, with the line it is at.
 * It only reads what the loop counts anyway, so watching costs the loop nothing.
 */
final class Watchdog implements Runnable {
    private final EventLoop loop;
    private final long limit;
    private final Thread thread;
    private volatile boolean stopped;

    private Watchdog(EventLoop loop, long limit) {
        this.loop = loop;
        this.limit = limit;
        this.thread = Thread.ofPlatform().daemon().name("loop watchdog").unstarted(this);
    }

    /** A watchdog for one run of the loop; with a limit of zero it sleeps. */
    static Watchdog start(EventLoop loop, long limit) {
        Watchdog watchdog = new Watchdog(loop, limit);
        if (limit > 0) watchdog.thread.start();
        return watchdog;
    }

    @Override public void run() {
        long seen = -1;
        long since = 0;
        boolean reported = false;
        while (!stopped) {
            long step = loop.steps;
            if (step != seen || !loop.busy) {
                seen = step;
                since = System.nanoTime();
                reported = false;
            } else if (!reported && System.nanoTime() - since >= limit) {
                reported = true;
                bark(step, since);
            }
            LockSupport.parkNanos(this, limit / 4);
        }
    }

    private void bark(long step, long since) {
        Strand strand = loop.running;
        Thread runs = strand != null ? strand.thread : loop.thread;
        if (runs == null) return;
        String place = Names.place(runs.getStackTrace());
        if (loop.steps != step) return;     // it let go meanwhile: the line may be another's
        if (stopped) return;
        tell(() -> loop.report(LoopProblem.hog(strand == null ? null : strand.task,
                strand == null ? "a callback" : strand.task.toString(), System.nanoTime() - since, place)));
    }

    private void tell(Runnable report) {
        try {
            loop.callSoonThreadSafe(report);
        } catch (RejectedExecutionException closed) {
            // It ended just now, and the step with it.
        }
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}
