package syncasync.timing;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import syncasync.host.DurationText;

/** Durations: made of seconds, written in the one form of the library, compared with a tolerance. */
public final class Durations {

    private static final double SECOND = 1e9;

    private Durations() {}

    /** A duration as a learner reads it, by {@link DurationText}. */
    public static String text(Duration duration) {
        return DurationText.of(duration);
    }

    /** A number of seconds, fractions allowed, as a duration. */
    public static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * SECOND));
    }

    /**
     * The CPU time that the current thread has used so far: other programs on a busy machine do not add to it.
     *
     * @throws UnsupportedOperationException on a virtual thread, whose CPU time the JVM does not measure
     */
    public static Duration cpuTime() {
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        if (nanos < 0) {
            throw new UnsupportedOperationException(
                    "The CPU time of this thread is not known; the JVM measures that of platform threads only.");
        }
        return Duration.ofNanos(nanos);
    }

    /** How far a duration may be from the expected one and still be "about" it: 25 %, but at least 300 ms. */
    public static Duration aboutTolerance(Duration expected) {
        Duration quarter = expected.abs().dividedBy(4);
        Duration least = Duration.ofMillis(300);
        return quarter.compareTo(least) > 0 ? quarter : least;
    }

    /** Whether a duration is about the expected one, by {@link #aboutTolerance}. */
    public static boolean isAbout(Duration actual, Duration expected) {
        return actual.minus(expected).abs().compareTo(aboutTolerance(expected)) <= 0;
    }
}
