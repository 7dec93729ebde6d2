package syncasync.kernel;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;

/** Knows where in which cell the code of a class stands. */
final class CellPositions {

    private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$\\w+");

    private final Map<String, Place> places = new ConcurrentHashMap<>(); // by the name of the wrapping class
    private volatile Place now = new Place(0, 1);
    private volatile JShell shell;

    /** @param line of the cell, from 1 */
    record Place(int cell, int line) {

        @Override
        public String toString() {
            return "cell " + cell + ", line " + line;
        }
    }

    void use(JShell shell) {
        this.shell = shell;
    }

    /** The piece of code that is evaluated next. */
    void at(int cell, int line) {
        now = new Place(cell, line);
    }

    void loaded(String className) {
        Matcher m = WRAPPER.matcher(className);
        if (m.lookingAt()) {
            places.put(m.group(), now);
        }
    }

    /** Where the code of this frame stands, if a learner wrote it. */
    Optional<Place> of(StackTraceElement frame) {
        Matcher m = WRAPPER.matcher(frame.getClassName());
        Place piece = m.lookingAt() ? places.get(m.group()) : null;
        return piece == null || piece.cell() == 0
                ? Optional.empty()
                : Optional.of(new Place(piece.cell(), piece.line() + lineInSnippet(m.group(), frame.getLineNumber())));
    }

    /** @param line of the wrapped source, from 1; the answer counts from 0 */
    private int lineInSnippet(String className, int line) {
        try {
            SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
            for (Snippet snippet : shell.snippets().toList()) {
                var wrapper = analysis.wrapper(snippet);
                if (wrapper != null && className.equals(wrapper.fullClassName())) {
                    String wrapped = wrapper.wrapped();
                    int at = 0;
                    for (int i = 1; i < line; i++) {
                        at = wrapped.indexOf('\n', at) + 1;
                    }
                    int end = wrapped.indexOf('\n', at);
                    end = end < 0 ? wrapped.length() : end;
                    for (; at < end; at++) {
                        int position = wrapper.wrappedToSourcePosition(at);
                        if (position >= 0 && position < snippet.source().length()) {
                            return (int) snippet.source()
                                    .substring(0, position)
                                    .chars()
                                    .filter(c -> c == '\n')
                                    .count();
                        }
                    }
                }
            }
        } catch (RuntimeException _) {
            // another thread is at work in the shell; the first line of the piece will do
        }
        return 0;
    }
}
