package syncasync.kernel;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The thread that cells run on. It is called "main", as in a program of one's own, and it stays the same from cell to
 * cell, so what a cell prints about its thread does not change from run to run.
 */
final class CellThread {

    private volatile Worker worker = new Worker();

    /**
     * Starts to run a piece of a cell. Where a cell evaluates code itself, that runs at once, on the caller's thread.
     */
    <T> FutureTask<T> submit(Callable<T> piece) {
        Worker now = worker;
        if (now.busy) {
            var task = new FutureTask<>(piece);
            task.run();
            return task;
        }
        now.busy = true;
        var task = new FutureTask<>(() -> {
            try {
                return piece.call();
            } finally {
                now.busy = false; // before whoever waits for the piece goes on with the next
            }
        });
        now.todo.add(task);
        return task;
    }

    boolean isBusy() {
        return worker.busy;
    }

    Thread thread() {
        return worker;
    }

    void interrupt() {
        worker.interrupt();
    }

    /** Leaves a thread that cannot be stopped to itself, and takes a new one. */
    void replace() {
        worker.last = true;
        worker = new Worker();
    }

    private static final class Worker extends Thread {

        private final LinkedBlockingQueue<FutureTask<?>> todo = new LinkedBlockingQueue<>();
        private volatile boolean busy;
        private volatile boolean last;

        Worker() {
            super("main");
            setDaemon(false); // threads that a cell starts are not daemons either, unless it says so
            start();
        }

        @Override
        public void run() {
            while (!last) {
                try {
                    FutureTask<?> task = todo.take();
                    task.run();
                } catch (InterruptedException _) {
                    // it was meant for a piece that has just ended
                }
            }
        }
    }
}
