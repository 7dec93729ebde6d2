package syncasync.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * Stops the code of an interrupted cell, even where it never waits: {@link InterruptCheckWeaver} puts a call of {@link #check()} at
 * the start of each method and before each jump back.
 *
 * <p>The check costs nothing in compiled code. Its call site is empty until somebody presses the brake; changing a call
 * site makes the JVM throw away the code compiled for the empty one, also under a loop that is running.
 */
public final class InterruptCheck {

    /** Thrown by the check. Private to the kernel: a learner sees "Interrupted". */
    static final class Stop extends Error {
        Stop() {
            super("Interrupted", null, false, true);
        }
    }

    /** The cell in which a thread was started, or that a thread runs. Zero is none. */
    static final InheritableThreadLocal<Integer> CELL = new InheritableThreadLocal<>() {
        @Override
        protected Integer initialValue() {
            return 0;
        }
    };

    private static final MethodHandle RELEASED = MethodHandles.empty(MethodType.methodType(void.class));
    private static final MethodHandle PRESSED;
    private static final MutableCallSite SITE = new MutableCallSite(RELEASED);
    private static final MethodHandle CHECK = SITE.dynamicInvoker();
    private static volatile int cell;

    static {
        try {
            PRESSED = MethodHandles.lookup()
                    .findStatic(InterruptCheck.class, "stopIfOfThatCell", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private InterruptCheck() {}

    /** Called by the code of cells. */
    public static void check() throws Throwable {
        CHECK.invokeExact();
    }

    /** From now on the threads of this cell stop at their next check. */
    static synchronized void press(int ofCell) {
        cell = ofCell;
        set(PRESSED);
    }

    /** Releases the brake, unless it was pressed for another cell since. */
    static synchronized void release(int ofCell) {
        if (cell == ofCell) {
            release();
        }
    }

    static synchronized void release() {
        if (cell != 0) {
            cell = 0;
            set(RELEASED);
        }
    }

    private static void set(MethodHandle target) {
        SITE.setTarget(target);
        MutableCallSite.syncAll(new MutableCallSite[] {SITE});
    }

    private static void stopIfOfThatCell() {
        // Workers of the common pool keep the cell that happened to need them first, and work for all.
        boolean common = Thread.currentThread() instanceof ForkJoinWorkerThread worker
                && worker.getPool() == ForkJoinPool.commonPool();
        if (cell != 0 && (common || CELL.get() == cell)) {
            throw new Stop();
        }
    }
}
