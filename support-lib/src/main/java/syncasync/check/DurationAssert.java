package syncasync.check;

import java.time.Duration;
import org.assertj.core.api.AbstractDurationAssert;
import syncasync.timing.Durations;

/** Assertions about a duration, with a tolerance: no two runs take the same time. */
public final class DurationAssert extends AbstractDurationAssert<DurationAssert> {

    DurationAssert(Duration actual) {
        super(actual, DurationAssert.class);
    }

    /** It took about as long as expected: within 25 %, or within 300 ms where that is more. */
    public DurationAssert isAbout(Duration expected) {
        return isAbout(expected, Durations.aboutTolerance(expected));
    }

    /** It took as long as expected, give or take {@code within}. */
    public DurationAssert isAbout(Duration expected, Duration within) {
        isNotNull();
        Duration off = actual.minus(expected).abs();
        if (off.compareTo(within) > 0) {
            throw Messages.failure(
                    this,
                    "Expected about " + Durations.text(expected) + " (give or take " + Durations.text(within)
                            + "), but it was " + Durations.text(actual) + ": " + Durations.text(off)
                            + (actual.compareTo(expected) > 0 ? " too long." : " too short."));
        }
        return this;
    }

    /** It took no longer than this. */
    public DurationAssert isAtMost(Duration most) {
        isNotNull();
        if (actual.compareTo(most) > 0) {
            throw Messages.failure(
                    this, "Expected at most " + Durations.text(most) + ", but it was " + Durations.text(actual) + ".");
        }
        return this;
    }

    /** It took no less than this. */
    public DurationAssert isAtLeast(Duration least) {
        isNotNull();
        if (actual.compareTo(least) < 0) {
            throw Messages.failure(
                    this,
                    "Expected at least " + Durations.text(least) + ", but it was " + Durations.text(actual) + ".");
        }
        return this;
    }

    @Override
    public String toString() {
        return "✓";
    }
}
