package syncasync.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.stream.Stream;

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
            this(true);
        }

        private Stop(boolean saysWhere) {
            super("Interrupted", null, false, saysWhere);
        }
    }

    /** The cell in which a thread was started, or that a thread runs; {@code null} is none. */
    static final InheritableThreadLocal<RunningCell> CELL = new InheritableThreadLocal<>();

    /** Instead of a cell: all threads that run code of cells. */
    static final RunningCell ALL = RunningCell.ofStartUp();

    private static final MethodHandle RELEASED = MethodHandles.empty(MethodType.methodType(void.class));
    private static final MethodHandle PRESSED;
    private static final MutableCallSite SITE = new MutableCallSite(RELEASED);
    private static final MethodHandle CHECK = SITE.dynamicInvoker();
    private static volatile RunningCell stopped; // null while the brake is released
    private static volatile Thread stoppedMain; // the one that runs the stopped cell's statements
    private static final Stop AT_THE_EDGE = new Stop(false); // made before there was no room for it
    private static volatile Set<Thread> busyBefore = Set.of(); // in code of earlier cells when the present one began
    private static volatile Set<Thread> idleBefore = Set.of(); // there when the present one began, in no code of cells
    private static Set<Thread> kernels; // those that were there before the first cell
    private static volatile CellPositions places;

    static {
        try {
            PRESSED = MethodHandles.lookup()
                    .findStatic(InterruptCheck.class, "stopIfOfThatCell", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private InterruptCheck() {}

    /** From now on code is placed by these. */
    static void use(CellPositions positions) {
        places = positions;
    }

    /** Called by the code of cells. */
    public static void check() throws Throwable {
        CHECK.invokeExact();
    }

    /** From now on the threads of this cell stop at their next check. The given one runs its statements. */
    static synchronized void press(RunningCell ofCell, Thread main) {
        stoppedMain = main;
        stopped = ofCell;
        set(PRESSED);
    }

    /** Releases the brake, unless it was pressed for another cell since. */
    static synchronized void release(RunningCell ofCell) {
        if (stopped == ofCell) {
            release();
        }
    }

    static synchronized void release() {
        if (stopped != null) {
            stopped = null;
            stoppedMain = null;
            set(RELEASED);
        }
    }

    private static void set(MethodHandle target) {
        SITE.setTarget(target);
        MutableCallSite.syncAll(new MutableCallSite[] {SITE});
    }

    private static void stopIfOfThatCell() {
        try {
            RunningCell cell = stopped;
            if (cell == ALL || cell != null && worksFor(cell)) {
                throw new Stop();
            }
        } catch (StackOverflowError e) {
            // A recursion that catches its overflow goes on at the edge of the stack, where there is no room to ask
            // whose
            // thread this is. Without this it would have to climb down that far by itself, which can take for ever.
            if (Thread.currentThread() == stoppedMain) {
                throw AT_THE_EDGE;
            }
            throw e;
        }
    }

    /** A cell begins: whoever of the pools is at work now does not work for it. */
    static void cellBegins() {
        Set<Thread> now = platformThreads();
        if (kernels == null) {
            now.removeIf(thread -> thread instanceof ForkJoinWorkerThread);
            kernels = Set.copyOf(now);
        }
        now.removeAll(kernels);
        var idle = new HashSet<>(now);
        idle.removeIf(thread -> Stream.of(thread.getStackTrace()).anyMatch(InterruptCheck::isOfCells));
        now.removeAll(idle);
        busyBefore = Set.copyOf(now);
        idleBefore = Set.copyOf(idle);
    }

    static boolean worksFor(RunningCell cell) {
        RunningCell workplace = workplace(cell);
        return workplace != null && workplace.isSameAs(cell) || wasAskedSinceItBegan();
    }

    /**
     * Whether this is a server's own thread, started by an earlier cell, that did nothing when the present cell began
     * and answers a request now. Whoever sent that: without this, Stop would leave it at work for nobody.
     */
    private static boolean wasAskedSinceItBegan() {
        return idleBefore.contains(Thread.currentThread())
                && Stream.of(Thread.currentThread().getStackTrace()).noneMatch(InterruptCheck::isOfPoolOrTimer);
    }

    private static boolean isOfPoolOrTimer(StackTraceElement frame) {
        return frame.getMethodName().equals("runWorker") || isOfTimer(frame);
    }

    private static boolean isOfTimer(StackTraceElement frame) {
        return frame.getClassName().endsWith("ScheduledFutureTask")
                || frame.getClassName().equals("java.util.TimerThread");
    }

    /**
     * The cell that this thread works for: the one that started it, or whose lambda it executes. A thread of a pool
     * that executes a lambda of a method, or a method, works for the cell that runs, unless it was at work before that
     * began, or a timer started it. {@code null} is none.
     */
    static RunningCell workplace(RunningCell running) {
        boolean pooled = false;
        boolean timed = false;
        StackTraceElement outermost = null;
        for (StackTraceElement frame : Thread.currentThread().getStackTrace()) {
            if (isOfCells(frame)) {
                outermost = frame;
            }
            pooled |= frame.getMethodName().equals("runWorker");
            timed |= isOfTimer(frame);
        }
        RunningCell declaredIn = outermost == null || places == null
                ? null
                : places.of(outermost).map(CellPositions.Place::cell).orElse(null);
        boolean ofStatement = outermost != null && outermost.getMethodName().startsWith("lambda$do_it");
        if (declaredIn != null && (ofStatement || declaredIn.isSameAs(running))) {
            return declaredIn;
        }
        if (!pooled) {
            return CELL.get();
        }
        return !timed && !busyBefore.contains(Thread.currentThread()) ? running : declaredIn;
    }

    /** Whether a thread that may have to stop still computes. */
    static boolean isSomeoneBusy() {
        return platformThreads().stream()
                .filter(thread -> stopped == ALL || !busyBefore.contains(thread))
                .filter(thread -> thread.getState() == Thread.State.RUNNABLE)
                .anyMatch(thread -> Stream.of(thread.getStackTrace()).anyMatch(InterruptCheck::isOfCells));
    }

    private static boolean isOfCells(StackTraceElement frame) {
        return frame.getClassName().startsWith("REPL.$JShell$");
    }

    private static Set<Thread> platformThreads() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        var threads = new Thread[2 * group.activeCount() + 10];
        int count = group.enumerate(threads);
        return new HashSet<>(Arrays.asList(threads).subList(0, count));
    }
}
