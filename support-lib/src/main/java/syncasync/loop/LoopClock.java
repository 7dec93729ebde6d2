package syncasync.loop;

import java.util.concurrent.TimeUnit;

/**
 * Where a loop's time comes from: the real one passes by itself, the virtual one jumps to the next timer as soon as
 * everybody waits. On the virtual clock ten minutes of sleeps take milliseconds, and happen in one exact order.
 */
public interface LoopClock {
    /** Nanoseconds since this clock was made. */
    long nanos();

    /** Whether a wait may be skipped by {@link #pass}, because nobody but this loop lives by this clock. */
    boolean jumps();

    /**
     * Lets so many nanoseconds pass at once; never back, and never beyond what a {@code long} holds. Does nothing on a
     * clock that runs by itself.
     */
    void pass(long nanos);

    /** The machine's monotonic clock. */
    static LoopClock real() {
        return new LoopClock() {
            private final long start = System.nanoTime();

            @Override
            public long nanos() {
                return System.nanoTime() - start;
            }

            @Override
            public boolean jumps() {
                return false;
            }

            @Override
            public void pass(long nanos) {}

            @Override
            public String toString() {
                return "real clock";
            }
        };
    }

    /** A clock that begins at zero and moves only when told to. */
    static LoopClock virtual() {
        return new LoopClock() {
            private long now;

            @Override
            public long nanos() {
                return now;
            }

            @Override
            public boolean jumps() {
                return true;
            }

            @Override
            public void pass(long nanos) {
                now = Nanos.after(now, nanos);
            }

            @Override
            public String toString() {
                return "virtual clock at " + TimeUnit.NANOSECONDS.toMillis(now) + " ms";
            }
        };
    }
}
