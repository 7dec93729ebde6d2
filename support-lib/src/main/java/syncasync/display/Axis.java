package syncasync.display;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The axis of a picture of durations, and its scale: ticks at 1, 2 or 5 times a power of ten, chosen so that a few
 * milliseconds more or less change nothing.
 *
 * @param step nanoseconds between ticks
 * @param ticks how many steps there are; what runs on may end a little after the last
 * @param end nanoseconds at the end of the axis: the last tick, or what is longer
 */
public record Axis(long step, int ticks, long end) {

    // So that round totals (1 s, 2 s, 3 s, 4 s, 5 s, 6 s, ...) are far from where the step changes.
    private static final double MOST_STEPS = 6.7;

    /** An axis from zero on that has room for this much. */
    public static Axis upTo(Duration longest) {
        long nanos = Math.max(1, longest.toNanos());
        long power = 1;
        while (true) {
            for (int nice : new int[] {1, 2, 5}) {
                long step = nice * power;
                double steps = (double) nanos / step;
                if (steps <= MOST_STEPS) {
                    int ticks = Math.max(1, (int) (steps + 0.3));
                    return new Axis(step, ticks, Math.max(nanos, ticks * step));
                }
            }
            power *= 10;
        }
    }

    /** Where a time is drawn, between the place of zero and the place of the axis' end. */
    public double at(Duration time, double zero, double end) {
        return zero + (end - zero) * time.toNanos() / this.end;
    }

    /** The time of a tick; number 0 is zero. */
    public Duration time(int tick) {
        return Duration.ofNanos(tick * step);
    }

    /** The label of a tick, for instance {@code "0.5 s"}. */
    public String label(int tick) {
        double value = (double) tick * step / unit();
        return String.format(
                Locale.ROOT,
                value == Math.rint(value) && step % (long) unit() == 0 ? "%.0f %s" : "%." + decimals() + "f %s",
                value,
                unitName());
    }

    /** A time between the ticks, for instance {@code "2.0 s"}. */
    public String text(Duration time) {
        return String.format(
                Locale.ROOT,
                unit() == 1e9 || step < 5 * unit() ? "%.1f %s" : "%.0f %s",
                time.toNanos() / unit(),
                unitName());
    }

    private int decimals() {
        double steps = step / unit();
        return steps >= 1 ? 0 : steps >= 0.1 ? 1 : 2;
    }

    /** A time as a number of the axis' unit, to a thousandth: more digits only make a notebook larger. */
    public double units(Duration time) {
        return Vega.rounded(time.toNanos() / unit());
    }

    /** The ticks as numbers of the axis' unit. */
    public List<Double> tickUnits() {
        return IntStream.rangeClosed(0, ticks)
                .mapToObj(tick -> units(time(tick)))
                .toList();
    }

    /**
     * {@code "s"}, {@code "ms"}, {@code "µs"} or {@code "ns"}. Steps from a tenth of a second on are read in seconds.
     */
    public String unitName() {
        return unit() == 1e9 ? "s" : unit() == 1e6 ? "ms" : unit() == 1e3 ? "µs" : "ns";
    }

    /** The unit in nanoseconds. */
    private double unit() {
        return step >= 200_000_000 ? 1e9 : step >= 200_000 ? 1e6 : step >= 200 ? 1e3 : 1;
    }
}
