package syncasync.host;

/**
 * A line of source code that a learner wrote, with the declaration or the statements around it.
 *
 * @param place where a reader of the screen finds it: "cell 3, line 4"
 * @param source the declaration or the statements, with nothing left out
 * @param line which line of them it is, from 1
 */
public record SourceLine(String place, String source, int line) {

    /** The line itself, without the blanks around it. */
    public String text() {
        return source.lines().skip(line - 1L).findFirst().orElse("").strip();
    }
}
