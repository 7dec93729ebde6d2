package syncasync.timeline;

/** Spans that wait from beginning to end, for tests of what is made of them. */
public final class Waits {
    private Waits() {}

    /** As nanoseconds, the unit of a timeline's clock. */
    public static long millis(double millis) {
        return Math.round(millis * 1_000_000);
    }

    /** A span that waits from and until these milliseconds. */
    public static void waited(Timeline timeline, String name, String lane, double from, double to) {
        Span span = timeline.start(name, lane, millis(from));
        span.suspend(millis(from));
        span.end(millis(to));
    }
}
