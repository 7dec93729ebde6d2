package syncasync.timing;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import syncasync.functions.ThrowingSupplier;

/**
 * A stopwatch: runs something under a label and prints how long it took, one line each. What is measured inside
 * something that is measured is indented.
 * {@snippet :
 * Timed<String> page = Timing.time("fetch", () -> fetch("/index"));   // prints "fetch: 250 ms"
 * }
 */
public final class Timing {

    // How many measured things are around this one.
    private static final ScopedValue<Integer> DEPTH = ScopedValue.newInstance();

    private Timing() {}

    /**
     * Runs the body, prints its label and duration, and returns its value with them. What the body throws comes
     * through, after a line that says so.
     */
    public static <T, X extends Exception> Timed<T> time(String label, ThrowingSupplier<T, X> body) throws X {
        return time(label, body, System::nanoTime, System.out::println);
    }

    static <T, X extends Exception> Timed<T> time(
            String label, ThrowingSupplier<T, X> body, LongSupplier clock, Consumer<String> out) throws X {
        int depth = DEPTH.orElse(0);
        String indent = "  ".repeat(depth);
        long start = clock.getAsLong();
        T value;
        try {
            value = ScopedValue.where(DEPTH, depth + 1).call(body::get);
        } catch (Throwable thrown) {
            out.accept(indent + label + ": " + thrown.getClass().getSimpleName() + " after "
                    + Durations.text(Duration.ofNanos(clock.getAsLong() - start)));
            throw thrown;
        }
        Timed<T> timed = new Timed<>(label, value, Duration.ofNanos(clock.getAsLong() - start));
        out.accept(indent + timed);
        return timed;
    }
}
