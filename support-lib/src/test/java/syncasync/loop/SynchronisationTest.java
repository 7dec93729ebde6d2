package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.barrier;
import static syncasync.loop.Coroutines.boundedSemaphore;
import static syncasync.loop.Coroutines.event;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.lock;
import static syncasync.loop.Coroutines.offload;
import static syncasync.loop.Coroutines.semaphore;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.spawn;
import static syncasync.loop.Coroutines.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ParameterizedClass(name = "fast way: {0}")
@ValueSource(booleans = {true, false})
class SynchronisationTest extends OnALoop {
    private final List<String> log = new ArrayList<>();

    SynchronisationTest(boolean fast) {
        super(LoopClock.virtual(), fast);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static void run(EventLoop loop, Action body) {
        loop.runUntilComplete(body);
    }

    // ---- semaphore

    @Test
    void no_more_tasks_go_on_than_a_semaphore_has_permits_and_they_do_so_in_their_order() {
        run(loop, () -> {
            var limit = semaphore("pages", 2);
            var now = new AtomicInteger();
            for (int i = 0; i < 6; i++) {
                int me = i;
                spawn("page " + i, () -> {
                    try (var permit = limit.acquire()) {
                        log.add(me + " at " + loop.time().toMillis());
                        assertThat(now.incrementAndGet()).isLessThanOrEqualTo(2);
                        sleep(millis(10));
                        now.decrementAndGet();
                    }
                });
            }
            sleep(millis(100));
            assertThat(limit.available()).isEqualTo(2);
        });
        assertThat(log).containsExactly("0 at 0", "1 at 0", "2 at 10", "3 at 10", "4 at 20", "5 at 20");
    }

    @Test
    void a_permit_given_to_a_task_that_is_cancelled_in_that_moment_goes_to_the_next() {
        run(loop, () -> {
            var limit = semaphore("one", 1);
            var held = limit.acquire();
            var first = spawn("first", () -> {
                limit.acquire();
                log.add("first");
            });
            spawn("second", () -> {
                limit.acquire();
                log.add("second");
            });
            sleep(millis(1));
            assertThat(first.waitsFor()).isEqualTo("a permit of semaphore 'one'");
            held.close();
            held.close(); // no error, and no second permit
            first.cancel();
            sleep(millis(1));
            assertThat(log).containsExactly("second");
            assertThat(limit.available()).isZero();
            assertThat(limit.waiting()).isZero();
        });
    }

    @Test
    void nobody_overtakes_those_who_wait_for_a_permit() {
        run(loop, () -> {
            var limit = semaphore(1);
            var held = limit.acquire();
            var waiter = spawn("waiter", () -> {
                limit.acquire();
                log.add("waiter");
                limit.release();
            });
            sleep(millis(1));
            held.close();
            assertThat(limit.tryAcquire()).isFalse();
            limit.acquire();
            log.add("main");
            await(waiter);
        });
        assertThat(log).containsExactly("waiter", "main");
    }

    @Test
    void a_bounded_semaphore_is_not_released_more_often_than_acquired() {
        run(loop, () -> {
            var limit = boundedSemaphore("disks", 1);
            limit.acquire();
            limit.release();
            assertThatThrownBy(limit::release)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("semaphore 'disks' was released more often than acquired");
        });
        assertThatThrownBy(() -> semaphore(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- lock and condition

    @Test
    void a_lock_keeps_a_read_and_the_write_after_it_together() {
        int[] balance = {0};
        run(loop, () -> {
            var lock = lock("account");
            for (int i = 0; i < 20; i++) {
                spawn("payer", () -> {
                    try (var held = lock.acquire()) {
                        int before = balance[0];
                        sleep(millis(1));
                        balance[0] = before + 1;
                    }
                });
            }
            sleep(millis(100));
            assertThat(lock.isHeld()).isFalse();
        });
        assertThat(balance[0]).isEqualTo(20);
    }

    @Test
    void a_lock_belongs_to_a_task_and_says_so() {
        run(loop, () -> {
            var lock = lock("account");
            var owner = spawn("owner", () -> {
                lock.acquire();
                sleep(millis(10));
                assertThatThrownBy(lock::acquire).hasMessage("task 'owner' has lock 'account' already");
                lock.release();
            });
            yieldNow();
            assertThatThrownBy(lock::release)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("task 'main' does not have lock 'account', so it cannot release: task 'owner' has it");
            assertThat(lock.tryAcquire()).isFalse();
            var waiter = spawn("waiter", () -> lock.acquire().close());
            yieldNow();
            assertThat(waiter.waitsFor()).isEqualTo("lock 'account', which task 'owner' has");
            assertThat(lock.waiting()).isOne();
            gather(owner, waiter);
        });
    }

    @Test
    void a_lock_given_to_a_task_that_is_cancelled_in_that_moment_goes_to_the_next() {
        run(loop, () -> {
            var lock = lock();
            var held = lock.acquire();
            var first = spawn("first", () -> lock.acquire());
            var second = spawn("second", () -> lock.acquire());
            sleep(millis(1));
            held.close();
            assertThat(lock.owner()).isSameAs(first);
            first.cancel();
            sleep(millis(1));
            assertThat(lock.owner()).isSameAs(second);
        });
    }

    @Test
    void two_tasks_that_want_each_others_locks_are_a_deadlock_with_names() {
        assertThatThrownBy(() -> run(loop, () -> {
                    var fork = lock("fork");
                    var knife = lock("knife");
                    var a = spawn("a", () -> {
                        fork.acquire();
                        sleep(millis(1));
                        knife.acquire();
                    });
                    spawn("b", () -> {
                        knife.acquire();
                        sleep(millis(1));
                        fork.acquire();
                    });
                    await(a);
                }))
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("a waits for lock 'knife', which task 'b' has")
                .hasMessageContaining("b waits for lock 'fork', which task 'a' has");
    }

    @Test
    void who_waits_for_a_condition_has_let_go_of_the_lock_and_has_it_again() {
        run(loop, () -> {
            var lock = lock("store");
            var filled = lock.condition("filled");
            int[] items = {0};
            for (int i = 0; i < 3; i++) {
                int me = i;
                spawn("taker " + i, () -> {
                    try (var held = lock.acquire()) {
                        filled.awaitUntil(() -> items[0] > 0);
                        items[0]--;
                        log.add("taker " + me);
                    }
                });
            }
            sleep(millis(1));
            assertThat(filled.waiting()).isEqualTo(3);
            try (var held = lock.acquire()) {
                items[0] = 1;
                filled.signalAll();
            }
            sleep(millis(1));
            assertThat(log).containsExactly("taker 0");
            try (var held = lock.acquire()) {
                items[0] = 2;
                filled.signal(2);
            }
            sleep(millis(1));
            assertThat(log).containsExactly("taker 0", "taker 1", "taker 2");
            assertThatThrownBy(filled::signal)
                    .hasMessage("task 'main' does not have lock 'store', so it cannot signal condition 'filled':"
                            + " nobody has it");
        });
    }

    @Test
    void a_signal_to_a_task_that_is_cancelled_in_that_moment_goes_to_the_next() {
        run(loop, () -> {
            var lock = lock();
            var condition = lock.condition("news");
            var first = spawn("first", () -> {
                try (var held = lock.acquire()) {
                    condition.await();
                } catch (CancellationException e) {
                    log.add("first gave up, with the lock let go of: " + (lock.owner() == null));
                }
            });
            spawn("second", () -> {
                try (var held = lock.acquire()) {
                    condition.await();
                    log.add("second");
                }
            });
            sleep(millis(1));
            try (var held = lock.acquire()) {
                condition.signal();
                first.cancel();
                sleep(millis(1)); // it wants the lock back before it gives up
                assertThat(first.isDone()).isFalse();
            }
            sleep(millis(1));
        });
        assertThat(log).contains("second").hasSize(2);
    }

    // ---- event and barrier

    @Test
    void an_event_lets_all_go_on_even_if_it_is_cleared_at_once() {
        run(loop, () -> {
            var open = event("open");
            for (int i = 0; i < 3; i++) {
                int me = i;
                spawn("visitor " + i, () -> {
                    open.await();
                    log.add("visitor " + me);
                });
            }
            sleep(millis(1));
            assertThat(open.waiting()).isEqualTo(3);
            open.set();
            open.clear();
            sleep(millis(1));
            assertThat(log).containsExactly("visitor 0", "visitor 1", "visitor 2");
            assertThat(open.isSet()).isFalse();
            open.set();
            open.await(); // does not wait
        });
    }

    @Test
    void a_barrier_lets_all_go_on_when_the_last_has_come_and_begins_anew() {
        run(loop, () -> {
            var barrier = barrier("start", 3);
            for (int i = 0; i < 3; i++) {
                int me = i;
                spawn("runner " + i, () -> {
                    for (int round = 0; round < 2; round++) {
                        sleep(millis(10 * me));
                        int before = barrier.await();
                        log.add(me + " at " + loop.time().toMillis() + " as " + before);
                    }
                });
            }
            sleep(millis(5));
            assertThat(loop.tasks().get(1).waitsFor()).isEqualTo("barrier 'start' (1 of 3 have come)");
            sleep(millis(100));
        });
        assertThat(log)
                .hasSize(6)
                .containsSubsequence("2 at 20 as 2", "2 at 40 as 2")
                .contains("0 at 20 as 0");
    }

    @Test
    void who_is_cancelled_at_a_barrier_has_not_come() {
        run(loop, () -> {
            var barrier = barrier(2);
            var first = spawn("first", () -> barrier.await());
            sleep(millis(1));
            first.cancel();
            sleep(millis(1));
            var second = spawn("second", () -> barrier.await());
            sleep(millis(1));
            assertThat(second.isDone()).isFalse();
            barrier.await();
            assertThat(await(second)).isZero();
        });
    }

    @Test
    void a_barrier_that_is_aborted_is_broken_until_it_is_reset() {
        run(loop, () -> {
            var barrier = barrier("start", 2);
            var first = spawn("first", () -> barrier.await());
            sleep(millis(1));
            barrier.abort();
            assertThatThrownBy(() -> await(first))
                    .isInstanceOf(BrokenBarrierException.class)
                    .hasMessage("barrier 'start' was aborted");
            assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
            barrier.reset();
            assertThat(barrier.isBroken()).isFalse();
            var again = spawn("again", () -> barrier.await());
            assertThat(List.of(barrier.await(), await(again))).containsExactlyInAnyOrder(0, 1);
        });
    }

    // ---- queue

    @Test
    void a_bounded_queue_holds_up_its_writer() {
        run(loop, () -> {
            var pages = Coroutines.<Integer>queue("pages", 2);
            var writer = spawn("writer", () -> {
                for (int i = 0; i < 5; i++) {
                    pages.put(i);
                    log.add("put " + i + " at " + loop.time().toMillis());
                }
                pages.close();
            });
            sleep(millis(1));
            assertThat(writer.waitsFor()).isEqualTo("room in queue 'pages'");
            assertThat(pages.isFull()).isTrue();
            var read = new ArrayList<Integer>();
            for (int page : pages) {
                read.add(page);
                sleep(millis(10));
            }
            assertThat(read).containsExactly(0, 1, 2, 3, 4);
        });
        assertThat(log).containsExactly("put 0 at 0", "put 1 at 0", "put 2 at 1", "put 3 at 11", "put 4 at 21");
    }

    @Test
    void a_queue_that_is_closed_ends_its_readers_once_it_is_empty_and_its_writers_at_once() {
        run(loop, () -> {
            var queue = Coroutines.<String>queue("mail", 1);
            queue.put("last");
            var writer = spawn("writer", () -> queue.put("too late"));
            sleep(millis(1));
            queue.close();
            queue.close();
            assertThatThrownBy(() -> await(writer))
                    .isInstanceOf(LoopQueue.ClosedException.class)
                    .hasMessage("queue 'mail' is closed");
            assertThatThrownBy(() -> queue.offer("too late")).isInstanceOf(LoopQueue.ClosedException.class);
            assertThat(queue.take()).isEqualTo("last");
            assertThatThrownBy(queue::take).isInstanceOf(LoopQueue.ClosedException.class);
            assertThat(queue).isEmpty();
        });
    }

    @Test
    void readers_that_wait_when_a_queue_is_closed_come_to_an_end() {
        run(loop, () -> {
            var queue = Coroutines.<String>queue();
            var readers = List.of(spawn("a", () -> count(queue)), spawn("b", () -> count(queue)));
            sleep(millis(1));
            queue.put("one");
            queue.close();
            assertThat(gather(readers)).containsExactly(1, 0);
        });
    }

    private static int count(LoopQueue<?> queue) {
        int count = 0;
        for (Object each : queue) count++;
        return count;
    }

    @Test
    void an_item_promised_to_a_reader_that_is_cancelled_goes_to_another_even_if_the_queue_is_closed() {
        run(loop, () -> {
            var queue = Coroutines.<String>queue();
            var first = spawn("first", () -> queue.take());
            var second = spawn("second", () -> queue.take());
            sleep(millis(1));
            queue.put("news");
            queue.close();
            first.cancel();
            assertThat(await(second)).isEqualTo("news");
        });
    }

    @Test
    void a_writer_that_is_cancelled_in_the_moment_of_its_turn_adds_nothing_and_the_next_one_does() {
        run(loop, () -> {
            var queue = Coroutines.<String>queue(1);
            queue.put("one");
            var first = spawn("first", () -> queue.put("two"));
            spawn("second", () -> queue.put("three"));
            sleep(millis(1));
            assertThat(queue.take()).isEqualTo("one");
            first.cancel();
            assertThat(queue.take()).isEqualTo("three");
            assertThat(queue.poll()).isNull();
        });
    }

    @Test
    void whoever_joins_a_queue_waits_until_all_of_it_is_done() {
        run(loop, () -> {
            var queue = Coroutines.<Integer>queue("jobs", 10);
            for (int i = 0; i < 4; i++) queue.put(i);
            for (int i = 0; i < 2; i++) {
                spawn("worker", () -> {
                    for (int job : queue) {
                        sleep(millis(10));
                        queue.done();
                    }
                });
            }
            queue.join();
            assertThat(loop.time()).isEqualTo(millis(20));
            queue.close();
            assertThatThrownBy(queue::done).hasMessage("queue 'jobs': more items done than were ever put");
        });
    }

    @Test
    void a_queue_closed_now_drops_what_is_in_it() {
        run(loop, () -> {
            var queue = Coroutines.<Integer>queue();
            queue.put(1);
            queue.closeNow();
            queue.join();
            assertThat(queue).isEmpty();
        });
    }

    @Test
    void a_priority_queue_gives_the_smallest_first() {
        run(loop, () -> {
            var queue = Coroutines.<String>priorityQueue("jobs", 10, Comparator.naturalOrder());
            for (String job : List.of("c", "a", "b")) queue.put(job);
            queue.close();
            queue.forEach(log::add);
        });
        assertThat(log).containsExactly("a", "b", "c");
    }

    // ---- all of them

    @Test
    void callbacks_may_do_what_does_not_wait_and_other_threads_nothing() {
        run(loop, () -> {
            var event = event("go");
            loop.callLater(millis(5), event::set);
            event.await();
            assertThat(loop.time()).isEqualTo(millis(5));
            assertThatThrownBy(() -> await(offload(event::clear)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("event 'go' belongs to a loop that runs on another thread");
        });
        assertThatThrownBy(() -> event().await()).hasMessageContaining("can be called in a coroutine only");
    }

    @Test
    void one_loop_does_not_use_what_belongs_to_another() {
        var mine = semaphore("mine", 0);
        var waits = loop.spawn("waits", () -> mine.acquire());
        loop.callLater(millis(1), loop::isRunning);
        loop.runUntilComplete(() -> yieldNow());
        try (var other = new EventLoop(LoopClock.virtual(), loop.fast)) {
            assertThatThrownBy(() -> other.runUntilComplete(() -> mine.acquire()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("semaphore 'mine' belongs to another loop");
        }
        waits.cancel();
    }

    @Test
    void whatever_is_cancelled_meanwhile_nothing_is_lost_and_nothing_doubled() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            run(loop, () -> {
                var limit = semaphore(2);
                var lock = lock();
                var queue = Coroutines.<Integer>queue(3);
                var tasks = new ArrayList<Task<?>>();
                int[] put = {0};
                int[] taken = {0};
                int[] inLock = {0};
                for (int i = 0; i < 12; i++) {
                    int kind = i % 3;
                    tasks.add(spawn("worker " + i, () -> {
                        for (int round = 0; round < 20; round++) {
                            switch (kind) {
                                case 0 -> {
                                    queue.put(round);
                                    put[0]++;
                                }
                                case 1 -> {
                                    queue.take();
                                    taken[0]++;
                                }
                                default -> {
                                    try (var permit = limit.acquire();
                                            var held = lock.acquire()) {
                                        assertThat(++inLock[0]).isOne();
                                        try {
                                            sleep(millis(random.nextInt(3)));
                                        } finally {
                                            inLock[0]--;
                                        }
                                    }
                                }
                            }
                            if (random.nextInt(4) == 0) yieldNow();
                        }
                    }));
                }
                for (int i = 0; i < 12; i++) {
                    sleep(millis(random.nextInt(3)));
                    tasks.get(random.nextInt(tasks.size())).cancel();
                }
                sleep(millis(1000));
                assertThat(queue.size()).isEqualTo(put[0] - taken[0]);
                for (var task : tasks) task.cancel();
                yieldNow();
                yieldNow();
                assertThat(limit.available()).isEqualTo(2);
                assertThat(lock.isHeld()).isFalse();
                assertThat(queue.size()).isEqualTo(put[0] - taken[0]);
            });
        }
    }
}
