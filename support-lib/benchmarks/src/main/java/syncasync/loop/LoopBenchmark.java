package syncasync.loop;

import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.yieldNow;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The loop's small operations: a switch between tasks, a timer, a gather. {@code python3 support-lib/benchmarks/run.py
 * switch} measures one of them beside asyncio and uvloop.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-opens", "java.base/java.lang=ALL-UNNAMED", "-Djdk.trackAllThreads=false"})
public class LoopBenchmark {
    private static final int SWITCHES = 100_000;
    private static final int MANY = 10_000;

    @Param({"fast", "public"})
    private String way;

    private EventLoop loop() {
        return new EventLoop(LoopClock.real(), way.equals("fast"));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void taskSwitch() {
        Action turns = () -> {
            for (int i = 0; i < SWITCHES / 2; i++) yieldNow();
        };
        try (EventLoop loop = loop()) {
            loop.runUntilComplete(() -> gather(turns, turns));
        }
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public int timerSetAndFire() {
        int[] fired = new int[1];
        try (EventLoop loop = loop()) {
            for (int i = 0; i < MANY; i++) loop.callLater(Duration.ofNanos(i * 7919L % MANY * 10), () -> fired[0]++);
            loop.runUntilIdle();
        }
        return fired[0];
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    @SuppressWarnings("unchecked")
    public List<Integer> gatherMany() {
        Callable<Integer> one = () -> {
            yieldNow();
            return 1;
        };
        try (EventLoop loop = loop()) {
            return loop.runUntilComplete(
                    () -> gather(Collections.nCopies(MANY, one).toArray(Callable[]::new)));
        }
    }
}
