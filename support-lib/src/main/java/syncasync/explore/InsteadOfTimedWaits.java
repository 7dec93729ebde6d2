package syncasync.explore;

import java.util.Date;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.TransferQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.StampedLock;

/**
 * What instrumented code calls in place of the timed waits of {@code java.util.concurrent}. The JDK's own would pass by
 * the machine's clock. So the wait without a limit is called, and when the schedule says that the time is over, the
 * waiting thread is interrupted; what it then throws is turned into what the timed wait would have come to. (Both leave
 * the queue, the lock, the barrier in the same state: the JDK undoes a wait in one way for both.)
 */
public final class InsteadOfTimedWaits {
    private static final long LONG = TimeUnit.DAYS.toNanos(365);

    private InsteadOfTimedWaits() {}

    /** A wait of the JDK. */
    private interface Wait<T, X extends Exception> {
        T run() throws InterruptedException, X;
    }

    /** What to throw when the time is over, where it is not a value. */
    private static final class Over extends Exception {
        Over() {
            super(null, null, false, false);
        }
    }

    private static <T, X extends Exception> T timed(Object on, long nanos, int site, Wait<T, X> wait)
            throws InterruptedException, X, Over {
        Points.before(on, site);
        Points.limit(InsteadOfThreads.limit(nanos));
        Run run = Points.mine();
        ControlledThread me = run.current();
        boolean returned = false;
        boolean late = false;
        T result = null;
        try {
            run.timed(me, nanos, () -> me.thread.interrupt());
            boolean interrupted = false;
            try {
                result = wait.run();
                returned = true;
                return result;
            } catch (InterruptedException e) {
                interrupted = true;
                late = me.expired;
                if (late) throw new Over();
                throw e;
            } finally {
                if (me.expired && !interrupted)
                    Thread.interrupted(); // it came with what it waited for: nobody is to know
                run.untimed(me);
            }
        } finally {
            if (late) Points.waits();
            if (returned) Points.after(on, site, result);
            else Points.threw(on, site);
            if (late) Points.record(run, me, run.site(site), InsteadOfThreads.OVER);
        }
    }

    /** Whether there is nothing to model: no time to wait, or a class of the program's own. */
    private static boolean asItIs(Object on, long time) {
        return time <= 0 || on.getClass().getClassLoader() != null;
    }

    private static <T, X extends Exception> T otherwise(T value, Object on, long nanos, int site, Wait<T, X> wait)
            throws InterruptedException, X {
        try {
            return timed(on, nanos, site, wait);
        } catch (Over e) {
            return value;
        }
    }

    private static <T, X extends Exception> T orThrow(Object on, long nanos, int site, Wait<T, X> wait)
            throws InterruptedException, TimeoutException, X {
        try {
            return timed(on, nanos, site, wait);
        } catch (Over e) {
            throw new TimeoutException();
        }
    }

    // ---- queues

    @InPlaceOf(BlockingQueue.class)
    public static <T> Object poll(BlockingQueue<T> queue, long time, TimeUnit unit, int site)
            throws InterruptedException {
        if (asItIs(queue, time)) return now(queue, site, () -> queue.poll(time, unit));
        return otherwise(null, queue, unit.toNanos(time), site, queue::take);
    }

    @InPlaceOf(BlockingQueue.class)
    public static <T> boolean offer(BlockingQueue<T> queue, T value, long time, TimeUnit unit, int site)
            throws InterruptedException {
        if (asItIs(queue, time)) return now(queue, site, () -> queue.offer(value, time, unit));
        return otherwise(false, queue, unit.toNanos(time), site, () -> {
            queue.put(value);
            return true;
        });
    }

    @InPlaceOf(BlockingDeque.class)
    public static <T> Object pollFirst(BlockingDeque<T> queue, long time, TimeUnit unit, int site)
            throws InterruptedException {
        return poll(queue, time, unit, site);
    }

    @InPlaceOf(BlockingDeque.class)
    public static <T> Object pollLast(BlockingDeque<T> queue, long time, TimeUnit unit, int site)
            throws InterruptedException {
        if (asItIs(queue, time)) return now(queue, site, () -> queue.pollLast(time, unit));
        return otherwise(null, queue, unit.toNanos(time), site, queue::takeLast);
    }

    @InPlaceOf(TransferQueue.class)
    public static <T> boolean tryTransfer(TransferQueue<T> queue, T value, long time, TimeUnit unit, int site)
            throws InterruptedException {
        if (asItIs(queue, time)) return now(queue, site, () -> queue.tryTransfer(value, time, unit));
        return otherwise(false, queue, unit.toNanos(time), site, () -> {
            queue.transfer(value);
            return true;
        });
    }

    // ---- waits that an interrupt does not end, but the end of the run does

