package syncasync.timeline;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import syncasync.functions.ThrowingConsumer;
import syncasync.functions.ThrowingFunction;
import syncasync.functions.ThrowingRunnable;
import syncasync.functions.ThrowingSupplier;
import syncasync.functions.Unchecked;
import syncasync.host.Carried;
import syncasync.host.Rich;

/**
 * A timeline (a trace): records what ran when, on which thread, and draws it.
 * {@snippet :
 * var timeline = new Timeline("one after the other");
 * timeline.run("first", () -> Thread.sleep(2000));
 * timeline.run("second", () -> Thread.sleep(2000));
 * System.out.println(timeline);
 * }
 *
 * <p>Any number of threads may record at once. Recording costs well under a microsecond, and never blocks.
 */
public final class Timeline implements Rich, AutoCloseable {

    private final String title;
    private final LongSupplier clock; // nanoseconds
    private final Thread owner = Thread.currentThread(); // in a notebook: the one that runs cells
    private final Queue<Span> spans = new ConcurrentLinkedQueue<>(); // all there ever were, open ones too
    private final Queue<Snapshot.Instant> instants = new ConcurrentLinkedQueue<>();
    private final boolean realTime; // only then the states of threads mean something
    private LiveDrawing live; // null unless it draws itself while it is recorded

    /** A timeline on the computer's own clock. */
    public Timeline(String title) {
        this(title, System::nanoTime, true);
    }

    /** A timeline on a clock of nanoseconds, for instance an event loop's virtual one. */
    public Timeline(String title, LongSupplier nanoClock) {
        this(title, nanoClock, false);
    }

    private Timeline(String title, LongSupplier nanoClock, boolean realTime) {
        this.title = title;
        this.clock = nanoClock;
        this.realTime = realTime;
        Span.warmUp();
    }

    /** Runs a task and records it. What the task throws comes through, and the bar says so. */
    public <X extends Exception> void run(String name, ThrowingRunnable<X> body) throws X {
        this.<Void, X>call(name, span -> {
            body.run();
            return null;
        });
    }

    /** Runs a task that can say when it waits: {@code run("fetch", span -> span.waiting(() -> Thread.sleep(100)))}. */
    public <X extends Exception> void run(String name, ThrowingConsumer<Span, X> body) throws X {
        this.<Void, X>call(name, span -> {
            body.accept(span);
            return null;
        });
    }

    /** Runs a task, records it and returns its value. */
    public <T, X extends Exception> T call(String name, ThrowingSupplier<T, X> body) throws X {
        return this.<T, X>call(name, span -> body.get());
    }

    /** Runs a task that can say when it waits, records it and returns its value. */
    public <T, X extends Exception> T call(String name, ThrowingFunction<Span, T, X> body) throws X {
        Span span = start(name);
        T value;
        try {
            value = body.apply(span);
        } catch (Throwable thrown) {
            span.fail(thrown);
            throw thrown;
        }
        span.end();
        return value;
    }

    /** A task that is recorded when it is run, to hand to a thread or an executor. */
    public Runnable wrap(String name, ThrowingRunnable<?> body) {
        return () -> {
            try {
                run(name, body::run);
            } catch (Exception thrown) {
                throw Unchecked.rethrow(thrown);
            }
        };
    }

    /**
     * A task with a value that is recorded when it is run, to hand to an executor or to
     * {@code CompletableFuture.supplyAsync}.
     */
    public <T> Traced<T> wrap(String name, ThrowingSupplier<T, ?> body) {
        return () -> {
            try {
                return call(name, body::get);
            } catch (Exception thrown) {
                throw Unchecked.rethrow(thrown);
            }
        };
    }

    /** A step of a chain that is recorded when it is run, to hand to {@code thenApply} and its like. */
    public <A, T> Function<A, T> wrap(String name, ThrowingFunction<A, T, ?> body) {
        return argument -> {
            try {
                return call(name, () -> body.apply(argument));
            } catch (Exception thrown) {
                throw Unchecked.rethrow(thrown);
            }
        };
    }

    /** Begins a task on the current thread, now. */
    public Span start(String name) {
        return start(name, Thread.currentThread());
    }

    /** Begins a task on this thread, now: for whoever tells of it from another one. */
    public Span start(String name, Thread thread) {
        Span span = add(new Span(clock, name, null, thread, now()));
        if (realTime) {
            StateSampler.over(span);
        }
        return span;
    }

    /** Begins a task on a lane of one's own naming, now: for tasks that are not tied to one thread. */
    public Span start(String name, String lane) {
        return start(name, lane, now());
    }

    /** Begins a task on a lane at the given time, in nanoseconds of this timeline's clock. */
    public Span start(String name, String lane, long startNanos) {
        return add(new Span(clock, name, lane, null, startNanos));
    }

    /** Records a task that is over, from and to in nanoseconds of this timeline's clock. */
    public void record(String name, String lane, long startNanos, long endNanos) {
        start(name, lane, startNanos).end(endNanos);
    }

    private Span add(Span span) {
        spans.add(span);
        return span;
    }

    /** Records that something happened, now, on the current thread. */
    public void mark(String name) {
        Thread thread = Thread.currentThread();
        instants.add(new Snapshot.Instant(name, null, thread, Carried.carrierOf(thread), now()));
    }

    /** Records that something happened on a lane at the given time, in nanoseconds of this timeline's clock. */
    public void mark(String name, String lane, long nanos) {
        instants.add(new Snapshot.Instant(name, lane, null, null, nanos));
    }

    /** The time on this timeline's clock, in nanoseconds. Only differences mean something. */
    public long now() {
        return clock.getAsLong();
    }

    /** From the first start to the last end; tasks that still run count until now. Zero if nothing was recorded. */
    public Duration total() {
        return picture().total();
    }

    /** How many threads the tasks ran on. */
    public int threads() {
        return picture().threads().size();
    }

    /**
     * The longest time between two marks of this name that follow one another. Throws IllegalArgumentException if there
     * are fewer than two.
     */
    public Duration longestGap(String mark) {
        return picture().longestGap(mark).length();
    }

    /** What its drawings are headed by; two timelines may have the same. */
    public String title() {
        return title;
    }

    /** What has been recorded so far. */
    public Picture picture() {
        return new Snapshot(now(), spans, instants).picture(title, owner);
    }

    /**
     * Draws itself from now on, about ten times a second, until it is closed; then the picture stays. Where nothing can
     * be redrawn it is shown once, when it is closed: {@code try (var t = timeline("calls").live()) { ... }}.
     */
    public synchronized Timeline live() {
        if (live == null) {
            live = new LiveDrawing(this::picture);
        }
        return this;
    }

    /** Ends live drawing with one last picture. A timeline that does not draw itself has nothing to close. */
    @Override
    public void close() {
        LiveDrawing drawing;
        synchronized (this) {
            drawing = live;
            live = null;
        }
        if (drawing != null) {
            drawing.stop();
        }
    }

    @Override
    public Map<String, Object> bundle() {
        return Drawings.of(picture());
    }

    /** The drawing in plain characters. */
    @Override
    public String toString() {
        return TextDrawing.of(picture());
    }
}
