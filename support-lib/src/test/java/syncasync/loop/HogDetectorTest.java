package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HogDetectorTest {
    private static final long TIME = 100_000_000;
    private static final StackTraceElement[] IN_JAVA = {frame("Lesson", 12)};
    private static final StackTraceElement[] READING = {frame("sun.nio.ch.FileDispatcherImpl", -2), frame("Lesson", 12)
    };
    private static final StackTraceElement[] ASKING_THE_TIME = {frame("java.lang.System", -2), frame("Lesson", 12)};

    private static StackTraceElement frame(String type, int line) {
        return new StackTraceElement(type, "method", type + ".java", line); // -2 stands for a native method
    }

    @Test
    void a_step_that_gets_no_processor_is_not_to_blame() {
        assertThat(HogDetector.isToBlame(Thread.State.RUNNABLE, IN_JAVA, 10_000_000, TIME))
                .isFalse();
        assertThat(HogDetector.isToBlame(Thread.State.RUNNABLE, ASKING_THE_TIME, 10_000_000, TIME))
                .isFalse();
    }

    @Test
    void a_task_that_was_given_its_turn_but_has_no_carrier_is_not_to_blame() {
        StackTraceElement[] parked = {
            frame("java.lang.VirtualThread", 7),
            frame("java.util.concurrent.locks.LockSupport", 8),
            frame("syncasync.loop.BatonStrand", 9),
            frame("Lesson", 12)
        };
        StackTraceElement[] notBegun = {};

        assertThat(HogDetector.isToBlame(Thread.State.RUNNABLE, parked, TIME, TIME))
                .isFalse();
        assertThat(HogDetector.isToBlame(Thread.State.RUNNABLE, notBegun, TIME, TIME))
                .isFalse();
    }

    @Test
    void a_step_that_computes_or_blocks_is() {
        assertThat(HogDetector.isToBlame(Thread.State.RUNNABLE, IN_JAVA, 60_000_000, TIME))
                .isTrue();
        assertThat(HogDetector.isToBlame(Thread.State.TIMED_WAITING, IN_JAVA, 0, TIME))
                .isTrue();
        assertThat(HogDetector.isToBlame(Thread.State.RUNNABLE, READING, 0, TIME))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallbackThatBlocksIsNamedThoughItComputesNothing(boolean fast) throws Exception {
        Pipe pipe = Pipe.open();
        List<LoopProblem> problems = new ArrayList<>();
        try (var loop =
                new EventLoop(LoopClock.real(), fast).onProblem(problems::add).hogThreshold(Duration.ofMillis(20))) {
            loop.callSoon(() -> {
                Thread.ofPlatform().start(() -> {
                    for (long end = System.nanoTime() + 300_000_000; System.nanoTime() < end; )
                        LockSupport.parkNanos(end - System.nanoTime());
                    write(pipe);
                });
                read(pipe);
            });
            loop.callLater(Duration.ofMillis(50), () -> {});
            loop.runUntilIdle();
        }
        pipe.source().close();
        pipe.sink().close();

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(LoopProblem.Kind.HOG);
            assertThat(problem.message()).matches("a callback kept the loop for .* in HogDetectorTest.java");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoeverHogsTheLoopInItsVeryLastStepIsNamedAsWell(boolean fast) {
        List<LoopProblem> problems = new ArrayList<>();
        try (var loop =
                new EventLoop(LoopClock.real(), fast).onProblem(problems::add).hogThreshold(Duration.ofMillis(20))) {
            loop.runUntilComplete(() -> {
                for (long end = System.nanoTime() + 300_000_000; System.nanoTime() < end; ) Thread.onSpinWait();
            });
        }
        assertThat(problems)
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.message()).startsWith("task 'main' kept the loop for "));
    }

    private static void read(Pipe pipe) {
        try {
            pipe.source().read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Pipe pipe) {
        try {
            pipe.sink().write(ByteBuffer.allocate(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
