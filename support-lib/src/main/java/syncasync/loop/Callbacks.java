package syncasync.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs a loop's callbacks on the fast way: on virtual threads of the loop, since they may block, and its carrier must
 * not ({@link SchedulerStrand} says why). One thread has all callbacks, in their order, as long as none of them blocks.
 * When one does, the loop goes on with the next callback on another thread, and with the blocked one when it can go on.
 *
 * <p>A callback costs little more than on the carrier, for the thread has all those of a batch that stand in a row
 * before it gets off.
 */
final class Callbacks {
    private final EventLoop loop;
    private CallbackStrand resting; // ready for the next callback
    private final Set<CallbackStrand> blocked = new LinkedHashSet<>();
    private final ArrayDeque<Nested> nested = new ArrayDeque<>(); // the innermost first

    Callbacks(EventLoop loop) {
        this.loop = loop;
    }

    /** Runs it here and now, until it returns or blocks. To be called on the bare carrier. */
    void run(Runnable callback) {
        CallbackStrand strand = resting != null ? resting : new CallbackStrand(loop, this);
        resting = null;
        strand.call(callback);
        if (strand != resting && !strand.hasEnded()) blocked.add(strand);
    }

    /** It has nothing to do; false if it is not needed any more. Called on the strand. */
    boolean rests(CallbackStrand strand) {
        blocked.remove(strand);
        if (resting != null) return false;
        resting = strand;
        return true;
    }

    /** Sends home who rests, at the end of a run: a thread that waits would be kept in memory for ever. */
    void end() {
        CallbackStrand last = resting;
        resting = null;
        if (last != null) last.call(null);
    }

    /**
     * Waits for the task in the middle of a callback, while the loop goes on. It keeps the order of a loop that is
     * turned from within a callback, as the public way does it: who began to wait last has to end first.
     */
    void runUntilEnded(CallbackStrand strand, Task<?> task) {
        Nested run = new Nested(strand, task);
        nested.push(run);
        task.whenEnded(run);
        try {
            while (!task.isDone() || nested.peek() != run) strand.suspend(run);
        } finally {
            nested.remove(run);
            if (!nested.isEmpty() && nested.peek().task.isDone())
                nested.peek().strand.wake();
        }
    }

    private final class Nested implements Waiting, Promise.Waiter {
        private final CallbackStrand strand;
        private final Task<?> task;

        Nested(CallbackStrand strand, Task<?> task) {
            this.strand = strand;
            this.task = task;
        }

        @Override
        public void ended(Promise<?> promise) {
            if (nested.peek() == this) strand.wake();
        }

        @Override
        public void forget() {
            task.forget(this);
        }

        @Override
        public String toString() {
            return task.title();
        }
    }

    boolean areBlocked() {
        return !blocked.isEmpty();
    }

    /** Those that wait in the middle of a callback. */
    List<CallbackStrand> blocked() {
        return new ArrayList<>(blocked);
    }
}
