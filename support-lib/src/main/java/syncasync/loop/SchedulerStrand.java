package syncasync.loop;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/**
 * The fast way: a virtual thread whose scheduler is the loop, so that the loop's own thread carries it. Whatever blocks
 * a virtual thread ({@code Thread.sleep}, locks, queues) then suspends just this task, and the JVM brings it back here.
 * Needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}, since Java 25 has no public way to choose the scheduler.
 *
 * <p>Hence one rule for the loop's own thread, the carrier: as long as there are strands, it must never wait for a
 * lock. A lock may be handed to a strand that waited for it first; that strand needs the carrier to go on and to let
 * go of the lock, and the carrier would wait in line behind it, for ever. {@code System.out} is such a lock. So nothing
 * but the loop's own {@linkplain Step steps} runs on the bare carrier. Callbacks, reports and what observers do run on
 * virtual threads, too: see {@link Callbacks}.
 */
class SchedulerStrand extends Strand implements Executor {
    private static final MethodHandle BUILDER = findBuilder();
    private static final Executor DEFAULT = findDefaultScheduler();

    private static final int MOMENT = 20_000; // nanoseconds
    private static final int PATIENCE = 1_000; // moments

    private Runnable step; // runs the thread until it gets off; always the same
    private boolean resuming; // between asking the JVM to let the thread go on and its answer
    private boolean granted; // that answer
    private boolean resumed; // the loop has let it go on
    private boolean parked; // it waits for that
    private boolean ended;
    private boolean elsewhere;
    private int handedOver; // how often the JVM has asked for it to go on
    private volatile boolean doubted; // whether it has let the carrier go

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
    final void resume() {
        resuming = resumed = true;
        if (!begun) begin();
        else LockSupport.unpark(thread);
        resuming = false;
        if (granted) runStep();
        for (int i = 0; isHeld() && i < PATIENCE; i++) {
            LockSupport.parkNanos(this, MOMENT);
            runStep();
        }
    }

    /**
     * Whether the JVM keeps the thread from going on though it may: it does while it reads the thread's stack for
     * somebody. That is over in a moment, if it is not a debugger that holds it; then it will be handed over later.
     */
    private boolean isHeld() {
        return resumed && parked && !ended;
    }

    @Override
    final Thread newThread() {
        try {
            return ((Thread.Builder.OfVirtual) BUILDER.invokeExact((Executor) this))
                    .name(threadName())
                    .uncaughtExceptionHandler(this)
                    .unstarted(this::runToTheEnd);
        } catch (Throwable impossible) {
            throw new LinkageError("the virtual thread's builder has changed", impossible);
        }
    }

    String threadName() {
        return task.name();
    }

    private void runToTheEnd() {
        try {
            runBody();
        } finally {
            ended = true;
        }
    }

    /**
     * Carries the thread until it parks, ends, or blocks on something that is not the loop's; does nothing if it cannot
     * go on yet.
     */
    private void runStep() {
        granted = false;
        if (Thread.currentThread().isInterrupted()) loop.turn.seesFlag();
        step.run();
        setElsewhere(!parked && !ended || isHeld());
    }

    private void setElsewhere(boolean is) {
        if (is == elsewhere) return;
        elsewhere = is;
        loop.outside += is ? 1 : -1;
    }

    /**
     * The JVM hands over what lets a thread go on: our doing, or that of whatever it was blocked by, on any thread.
     * Virtual threads that a coroutine starts inherit its scheduler, even some of the JDK's own: they are none of the
     * loop's business. Nor is a strand any more that would not end when the loop was closed; it may hold locks, so it
     * had better go on elsewhere than not at all.
     */
    @Override
    public final void execute(Runnable next) {
        if (step == null) step = next;
        if (next != step || loop.isClosed()) {
            DEFAULT.execute(next);
            return;
        }
        handedOver++;
        if (resuming && Thread.currentThread() == loop.turn.thread) granted = true;
        else loop.handIn(new ComesBack(this));
    }

    /** Whether it is the step of a strand that was elsewhere, and can go on. */
    static boolean comesBack(Runnable step) {
        return step instanceof ComesBack;
    }

    /** The step of a strand that was elsewhere, and can go on. */
    private record ComesBack(SchedulerStrand strand) implements Step {
        @Override
        public void run() {
            strand.loop.turn.running = strand;
            strand.runStep();
            strand.loop.turn.running = null;
        }

        @Override
        public String toString() {
            return strand.toString();
        }
    }

    @Override
    final void parks() {
        resumed = false;
    }

    /**
     * Lets the carrier go. It returns at once if the loop resumed the strand since {@link #parks}: so long an observer
     * may have held it up.
     */
    @Override
    final void park() {
        parked = true;
        Thread carrier = loop.turn.thread;
        if (carrier != null && carrier.isInterrupted() && !thread.isInterrupted()) loop.turn.seesFlag();
        while (!resumed) {
            LockSupport.park();
            if (!resumed) wokenOutOfTurn();
        }
        parked = false;
    }

    @Override
    final void wokenOutOfTurn() {
        if (doubted) {
            doubted = false;
            if (isPinned()) {
                parked = false;
                throw new IllegalStateException(
                        title() + " waits where its thread cannot be suspended, in a static initialiser or under native"
                                + " code: nobody else could go on meanwhile, so let it wait before or after that");
            }
        }
        super.wokenOutOfTurn();
    }

    /**
     * Whether the JVM cannot take the thread off its carrier here: then it ignores a yield, too, where it otherwise asks
     * at once for the thread to go on.
     */
    private boolean isPinned() {
        int before = handedOver;
        Thread.yield();
        return handedOver == before;
    }

    /**
     * Looks from another thread whether it waits for the loop: if the loop seems to be in its step nevertheless, it may
     * have kept the carrier, and would for ever.
     */
    final boolean seemsToWait() {
        return parked;
    }

    /** Has it find out whether it keeps the carrier while it waits, and throw if so. Safe to call from any thread. */
    final void doubt() {
        doubted = true;
        LockSupport.unpark(thread);
    }

    @Override
    final boolean isElsewhere() {
        return elsewhere && !parked;
    }

    @Override
    final boolean isInLine() {
        if (!isElsewhere()) return false;
        return switch (thread.getState()) {
            case RUNNABLE, BLOCKED -> true;
            default ->
                LockSupport.getBlocker(thread) instanceof Object lock
                        && lock.getClass().getPackageName().equals("java.util.concurrent.locks")
                        && !(lock instanceof Condition);
        };
    }

    final boolean hasEnded() {
        return ended;
    }
}
