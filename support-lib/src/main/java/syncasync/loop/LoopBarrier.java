package syncasync.loop;

import java.util.concurrent.BrokenBarrierException;

/**
 * A barrier for tasks of a loop: each waits until so many have come, then all go on, and it begins anew. A task that is
 * cancelled while it waits has not come. (asyncio's {@code Barrier}, as {@code java.util.concurrent.CyclicBarrier}.)
 */
public final class LoopBarrier extends LoopBound {
    private final Line line = new Line();
    private final int parties;
    private boolean broken;

    LoopBarrier(String name, int parties) {
        super(name);
        if (parties < 1)
            throw new IllegalArgumentException("a barrier for " + parties + " tasks: it takes at least one");
        this.parties = parties;
    }

    /**
     * Waits for the others. Returns how many had come before: 0 for the first, so that one of them can be told apart.
     * Throws a {@link BrokenBarrierException} if it is {@linkplain #abort aborted}.
     */
    public int await() throws BrokenBarrierException {
        Strand me = here("await");
        if (broken) throw broken();
        int before = line.size();
        if (before == parties - 1) line.callAll();
        else if (!line.await(me, new Words(), () -> {})) throw broken();
        return before;
    }

    private BrokenBarrierException broken() {
        return new BrokenBarrierException(this + " was aborted");
    }

    /** Breaks it: who waits, and who comes until it is {@linkplain #reset}, gets an exception. */
    public void abort() {
        mayTouch();
        broken = true;
        line.sendAway();
    }

    /** Begins anew: who waits now gets an exception, who comes later waits as at first. */
    public void reset() {
        mayTouch();
        line.sendAway();
        broken = false;
    }

    /** Whether it was aborted. */
    public boolean isBroken() {
        return broken;
    }

    /** How many tasks it takes. */
    public int parties() {
        return parties;
    }

    /** How many tasks wait. */
    public int waiting() {
        return line.size();
    }

    @Override
    String kind() {
        return "barrier";
    }

    private final class Words {
        @Override
        public String toString() {
            return LoopBarrier.this + " (" + line.size() + " of " + parties + " have come)";
        }
    }
}
