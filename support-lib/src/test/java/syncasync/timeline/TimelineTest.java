package syncasync.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private final AtomicLong now = new AtomicLong();
    private final Timeline timeline = new Timeline("recorded", now::get);

    private void passes(long millis) {
        now.addAndGet(millis * 1_000_000);
    }

    @Test
    void it_records_from_when_to_when_a_task_ran_and_on_which_thread() {
        passes(500);
        timeline.run("first", () -> passes(100));
        int value = timeline.call("second", () -> {
            passes(200);
            return 42;
        });

        assertThat(value).isEqualTo(42);
        assertThat(timeline.total()).isEqualTo(Duration.ofMillis(300));
        assertThat(timeline.picture().bars())
                .extracting(Bar::name, Bar::lane, Bar::start, Bar::end)
                .containsExactly(
                        tuple("first", "main", Duration.ZERO, Duration.ofMillis(100)),
                        tuple("second", "main", Duration.ofMillis(100), Duration.ofMillis(300)));
    }

    @Test
    void a_failure_comes_through_as_it_is_and_is_drawn() {
        assertThatThrownBy(() -> timeline.run("fails", () -> {
                    throw new IOException("gone");
                }))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> timeline.wrap("fails wrapped", () -> {
                            throw new IOException("gone too");
                        })
                        .get())
                .isInstanceOf(IOException.class);

        assertThat(timeline.picture().bars()).extracting(Bar::failure).containsExactly("IOException", "IOException");
    }

    @Test
    void a_span_may_be_ended_by_another_thread_and_only_once() throws Exception {
        Span span = timeline.start("handed on");
        passes(100);
        Thread.startVirtualThread(span::end).join();
        passes(100);
        span.end();

        assertThat(timeline.total()).isEqualTo(Duration.ofMillis(100));
        assertThat(timeline.picture().bars().getFirst().kind()).isEqualTo(Bar.Kind.UNKNOWN);
    }

    @Test
    void waits_that_the_task_tells_of_are_known_exactly() throws Exception {
        timeline.run("fetch", span -> {
            passes(10);
            span.waiting(() -> passes(80));
            passes(10);
        });

        Bar bar = timeline.picture().bars().getFirst();

        assertThat(bar.waits()).containsExactly(new Bar.Wait(Duration.ofMillis(10), Duration.ofMillis(90)));
        assertThat(bar.kind()).isEqualTo(Bar.Kind.RUNNING);
    }

    @Test
    void waiting_twice_is_waiting_once_and_an_open_wait_lasts_until_the_end() {
        Span span = timeline.start("loop task", "loop", 0);
        span.suspend(10);
        span.suspend(20);
        span.resume(30);
        span.resume(35);
        span.suspend(40);
        span.end(50);

        assertThat(timeline.picture().bars().getFirst().waits())
                .containsExactly(
                        new Bar.Wait(Duration.ofNanos(10), Duration.ofNanos(30)),
                        new Bar.Wait(Duration.ofNanos(40), Duration.ofNanos(50)));
    }

    @Test
    void threads_that_wait_are_seen_to_wait_and_one_that_computes_to_run() throws Exception {
        Timeline real = new Timeline("real");
        CountDownLatch over = new CountDownLatch(1);
        List<Thread> threads = List.of(
                Thread.ofVirtual().start(real.wrap("a virtual one waits", () -> over.await())),
                Thread.ofPlatform().start(real.wrap("another one waits", () -> over.await())),
                Thread.ofPlatform().start(real.wrap("computes", () -> {
                    while (over.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                })));

        Map<String, Bar.Kind> kinds = Map.of();
        for (int i = 0;
                i < 1000 && (kinds.size() < 3 || kinds.containsValue(Bar.Kind.UNKNOWN));
                i++) { // until each was looked at often enough
            Thread.sleep(10);
            kinds = real.picture().bars().stream().collect(Collectors.toMap(Bar::name, Bar::kind));
        }
        over.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(kinds)
                .containsOnly(
                        entry("a virtual one waits", Bar.Kind.WAITING),
                        entry("another one waits", Bar.Kind.WAITING),
                        entry("computes", Bar.Kind.RUNNING));
    }

    @Test
    void the_time_on_the_cpu_is_known_for_platform_threads_only() throws Exception {
        Timeline real = new Timeline("real");
        real.run("platform", () -> {});
        Thread.startVirtualThread(real.wrap("virtual", () -> {})).join();

        assertThat(real.picture().bars().get(0).cpu()).isBetween(Duration.ZERO, real.total());
        assertThat(real.picture().bars().get(1).cpu()).isNull();
    }

    @Test
    void nothing_is_guessed_about_a_virtual_thread_that_was_too_short_to_be_seen() throws Exception {
        Timeline real = new Timeline("real");
        Thread.startVirtualThread(real.wrap("short", () -> {})).join();

        assertThat(real.picture().bars().getFirst().kind()).isEqualTo(Bar.Kind.UNKNOWN);
    }

    @Test
    void threads_are_numbered_per_picture_and_kind_in_the_order_of_drawing() throws Exception {
        List<Thread> threads = List.of(
                Thread.ofVirtual().unstarted(timeline.wrap("a", () -> passes(10))),
                Thread.ofVirtual().unstarted(timeline.wrap("b", () -> passes(10))),
                new Thread(timeline.wrap("c", () -> passes(10))),
                new Thread(timeline.wrap("d", () -> passes(10)), "worker-17"),
                new Thread(timeline.wrap("e", () -> passes(10)), "printer"),
                Thread.ofVirtual().name("visitor").unstarted(timeline.wrap("f", () -> passes(10))));
        for (Thread thread : threads) {
            thread.start();
            thread.join();
        }
        for (ExecutorService pool : List.of(Executors.newSingleThreadExecutor(), new ForkJoinPool(1))) {
            try (pool) {
                pool.submit(timeline.wrap("pooled", () -> passes(10))).get();
            }
        }
        CompletableFuture.runAsync(timeline.wrap("common", () -> passes(10)), ForkJoinPool.commonPool())
                .get();
        timeline.run("here", () -> passes(10));

        assertThat(timeline.picture().bars())
                .extracting(Bar::lane)
                .containsExactly(
                        "virtual #1",
                        "virtual #2",
                        "thread #1",
                        "worker #1",
                        "printer",
                        "visitor",
                        "pool 1 #1",
                        "pool 2 #1",
                        "common pool #1",
                        "main");
    }

    @Test
    void one_pool_needs_no_number() throws Exception {
        try (var pool = Executors.newFixedThreadPool(1)) {
            pool.submit(timeline.wrap("a", () -> passes(10))).get();
        }

        assertThat(timeline.picture().bars()).extracting(Bar::lane).containsExactly("pool #1");
    }

    @Test
    void two_threads_of_one_name_are_two_lanes() throws Exception {
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(timeline.wrap("task", () -> passes(10)), "worker");
            thread.start();
            thread.join();
        }

        assertThat(timeline.picture().bars()).extracting(Bar::lane).containsExactly("worker", "worker #2");
    }

    @Test
    void many_threads_record_at_once_and_nothing_is_lost() throws Exception {
        Timeline real = new Timeline("many");
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 200)
                .mapToObj(i -> Thread.ofVirtual().unstarted(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    for (int n = 0; n < 100; n++) {
                        real.run("task " + i, () -> {});
                        real.mark("tick");
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        go.countDown();
        real.picture(); // drawing meanwhile does no harm
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(real.picture().bars()).hasSize(20_000);
        assertThat(real.picture().marks()).hasSize(20_000);
        assertThat(real.bundle()).containsOnlyKeys("text/plain", "image/svg+xml", "application/vnd.vegalite.v5+json");
    }
}
