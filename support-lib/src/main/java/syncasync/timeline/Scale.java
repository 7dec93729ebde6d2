package syncasync.timeline;

import java.time.Duration;
import java.util.Locale;

/**
 * The axis of a drawing: ticks at 1, 2 or 5 times a power of ten, chosen so that a few milliseconds more or less change
 * nothing.
 *
 * @param step nanoseconds between ticks
 * @param ticks how many steps there are; what runs on may end a little after the last
 */
record Scale(long step, int ticks) {

    private static final double MOST_STEPS =
            6.7; // so that round totals (1 s, 2 s, 3 s, 4 s, 5 s, 6 s, ...) are far from where the step changes

    static Scale of(Duration total) {
        double nanos = Math.max(1, total.toNanos());
        long power = 1;
        while (true) {
            for (int nice : new int[] {1, 2, 5}) {
                long step = nice * power;
                if (nanos / step <= MOST_STEPS) {
                    return new Scale(step, Math.max(1, (int) (nanos / step + 0.3)));
                }
            }
            power *= 10;
        }
    }

    /** The label of a tick, for instance {@code "0.5 s"}. */
    String tick(int index) {
        double value = (double) index * step / unit();
        return String.format(
                Locale.ROOT,
                value == Math.rint(value) && wholeSteps() ? "%.0f %s" : "%." + decimals() + "f %s",
                value,
                unitName());
    }

    /** A time between the ticks, for instance {@code "2.0 s"}. */
    String text(Duration time) {
        return String.format(
                Locale.ROOT,
                unit() == 1e9 || step < 5 * unit() ? "%.1f %s" : "%.0f %s",
                time.toNanos() / unit(),
                unitName());
    }

    private boolean wholeSteps() {
        return step % (long) unit() == 0;
    }

    private int decimals() {
        double steps = step / unit();
        return steps >= 1 ? 0 : steps >= 0.1 ? 1 : 2;
    }

    /** The unit in nanoseconds. Steps from a tenth of a second upwards are read in seconds, and so on. */
    double unit() {
        return step >= 200_000_000 ? 1e9 : step >= 200_000 ? 1e6 : step >= 200 ? 1e3 : 1;
    }

    String unitName() {
        return unit() == 1e9 ? "s" : unit() == 1e6 ? "ms" : unit() == 1e3 ? "µs" : "ns";
    }
}
