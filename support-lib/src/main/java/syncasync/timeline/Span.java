package syncasync.timeline;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import syncasync.functions.ThrowingRunnable;
import syncasync.host.Carried;
import syncasync.host.DurationText;

/**
 * A span: a task while it is being recorded, begun by {@link Timeline#start}, over at {@link #end()}. Any thread may
 * end it.
 *
 * <p>Where the time went is told when the task says so ({@link #waiting}, or {@link #suspend()} and {@link #resume()});
 * otherwise by what state its thread was seen in, and on a platform thread by its CPU time. For a span that another
 * thread ended than began it, it is not known: it is never guessed.
 */
public final class Span implements AutoCloseable {

    static final long UNKNOWN = -1;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean CPU_TIME =
            THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

    final String name;
    final String lane; // null: the thread's
    final Thread thread;
    final Thread carrier; // where it is a coroutine's, the loop's
    final Thread teller; // who began it: the task's own thread, which may be another one
    final long start; // nanoseconds on the timeline's clock

    private final LongSupplier clock; // the timeline's, in nanoseconds
    private final long cpuAtStart;

    volatile long end = UNKNOWN;
    volatile boolean ended;
    volatile long cpu = UNKNOWN; // nanoseconds this span's thread spent on the CPU
    volatile boolean moved; // another thread ended it than began it: the state of its thread says nothing about it
    volatile String failure; // the kind of exception that ended it
    volatile int seen; // how often its thread's state was looked at ...
    volatile int seenWaiting; // ... and how often it was waiting
    private long waitingSince = UNKNOWN; // when its thread was first seen to wait, though the task has not said so ...
    private boolean seenAsleep; // ... and whether it was seen so again, which counts as a wait
    private List<Long> turns; // when it was suspended, resumed, suspended, ...: made when first needed

    Span(LongSupplier clock, String name, String lane, Thread thread, long start) {
        this.clock = clock;
        this.name = name;
        this.lane = lane;
        this.thread = thread;
        this.carrier = Carried.carrierOf(thread);
        this.teller = Thread.currentThread();
        this.start = start;
        this.cpuAtStart = thread != Thread.currentThread() || !CPU_TIME || thread.isVirtual()
                ? UNKNOWN
                : THREADS.getCurrentThreadCpuTime();
    }

    /** Loads what measuring CPU time needs, so that the first span is not longer than the others. */
    static void warmUp() {
        if (CPU_TIME) {
            THREADS.getCurrentThreadCpuTime();
        }
    }

    /**
     * Runs something that only waits, such as a sleep or the answer of a server, and draws that part of the span as
     * waiting.
     */
    public <X extends Exception> void waiting(ThrowingRunnable<X> body) throws X {
        suspend();
        try {
            body.run();
        } finally {
            resume();
        }
    }

    /** From now on the task waits, until {@link #resume()}. */
    public void suspend() {
        suspend(clock.getAsLong());
    }

    /** The task waits from the given time on, in nanoseconds of the timeline's clock. */
    public void suspend(long nanos) {
        turn(nanos, true);
    }

    /** The wait is over. */
    public void resume() {
        resume(clock.getAsLong());
    }

    /** The wait is over at the given time, in nanoseconds of the timeline's clock. */
    public void resume(long nanos) {
        turn(nanos, false);
    }

    private synchronized void turn(long nanos, boolean suspends) {
        if (ended) {
            return;
        }
        if (turns == null) {
            turns = new ArrayList<>();
        }
        waitingSince = UNKNOWN;
        seenAsleep = false;
        if (isSuspended() != suspends) { // waiting twice is waiting once
            turns.add(nanos);
        }
    }

    private boolean isSuspended() {
        return turns != null && turns.size() % 2 == 1;
    }

    /**
     * Notes in what state the task's own thread is seen now. A task that tells when it waits may block
     * somewhere else without a word; seen waiting twice, it has waited from the first time on.
     */
    synchronized void see(boolean waiting) {
        long nanos = clock.getAsLong();
        if (ended || isSuspended() && !seenAsleep) {
            return;
        }
        if (waiting && waitingSince == UNKNOWN) {
            waitingSince = nanos;
        } else if (waiting && !seenAsleep) {
            suspend(waitingSince);
            seenAsleep = true;
        } else if (!waiting && seenAsleep) {
            resume(nanos);
        } else if (!waiting) {
            waitingSince = UNKNOWN;
        }
    }

    /** Ends the span now. Only the first end counts. */
    public void end() {
        end(clock.getAsLong());
    }

    /** Ends the span at the given time, in nanoseconds of the timeline's clock. */
    public void end(long nanos) {
        if (ended) {
            return;
        }
        moved = Thread.currentThread() != thread;
        if (cpuAtStart != UNKNOWN && !moved) {
            cpu = THREADS.getCurrentThreadCpuTime() - cpuAtStart;
        }
        end = Math.max(nanos, start);
        ended = true;
    }

    /** Ends the span now and remembers that this went wrong. */
    public void fail(Throwable failure) {
        if (!ended) {
            this.failure = failure.getClass().getSimpleName();
        }
        end();
    }

    /** The same as {@link #end()}, for {@code try (var span = timeline.start("name"))}. */
    @Override
    public void close() {
        end();
    }

    synchronized long[] turns() {
        return turns == null ? null : turns.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public String toString() {
        return name + (ended ? ": " + DurationText.of(Duration.ofNanos(end - start)) : ": still running");
    }
}
