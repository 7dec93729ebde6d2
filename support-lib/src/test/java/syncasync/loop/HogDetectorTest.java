package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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

    /** On the fast way a callback that blocks holds nobody up. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_callback_that_blocks_the_others_is_named_though_it_computes_nothing(boolean fast) throws Exception {
        Pipe pipe = Pipe.open();
        boolean[] wentOn = new boolean[1];
        List<LoopProblem> problems = new ArrayList<>();
        try (var loop =
                new EventLoop(LoopClock.real(), fast).onProblem(problems::add).hogThreshold(Duration.ofMillis(20))) {
            loop.callSoon(() -> {
                written = false;
                Thread.ofPlatform().start(() -> {
                    for (long end = System.nanoTime() + 300_000_000; System.nanoTime() < end; )
                        LockSupport.parkNanos(end - System.nanoTime());
                    write(pipe);
                });
                read(pipe);
            });
            loop.callLater(Duration.ofMillis(50), () -> wentOn[0] = !written);
            loop.runUntilIdle();
        }
        pipe.source().close();
        pipe.sink().close();

        assertThat(wentOn[0]).isEqualTo(fast);
        if (!fast)
            assertThat(problems).singleElement().satisfies(problem -> {
                assertThat(problem.kind()).isEqualTo(LoopProblem.Kind.HOG);
                assertThat(problem.message()).matches("a callback kept the loop for .* in HogDetectorTest.java");
            });
    }

    /** What keeps a loop for ever; the fast way suspends a task that blocks, unless a class is being initialised. */
    enum Hang {
        ENDLESS_LOOP(true) {
            @Override
            void hang() {
                while (!released()) Thread.onSpinWait();
            }
        },
        SEMAPHORE(false) {
            @Override
            void hang() throws InterruptedException {
                new Semaphore(0).acquire();
            }
        },
        QUEUE(false) {
            @Override
            void hang() throws InterruptedException {
                new LinkedBlockingQueue<>().take();
            }
        },
        MONITOR(false) {
            @Override
            void hang() throws InterruptedException {
                Object lock = new Object();
                var held = new CountDownLatch(1);
                Thread.ofPlatform().daemon().start(() -> {
                    synchronized (lock) {
                        held.countDown();
                        while (!released()) Thread.onSpinWait();
                    }
                });
                held.await();
                synchronized (lock) {
                    assertThat(released()).isTrue();
                }
            }
        },
        STATIC_INITIALISER(true) {
            @Override
            void hang() throws ReflectiveOperationException {
                initialise(() -> {
                    while (!released()) LockSupport.parkNanos(1_000_000_000);
                });
            }
        };

        final boolean fastToo;

        Hang(boolean fastToo) {
            this.fastToo = fastToo;
        }

        abstract void hang() throws Exception;
    }

    private static volatile boolean released;
    private static volatile boolean written;
    static volatile Runnable initialiser;

    private static boolean released() {
        return released;
    }

    /** Runs it in the static initialiser of a class that was never there before. */
    static void initialise(Runnable body) throws ReflectiveOperationException {
        initialiser = body;
        try (var bytes = HogDetectorTest.class.getResourceAsStream("HogDetectorTest$Initialised.class")) {
            MethodHandles.lookup().defineHiddenClass(bytes.readAllBytes(), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unused") // by its bytes
    private static final class Initialised {
        static {
            initialiser.run();
        }
    }

    static Stream<Arguments> hangs() {
        return Stream.of(Hang.values())
                .flatMap(hang -> Stream.of(true, false)
                        .filter(fast -> !fast || hang.fastToo)
                        .flatMap(fast -> Stream.of(true, false).map(task -> Arguments.of(hang, fast, task))));
    }

    @ParameterizedTest(name = "{0}, fast way: {1}, a task: {2}")
    @MethodSource("hangs")
    void who_hangs_is_named_while_it_does(Hang hang, boolean fast, boolean task) throws Exception {
        released = false;
        var problems = new LinkedBlockingQueue<LoopProblem>();
        Action body = hang::hang;
        Thread run = Thread.ofPlatform().daemon().start(() -> {
            try (var loop = new EventLoop(LoopClock.real(), fast)
                    .onProblem(problems::add)
                    .hogThreshold(Duration.ofMillis(20))) {
                if (task) loop.spawn("hangs", body);
                else loop.callSoon(() -> call(body));
                loop.runUntilIdle();
            }
        });
        LoopProblem told = problems.take();
        assertThat(run.isAlive()).isTrue();
        released = true;
        run.interrupt();
        run.join();

        assertThat(told.kind()).isEqualTo(LoopProblem.Kind.HOG);
        assertThat(told.message())
                .startsWith(task ? "task 'hangs' kept the loop for " : "a callback kept the loop for ")
                .matches(".* so far, at line \\d+ of .* in HogDetectorTest.java");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_task_that_waits_for_the_loop_in_a_static_initialiser_is_told_that_it_cannot_or_does(boolean fast) {
        var lines = new ArrayList<String>();
        try (var loop = new EventLoop(LoopClock.real(), fast).onProblem(problem -> lines.add("problem"))) {
            Throwable thrown = catchThrowable(() -> loop.runUntilComplete(() -> initialise(() -> {
                Coroutines.sleep(Duration.ofMillis(1));
                lines.add("slept");
            })));
            if (fast)
                assertThat(thrown)
                        .hasRootCauseInstanceOf(IllegalStateException.class)
                        .rootCause()
                        .hasMessageStartingWith("task 'main' waits where its thread cannot be suspended");
            else assertThat(lines).contains("slept");
            loop.runUntilComplete(() -> Coroutines.sleep(Duration.ofMillis(1)));
        }
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

    private static void call(Action body) {
        try {
            body.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void read(Pipe pipe) {
        try {
            pipe.source().read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Pipe pipe) {
        written = true;
        try {
            pipe.sink().write(ByteBuffer.allocate(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
