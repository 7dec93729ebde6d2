package syncasync.loop;

import java.time.Duration;

/** Durations in nanoseconds, where a {@code long} ends after 292 years: whatever is longer means never. */
final class Nanos {
    static final long NEVER = Long.MAX_VALUE;
    private static final Duration LONGEST = Duration.ofNanos(NEVER);

    private Nanos() {}

    /** So long; zero if it is negative. */
    static long of(Duration time) {
        if (time.isNegative()) return 0;
        return time.compareTo(LONGEST) >= 0 ? NEVER : time.toNanos();
    }

    /** From now to this time; zero if that has passed. */
    static Duration until(Duration time, Duration now) {
        return time.compareTo(now) > 0 ? time.minus(now) : Duration.ZERO;
    }

    /** So long after a moment; never before it. */
    static long after(long now, Duration delay) {
        return after(now, of(delay));
    }

    /** So many nanoseconds after a moment; never before it. */
    static long after(long now, long nanos) {
        return nanos >= NEVER - now ? NEVER : now + Math.max(0, nanos);
    }

    /** In whole milliseconds, rounded up: a wait must not end too early. */
    static long inMillis(long nanos) {
        return nanos / 1_000_000 + (nanos % 1_000_000 > 0 ? 1 : 0);
    }
}
