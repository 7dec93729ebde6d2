package syncasync.loop;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;

/**
 * A watchdog: looks now and then whether a loop still is at the same step, and reports a step that takes too long, with
 * the line it is at, while it lasts: from its own thread, since the loop's may never come to it. It only reads what the
 * loop counts anyway, so watching costs the loop nothing. A look may see a number that is a moment old; the next look
 * will not.
 *
 * <p>A step can also take long since the machine has no processor for it. So time counts only against a step that has
 * computed or that blocks.
 */
final class HogDetector implements Runnable {
    private final EventLoop loop;
    private final Turn turn;
    private final long limit;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile boolean telling;

    private HogDetector(EventLoop loop, long limit) {
        this.loop = loop;
        this.turn = loop.turn;
        this.limit = limit;
        this.thread = Thread.ofPlatform().daemon().name("loop watchdog").unstarted(this);
    }

    /** A watchdog for one run of the loop; with a limit of zero, or none, it sleeps. */
    static HogDetector start(EventLoop loop, long limit) {
        HogDetector watchdog = new HogDetector(loop, limit);
        if (limit > 0 && limit < Nanos.NEVER) watchdog.thread.start();
        return watchdog;
    }

    @Override
    public void run() {
        if (!loop.fast) computed(); // to have it loaded when it matters: the process's takes longer than a step may
        long seen = -1;
        long since = 0;
        long computed = -1; // when the step was seen for the second time: most never are, and need not be asked
        long asked = 0; // when that was
        boolean reported = false;
        while (!stopped) {
            long step = turn.steps();
            if (step != seen || !turn.isBusy()) {
                seen = step;
                since = System.nanoTime();
                computed = -1;
                reported = false;
            } else if (computed < 0) {
                computed = computed();
                asked = System.nanoTime();
            } else {
                if (turn.running instanceof SchedulerStrand strand && strand.seemsToWait()) strand.doubt();
                if (!reported && System.nanoTime() - since >= limit)
                    reported = barks(step, since, computed() - computed, System.nanoTime() - asked);
            }
            loop.failed.tellCollected();
            loop.dormant.tellCollected();
            LockSupport.parkNanos(this, limit / 4);
        }
    }

    /** Processor time of the loop's thread. Of a virtual one it is not known; then the process's, which is no less. */
    private long computed() {
        Thread runs = turn.thread;
        long nanos = -1;
        if (runs != null && !runs.isVirtual()) nanos = Threads.BEAN.getThreadCpuTime(runs.threadId());
        return nanos >= 0 ? nanos : Math.max(0, Machine.BEAN.getProcessCpuTime());
    }

    /** Loaded when a step takes long for the first time. */
    private static final class Threads {
        static final ThreadMXBean BEAN = ManagementFactory.getThreadMXBean();
    }

    private static final class Machine {
        static final OperatingSystemMXBean BEAN = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }

    /** Reports the step, if it is to blame. */
    private boolean barks(long step, long since, long computed, long meanwhile) {
        Strand strand = turn.running;
        Thread runs = strand != null ? strand.thread : turn.thread;
        if (runs == null || strand != null && !strand.hasTurn()) return false; // on its way from one to the other
        Thread.State state = runs.getState();
        StackTraceElement[] stack = runs.getStackTrace();
        if (!isToBlame(state, stack, computed, Math.min(limit, meanwhile))) return false;
        String place = Wording.place(stack);
        telling = true; // first this, then look again: whoever stops the watch waits for what is being told
        try {
            if (turn.steps() != step || stopped) return false; // it let go meanwhile: the line may be another's
            loop.report(LoopProblem.hog(strand, System.nanoTime() - since, place));
        } finally {
            telling = false;
        }
        return true;
    }

    /**
     * Whether a step takes long by itself: it has computed for half of the time, or it blocks, in Java or in a system
     * call.
     */
    static boolean isToBlame(Thread.State state, StackTraceElement[] stack, long computed, long time) {
        if (waitsForCarrier(stack)) return false;
        if (computed >= time / 2) return true;
        if (state != Thread.State.RUNNABLE) return true;
        return stack.length > 0
                && stack[0].isNativeMethod()
                && !stack[0].getClassName().startsWith("java.lang.");
    }

    /** A strand that was given its turn but has not gone on yet: other virtual threads have the carriers. */
    private static boolean waitsForCarrier(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (!Wording.isOfJdk(frame)) return frame.getClassName().equals(BatonStrand.class.getName());
        }
        return stack.length == 0;
    }

    /**
     * Ends the watch; what is being told is told then. But it waits no longer than a second for that: who is told may
     * wait in turn for something that the caller holds.
     */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        long end = System.nanoTime() + 1_000_000_000;
        while (telling && System.nanoTime() < end) {
            LockSupport.parkNanos(this, 100_000);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
