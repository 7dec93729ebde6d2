package syncasync.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Diag;

/**
 * What the compiler says of a piece of a cell, as a learner reads it: the line of the cell, a mark under the place, and
 * the message with names as one writes them. Each error once; of errors of grammar the first, since the others follow
 * from it.
 *
 * @param message the first message
 */
record CompileError(String message, List<Line> lines) {

    /** @param isMessage whether the compiler says it, and it is not a line of the cell */
    record Line(String text, boolean isMessage) {}

    private static final String INDENT = "    ";
    private static final Pattern GRAMMAR = Pattern.compile(
            "compiler\\.err\\.(?:expected.*|illegal\\..*|not\\.stmt|premature\\.eof|.*\\.expected|unclosed.*)");
    private static final Pattern CONSTANT = Pattern.compile(
            "compiler\\.err\\.(?:attribute\\.value\\.must\\.be\\.constant|(?:string\\.)?const\\.(?:expr\\.)?req)");
    private static final Pattern SYMBOL = Pattern.compile("\\s*symbol:\\s+(?:class|variable) ([A-Z]\\w*)");
    private static final Set<String> AT_ONE_PLACE =
            Set.of("compiler.err.missing.ret.stmt", "compiler.err.premature.eof");

    static CompileError of(String source, List<Diag> diagnostics, CellPositions.Place begin) {
        Set<String> told = new HashSet<>();
        List<Line> lines = new ArrayList<>();
        String first = "";
        for (Diag problem : diagnostics) {
            if (problem.isError()) {
                String message = message(source, problem);
                first = first.isEmpty() ? message.lines().findFirst().orElse("") : first;
                List<Line> block = place(source, problem, begin);
                if (told.add(message + (block.isEmpty() ? "" : block.getFirst()))) {
                    message.lines().map(line -> new Line(line, true)).forEach(block::add);
                    lines.addAll(block);
                }
                if (GRAMMAR.matcher(problem.getCode()).matches()) {
                    break;
                }
            }
        }
        if (lines.isEmpty()) {
            first = "This cannot be compiled.";
            lines.add(new Line(begin + ":", true));
            source.lines().map(line -> new Line(INDENT + line, false)).forEach(lines::add);
            lines.add(new Line(first, true));
        }
        return new CompileError(first, lines);
    }

    /** What the compiler cannot know: why it is not as in a program of one's own. */
    static Optional<String> hint(Diag problem) {
        return CONSTANT.matcher(problem.getCode()).matches()
                ? Optional.of("A variable of a notebook is no constant, final or not;"
                        + " one in an interface is: interface Limits { int MOST = 3; }")
                : Optional.empty();
    }

    private static String message(String source, Diag problem) {
        if (source.strip().startsWith("else") && problem.getCode().equals("compiler.err.premature.eof")) {
            return "'else' without 'if'";
        }
        List<String> lines = JvmNames.withoutPackages(problem.getMessage(null))
                .lines()
                .filter(line -> !line.strip().startsWith("location:"))
                .toList();
        return String.join("\n", lines) + hint(problem).map("\n"::concat).orElse("");
    }

    /** The classes that are not known, by what the messages call them. */
    Set<String> missing() {
        Set<String> names = new LinkedHashSet<>();
        for (Line line : lines) {
            Matcher m = SYMBOL.matcher(line.text());
            if (line.isMessage() && m.matches()) {
                names.add(m.group(1));
            }
        }
        return names;
    }

    private static List<Line> place(String source, Diag problem, CellPositions.Place begin) {
        List<Line> block = new ArrayList<>();
        int start = (int) problem.getStartPosition();
        int end = (int) problem.getEndPosition();
        int at = (int) problem.getPosition();
        if (at < 0 || at > source.length()) {
            return block;
        }
        int lineBegin = source.lastIndexOf('\n', at - 1) + 1;
        int lineEnd = source.indexOf('\n', at);
        lineEnd = lineEnd < 0 ? source.length() : lineEnd;
        boolean whole = start >= lineBegin
                && start <= at
                && end > start
                && end <= lineEnd
                && !AT_ONE_PLACE.contains(problem.getCode());
        int from = whole ? start : at;
        block.add(new Line(begin.plus(CellText.linesBefore(source, at)) + ":", true));
        block.add(new Line(INDENT + source.substring(lineBegin, lineEnd).replace('\t', ' '), false));
        block.add(new Line(INDENT + " ".repeat(from - lineBegin) + "^".repeat(whole ? end - start : 1), false));
        return block;
    }
}
