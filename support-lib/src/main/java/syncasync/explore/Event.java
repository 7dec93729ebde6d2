package syncasync.explore;

/**
 * A step of a thread in a schedule, as its story tells it.
 *
 * @param thread who
 * @param place where in the code
 * @param text what: {@code reads Counter.n}, {@code takes the lock of a Counter}
 * @param value what was read, written or returned; empty if nothing
 */
public record Event(String thread, String place, String text, String value) {
    @Override
    public String toString() {
        return thread + " " + text + value + "  (" + place + ")";
    }
}
