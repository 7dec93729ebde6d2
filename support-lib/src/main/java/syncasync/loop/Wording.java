package syncasync.loop;

import java.util.Optional;
import syncasync.host.Screen;

/** How the loop words things in its messages. */
final class Wording {
    private Wording() {}

    /** Where it was thrown, as far as it tells. */
    static String place(Throwable error) {
        try {
            return place(error.getStackTrace());
        } catch (Throwable e) {
            return place(new StackTraceElement[0]);
        }
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

    /** An exception in one line; even one that fails to say what it is. */
    static String text(Throwable error) {
        try {
            return error.toString();
        } catch (Throwable e) {
            return error.getClass().getName() + ", whose text cannot be had: "
                    + e.getClass().getName();
        }
    }

    static boolean isOfJdk(StackTraceElement frame) {
        String in = frame.getClassName();
        return in.startsWith("java.") || in.startsWith("jdk.") || in.startsWith("sun.");
    }
}
