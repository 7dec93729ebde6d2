package syncasync.loop;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * The fast way: a virtual thread whose scheduler is the loop, so that the loop's own thread carries it. Whatever blocks
 * a virtual thread ({@code Thread.sleep}, locks, queues) then suspends just this task, and the JVM brings it back here.
 * Needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}, since Java 25 has no public way to choose the scheduler.
 */
final class SchedulerStrand extends Strand implements Executor {
    private static final MethodHandle BUILDER = findBuilder();
    private static final Executor DEFAULT = findDefaultScheduler();

    private Runnable step; // runs the thread until it parks; always the same
    private boolean resuming; // between asking the JVM to let the thread go on and its answer
    private boolean granted; // that answer
    private boolean resumed; // the loop has let it go on
    private boolean elsewhere;

    SchedulerStrand(EventLoop loop, Task<?> task) {
        super(loop, task);
    }

    private static MethodHandle findBuilder() {
        try {
            Class<?> builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
            var constructor = builder.getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
        } catch (ReflectiveOperationException | RuntimeException notOpened) {
            return null;
        }
    }

    private static Executor findDefaultScheduler() {
        try {
            var method = Class.forName("java.lang.VirtualThread").getDeclaredMethod("defaultScheduler");
            method.setAccessible(true);
            return (Executor) method.invoke(null);
        } catch (ReflectiveOperationException | RuntimeException notOpened) {
            return null;
        }
    }

    static boolean isAvailable() {
        return BUILDER != null && DEFAULT != null;
    }

    @Override
    void resume() {
        resuming = resumed = true;
        if (thread == null) start();
        else LockSupport.unpark(thread);
        resuming = false;
        if (granted) runStep();
    }

    private void start() {
        try {
            thread = ((Thread.Builder.OfVirtual) BUILDER.invokeExact((Executor) this))
                    .name(task.name())
                    .uncaughtExceptionHandler(this)
                    .unstarted(this::runBody);
        } catch (Throwable impossible) {
            throw new LinkageError("the virtual thread's builder has changed", impossible);
        }
        thread.start();
    }

    private void runBody() {
        task.runBody();
        keepInterrupt();
    }

    /**
     * Notes that the loop's thread is interrupted: the JVM forgets that when a virtual thread gets on it, and when it
     * gets off. (One that comes in just that moment, or while the task blocks elsewhere, is still forgotten.) An
     * interrupt of the task shows on the loop's thread as well, but is no news for the loop.
     */
    private void keepInterrupt() {
        if (loop.thread.isInterrupted() && !Thread.currentThread().isInterrupted())
            loop.interrupted = true; // in this order: a thread's own flag is set first
    }

    private void interruptAgain() {
        loop.interrupted = false;
        Thread.currentThread().interrupt();
    }

    private void runStep() {
        granted = false;
        boolean interrupted = Thread.currentThread().isInterrupted();
        step.run();
        if (interrupted || loop.interrupted) interruptAgain();
        setElsewhere(!isSuspended() && !task.isDone());
    }

    private void setElsewhere(boolean is) {
        if (is == elsewhere) return;
        elsewhere = is;
        loop.outside += is ? 1 : -1;
    }

    /**
     * The JVM hands over what lets a thread go on: our doing, or that of whatever it was blocked by, on any thread.
     * Virtual threads that a coroutine starts inherit its scheduler, even some of the JDK's own: they are none of the
     * loop's business.
     */
    @Override
    public void execute(Runnable next) {
        if (step == null) step = next;
        if (next != step) {
            DEFAULT.execute(next);
        } else if (resuming && Thread.currentThread() == loop.thread) {
            granted = true;
        } else {
            executeOnLoop(() -> {
                loop.running = this;
                runStep();
                loop.running = null;
            });
        }
    }

    @Override
    void park() {
        keepInterrupt();
        resumed = false;
        LockSupport.park();
        while (!resumed) {
            wokenOutOfTurn();
            LockSupport.park();
        }
    }

    @Override
    boolean isElsewhere() {
        return elsewhere;
    }
}
