package syncasync.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An exception as a learner reads it: its own name and message, the lines of the learner's cells that it came through,
 * and its causes.
 *
 * @param name simple name of its class
 * @param message without names that only JShell knows, never {@code null}
 * @param frames one line for each frame in a cell, then those of causes and suppressed exceptions
 */
record CellError(String name, String message, List<String> frames) {

    private static final int LONGEST_CYCLE = 12; // frames that repeat together in a deep recursion
    private static final String INDENT = "    ";
    private static final Pattern FRAME = Pattern.compile( // as printStackTrace has it, or how many are left out
            "\\tat (?:\\S*/)?(?:(REPL\\.\\$JShell\\$[\\w$]+)\\.([\\w$<>]+)\\([^:)]*(?::(\\d+))?\\)|\\S+\\(.*\\))|\\t\\.\\.\\. \\d+ more");
    private static final String AUXILIARY = "do_it$Aux"; // JShell's half of the method do_it$, for a var

    static CellError of(Throwable e, CellPositions origins) {
        List<String> frames = new ArrayList<>(frames(e, origins));
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(e);
        others(e, origins, "", frames, seen);
        return new CellError(nameOf(e), messageOf(e), List.copyOf(frames));
    }

    /** The first line: name and message. */
    String title() {
        return message.isEmpty() ? name : name + ": " + message;
    }

    private static void others(
            Throwable e, CellPositions origins, String indent, List<String> out, Set<Throwable> seen) {
        for (Throwable suppressed : e.getSuppressed()) {
            another("Suppressed: ", suppressed, origins, indent + INDENT, out, seen);
        }
        Throwable cause = causeOf(e);
        if (cause != null) {
            another("Caused by: ", cause, origins, indent, out, seen);
        }
    }

    private static void another(
            String as, Throwable e, CellPositions origins, String indent, List<String> out, Set<Throwable> seen) {
        if (seen.add(e)) {
            String message = messageOf(e);
            out.add(indent + as + nameOf(e) + (message.isEmpty() ? "" : ": " + message));
            frames(e, origins).forEach(frame -> out.add(indent + frame));
            others(e, origins, indent, out, seen);
        }
    }

    private static String nameOf(Throwable e) {
        String name = e.getClass().getSimpleName();
        return name.isEmpty() ? e.getClass().getSuperclass().getSimpleName() : name; // an anonymous class
    }

    private static String messageOf(Throwable e) {
        String message;
        Throwable cause = causeOf(e);
        try {
            message = e.getMessage();
            if (message == null || cause != null && message.equals(cause.toString())) {
                return ""; // the cause follows and says the same
            }
        } catch (Throwable broken) { // code of the learner's
            return "(its message cannot be told: " + nameOf(broken) + ")";
        }
        return JvmNames.clean(message).strip();
    }

    /** {@code null} also where it cannot be told, since the exception is a learner's. */
    static Throwable causeOf(Throwable e) {
        try {
            return e.getCause();
        } catch (Throwable broken) {
            return null;
        }
    }

    private static StackTraceElement[] stackOf(Throwable e) {
        try {
            return Objects.requireNonNull(e.getStackTrace());
        } catch (Throwable broken) {
            return new StackTraceElement[0];
        }
    }

    /** The lines of cells that an exception came through, innermost first. */
    static List<String> frames(Throwable e, CellPositions origins) {
        List<String> lines = new ArrayList<>();
        String called = "";
        for (StackTraceElement frame : stackOf(e)) {
            String method = frame.getMethodName();
            boolean again = called.equals(AUXILIARY) && AUXILIARY.startsWith(method);
            called = method;
            if (!again) {
                origins.of(frame).ifPresent(place -> {
                    String what = what(frame);
                    lines.add(INDENT + "at " + (what.isEmpty() ? place : what + " (" + place + ")"));
                });
            }
        }
        return shortened(lines);
    }

    /**
     * A piece of what a cell printed, with the names and places that a learner knows: of a stack trace the frames in
     * cells as they are shown otherwise, and none of the kernel below the cell.
     */
    static String printed(String text, CellPositions origins) {
        if (!text.contains("$JShell$")) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        boolean below = false; // the frames of the cell
        for (String line : text.split("(?<=\n)", -1)) {
            Matcher frame = FRAME.matcher(line);
            boolean isFrame = frame.lookingAt();
            below &= isFrame;
            if (isFrame && frame.group(1) != null) {
                var element = new StackTraceElement(
                        frame.group(1),
                        frame.group(2),
                        "",
                        Integer.parseInt(Objects.requireNonNullElse(frame.group(3), "-1")));
                Optional<CellPositions.Place> place = origins.of(element);
                String what = what(element);
                below = element.getMethodName().startsWith("do_it");
                place.ifPresent(at -> out.append("\tat ")
                        .append(what.isEmpty() ? at : what + " (" + at + ")")
                        .append(line.endsWith("\n") ? "\n" : ""));
            } else if (!below) {
                out.append(JvmNames.clean(line));
            }
        }
        return out.toString();
    }

    /** Which method, in the learner's words; empty for code that stands in a cell outside any method. */
    private static String what(StackTraceElement frame) {
        String inside = frame.getClassName()
                .replaceFirst("^REPL\\.\\$JShell\\$\\w+\\$?", "")
                .replace('$', '.');
        String method = frame.getMethodName();
        boolean lambda = method.startsWith("lambda$");
        if (lambda) {
            method = method.substring("lambda$".length()).replaceFirst("\\$+\\d+$", "");
        }
        if (method.startsWith("do_it")) {
            method = "";
        }
        String name = switch (method) {
            case "<init>" -> inside.isEmpty() ? "" : "new " + inside;
            case "<clinit>", "static" -> inside;
            case "new" -> inside.isEmpty() ? "" : "new " + inside;
            case "" -> inside;
            default -> inside.isEmpty() ? method : inside + "." + method;
        };
        return !lambda ? name : name.isEmpty() ? "lambda" : "lambda in " + name;
    }

    /** The same frames over and over become one line. */
    static List<String> shortened(List<String> lines) {
        List<String> out = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            int cycle = 0;
            int times = 0;
            for (int length = 1; length <= LONGEST_CYCLE && times < 3; length++) {
                times = repetitions(lines, at, length);
                cycle = length;
            }
            if (times < 3) {
                out.add(lines.get(at++));
            } else {
                out.addAll(lines.subList(at, at + cycle));
                out.add(INDENT
                        + (cycle == 1 ? "… the same line " : "… the same %d lines ".formatted(cycle))
                        + "%,d times more".formatted(times - 1));
                at += cycle * times;
            }
        }
        return out;
    }

    private static int repetitions(List<String> lines, int at, int length) {
        int times = 1;
        while (at + (times + 1) * length <= lines.size()
                && lines.subList(at, at + length)
                        .equals(lines.subList(at + times * length, at + (times + 1) * length))) {
            times++;
        }
        return times;
    }
}
