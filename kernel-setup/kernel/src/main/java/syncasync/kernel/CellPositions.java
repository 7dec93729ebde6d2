package syncasync.kernel;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;
import syncasync.host.SourceLine;

/** Knows where in which cell the code of a class stands. */
final class CellPositions {

    private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$\\w+");

    private final Map<String, Place> loaded = new ConcurrentHashMap<>(); // by the name of the wrapping class
    private final Map<String, List<Code>> compiled = new ConcurrentHashMap<>(); // by the same
    private final Map<Snippet, Place> places = Collections.synchronizedMap(new WeakHashMap<>());

    /** @param line of the cell, from 1 */
    record Place(RunningCell cell, int line) {

        Place plus(int lines) {
            return new Place(cell, line + lines);
        }

        @Override
        public String toString() {
            return "cell " + cell.number() + ", line " + line;
        }
    }

    /** A snippet in a wrapping class: overloaded methods share one. */
    private record Code(String source, SnippetWrapper wrapper, Place begin) {}

    /** This class is of the piece that the cell compiles. */
    void loaded(String className, RunningCell by) {
        Matcher m = WRAPPER.matcher(className);
        if (m.lookingAt()) {
            loaded.put(m.group(), new Place(by, by.line()));
        }
    }

    /**
     * From now on this snippet has that wrapper; it stands where it was compiled first.
     *
     * @param wrapper {@code null} where the compiler has refused it
     */
    void compiled(Snippet snippet, SnippetWrapper wrapper, RunningCell by) {
        Place begin = places.computeIfAbsent(snippet, _ -> new Place(by, by.line()));
        if (wrapper != null) {
            compiled.computeIfAbsent(wrapper.fullClassName(), _ -> new CopyOnWriteArrayList<>())
                    .add(new Code(snippet.source(), wrapper, begin));
        }
    }

    /** Where this snippet begins. */
    Optional<Place> of(Snippet snippet) {
        return Optional.ofNullable(places.get(snippet));
    }

    /** Where the code of this frame stands, if a learner wrote it. */
    Optional<Place> of(StackTraceElement frame) {
        return found(frame).map(Found::place);
    }

    /** The same with the code around it, as it stands in the cell: a declaration, or statements that follow each other. */
    Optional<SourceLine> sourceOf(StackTraceElement frame) {
        return found(frame).map(Found::inCell);
    }

    private Optional<Found> found(StackTraceElement frame) {
        Matcher m = WRAPPER.matcher(frame.getClassName());
        if (!m.lookingAt()) {
            return Optional.empty();
        }
        Place piece = loaded.get(m.group());
        Found best = piece == null ? null : new Found(piece, piece.line(), 1);
        int most = 0;
        for (Code code : compiled.getOrDefault(m.group(), List.of())) {
            var line = new LineInSource(code.source(), code.wrapper(), frame.getLineNumber());
            if (line.matches > most) {
                most = line.matches;
                int lines = (int) code.source().stripTrailing().lines().count();
                best = new Found(code.begin().plus(line.line), code.begin().line(), lines);
            }
        }
        return Optional.ofNullable(best).filter(found -> found.place().cell().isInNotebook());
    }

    /**
     * @param begin the line of the cell where the snippet begins that the place is in
     * @param lines how many it has
     */
    private record Found(Place place, int begin, int lines) {

        SourceLine inCell() {
            String source =
                    place.cell().code().lines().skip(begin - 1L).limit(lines).collect(Collectors.joining("\n"));
            return new SourceLine(place.toString(), source, place.line() - begin + 1);
        }
    }

    /** Where a line of the wrapped source stands in the snippet's own. */
    private static final class LineInSource {

        private int line; // from 0
        private int matches; // characters that are the same in both

        LineInSource(String source, SnippetWrapper wrapper, int wrappedLine) {
            List<String> lines = wrapper.wrapped().lines().toList();
            int begin = 0;
            for (int i = 0; i < lines.size() && matches == 0; i++) {
                if (i >= wrappedLine - 1) { // a line of JShell's own belongs to the next
                    match(source, wrapper, lines.get(i), begin);
                }
                begin += lines.get(i).length() + 1;
            }
        }

        private void match(String source, SnippetWrapper wrapper, String text, int begin) {
            for (int i = text.length() - 1; i >= 0; i--) { // from the end: a variable begins at its name
                int position = wrapper.wrappedToSourcePosition(begin + i);
                char there = text.charAt(i);
                if (position >= 0
                        && position < source.length()
                        && !Character.isWhitespace(there)
                        && source.charAt(position) == there // else it is JShell's own code
                        && ++matches == 1) {
                    line = CellText.linesBefore(source, position);
                }
            }
        }
    }
}
