package syncasync.check;

import java.util.List;

/**
 * Captured output: the lines that a piece of a program printed, in order.
 *
 * @param lines without their line ends
 */
public record Printed(List<String> lines) {

    /** Copies the lines. */
    public Printed {
        lines = List.copyOf(lines);
    }

    /** How many lines there are. */
    public int count() {
        return lines.size();
    }

    /** The lines, one below the other. */
    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
