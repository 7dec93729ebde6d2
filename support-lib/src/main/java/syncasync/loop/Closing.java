package syncasync.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What happens when a loop is closed: its tasks are cancelled, once each, and get time to clean up. Whoever has not ended
 * by then is named, and cancelled once more, which cuts the clean-up.
 */
final class Closing {
    private static final Duration LAST = Duration.ofSeconds(1); // for those that were cut to end after all
    private static final int ROUNDS = 1_000; // of tasks that others leave behind when they end

    private final EventLoop loop;
    private final Duration limit;
    private volatile Strand named; // already, since it kept the loop

    private Closing(EventLoop loop, Duration limit) {
        this.loop = loop;
        this.limit = limit;
    }

    /** Cancels the tasks, and callbacks that are blocked, and runs the loop until they have ended. */
    static void endTasks(EventLoop loop, Duration limit) {
        if (loop.hasStrands()) new Closing(loop, limit).endTasks();
    }

    private void endTasks() {
        CancellationException interrupt = null;
        loop.cancelsOnce = true;
        try {
            letCleanUp();
        } catch (CancellationException e) {
            interrupt = e;
        } finally {
            loop.cancelsOnce = false;
        }
        for (Strand strand : loop.strands())
            if (strand != named) loop.report(LoopProblem.leftBehind(strand, limit, strand.whatNext()));
        if (loop.hasStrands()) cut();
        if (interrupt != null) throw interrupt;
    }

    /** Clean-ups may spawn tasks and await them: those are not cancelled before all have ended that were to begin with. */
    private void letCleanUp() {
        try (Limit within = new Limit(limit)) {
            for (int round = 0; round < ROUNDS && loop.hasStrands() && !within.isOver(); round++) {
                List<Task<?>> asked = new ArrayList<>(loop.tasks());
                loop.strands().forEach(Strand::cancel);
                within.runUntil(() -> {
                    while (!asked.isEmpty() && asked.getLast().isDone()) asked.removeLast();
                    return asked.isEmpty() && !loop.hasBlockedCallbacks();
                });
            }
        }
    }

    private void cut() {
        try (Limit within = new Limit(LAST)) {
            loop.strands().forEach(Strand::cancel);
            within.runUntil(() -> !loop.hasStrands());
        }
    }

    /** A limit on the loop's clock; and on the machine's, if somebody keeps the loop meanwhile. */
    private final class Limit implements AutoCloseable {
        private static final Step NOTHING = () -> {}; // wakes the loop

        private final TimerHandle timer;
        private final Thread watch; // null if there is nothing to watch for
        private volatile boolean over;
        private volatile boolean interrupted;
        private volatile boolean ended; // nobody needs it any more

        Limit(Duration limit) {
            timer = loop.callLater(limit, NOTHING);
            long nanos = Nanos.of(limit);
            watch = nanos == Nanos.NEVER || loop.choices != null
                    ? null
                    : Thread.ofPlatform().daemon().name("end of a loop").start(() -> watch(nanos));
        }

        /** Runs the loop until it is so, or the time is over, or nothing can go on any more. */
        void runUntil(BooleanSupplier isSo) {
            try {
                loop.runUntil(() -> {
                    if (timer.isOver()) over = true; // only ever set, never cleared: the watch sets it as well
                    if (over || isSo.getAsBoolean()) return true;
                    if (loop.isIdle(timer)) over = true;
                    return over;
                });
            } catch (CancellationException e) {
                if (!interrupted) throw e; // then the caller was
            }
        }

        boolean isOver() {
            return over;
        }

        /**
         * After the limit, whoever keeps the loop from looking at its clock is named, and interrupted. Virtual time may
         * stand still, since somebody keeps yielding: when it has for so long in real time, it is over, too.
         */
        private void watch(long nanos) {
            if (loop.isVirtual()) awaitStandstill(Math.max(nanos, Nanos.of(LAST)));
            else pause(nanos);
            for (long step = -1; !ended; pause(Nanos.of(LAST))) {
                if (step == loop.turn.steps() && loop.turn.isBusy()) {
                    interrupt(loop.turn.running);
                    return;
                }
                step = loop.turn.steps();
            }
        }

        private void awaitStandstill(long nanos) {
            Duration time = null;
            for (long since = 0; !ended; pause(nanos / 20)) {
                if (!loop.time().equals(time)) {
                    time = loop.time();
                    since = System.nanoTime();
                } else if (System.nanoTime() - since >= nanos) {
                    over = true;
                    return;
                }
            }
        }

        private void pause(long nanos) {
            long end = System.nanoTime() + nanos;
            for (long left; !ended && (left = end - System.nanoTime()) > 0; ) LockSupport.parkNanos(this, left);
        }

        private void interrupt(Strand keeps) {
            if (keeps == null) return;
            named = keeps;
            loop.report(LoopProblem.leftBehind(
                    keeps, limit, "something at " + Wording.place(keeps.thread.getStackTrace())));
            over = interrupted = true;
            loop.turn.interrupt();
        }

        @Override
        public void close() {
            over = ended = true;
            timer.cancel();
            LockSupport.unpark(watch);
            if (interrupted) Thread.interrupted(); // it was meant for the run
        }
    }
}
