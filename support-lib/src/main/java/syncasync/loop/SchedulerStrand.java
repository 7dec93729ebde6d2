package syncasync.loop;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * The fast way: a virtual thread whose scheduler is the loop, so that the loop's own thread carries it. Whatever blocks a virtual thread
 * ({@code Thread.sleep}, locks, queues) then suspends just this task, and the JVM brings it back here.
 * Needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}, since Java 25 has no public way to choose the scheduler.
 */
final class SchedulerStrand extends Strand implements Executor {
    private static final MethodHandle BUILDER = findBuilder();

    private boolean resuming;       // between asking the JVM to let the thread go on and its answer
    private Runnable step;          // that answer: runs the thread until it parks
    private boolean resumed;        // the loop has let it go on
    private boolean elsewhere;

    SchedulerStrand(EventLoop loop, Task<?> task) {
        super(loop, task);
    }

    private static MethodHandle findBuilder() {
        try {
            Class<?> builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
            var constructor = builder.getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return MethodHandles.lookup().unreflectConstructor(constructor)
                    .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
        } catch (ReflectiveOperationException | RuntimeException notOpened) {
            return null;
        }
    }

    static boolean isAvailable() {
        return BUILDER != null;
    }

    @Override void resume() {
        resuming = resumed = true;
        if (thread == null) start();
        else LockSupport.unpark(thread);
        resuming = false;
        if (step != null) runStep(step);
    }

    private void start() {
        try {
            thread = ((Thread.Builder.OfVirtual) BUILDER.invokeExact((Executor) this))
                    .name(task.name()).uncaughtExceptionHandler(this).unstarted(task::runBody);
        } catch (Throwable impossible) {
            throw new LinkageError("the virtual thread's builder has changed", impossible);
        }
        thread.start();
    }

    private void runStep(Runnable now) {
        step = null;
        now.run();
        setElsewhere(!isSuspended() && !task.isDone());
    }

    private void setElsewhere(boolean is) {
        if (is == elsewhere) return;
        elsewhere = is;
        loop.outside(is ? 1 : -1);
    }

    /** The JVM hands over what lets the thread go on: our doing, or that of whatever it was blocked by, on any thread. */
    @Override public void execute(Runnable next) {
        if (resuming && Thread.currentThread() == loop.thread()) step = next;
        else loop.executeUnlessClosed(() -> {
            loop.running = this;
            runStep(next);
            loop.running = null;
        });
    }

    @Override void park() {
        resumed = false;
        LockSupport.park();
        while (!resumed) {
            wokenOutOfTurn();
            LockSupport.park();
        }
    }

    @Override boolean isElsewhere() {
        return elsewhere;
    }
}
