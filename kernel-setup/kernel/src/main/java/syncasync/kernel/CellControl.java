package syncasync.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import org.dflib.jjava.jupyter.telemetry.TelemetryCollector;

/** Runs the code of cells in this JVM, on the thread "main", and stops it when it is told to. */
final class CellControl extends DirectExecutionControl {

    private static final Duration PATIENCE = Duration.ofMillis(700); // for code that was interrupted
    private static final Duration OTHERS = Duration.ofMillis(200); // for the other threads of an interrupted cell,
    private static final Duration AT_MOST = Duration.ofSeconds(2); // and while they run, on a busy machine

    private final CellThread main = new CellThread();
    private final CellLoader loader;
    private final CellPositions origins;
    private final Duration limit;
    private final List<Call> noted = new ArrayList<>();
    private volatile TelemetryCollector<?> collector = TelemetryCollector.DO_NOTHING;
    private volatile RunningCell cell = RunningCell.ofStartUp();

    /** @param limit the longest that a piece of a cell may take; {@code null} is for ever */
    CellControl(CellLoader loader, CellPositions origins, Duration limit) {
        super(loader);
        this.loader = loader;
        this.origins = origins;
        this.limit = limit;
        InterruptCheck.use(origins);
    }

    /** The one place that knows the cell that runs, or ran last. */
    RunningCell cell() {
        return cell;
    }

    synchronized void begin(RunningCell next) {
        InterruptCheck.release();
        InterruptCheck.cellBegins();
        cell.end();
        cell = next;
    }

    synchronized void end() {
        cell.end();
    }

    boolean isBusy() {
        return main.isBusy();
    }

    Thread thread() {
        return main.thread();
    }

    void collect(TelemetryCollector<?> measures) {
        collector = measures;
    }

    TelemetryCollector<?> collector() {
        return collector;
    }

    /**
     * Stops the cell that runs; if it does not stop, leaves it to itself. Threads of the cell that wait for something
     * live on. With no cell running, stops the code of earlier cells that still runs.
     */
    void interrupt() {
        interrupt(null);
    }

    /** Stops this cell, which has filled the heap; if it was over and still is the last, what earlier ones left. */
    void interruptFull(RunningCell by) {
        by.fillsHeap();
        interrupt(by);
    }

    /** Loads what an interrupt needs, and interrupts nothing. */
    synchronized void rehearseInterrupt() {
        var nobody = RunningCell.ofStartUp();
        if (!isBusy()) {
            InterruptCheck.press(nobody, null);
            InterruptCheck.isSomeoneBusy();
            InterruptCheck.release(nobody);
        }
    }

