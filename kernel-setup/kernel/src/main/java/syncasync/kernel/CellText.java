package syncasync.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Tells the code of a cell from its comments and texts, as a lexer does, also where the code is wrong. */
public final class CellText {

    private static final String TEXT_BLOCK = "\"\"\"";

    private final String text;
    private final char[] code;
    private Open open; // the comment or text that is not closed

    /** Something that begins and never ends. */
    public record Open(String what, int at) {}

    public CellText(String text) {
        this.text = text;
        code = text.toCharArray();
        int at = 0;
        while (at < code.length) {
            at = next(at);
        }
    }

    /** The same text, with blanks for comments and for what is between quotes. */
    public String code() {
        return new String(code);
    }

    /** The last character before that place that is code and no blank; 0 if there is none. */
    public char lastBefore(int place) {
        int at = place - 1;
        while (at >= 0 && Character.isWhitespace(code[at])) {
            at--;
        }
        return at < 0 ? 0 : code[at];
    }

    boolean endsWithSemicolon() {
        return lastBefore(code.length) == ';';
    }

    /** What is not closed: a comment or text, or else the innermost bracket. */
    public Optional<Open> unclosed() {
        if (open != null) {
            return Optional.of(open);
        }
        Deque<Open> brackets = new ArrayDeque<>();
        for (int at = 0; at < code.length; at++) {
            char c = code[at];
            if (c == '{' || c == '(' || c == '[') {
                brackets.push(new Open(String.valueOf(c), at));
            } else if ((c == '}' || c == ')' || c == ']') && !brackets.isEmpty()) {
                brackets.pop();
            }
        }
        return Optional.ofNullable(brackets.peek());
    }

    /** How many lines of this text end before that place. */
    public static int linesBefore(String text, int place) {
        return (int) text.substring(0, Math.min(place, text.length()))
                .chars()
                .filter(c -> c == '\n')
                .count();
    }

    /** @return where what begins here ends */
    private int next(int at) {
        if (text.startsWith("//", at)) {
            int end = text.indexOf('\n', at);
            return blank(at, end < 0 ? code.length : end);
        }
        if (text.startsWith("/*", at)) {
            return enclosed(at, 2, text.indexOf("*/", at + 2), 2, "/*", true);
        }
        if (text.startsWith(TEXT_BLOCK, at)) {
            return enclosed(at, 3, quote(at + 3, TEXT_BLOCK, false), 3, TEXT_BLOCK, false);
        }
        if (code[at] == '"' || code[at] == '\'') {
            int end = quote(at + 1, String.valueOf(code[at]), true);
            return end < 0 ? blank(at + 1, endOfLine(at)) : enclosed(at, 1, end, 1, "", false);
        }
        return at + 1;
    }

    private int enclosed(int at, int begin, int end, int length, String what, boolean whole) {
        if (end < 0) {
            open = new Open(what, at);
            return blank(at, code.length);
        }
        blank(whole ? at : at + begin, whole ? end + length : end);
        return end + length;
    }

    private int quote(int from, String closing, boolean onOneLine) {
        for (int at = from; at < code.length; at++) {
            if (code[at] == '\\') {
                at++;
            } else if (text.startsWith(closing, at)) {
                return at;
            } else if (onOneLine && code[at] == '\n') {
                return -1;
            }
        }
        return -1;
    }

    private int endOfLine(int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? code.length : end;
    }

    private int blank(int from, int to) {
        for (int at = from; at < to; at++) {
            if (code[at] != '\n') {
                code[at] = ' ';
            }
        }
        return to;
    }
}
