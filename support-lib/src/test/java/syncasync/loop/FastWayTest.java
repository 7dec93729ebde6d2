package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.offload;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.spawn;
import static syncasync.loop.Coroutines.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** What only the fast way gives: everything that blocks a virtual thread suspends just the task. */
class FastWayTest {
    private final EventLoop loop = new EventLoop(LoopClock.real(), true);

    @Test
    void thread_sleep_suspends_the_task_and_comes_back_to_the_same_carrier() {
        var carriers = new HashSet<String>();
        var lines = new ArrayList<String>();
        Action sleeper = () -> {
            lines.add("Hello");
            Thread.sleep(Duration.ofMillis(30));
            lines.add("World!");
            String me = Thread.currentThread().toString();
            carriers.add(me.substring(me.indexOf('@')));
        };

        loop.runUntilComplete(() -> gather(Collections.nCopies(3, sleeper).toArray(Action[]::new)));
        loop.close();

        assertThat(lines).containsExactly("Hello", "Hello", "Hello", "World!", "World!", "World!");
        assertThat(carriers).containsExactly("@" + Thread.currentThread().getName());
    }

    @Test
    void a_blocking_queue_joins_two_tasks() {
        var queue = new ArrayBlockingQueue<Integer>(1);
        var got = new ArrayList<Integer>();
        loop.runUntilComplete(() -> gather(
                () -> {
                    for (int i = 0; i < 5; i++) queue.put(i);
                },
                () -> {
                    for (int i = 0; i < 5; i++) got.add(queue.take());
                }));
        loop.close();

        assertThat(got).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void a_lock_is_held_across_awaits() {
        var lock = new ReentrantLock();
        var lines = new ArrayList<String>();
        Action guarded = () -> {
            lock.lock();
            try {
                lines.add("in");
                yieldNow();
                lines.add("out");
            } finally {
                lock.unlock();
            }
        };
        loop.runUntilComplete(() -> gather(guarded, guarded));
        loop.close();

        assertThat(lines).containsExactly("in", "out", "in", "out");
    }

    @Test
    void cancelling_a_task_that_is_blocked_elsewhere_interrupts_it() {
        var task = loop.spawn("sleeper", () -> Thread.sleep(Duration.ofHours(1)));
        loop.runUntilComplete(() -> {
            yieldNow();
            assertThat(task.waitsFor()).startsWith("something outside the loop, at line ");
            task.cancel();
            while (!task.isDone()) yieldNow();
        });
        loop.close();

        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    void thread_yield_lets_the_others_run() {
        var lines = new ArrayList<String>();
        loop.runUntilComplete(() -> {
            var other = spawn("other", () -> lines.add("other"));
            while (!other.isDone()) Thread.yield();
            lines.add("main");
        });
        loop.close();

        assertThat(lines).containsExactly("other", "main");
    }

    @Test
    void virtual_threads_that_a_coroutine_starts_are_not_carried_by_the_loop() {
        String carrier = loop.runUntilComplete(
                () -> await(offload(() -> Thread.currentThread().toString())));
        var outlives = new CompletableFuture<String>();
        loop.runUntilComplete(() -> {
            Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(20);
                    outlives.complete("ended after its loop");
                } catch (InterruptedException e) {
                    outlives.completeExceptionally(e);
                }
            });
        });
        loop.close();

        assertThat(carrier).doesNotEndWith("@" + Thread.currentThread().getName());
        assertThat(outlives.join()).isEqualTo("ended after its loop");
    }

    /** While the JVM reads a stack, it holds the thread, and lets it go on from the thread of whoever reads. */
    @Test
    void a_task_whose_stack_is_looked_at_all_the_time_is_never_taken_for_stuck() {
        try (var looked = new EventLoop(LoopClock.virtual(), true)) {
            looked.runUntilComplete(() -> {
                Thread me = Thread.currentThread();
                Thread looks = Thread.ofPlatform().daemon().start(() -> {
                    while (!Thread.interrupted()) me.getStackTrace();
                });
                for (int i = 0; i < 2_000; i++) sleep(Duration.ofNanos(1));
                looks.interrupt();
            });

            assertThat(looked.time()).isEqualTo(Duration.ofNanos(2_000));
        }
    }

    @Test
    void a_task_whose_stack_is_looked_at_all_the_time_can_be_cancelled() {
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 50; i++) {
                var thread = new CompletableFuture<Thread>();
                var task = spawn("looked at", () -> {
                    thread.complete(Thread.currentThread());
                    while (true) yieldNow();
                });
                yieldNow();
                Thread looks = Thread.ofPlatform().daemon().start(() -> {
                    while (!Thread.interrupted()) thread.join().getStackTrace();
                });
                for (int j = 0; j < i; j++) yieldNow();
                task.cancel();
                assertThat(catchThrowable(() -> await(task))).isInstanceOf(CancellationException.class);
                looks.interrupt();
            }
        });
        loop.close();
    }
}
