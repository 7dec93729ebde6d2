package syncasync.explore;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A scheduled executor on the virtual clock. Each task has a thread of its own, which sleeps until it is due. */
final class VirtualTimeScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private final ExecutorService threads;

    VirtualTimeScheduler(ThreadFactory factory) {
        threads = Executors.newThreadPerTaskExecutor(factory);
    }

    private final class Scheduled<T> extends FutureTask<T> implements ScheduledFuture<T> {
        private final Run run = Points.mine();
        private long due;

        Scheduled(Callable<T> task, long delay) {
            super(task);
            due = run.now() + Math.max(0, delay);
        }

        boolean again(long period, boolean fromNow) {
            boolean good = runAndReset();
            due = (fromNow ? run.now() : due) + period;
            return good && !isCancelled() && !isShutdown();
        }

        boolean pause() {
            return VirtualTimeScheduler.pause(run, due - run.now(), this::isDone);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - run.now(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    /** Sleeps so long on the virtual clock, or until there is no need any more. Whether the time is over. */
    static boolean pause(Run run, long nanos, BooleanSupplier needless) {
        ControlledThread me = run.current();
        if (nanos > 0) {
            run.asleep(me, nanos);
            run.wait(me, new ControlledThread.Waiting("until it is due", null, needless, true));
            run.untimed(me);
        }
        return !needless.getAsBoolean() && !Thread.interrupted();
    }

    private <T> ScheduledFuture<T> at(Scheduled<T> task, Runnable body) {
        threads.execute(body);
        return task;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return schedule(Executors.callable(command), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        var task = new Scheduled<>(callable, unit.toNanos(delay));
        return at(task, () -> {
            if (task.pause()) task.run();
        });
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long delay, long period, TimeUnit unit) {
        return repeat(command, unit.toNanos(delay), unit.toNanos(period), false);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long delay, long period, TimeUnit unit) {
        return repeat(command, unit.toNanos(delay), unit.toNanos(period), true);
    }

    private ScheduledFuture<?> repeat(Runnable command, long delay, long period, boolean fromNow) {
        var task = new Scheduled<>(Executors.callable(command), delay);
        return at(task, () -> {
            while (task.pause() && task.again(period, fromNow)) {}
        });
    }

    @Override
    public void execute(Runnable command) {
        threads.execute(command);
    }

    @Override
    public void shutdown() {
        threads.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return threads.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }
}
