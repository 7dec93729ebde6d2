package syncasync.checker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Breaks long lines for a terminal of 100 columns. */
final class Wrapped {

    static final int COLUMNS = 100;
    private static final int MOST_CHARACTERS = 2_000; // of a line: nobody reads a line of a million

    private Wrapped() {}

    /**
     * The text's lines, each behind the given blanks and ended. A line that is too long is broken between words, and
     * goes on two columns further in; a word that is too long is left whole, and so is a line of a difference, which is
     * compared with the one above it.
     */
    static String under(String blanks, String text) {
        return text.lines()
                .map(Wrapped::shortened)
                .map(line -> blanks + (isOfADifference(line) ? line : broken(line, COLUMNS - blanks.length(), blanks)))
                .map(line -> line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private static String shortened(String line) {
        int more = line.length() - MOST_CHARACTERS;
        return more <= 0 ? line : line.substring(0, MOST_CHARACTERS) + "… and " + more + " more characters";
    }

    private static boolean isOfADifference(String line) {
        return line.startsWith("- ") || line.startsWith("+ ") || line.startsWith("  ");
    }

    private static String broken(String line, int room, String blanks) {
        Matcher piece =
                Pattern.compile("\\S(?:.{0," + (room - 3) + "}(?=\\s|$)|\\S*)").matcher(line);
        return piece.results().map(m -> m.group().stripTrailing()).collect(Collectors.joining("\n" + blanks + "  "));
    }
}
