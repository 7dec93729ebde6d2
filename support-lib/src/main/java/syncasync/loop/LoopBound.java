package syncasync.loop;

import java.util.LinkedHashSet;
import java.util.concurrent.CancellationException;

/**
 * What tasks of one loop wait at: a lock, a semaphore, a queue, an event, a barrier. It belongs to the loop whose task
 * first waits there, or first has to, and other threads must leave it alone.
 */
abstract class LoopBound {
    private final String name; // null if it was given none
    private EventLoop loop; // null until it is used

    LoopBound(String name) {
        this.name = name;
    }

    /** The calling task, for a call that may wait. */
    final Strand here(String call) {
        Strand me = Strand.mustBeCurrent(call);
        if (loop == null || loop.isClosed()) loop = me.loop;
        if (loop != me.loop) throw new IllegalStateException(this + " belongs to another loop");
        return me;
    }

    /** For a call that does not wait, but wakes others: only the loop, or nobody else, may do that. */
    final void mayTouch() {
        if (loop != null && loop.isRunning() && !loop.isOnLoop())
            throw new IllegalStateException(
                    this
                            + " belongs to a loop that runs on another thread, which must do that itself: use callSoonThreadSafe");
    }

    /** What it is, for messages: "lock", say. */
    abstract String kind();

    /** What it is, and its name if it has one. */
    @Override
    public final String toString() {
        return name == null ? "a " + kind() : kind() + " '" + name + "'";
    }

    /** Tasks in line, first come, first served. */
    static class Line {
        private final LinkedHashSet<Place> places = new LinkedHashSet<>();

        /**
         * Waits until called, and returns true; false if sent away instead. A task may be called and cancelled in the
         * same moment: then it throws, and the call is passed on, so that it is not lost.
         */
        boolean await(Strand me, Object what, Runnable passOn) {
            Place place = new Place(me, what);
            places.add(place);
            try {
                me.suspend(place);
            } catch (CancellationException e) {
                places.remove(place);
                if (place.called) passOn.run();
                throw e;
            }
            return place.called;
        }

        /** Calls the first, and says who that is; null if there is none. */
        Strand callNext() {
            if (places.isEmpty()) return null;
            Place first = places.removeFirst();
            first.called = true;
            first.strand.wake();
            return first.strand;
        }

        /** Calls all that are in line now. */
        void callAll() {
            while (callNext() != null) {}
        }

        /** Sends all away. */
        void sendAway() {
            while (!places.isEmpty()) places.removeFirst().strand.wake();
        }

        int size() {
            return places.size();
        }

        boolean isEmpty() {
            return places.isEmpty();
        }

        private final class Place implements Waiting {
            private final Strand strand;
            private final Object what;
            private boolean called;

            Place(Strand strand, Object what) {
                this.strand = strand;
                this.what = what;
            }

            @Override
            public void forget() {
                places.remove(this);
            }

            @Override
            public String toString() {
                return what.toString();
            }
        }
    }
}
