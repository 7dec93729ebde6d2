package syncasync.timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
import syncasync.host.Rich;

/**
 * Records what ran when, on which thread, and draws it.
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

    private record Instant(String name, String lane, Thread thread, long at) {}

    private final String title;
    private final LongSupplier clock; // nanoseconds
    private final Thread owner = Thread.currentThread(); // in a notebook: the one that runs cells
    private final Queue<Span> spans = new ConcurrentLinkedQueue<>(); // all there ever were, open ones too
    private final Queue<Instant> instants = new ConcurrentLinkedQueue<>();
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
        Span span = start(name);
        try {
            body.run();
        } catch (Throwable thrown) {
            span.fail(thrown);
            throw thrown;
        }
        span.end();
    }

    /** Runs a task that can say when it waits: {@code run("fetch", span -> span.waiting(() -> Thread.sleep(100)))}. */
    public <X extends Exception> void run(String name, ThrowingConsumer<Span, X> body) throws X {
        Span span = start(name);
        try {
            body.accept(span);
        } catch (Throwable thrown) {
            span.fail(thrown);
            throw thrown;
        }
        span.end();
    }

    /** Runs a task, records it and returns its value. */
    public <T, X extends Exception> T call(String name, ThrowingSupplier<T, X> body) throws X {
        Span span = start(name);
        T value;
        try {
            value = body.get();
        } catch (Throwable thrown) {
            span.fail(thrown);
            throw thrown;
        }
        span.end();
        return value;
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
        Thread thread = Thread.currentThread();
        Span span = add(new Span(this, name, null, thread, now()));
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
        return add(new Span(this, name, lane, null, startNanos));
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
        instants.add(new Instant(name, null, Thread.currentThread(), now()));
    }

    /** Records that something happened on a lane at the given time, in nanoseconds of this timeline's clock. */
    public void mark(String name, String lane, long nanos) {
        instants.add(new Instant(name, lane, null, nanos));
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

    /** The title given to it. */
    public String title() {
        return title;
    }

    /** What has been recorded so far. */
    public Picture picture() {
        long now = now();
        List<Span> recorded = new ArrayList<>(spans);
        List<Instant> happened = new ArrayList<>(instants);
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (Span span : recorded) {
            first = Math.min(first, span.start);
            last = Math.max(last, span.ended ? span.end : Math.max(now, span.start));
        }
        for (Instant instant : happened) {
            first = Math.min(first, instant.at);
            last = Math.max(last, instant.at);
        }
        if (recorded.isEmpty() && happened.isEmpty()) {
            return new Picture(title, Duration.ZERO, List.of(), List.of());
        }

        Order order = new Order(last - first);
        recorded = order.sorted(recorded, span -> span.start, span -> span.ended ? span.end : now, span -> span.name);
        happened = order.sorted(happened, Instant::at, instant -> Long.MAX_VALUE, Instant::name);

        ThreadLabels lanes = new ThreadLabels(owner);
        recorded.forEach(span -> lanes.see(span.lane, span.thread));
        happened.forEach(instant -> lanes.see(instant.lane, instant.thread));

        List<Bar> bars = new ArrayList<>(recorded.size());
        for (Span span : recorded) {
            bars.add(bar(span, lanes.label(span.lane, span.thread), first, now));
        }
        List<Mark> marks = new ArrayList<>(happened.size());
        for (Instant instant : happened) {
            marks.add(new Mark(
                    instant.name, lanes.label(instant.lane, instant.thread), Duration.ofNanos(instant.at - first)));
        }
        return new Picture(title, Duration.ofNanos(last - first), List.copyOf(bars), List.copyOf(marks));
    }

    private static Bar bar(Span span, String lane, long first, long now) {
        boolean open = !span.ended;
        long end = open ? Math.max(now, span.start) : span.end;
        long[] turns = span.turns();
        List<Bar.Wait> waits = new ArrayList<>();
        for (int i = 0; turns != null && i < turns.length; i += 2) {
            long from = Math.clamp(turns[i], span.start, end);
            long to = Math.clamp(i + 1 < turns.length ? turns[i + 1] : end, from, end);
            waits.add(new Bar.Wait(Duration.ofNanos(from - first), Duration.ofNanos(to - first)));
        }
        Duration cpu = span.cpu == Span.UNKNOWN ? null : Duration.ofNanos(span.cpu);
        return new Bar(
                span.name,
                lane,
                span.lane != null,
                Duration.ofNanos(span.start - first),
                Duration.ofNanos(end - first),
                open,
                kind(span, turns != null, end - span.start),
                List.copyOf(waits),
                cpu,
                span.failure);
    }

    /**
     * The task's own word first. Otherwise what its thread was seen doing, and for a platform thread its CPU time: a
     * share of it says that something was computed, but a small one not that it waited, since a busy machine may have
     * given it no more. Between the limits it is a bit of both.
     */
    private static Bar.Kind kind(Span span, boolean toldWaits, long length) {
        if (toldWaits) {
            return Bar.Kind.RUNNING;
        }
        boolean seen = !span.moved && span.seen >= 5;
        double seenRunning = seen ? 1 - (double) span.seenWaiting / span.seen : 0;
        if (span.cpu == Span.UNKNOWN) {
            return seen ? kind(seenRunning, 0.1, 0.7) : Bar.Kind.UNKNOWN;
        }
        double onCpu = (double) span.cpu / Math.max(1, length);
        if (onCpu < 0.05) {
            return Bar.Kind
                    .WAITING; // in native code, too, where the JVM takes a thread that waits for the network to be
            // running
        }
        return seen ? kind(seenRunning, 0.1, 0.7) : kind(onCpu, 0.1, 0.3);
    }

    private static Bar.Kind kind(double runningShare, double waitingBelow, double runningFrom) {
        return runningShare < waitingBelow
                ? Bar.Kind.WAITING
                : runningShare >= runningFrom ? Bar.Kind.RUNNING : Bar.Kind.UNKNOWN;
    }

    /**
     * Draws itself from now on, about ten times a second, until it is closed; then the picture stays. Where nothing can
     * be redrawn it is shown once, when it is closed: {@code try (var t = timeline("calls").live()) { ... }}.
     */
    public synchronized Timeline live() {
        if (live == null) {
            live = new LiveDrawing(this);
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
        Picture picture = picture();
        Map<String, Object> bundle = new LinkedHashMap<>();
        if (!picture.isEmpty()) {
            bundle.put("application/vnd.vegalite.v5+json", VegaDrawing.of(picture));
            bundle.put("image/svg+xml", SvgDrawing.of(picture));
        }
        bundle.put("text/plain", TextDrawing.of(picture));
        return bundle;
    }

    /** The drawing in plain characters. */
    @Override
    public String toString() {
        return TextDrawing.of(picture());
    }
}
