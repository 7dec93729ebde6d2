package syncasync.host;

import java.time.Duration;
import java.util.Locale;

/**
 * Formats a duration, everywhere in one form: tables, pictures, messages of the loop and of the kernel. Short, and the
 * same from run to run as far as that can be.
 */
public final class DurationText {
    private static final double MICRO = 1e3;
    private static final double MILLI = 1e6;
    private static final double SECOND = 1e9;

    private DurationText() {}

    /**
     * A duration as a learner reads it: {@code "2.0 s"} from a second upwards, then {@code "250 ms"}, {@code "12 µs"},
     * {@code "85 ns"}, and {@code "0 s"} for none at all.
     */
    public static String of(Duration duration) {
        if (duration.isZero()) {
            return "0 s";
        }
        if (duration.isNegative()) {
            return "-" + of(-nanos(duration));
        }
        return of(nanos(duration));
    }

    private static double nanos(Duration duration) {
        return duration.getSeconds() * SECOND + duration.getNano();
    }

    private static String of(double nanos) {
        if (nanos >= 999.5 * MILLI) {
            return String.format(Locale.ROOT, "%.1f s", nanos / SECOND);
        }
        if (nanos >= 999.5 * MICRO) {
            return Math.round(nanos / MILLI) + " ms";
        }
        if (nanos >= 999.5) {
            return Math.round(nanos / MICRO) + " µs";
        }
        return Math.round(nanos) + " ns";
    }
}
