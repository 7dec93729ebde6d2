package syncasync.loop;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * A condition variable for tasks of a loop: whoever has its lock waits here, without the lock, until somebody who has it
 * signals. Made by {@link LoopLock#condition}. (asyncio's {@code Condition}.)
 */
public final class LoopCondition extends LoopBound {
    private final Line line = new Line();
    private final LoopLock lock;

    LoopCondition(String name, LoopLock lock) {
        super(name);
        this.lock = lock;
    }

    /**
     * Lets go of the lock, waits for a signal, and has the lock again when it returns; also when it throws since the
     * task was cancelled. What was waited for may be gone again by then: {@link #awaitUntil} looks.
     */
    public void await() {
        Strand me = here("await");
        lock.mustHave(me, "wait for " + this);
        lock.handOn();
        try {
            line.await(me, this, () -> line.callNext());
        } finally {
            haveAgain(me);
        }
    }

    private void haveAgain(Strand me) {
        CancellationException cancelled = null;
        while (true) {
            try {
                lock.take(me);
                break;
            } catch (CancellationException e) {
                cancelled = e; // said later: whoever called has the lock, and will release it
            }
        }
        if (cancelled != null) throw cancelled;
    }

    /** Waits, each time for a signal, until it is so; not at all if it is so already. */
    public void awaitUntil(BooleanSupplier isSo) {
        Coroutines.given("condition to wait for", isSo);
        lock.mustHave(here("awaitUntil"), "wait for " + this);
        while (!isSo.getAsBoolean()) await();
    }

    /** Wakes the one that has waited longest, if there is one. It goes on once it has the lock. */
    public void signal() {
        signal(1);
    }

    /** Wakes so many, those that have waited longest. */
    public void signal(int howMany) {
        lock.mustHave(here("signal"), "signal " + this);
        for (int i = 0; i < howMany && line.callNext() != null; i++) {}
    }

    /** Wakes all that wait now. */
    public void signalAll() {
        signal(line.size());
    }

    /** How many tasks wait. */
    public int waiting() {
        return line.size();
    }

    @Override
    String kind() {
        return "condition";
    }
}
