package syncasync.explore;

import java.util.Arrays;

/**
 * A vector clock: how many of each thread's periods happened before something. Two accesses that neither clock orders
 * are a race.
 */
final class VectorClock {
    private int[] times = new int[4];

    int get(int thread) {
        return thread < times.length ? times[thread] : 0;
    }

    /** A new period of this thread begins. */
    void tick(int thread) {
        if (thread >= times.length) times = Arrays.copyOf(times, Math.max(thread + 1, 2 * times.length));
        times[thread]++;
    }

    /** What happened before the other one happened before this one, too. */
    void join(VectorClock other) {
        if (other.times.length > times.length) times = Arrays.copyOf(times, other.times.length);
        for (int i = 0; i < other.times.length; i++) {
            if (other.times[i] > times[i]) times[i] = other.times[i];
        }
    }

    VectorClock copy() {
        var copy = new VectorClock();
        copy.times = times.clone();
        return copy;
    }
}
