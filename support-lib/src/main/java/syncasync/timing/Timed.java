package syncasync.timing;

import java.time.Duration;
import syncasync.host.Quiet;

/**
 * A timed result: what a measured piece of work gave, and how long it took.
 *
 * @param label what was measured
 * @param value what it returned, {@code null} if it returned nothing
 * @param duration how long it took
 */
public record Timed<T>(String label, T value, Duration duration) implements Quiet {

    /** The line that was printed when the work had ended, for instance {@code "both tasks: 4.0 s"}. */
    @Override
    public String toString() {
        return label + ": " + Durations.text(duration);
    }
}