    private static <T> T uninterruptibly(Object on, int site, Wait<T, RuntimeException> wait) {
        boolean interrupted = false;
        Points.before(on, site);
        T result = null;
        try {
            while (result == null) {
                try {
                    result = wait.run();
                } catch (InterruptedException e) {
                    Points.mine(); // throws if the run is over
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
            if (result == null) Points.threw(on, site);
            else if (result instanceof Long stamp) Points.after(on, site, stamp);
            else Points.after(on, site);
        }
        return result;
    }

    @InPlaceOf(Lock.class)
    public static void lock(Lock lock, int site) {
        uninterruptibly(lock, site, () -> {
            if (lock.getClass().getClassLoader() == null) lock.lockInterruptibly();
            else lock.lock();
            return true;
        });
    }

    @InPlaceOf(StampedLock.class)
    public static long writeLock(StampedLock lock, int site) {
        return uninterruptibly(lock, site, lock::writeLockInterruptibly);
    }

    @InPlaceOf(StampedLock.class)
    public static long readLock(StampedLock lock, int site) {
        return uninterruptibly(lock, site, lock::readLockInterruptibly);
    }

    @InPlaceOf(Semaphore.class)
    public static void acquireUninterruptibly(Semaphore semaphore, int site) {
        uninterruptibly(semaphore, site, () -> {
            semaphore.acquire();
            return true;
        });
    }

    // ---- locks and the like

    @InPlaceOf(Lock.class)
    public static boolean tryLock(Lock lock, long time, TimeUnit unit, int site) throws InterruptedException {
        if (asItIs(lock, time)) return now(lock, site, () -> lock.tryLock(time, unit));
        return otherwise(false, lock, unit.toNanos(time), site, () -> {
            lock.lockInterruptibly();
            return true;
        });
    }

    @InPlaceOf(Condition.class)
    public static boolean await(Condition condition, long time, TimeUnit unit, int site) throws InterruptedException {
        if (asItIs(condition, time)) return now(condition, site, () -> condition.await(time, unit));
        return otherwise(false, condition, unit.toNanos(time), site, () -> {
            condition.await();
            return true;
        });
    }

    @InPlaceOf(Condition.class)
    public static long awaitNanos(Condition condition, long nanos, int site) throws InterruptedException {
        long end = Points.mine().now() + nanos;
        return await(condition, nanos, TimeUnit.NANOSECONDS, site)
                ? Math.max(1, end - Points.mine().now())
                : 0;
    }

    @InPlaceOf(Condition.class)
    public static boolean awaitUntil(Condition condition, Date deadline, int site) throws InterruptedException {
        long now = InsteadOfThreads.currentTimeMillis(site);
        return await(condition, deadline.getTime() - now, TimeUnit.MILLISECONDS, site);
    }

    @InPlaceOf(Semaphore.class)
    public static boolean tryAcquire(Semaphore semaphore, long time, TimeUnit unit, int site)
            throws InterruptedException {
        return tryAcquire(semaphore, 1, time, unit, site);
    }

    @InPlaceOf(Semaphore.class)
    public static boolean tryAcquire(Semaphore semaphore, int permits, long time, TimeUnit unit, int site)
            throws InterruptedException {
        if (asItIs(semaphore, time)) return now(semaphore, site, () -> semaphore.tryAcquire(permits, time, unit));
        return otherwise(false, semaphore, unit.toNanos(time), site, () -> {
            semaphore.acquire(permits);
            return true;
        });
    }

    @InPlaceOf(CountDownLatch.class)
    public static boolean await(CountDownLatch latch, long time, TimeUnit unit, int site) throws InterruptedException {
        if (asItIs(latch, time)) return now(latch, site, () -> latch.await(time, unit));
        return otherwise(false, latch, unit.toNanos(time), site, () -> {
            latch.await();
            return true;
        });
    }

    @InPlaceOf(CyclicBarrier.class)
    public static int await(CyclicBarrier barrier, long time, TimeUnit unit, int site)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return InsteadOfTimedWaits.<Integer, BrokenBarrierException>orThrow(
                barrier, Math.max(1, unit.toNanos(time)), site, barrier::await);
    }

    @InPlaceOf(Phaser.class)
    public static int awaitAdvanceInterruptibly(Phaser phaser, int phase, long time, TimeUnit unit, int site)
            throws InterruptedException, TimeoutException {
        return InsteadOfTimedWaits.<Integer, RuntimeException>orThrow(
                phaser, Math.max(1, unit.toNanos(time)), site, () -> phaser.awaitAdvanceInterruptibly(phase));
    }

    @InPlaceOf(Exchanger.class)
    public static <T> Object exchange(Exchanger<T> exchanger, T value, long time, TimeUnit unit, int site)
            throws InterruptedException, TimeoutException {
        return InsteadOfTimedWaits.<T, RuntimeException>orThrow(
                exchanger, Math.max(1, unit.toNanos(time)), site, () -> exchanger.exchange(value));
    }

    // ---- futures and executors

    @InPlaceOf(Future.class)
    public static <T> Object get(Future<T> future, long time, TimeUnit unit, int site)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (future.getClass().getClassLoader() != null) return future.get(time, unit);
        return InsteadOfTimedWaits.<T, ExecutionException>orThrow(
                future, Math.max(1, unit.toNanos(time)), site, future::get);
    }

    @InPlaceOf(CompletionService.class)
    public static <T> Future<T> poll(CompletionService<T> service, long time, TimeUnit unit, int site)
            throws InterruptedException {
        if (asItIs(service, time)) return now(service, site, () -> service.poll(time, unit));
        return otherwise(null, service, unit.toNanos(time), site, service::take);
    }

    @InPlaceOf(ExecutorService.class)
    public static boolean awaitTermination(ExecutorService pool, long time, TimeUnit unit, int site)
            throws InterruptedException {
        if (asItIs(pool, time)) return now(pool, site, () -> pool.awaitTermination(time, unit));
        return otherwise(
                false, pool, unit.toNanos(time), site, () -> pool.awaitTermination(LONG, TimeUnit.NANOSECONDS));
    }

    private static <T, X extends Exception> T now(Object on, int site, Wait<T, X> call) throws InterruptedException, X {
        Points.before(on, site);
        boolean returned = false;
        T result = null;
        try {
            result = call.run();
            returned = true;
            return result;
        } finally {
            if (returned) Points.after(on, site, result);
            else Points.threw(on, site);
        }
    }
}
