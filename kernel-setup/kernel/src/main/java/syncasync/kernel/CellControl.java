package syncasync.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.SPIResolutionException;
import org.dflib.jjava.jupyter.telemetry.TelemetryCollector;

/** Runs the code of cells in this JVM, on the thread "main", and stops it when it is told to. */
final class CellControl extends DirectExecutionControl {

    private static final Duration PATIENCE = Duration.ofSeconds(1); // for code that was interrupted
    private static final Duration OTHERS = Duration.ofMillis(200); // for the other threads of an interrupted cell

    private final CellThread main = new CellThread();
    private final CellLoader loader;
    private final CellPositions origins;
    private final Duration limit;
    private final Map<String, Object> values = new HashMap<>();
    private FutureTask<Object> running; // the piece of the cell that was started last
    private boolean active;
    private volatile TelemetryCollector<?> collector = TelemetryCollector.DO_NOTHING;
    private volatile int cell;
    private volatile boolean interrupted;
    private volatile boolean timedOut;
    private volatile Throwable thrown;

    /** @param limit the longest that a piece of a cell may take; {@code null} is for ever */
    CellControl(CellLoader loader, CellPositions origins, Duration limit) {
        super(loader);
        this.loader = loader;
        this.origins = origins;
        this.limit = limit;
    }

    synchronized void begin(int number) {
        InterruptCheck.release();
        cell = number;
        running = null;
        interrupted = false;
        timedOut = false;
        active = true;
    }

    synchronized void end() {
        active = false;
    }

    boolean isInterrupted() {
        return interrupted;
    }

    boolean isTimedOut() {
        return timedOut;
    }

    boolean isBusy() {
        return main.isBusy();
    }

    Thread thread() {
        return main.thread();
    }

    /** What ended the piece that was run last, or {@code null}. */
    Throwable thrown() {
        return thrown;
    }

    /** The value of an expression that was just run. JShell only ever sees its key. */
    Object take(String key) {
        synchronized (values) {
            return values.remove(key);
        }
    }

    void collect(TelemetryCollector<?> measures) {
        collector = measures;
    }

    TelemetryCollector<?> collector() {
        return collector;
    }

    /**
     * Stops the cell that runs; if it does not stop, leaves it to itself. Threads of the cell that wait for something
     * live on.
     */
    void interrupt() {
        FutureTask<Object> piece;
        synchronized (this) {
            if (!active) {
                return;
            }
            interrupted = true; // also where the cell is being compiled: then its next piece does not start
            piece = running;
            InterruptCheck.press(cell);
            main.interrupt();
        }
        if (piece != null) {
            giveTimeToEnd(piece);
        }
        try {
            Thread.sleep(OTHERS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        InterruptCheck.release(cell);
    }

    private void giveTimeToEnd(FutureTask<Object> piece) {
        try {
            piece.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            main.replace();
            piece.cancel(false);
        } catch (ExecutionException | CancellationException | InterruptedException _) {
            // it has stopped
        }
    }

    @Override
    public void stop() {
        main.interrupt();
    }

    @Override
    public void load(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        for (ClassBytecodes each : classes) {
            origins.loaded(each.name());
        }
        super.load(classes);
    }

    @Override
    protected String invoke(Method code) throws Exception {
        String key = UUID.randomUUID().toString();
        @SuppressWarnings("unchecked")
        var measures = (TelemetryCollector<Object>) collector;
        Object start = measures.measurementStart();
        thrown = null;
        try {
            Object value = run(code);
            synchronized (values) {
                values.put(key, value);
            }
            return key;
        } finally {
            measures.measurementEnd(start);
        }
    }

    private Object run(Method code) throws Exception {
        int number = cell;
        boolean nested = main.isBusy();
        FutureTask<Object> piece = nested ? main.submit(() -> inCell(number, code)) : start(() -> inCell(number, code));
        try {
            return limit == null || nested ? piece.get() : piece.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SPIResolutionException unresolved) {
                throw unresolved;
            }
            throw asUserException(e.getCause());
        } catch (CancellationException e) {
            throw asUserException(new InterruptCheck.Stop());
        } catch (TimeoutException e) {
            timedOut = true;
            interrupt();
            throw asUserException(new InterruptCheck.Stop());
        }
    }

    private synchronized FutureTask<Object> start(Callable<Object> code) throws UserException {
        if (interrupted) {
            throw asUserException(new InterruptCheck.Stop());
        }
        running = main.submit(code);
        return running;
    }

    private Object inCell(int number, Method code) throws Exception {
        Thread.currentThread().setContextClassLoader(loader);
        InterruptCheck.CELL.set(number);
        try {
            return code.invoke(null);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    private UserException asUserException(Throwable e) {
        thrown = e;
        return new UserException(String.valueOf(e.getMessage()), e.getClass().getName(), new StackTraceElement[] {});
    }
}
