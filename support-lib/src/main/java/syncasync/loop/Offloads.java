package syncasync.loop;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import syncasync.host.Choices;

/**
 * The thread pool of a loop, for calls that block. It has a limit, and what is over that waits in line; a thread with
 * nothing to do ends soon, and all end with the loop.
 */
final class Offloads {
    private static final int LIMIT = 40; // as anyio has it
    private static final long IDLE_MILLIS = 500;

    private final EventLoop loop;
    private int limit = LIMIT;
    private ThreadPoolExecutor pool; // null until it is used
    private final Map<Runnable, Thread> running = new ConcurrentHashMap<>(); // calls in the pool

    Offloads(EventLoop loop) {
        this.loop = loop;
    }

    synchronized void limit(int threads) {
        if (threads < 1) throw new IllegalArgumentException("to offload calls to " + threads + " threads");
        limit = threads;
        if (pool == null) return;
        if (threads > pool.getMaximumPoolSize()) pool.setMaximumPoolSize(threads);
        pool.setCorePoolSize(threads);
        pool.setMaximumPoolSize(threads);
    }

    /** Calls it on a thread of this pool; while the loop's code is explored, on a virtual one, as the explorer needs. */
    <T> Promise<T> call(Callable<? extends T> blocking) {
        if (Choices.current() != null)
            return call(next -> newThread(next, Thread.ofVirtual()).start(), blocking);
        return call(pool(), blocking);
    }

    <T> Promise<T> call(Executor executor, Callable<? extends T> blocking) {
        Call<T> call = new Call<>(loop, blocking);
        executor.execute(call);
        return call;
    }

    private synchronized ThreadPoolExecutor pool() {
        if (pool == null) {
            pool =
                    new ThreadPoolExecutor(
                            limit,
                            limit,
                            IDLE_MILLIS,
                            TimeUnit.MILLISECONDS,
                            new LinkedBlockingQueue<>(),
                            next -> newThread(next, Thread.ofPlatform().daemon())) {
                        @Override
                        protected void beforeExecute(Thread thread, Runnable call) {
                            running.put(call, thread);
                        }

                        @Override
                        protected void afterExecute(Runnable call, Throwable none) {
                            running.remove(call);
                        }
                    };
            pool.allowCoreThreadTimeOut(true);
        }
        return pool;
    }

    static Thread newThread(Runnable next, Thread.Builder builder) {
        // a virtual one would inherit its scheduler from the coroutine: the loop
        return builder.name("offloaded").unstarted(next);
    }

    /** Calls that wait in line are dropped. Those that run may end in time; who does not is named, and interrupted. */
    synchronized void close(Duration limit) {
        if (pool == null) return;
        pool.getQueue().clear();
        pool.shutdown();
        boolean interrupted = false;
        try {
            if (!pool.awaitTermination(Nanos.of(limit), TimeUnit.NANOSECONDS)) tellWhoRuns(limit);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        pool.shutdownNow();
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void tellWhoRuns(Duration limit) {
        running.forEach((call, thread) -> loop.report(LoopProblem.leftBehind(
                ((Call<?>) call).title(), null, limit, "something at " + Wording.place(thread.getStackTrace()))));
    }

    /** The future of one call, from beginning to end. */
    private static final class Call<T> extends Promise<T> implements Runnable {
        private Callable<? extends T> blocking;
        private Thread runs; // null before and after

        Call(EventLoop loop, Callable<? extends T> blocking) {
            super(loop, "offloaded", true);
            this.blocking = blocking;
        }

        @Override
        public void run() {
            Callable<? extends T> call;
            synchronized (this) {
                call = blocking;
                blocking = null;
                if (isDone()) return;
                runs = Thread.currentThread();
            }
            try {
                complete(call.call());
            } catch (Throwable e) {
                completeExceptionally(e);
            } finally {
                synchronized (this) {
                    runs = null;
                    Thread.interrupted(); // one for this call is none for the next
                }
            }
        }

        /** It is not waited for any more; and if told so, its thread is interrupted. */
        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean first = super.cancel(mayInterrupt);
            synchronized (this) {
                if (first && mayInterrupt && runs != null) runs.interrupt();
            }
            return first;
        }

        @Override
        String title() {
            return "an offloaded call";
        }
    }
}
