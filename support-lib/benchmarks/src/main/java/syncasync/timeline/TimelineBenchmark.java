package syncasync.timeline;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to record a span, in nanoseconds: on a quiet machine less than 1,000. Beside it the least that any
 * recorder has to do, so that a busy machine slows both.
 *
 * <p>Iterations are short and begin with a fresh timeline, as no real one holds millions.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 50, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xms1g", "-Xmx1g"})
public class TimelineBenchmark {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private record Entry(String name, Thread thread, long start, long end, long cpu) {}

    private Timeline timeline;
    private Queue<Entry> queue;

    @Setup(Level.Iteration)
    public void fresh() {
        timeline = new Timeline("benchmark");
        queue = new ConcurrentLinkedQueue<>();
    }

    /** The least: two looks at the clock and at the CPU time, and an entry in a queue. */
    @Benchmark
    public void least() {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        long end = System.nanoTime();
        queue.add(new Entry("task", Thread.currentThread(), start, end, THREADS.getCurrentThreadCpuTime() - cpu));
    }

    /** The least from two threads at once. */
    @Benchmark
    @Threads(2)
    public void leastFromTwoThreads() {
        least();
    }

    /** On a platform thread, with its CPU time. */
    @Benchmark
    public Span span() {
        Span span = timeline.start("task");
        span.end();
        return span;
    }

    /** On a virtual thread, whose state is looked at meanwhile. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-Djmh.executor=VIRTUAL"})
    public Span spanOnAVirtualThread() {
        Span span = timeline.start("task");
        span.end();
        return span;
    }

    /** The same from both processors at once. */
    @Benchmark
    @Threads(2)
    public Span spanFromTwoThreads() {
        Span span = timeline.start("task");
        span.end();
        return span;
    }

    /** As an event loop does it, with times it knows. */
    @Benchmark
    public void record() {
        timeline.record("task", "loop", 0, 1000);
    }

    /** An instant. */
    @Benchmark
    public void mark() {
        timeline.mark("message");
    }

    public static void main(String[] args) throws Exception {
        org.openjdk.jmh.Main.main(new String[] {TimelineBenchmark.class.getName()});
    }
}
