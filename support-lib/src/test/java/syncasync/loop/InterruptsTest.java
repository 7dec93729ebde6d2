package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.spawn;
import static syncasync.loop.Coroutines.yieldNow;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupt of the thread that runs a loop ends the run, whatever the loop is doing at that moment; and once. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptsTest {
    private static final int TRIES = 50;

    enum Program {
        TWO_THAT_YIELD {
            @Override
            void run(EventLoop loop, CountDownLatch running) {
                gather(Program::yieldForEver, Program::yieldForEver);
            }
        },
        ONE_THAT_SLEEPS_FOR_NO_TIME {
            @Override
            void run(EventLoop loop, CountDownLatch running) {
                while (true) sleep(Duration.ZERO);
            }
        },
        ONE_THAT_SLEEPS_A_LITTLE {
            @Override
            void run(EventLoop loop, CountDownLatch running) {
                while (true) sleep(Duration.ofNanos(10_000));
            }
        },
        TASKS_ONE_AFTER_THE_OTHER {
            @Override
            void run(EventLoop loop, CountDownLatch running) {
                while (true) await(spawn("one", () -> 1));
            }
        },
        CALLBACKS_ONE_AFTER_THE_OTHER {
            @Override
            void run(EventLoop loop, CountDownLatch running) {
                again(loop);
                await(new CompletableFuture<>());
            }

            private static void again(EventLoop loop) {
                loop.callSoon(() -> again(loop));
            }
        },
        SELECTOR {
            @Override
            void run(EventLoop loop, CountDownLatch running) throws Exception {
                try (Pipe.SourceChannel source = Pipe.open().source()) {
                    loop.watch(source, SelectionKey.OP_READ, () -> {});
                    while (true) sleep(Duration.ofMillis(1));
                }
            }
        },
        SELECTOR_THAT_ALWAYS_HAS_SOMETHING {
            @Override
            void run(EventLoop loop, CountDownLatch running) throws Exception {
                Pipe pipe = Pipe.open();
                try (var source = pipe.source();
                        var sink = pipe.sink()) {
                    sink.write(ByteBuffer.allocate(1));
                    loop.watch(source, SelectionKey.OP_READ, () -> {});
                    while (true) sleep(Duration.ofNanos(20_000));
                }
            }
        },
        CHANNEL {
            @Override
            void run(EventLoop loop, CountDownLatch running) throws Exception {
                Pipe pipe = Pipe.open();
                try (var source = pipe.source();
                        var sink = pipe.sink()) {
                    source.read(ByteBuffer.allocate(1));
                }
            }
        },
        THREAD_SLEEP {
            @Override
            void run(EventLoop loop, CountDownLatch running) throws Exception {
                while (true) Thread.sleep(1);
            }
        },
        SEMAPHORE {
            @Override
            void run(EventLoop loop, CountDownLatch running) throws Exception {
                new Semaphore(0).acquire();
            }
        },
        QUEUE_IN_A_CALLBACK {
            @Override
            void run(EventLoop loop, CountDownLatch running) {
                loop.callSoon(() -> {
                    running.countDown();
                    try {
                        new LinkedBlockingQueue<>().take();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                yieldForEver();
            }
        };

        abstract void run(EventLoop loop, CountDownLatch running) throws Exception;

        static void yieldForEver() {
            while (true) yieldNow();
        }
    }

    static Stream<Arguments> everyWay() {
        return Stream.of(Program.values())
                .flatMap(program -> Stream.of("fast", "public", "public, on a virtual thread")
                        .map(way -> Arguments.of(program, way)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("everyWay")
    void every_interrupt_is_noticed_and_counts_once(Program program, String way) throws Exception {
        List<Throwable> thrown = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            var running = new CountDownLatch(1);
            var run = new FutureTask<>(() -> {
                try (var loop = new EventLoop(LoopClock.real(), way.equals("fast"))
                        .hogThreshold(Duration.ZERO)
                        .onProblem(problem -> {})) {
                    Throwable end = catchThrowable(() -> loop.runUntilComplete(() -> {
                        if (program != Program.QUEUE_IN_A_CALLBACK) running.countDown();
                        program.run(loop, running);
                    }));
                    assertThat(Thread.interrupted()).as("still interrupted").isFalse();
                    assertThat(loop.<Integer>runUntilComplete(() -> 1)).isEqualTo(1);
                    return end;
                }
            });
            Thread thread = way.endsWith("virtual thread")
                    ? Thread.ofVirtual().start(run)
                    : Thread.ofPlatform().daemon().start(run);
            running.await();
            for (int turn = 0; turn < i * 10_000; turn++) Thread.onSpinWait(); // another moment each time
            thread.interrupt();
            thrown.add(run.get());
        }
        assertThat(thrown)
                .allSatisfy(end -> assertThat(end)
                        .isInstanceOf(CancellationException.class)
                        .hasMessageStartingWith("the loop was interrupted"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_interrupt_that_comes_too_late_to_end_the_run_is_left_to_the_caller(boolean fast) {
        Thread caller = Thread.currentThread();
        try (var loop = new EventLoop(LoopClock.real(), fast)) {
            loop.runUntilComplete(caller::interrupt);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
