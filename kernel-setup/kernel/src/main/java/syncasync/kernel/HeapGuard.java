package syncasync.kernel;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.time.Duration;

/**
 * What happens when the heap is full: the cell that filled it is stopped, and the kernel lives.
 *
 * <p>When there is no room left, each thread that wants some gets an {@link OutOfMemoryError}, those that carry the
 * kernel's messages as well. So the kernel keeps a reserve, which it gives up when a cell has filled the rest: there is then
 * room to stop the cell, to say why, and to empty its variables. When that is, a soft reference tells: the JVM clears all of
 * them before it throws the first such error, and no listener has to look at each garbage collection.
 */
final class HeapGuard {

    private static final int RESERVE = 4 << 20; // bytes
    private static final double FULL = 0.9; // of the heap: then the next cell could not be compiled
    private static final double ROOMY = 0.6;
    private static final Duration LATER = Duration.ofSeconds(1); // the first cell needs the processor
    private static final Duration GRACE = Duration.ofMillis(200); // for a program that catches the error and goes on

    private final CellControl control;
    private final Runnable backgroundStopped;
    private final ReferenceQueue<Object> cleared = new ReferenceQueue<>();

    private SoftReference<Object> canary;
    private volatile byte[] toSpeak; // given up first
    private volatile byte[] toStop;

    /** @param backgroundStopped told when no cell ran, and code that earlier ones had left running was stopped */
    HeapGuard(CellControl control, Runnable backgroundStopped) {
        this.control = control;
        this.backgroundStopped = backgroundStopped;
    }

    void start() {
        var guard = new Thread(this::watch, "heap-guard");
        guard.setPriority(Thread.MAX_PRIORITY);
        guard.setDaemon(true);
        guard.start();
    }

    /**
     * Stops and explains a cell that never was, so that all classes for it are there: one whose loading fails for want of
     * room cannot be used ever after.
     */
    private void rehearse() {
        control.rehearseInterrupt();
        CellError.of(new OutOfMemoryError(), new CellPositions()).frames();
        isCauseOf(new OutOfMemoryError("rehearsal"));
    }

    private void watch() {
        boolean ready = false;
        while (true) {
            try {
                if (!ready) {
                    Thread.sleep(LATER);
                    rehearse();
                    ready = true;
                }
                hold();
                canary = new SoftReference<>(new Object(), cleared);
                cleared.remove();
                if (isAbove(FULL)) {
                    stopWhoFillsIt();
                }
            } catch (OutOfMemoryError _) {
                giveUp(); // and again
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void stopWhoFillsIt() throws InterruptedException {
        RunningCell cell = control.cell();
        boolean runs = !cell.isOver();
        toSpeak = null;
        Thread.sleep(GRACE);
        if (runs == cell.isOver()) {
            return; // it has ended by itself meanwhile
        }
        System.gc();
        if (isAbove(FULL)) {
            toStop = null;
            control.interruptFull(cell);
            if (!runs) {
                backgroundStopped.run();
            }
        }
    }

    private void hold() {
        toSpeak = toSpeak == null ? new byte[RESERVE] : toSpeak;
        toStop = toStop == null ? new byte[RESERVE] : toStop;
    }

    void giveUp() {
        toSpeak = null;
        toStop = null;
    }

    /** Whether what is in use, garbage left out, leaves no room for a next cell. Costs nothing where it leaves much. */
    static boolean isFull() {
        return isStillAbove(FULL);
    }

    /** Whether that leaves less room than the kernel needs to go on well. */
    static boolean isTight() {
        return isStillAbove(ROOMY);
    }

    private static boolean isStillAbove(double share) {
        if (!isAbove(share)) {
            return false;
        }
        System.gc();
        return isAbove(share);
    }

    private static boolean isAbove(double share) {
        Runtime jvm = Runtime.getRuntime();
        return jvm.totalMemory() - jvm.freeMemory() > share * jvm.maxMemory();
    }

    /** Whether this, or what caused it, is for want of room in the heap, and not of threads or direct buffers. */
    static boolean isCauseOf(Throwable e) {
        Throwable at = e;
        for (int depth = 0; at != null && depth < 99; depth++) {
            if (at instanceof OutOfMemoryError full) {
                String message = String.valueOf(full.getMessage());
                return message.startsWith("Java heap space") || message.startsWith("Requested array size");
            }
            at = CellError.causeOf(at);
        }
        return false;
    }

    /** As people say it. */
    static String size() {
        long megabytes = Math.round(Runtime.getRuntime().maxMemory() / 1048576.0);
        return megabytes < 10_000 ? megabytes + " MB" : Math.round(megabytes / 1024.0) + " GB";
    }
}
