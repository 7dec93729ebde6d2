package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.yieldNow;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import syncasync.timeline.Timeline;

/**
 * Whatever a loop calls may share locks with its coroutines, {@code System.out} first of all. A third thread holds the
 * lock while a coroutine waits first in line, and the other second: the lock is then handed to the coroutine, which
 * must be able to go on.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedLocksTest {
    private final Queue<Thread> inLine = new ConcurrentLinkedQueue<>(); // without a lock: that would be one more line
    private final List<String> took = Collections.synchronizedList(new ArrayList<>());

    /** Who waits second in line, and how the loop comes to call it. */
    enum Second {
        CALLBACK {
            @Override
            void arrange(EventLoop loop, Runnable second) {
                loop.callSoon(second);
            }
        },
        TIMER {
            @Override
            void arrange(EventLoop loop, Runnable second) {
                loop.callLater(Duration.ZERO, second);
            }
        },
        CALLBACK_FROM_ANOTHER_THREAD {
            @Override
            void arrange(EventLoop loop, Runnable second) {
                Thread.ofPlatform().start(() -> loop.callSoonThreadSafe(second));
            }
        },
        STAGE_OF_A_FUTURE {
            @Override
            void arrange(EventLoop loop, Runnable second) {
                loop.spawn("done", () -> 1).thenRunAsync(second);
            }
        },
        SOCKET {
            @Override
            void arrange(EventLoop loop, Runnable second) throws Exception {
                Pipe pipe = Pipe.open();
                pipe.sink().write(ByteBuffer.allocate(1));
                loop.watch(pipe.source(), SelectionKey.OP_READ, () -> {
                    loop.unwatch(pipe.source(), SelectionKey.OP_READ);
                    second.run();
                });
            }
        },
        REPORT_OF_A_PROBLEM {
            @Override
            void arrange(EventLoop loop, Runnable second) {
                loop.onProblem(problem -> second.run());
                loop.callSoon(() -> {
                    throw new IllegalStateException("oops");
                });
            }
        },
        OBSERVER_OF_TICKS {
            @Override
            void arrange(EventLoop loop, Runnable second) {
                loop.observe(new LoopObserver() {
                    @Override
                    public void tick(EventLoop same) {
                        loop.observe(null);
                        second.run();
                    }
                });
                loop.callSoon(() -> {});
            }
        },
        OBSERVER_OF_A_TASK_THAT_BEGINS {
            @Override
            void arrange(EventLoop loop, Runnable second) {
                loop.observe(new LoopObserver() {
                    @Override
                    public void running(Task<?> task) {
                        if (task.name().equals("other")) second.run();
                    }
                });
                loop.spawn("other", () -> 1);
            }
        },
        OBSERVER_OF_A_TASK_THAT_WAITS {
            @Override
            void arrange(EventLoop loop, Runnable second) {
                loop.observe(new LoopObserver() {
                    @Override
                    public void suspended(Task<?> task, String why) {
                        if (task.name().equals("other")) second.run();
                    }
                });
                loop.spawn("other", () -> yieldNow());
            }
        },
        OBSERVER_OF_A_TASK_THAT_ENDS {
            @Override
            void arrange(EventLoop loop, Runnable second) {
                loop.observe(new LoopObserver() {
                    @Override
                    public void ended(Task<?> task) {
                        if (task.name().equals("other")) second.run();
                    }
                });
                loop.spawn("other", () -> 1);
            }
        };

        abstract void arrange(EventLoop loop, Runnable second) throws Exception;
    }

    /** A lock of one of the two kinds that Java has. */
    private interface Lock {
        void hold(Runnable meanwhile);

        static Lock of(boolean monitor) {
            if (monitor) {
                Object object = new Object();
                return meanwhile -> {
                    synchronized (object) {
                        meanwhile.run();
                    }
                };
            }
            ReentrantLock lock = new ReentrantLock();
            return meanwhile -> {
                lock.lock();
                try {
                    meanwhile.run();
                } finally {
                    lock.unlock();
                }
            };
        }
    }

    private void waitInLine(String name, Lock lock) {
        inLine.add(Thread.currentThread());
        lock.hold(() -> took.add(name));
    }

    /** Another thread takes the lock, and lets go of it when so many wait in line. */
    private void heldByAThirdThread(Lock lock, int untilInLine) throws InterruptedException {
        heldByAThirdThread(lock, () -> {
            while (!areInLine(untilInLine)) Thread.onSpinWait();
        });
    }

    private static void heldByAThirdThread(Lock lock, Runnable meanwhile) throws InterruptedException {
        var held = new CountDownLatch(1);
        Thread.ofPlatform()
                .daemon()
                .start(() -> lock.hold(() -> {
                    held.countDown();
                    meanwhile.run();
                }));
        held.await();
    }

    private boolean areInLine(int many) {
        return inLine.size() >= many && inLine.stream().allMatch(SharedLocksTest::isBlocked);
    }

    private static boolean isBlocked(Thread thread) {
        return thread.getState() == Thread.State.BLOCKED || thread.getState() == Thread.State.WAITING;
    }

    static Stream<Arguments> everyWay() {
        return Stream.of(Second.values())
                .flatMap(second -> Stream.of(true, false)
                        .flatMap(monitor -> Stream.of(true, false)
                                .flatMap(fast -> Stream.of(LoopClock.real(), LoopClock.virtual())
                                        .map(clock -> Arguments.of(second, monitor, fast, clock)))));
    }

    @ParameterizedTest(name = "{0}, a monitor: {1}, fast way: {2}, {3}")
    @MethodSource("everyWay")
    void a_coroutine_and_whatever_else_the_loop_calls_may_wait_for_the_same_lock(
            Second second, boolean monitor, boolean fast, LoopClock clock) throws Exception {
        Lock lock = Lock.of(monitor);
        heldByAThirdThread(lock, fast ? 2 : 1); // the public way stands still behind the first
        try (var loop = new EventLoop(clock, fast).hogThreshold(Duration.ZERO)) {
            loop.runUntilComplete(() -> {
                second.arrange(loop, () -> waitInLine("second", lock));
                waitInLine("first", lock);
            });
            while (took.size() < 2) loop.runUntilComplete(() -> sleep(Duration.ofMillis(1)));
        }
        assertThat(took).containsExactly("first", "second");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_run_does_not_leave_a_task_behind_that_holds_a_lock_only_since_it_waits_in_line_for_another(boolean monitor)
            throws Exception {
        Lock outer = Lock.of(monitor);
        Lock inner = Lock.of(monitor);
        var mainEnded = new CountDownLatch(1);
        heldByAThirdThread(inner, () -> {
            while (mainEnded.getCount() > 0) Thread.onSpinWait();
        });
        try (var loop = new EventLoop(LoopClock.real(), true)) {
            loop.spawn("prints", () -> outer.hold(() -> waitInLine("prints", inner)));
            loop.runUntilComplete(() -> {
                while (!areInLine(1)) yieldNow();
                mainEnded.countDown();
            });
            outer.hold(() -> took.add("caller"));
        }
        assertThat(took).containsExactly("prints", "caller");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void no_task_of_an_observed_loop_is_lost_however_often_its_picture_is_drawn(boolean fast) {
        var picture = new Timeline("drawn all the time");
        List<Thread> drawing = Stream.generate(
                        () -> Thread.ofPlatform().daemon().start(() -> {
                            while (!Thread.interrupted()) picture.picture();
                        }))
                .limit(2)
                .toList();
        try (var loop = new EventLoop(LoopClock.real(), fast)
                .hogThreshold(Duration.ZERO)
                .observe(syncasync.loop.view.LoopTimeline.into(picture))) {
            loop.runUntilComplete(() -> Coroutines.taskGroup(group -> {
                for (int i = 0; i < 20; i++) {
                    group.spawn("task " + i, () -> {
                        for (int j = 0; j < 20; j++) sleep(Duration.ofNanos(200_000));
                    });
                }
            }));
        } finally {
            drawing.forEach(Thread::interrupt);
        }
        assertThat(picture.picture().bars()).hasSizeGreaterThanOrEqualTo(20);
    }
}
