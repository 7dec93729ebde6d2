package syncasync.timeline;

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
 * What it costs to record a span, in nanoseconds. Must stay below 1,000.
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

    private Timeline timeline;

    @Setup(Level.Iteration)
    public void fresh() {
        timeline = new Timeline("benchmark");
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
