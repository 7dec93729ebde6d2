package syncasync.loop;

import java.util.Locale;
import java.util.Optional;
import syncasync.display.Screen;

/** How the loop words things in its messages. */
final class Names {
    private Names() {}

    /**
     * A point in time or a length, as the notebooks write them: {@code 2.0 s}, {@code 250 ms}, {@code 12 µs}, {@code 85
     * ns}.
     */
    static String time(long nanos) {
        if (nanos == 0) return "0 s";
        if (nanos >= 1_000_000_000) return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
        if (nanos >= 1_000_000) return nanos / 1_000_000 + " ms";
        return nanos >= 1_000 ? nanos / 1_000 + " µs" : nanos + " ns";
    }

    /** The first frame of a stack that is neither the JDK's nor this library's: where a learner has to look. */
    static String place(StackTraceElement[] stack) {
        Screen screen = Screen.current();
        for (StackTraceElement frame : stack) {
            Optional<String> shown = screen.placeOf(frame);
            if (shown.isPresent()) return shown.get();
        }
        for (StackTraceElement frame : stack) {
            if (isOfJdk(frame)) continue;
            String in = frame.getClassName();
            if (in.startsWith("syncasync.") && !in.contains("Test") && !in.contains("Benchmark")) continue;
            return "line " + frame.getLineNumber() + " of " + frame.getMethodName()
                    + (frame.getFileName() == null ? "" : " in " + frame.getFileName());
        }
        return stack.length == 0 ? "an unknown place" : stack[0].toString();
    }

    static boolean isOfJdk(StackTraceElement frame) {
        String in = frame.getClassName();
        return in.startsWith("java.") || in.startsWith("jdk.") || in.startsWith("sun.");
    }
}