    private void interrupt(RunningCell only) {
        RunningCell stopped;
        FutureTask<?> piece;
        synchronized (this) {
            if (only != null && only != cell) {
                return; // which is over
            }
            boolean runs = !cell.isOver();
            stopped = runs ? cell : InterruptCheck.ALL; // with no cell running, what earlier ones left is meant
            piece = stopped.piece();
            if (runs) {
                cell.interrupt(); // also where it is being compiled: then it does not start
            }
            InterruptCheck.press(stopped, main.thread());
            if (runs) {
                main.interrupt();
            }
        }
        if (piece != null) {
            giveTimeToEnd(stopped, piece);
        }
        try {
            long until = System.nanoTime() + AT_MOST.toNanos();
            do {
                Thread.sleep(OTHERS);
            } while (InterruptCheck.isSomeoneBusy() && System.nanoTime() < until);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        InterruptCheck.release(stopped);
    }

    private void giveTimeToEnd(RunningCell stopped, FutureTask<?> piece) {
        try {
            piece.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            stopped.isStuck(described(main.thread(), stopped));
            main.replace();
            piece.cancel(false);
        } catch (ExecutionException | CancellationException | InterruptedException _) {
            // it has stopped
        }
    }

    private String described(Thread thread, RunningCell stopped) {
        StackTraceElement[] stack = thread.getStackTrace();
        Thread.State state = thread.getState();
        String where = stack.length == 0 ? "" : " in " + stack[0].getClassName().replaceFirst("\\$.*", "");
        String called = Stream.of(stack)
                .flatMap(frame -> origins.of(frame).stream())
                .findFirst()
                .map(place -> ", called in " + place)
                .orElse("");
        return "Thread \"%s\" of cell %d cannot be stopped: it %s%s%s, until the kernel is restarted."
                .formatted(
                        thread.getName(),
                        stopped.number(),
                        state == Thread.State.RUNNABLE ? "goes on using a processor" : "goes on waiting",
                        where,
                        called);
    }

    @Override
    public void stop() {
        main.interrupt();
    }

    @Override
    public void load(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        for (ClassBytecodes each : classes) {
            origins.loaded(each.name(), cell);
        }
        super.load(classes);
    }

    /** Only notes what is to be run: a cell is compiled whole, and then {@link #run}. */
    @Override
    public String invoke(String className, String method) {
        noted.add(new Call(className, method));
        return "";
    }

    /** What JShell has asked to run since the last time. */
    List<Call> noted() {
        List<Call> calls = List.copyOf(noted);
        noted.clear();
        return calls;
    }

    /**
     * Runs one call after the other, up to the first that throws.
     *
     * @return the value of the last
     */
    Object run(RunningCell of, List<Call> calls) throws Failed {
        return perform(
                of, calls.stream().<Step>map(call -> () -> measured(call)).toList());
    }

    /** Does this as code of the cell. */
    @SuppressWarnings("unchecked")
    <T> T call(RunningCell of, Callable<T> work) throws Failed {
        return (T) perform(of, List.of(work::call));
    }

    private Object perform(RunningCell of, List<Step> steps) throws Failed {
        boolean nested = main.isBusy();
        var run = new Run(of, steps);
        FutureTask<Object> task = nested ? main.submit(run) : start(run);
        while (true) {
            try {
                Object value = limit == null || nested
                        ? task.get()
                        : task.get(limit.toNanos() - run.nanosOfStep(), TimeUnit.NANOSECONDS);
                if (run.thrown != null) {
                    throw new Failed(run.thrown, run.at);
                }
                return value;
            } catch (ExecutionException e) {
                throw new Failed(e.getCause(), run.at);
            } catch (CancellationException _) {
                throw new Failed(new InterruptCheck.Stop(), run.at);
            } catch (TimeoutException _) {
                if (run.nanosOfStep() >= limit.toNanos()) {
                    of.timeOut();
                    interrupt();
                    throw new Failed(new InterruptCheck.Stop(), run.at);
                }
            } catch (InterruptedException _) {
                // whoever interrupts all threads there are means the cell's, not the one that waits for it
            }
        }
    }

    private synchronized FutureTask<Object> start(Run run) throws Failed {
        if (run.of.isInterrupted()) {
            throw new Failed(new InterruptCheck.Stop(), 0);
        }
        FutureTask<Object> piece = main.submit(run);
        run.of.starts(piece);
        return piece;
    }

    /** A static method without parameters, of a class that JShell made of a snippet. */
    record Call(String className, String method) {}

    /** A call threw something, and those after it were not made. */
    static final class Failed extends Exception {

        private final int at;

        Failed(Throwable thrown, int at) {
            super(null, thrown, false, false);
            this.at = at;
        }

        /** Which of the calls, from 0. */
        int at() {
            return at;
        }
    }

    private interface Step {
        Object take() throws Throwable;
    }

    private final class Run implements Callable<Object> {

        private final RunningCell of;
        private final List<Step> steps;
        private volatile int at;
        private volatile long since = System.nanoTime();
        private Throwable thrown; // not left to the task, which would ask a learner's exception for its text

        Run(RunningCell of, List<Step> steps) {
            this.of = of;
            this.steps = steps;
        }

        long nanosOfStep() {
            return System.nanoTime() - since;
        }

        @Override
        public Object call() {
            Object value = null;
            Thread.currentThread().setContextClassLoader(loader);
            InterruptCheck.CELL.set(of);
            try {
                for (Step step : steps) {
                    if (of != cell || of.isInterrupted()) { // also where this thread was given up, and comes back later
                        throw new InterruptCheck.Stop();
                    }
                    since = System.nanoTime();
                    value = step.take();
                    at++;
                }
            } catch (Throwable e) {
                thrown = e;
                value = null; // of a step before, and perhaps what fills the heap
            }
            return value;
        }
    }

    private Object measured(Call call) throws Throwable {
        @SuppressWarnings("unchecked")
        var measures = (TelemetryCollector<Object>) collector;
        Object start = measures.measurementStart();
        try {
            Method code = findClass(call.className()).getDeclaredMethod(call.method());
            code.setAccessible(true);
            return code.invoke(null);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            measures.measurementEnd(start);
        }
    }
}
