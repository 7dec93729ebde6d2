package syncasync.explore;

import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What instrumented code calls in place of what makes pools: theirs have virtual threads, too, and end with the run. */
public final class InsteadOfPools {
    private InsteadOfPools() {}

    private static ThreadFactory factory() {
        Run run = Points.mine();
        String pool = "pool-" + run.register.number("pool") + "-thread-";
        return body -> run.register.platform(
                Thread.ofVirtual().name(pool + run.register.number(pool)).unstarted(body));
    }

    private static <T extends ExecutorService> T closed(T pool) {
        Points.mine().closeAtEnd(pool);
        return pool;
    }

    @InPlaceOf(Executors.class)
    public static ThreadFactory defaultThreadFactory(int site) {
        return factory();
    }

    @InPlaceOf(Executors.class)
    public static ExecutorService newFixedThreadPool(int threads, int site) {
        return newFixedThreadPool(threads, factory(), site);
    }

    @InPlaceOf(Executors.class)
    public static ExecutorService newFixedThreadPool(int threads, ThreadFactory factory, int site) {
        return closed(Executors.newFixedThreadPool(threads, factory));
    }

    @InPlaceOf(Executors.class)
    public static ExecutorService newSingleThreadExecutor(int site) {
        return newSingleThreadExecutor(factory(), site);
    }

    @InPlaceOf(Executors.class)
    public static ExecutorService newSingleThreadExecutor(ThreadFactory factory, int site) {
        return newFixedThreadPool(1, factory, site);
    }

    @InPlaceOf(Executors.class)
    public static ExecutorService newCachedThreadPool(int site) {
        return newCachedThreadPool(factory(), site);
    }

    /** Its threads end with their tasks: they would wait a minute of real time for another one. */
    @InPlaceOf(Executors.class)
    public static ExecutorService newCachedThreadPool(ThreadFactory factory, int site) {
        return closed(Executors.newThreadPerTaskExecutor(factory));
    }

    @InPlaceOf(Executors.class)
    public static ExecutorService newThreadPerTaskExecutor(ThreadFactory factory, int site) {
        return closed(Executors.newThreadPerTaskExecutor(factory));
    }

    @InPlaceOf(Executors.class)
    public static ExecutorService newVirtualThreadPerTaskExecutor(int site) {
        return closed(Executors.newVirtualThreadPerTaskExecutor());
    }

    @InPlaceOf(Executors.class)
    public static ScheduledExecutorService newScheduledThreadPool(int threads, int site) {
        return newScheduledThreadPool(threads, factory(), site);
    }

    @InPlaceOf(Executors.class)
    public static ScheduledExecutorService newScheduledThreadPool(int threads, ThreadFactory factory, int site) {
        return closed(new VirtualTimeScheduler(factory));
    }

    @InPlaceOf(Executors.class)
    public static ScheduledExecutorService newSingleThreadScheduledExecutor(int site) {
        return newScheduledThreadPool(1, site);
    }

    @InPlaceOf(Executors.class)
    public static ScheduledExecutorService newSingleThreadScheduledExecutor(ThreadFactory factory, int site) {
        return newScheduledThreadPool(1, factory, site);
    }

    @InPlaceOf(ThreadPoolExecutor.class)
    public static ThreadPoolExecutor _new(
            int core, int most, long keep, TimeUnit unit, BlockingQueue<Runnable> queue, int site) {
        return _new(core, most, keep, unit, queue, factory(), site);
    }

    @InPlaceOf(ThreadPoolExecutor.class)
    public static ThreadPoolExecutor _new(
            int core,
            int most,
            long keep,
            TimeUnit unit,
            BlockingQueue<Runnable> queue,
            ThreadFactory factory,
            int site) {
        return _new(core, most, keep, unit, queue, factory, new ThreadPoolExecutor.AbortPolicy(), site);
    }

    @InPlaceOf(ThreadPoolExecutor.class)
    public static ThreadPoolExecutor _new(
            int core,
            int most,
            long keep,
            TimeUnit unit,
            BlockingQueue<Runnable> queue,
            RejectedExecutionHandler handler,
            int site) {
        return _new(core, most, keep, unit, queue, factory(), handler, site);
    }

    @InPlaceOf(ThreadPoolExecutor.class)
    public static ThreadPoolExecutor _new(
            int core,
            int most,
            long keep,
            TimeUnit unit,
            BlockingQueue<Runnable> queue,
            ThreadFactory factory,
            RejectedExecutionHandler handler,
            int site) {
        return closed(new ThreadPoolExecutor(core, most, keep, unit, queue, factory, handler));
    }

    // ---- futures with a time limit

    @InPlaceOf(CompletableFuture.class)
    public static <T> CompletableFuture<T> orTimeout(CompletableFuture<T> future, long time, TimeUnit unit, int site) {
        later(unit.toNanos(time), future, () -> future.completeExceptionally(new TimeoutException()));
        return future;
    }

    @InPlaceOf(CompletableFuture.class)
    public static <T> CompletableFuture<T> completeOnTimeout(
            CompletableFuture<T> future, T value, long time, TimeUnit unit, int site) {
        later(unit.toNanos(time), future, () -> future.complete(value));
        return future;
    }

    private static void later(long nanos, CompletableFuture<?> future, Runnable action) {
        Run run = Points.mine();
        Thread timer = Thread.ofVirtual()
                .name("timer " + run.register.number("timer"))
                .unstarted(() -> {
                    if (VirtualTimeScheduler.pause(Points.mine(), nanos, future::isDone)) action.run();
                });
        timer.start();
    }

    @InPlaceOf(CompletableFuture.class)
    public static Executor delayedExecutor(long time, TimeUnit unit, int site) {
        return delayedExecutor(time, unit, Points.ownThreads(), site);
    }

    @InPlaceOf(CompletableFuture.class)
    public static Executor delayedExecutor(long time, TimeUnit unit, Executor then, int site) {
        return task -> {
            Run run = Points.mine();
            Thread.ofVirtual()
                    .name("timer " + run.register.number("timer"))
                    .unstarted(() -> {
                        if (VirtualTimeScheduler.pause(Points.mine(), unit.toNanos(time), () -> false))
                            then.execute(task);
                    })
                    .start();
        };
    }

    // ---- dice

    @InPlaceOf(Random.class)
    public static Random _new(int site) {
        return new Random(42);
    }

    @InPlaceOf(Random.class)
    public static Random _new(long seed, int site) {
        return new Random(seed);
    }
}
