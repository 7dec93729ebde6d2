package syncasync.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When two printed lines say the same. They do if they are equal, save for three things that no two runs share to the last character:
 * <ul>
 * <li>a duration, {@code 2.0 s} or {@code 250 ms}, may be off by 35 % of the larger one, or by 0.4 s where that is more;
 * <li>a bar drawn in characters may begin, end and be long with a few columns more or less;
 * <li>next to either, the number of blanks in a row does not count, nor do blanks at the end of any line;
 * <li>the durations along an axis may be more or fewer, as long as it begins and ends at about the same.
 * </ul>
 */
final class Lines {

    private static final double RELATIVE = 0.35;
    private static final double ABSOLUTE_SECONDS = 0.4;
    private static final double BAR_RELATIVE = 0.15;
    private static final int BAR_COLUMNS = 3;

    private static final Pattern DURATION =
            Pattern.compile("(?<![\\w.,])(?:(\\d+) min )?(\\d+(?:,\\d{3})*(?:\\.\\d+)?)\\s?(ns|µs|μs|us|ms|s|min)(?![\\p{L}\\d_])");
    /** A line with one of these in it is taken for a drawing. */
    private static final Pattern DRAWN = Pattern.compile("[─-▟■-◿]|###|===|~~~|---|(?:^|\\s)\\|+(?:\\s|$)");
    /** What drawings are made of. */
    private static final Pattern DRAWING = Pattern.compile("[─-▟■-◿#=~\\-.·:|+*<> ]+");

    private sealed interface Token {
        boolean matches(Token other);
    }

    private record Text(String text) implements Token {
        @Override
        public boolean matches(Token other) {
            return equals(other);
        }
    }

    private record Took(double seconds) implements Token {
        @Override
        public boolean matches(Token other) {
            return other instanceof Took took && Math.abs(seconds - took.seconds)
                    <= Math.max(RELATIVE * Math.max(seconds, took.seconds), ABSOLUTE_SECONDS) + 1e-9;
        }
    }

    private record Drawing(String text) implements Token {
        @Override
        public boolean matches(Token other) {
            return other instanceof Drawing drawing && sameDrawing(text, drawing.text);
        }
    }

    private Lines() {
    }

    /** Whether the two lines say the same. */
    static boolean same(String kept, String got) {
        if (kept.stripTrailing().equals(got.stripTrailing())) {
            return true;
        }
        boolean drawn = DRAWN.matcher(kept).find() || DRAWN.matcher(got).find();
        List<Token> a = tokens(kept, drawn);
        List<Token> b = tokens(got, drawn);
        if (!drawn && a.stream().noneMatch(Took.class::isInstance)) {
            return false;
        }
        if (a.size() != b.size()) {
            return isAxis(a) && isAxis(b) && a.getFirst().matches(b.getFirst()) && a.getLast().matches(b.getLast());
        }
        for (int i = 0; i < a.size(); i++) {
            if (!a.get(i).matches(b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAxis(List<Token> tokens) {
        return tokens.size() > 1 && tokens.stream().allMatch(Took.class::isInstance);
    }

    private static List<Token> tokens(String line, boolean drawn) {
        var tokens = new ArrayList<Token>();
        Matcher duration = DURATION.matcher(line);
        int from = 0;
        while (duration.find()) {
            addText(tokens, line.substring(from, duration.start()), drawn);
            tokens.add(new Took(seconds(duration)));
            from = duration.end();
        }
        addText(tokens, line.substring(from), drawn);
        return tokens;
    }

    private static void addText(List<Token> tokens, String text, boolean drawn) {
        int from = 0;
        if (drawn) {
            Matcher drawing = DRAWING.matcher(text);
            while (drawing.find()) {
                addWords(tokens, text.substring(from, drawing.start()));
                if (!drawing.group().isBlank()) {
                    tokens.add(new Drawing(drawing.group()));
                }
                from = drawing.end();
            }
        }
        addWords(tokens, text.substring(from));
    }

    private static void addWords(List<Token> tokens, String text) {
        String words = text.strip().replaceAll("\\s+", " ");
        if (!words.isEmpty()) {
            tokens.add(new Text(words));
        }
    }

    private static double seconds(Matcher duration) {
        double amount = Double.parseDouble(duration.group(2).replace(",", ""));
        double minutes = duration.group(1) == null ? 0 : Double.parseDouble(duration.group(1));
        return 60 * minutes + amount * switch (duration.group(3)) {
            case "ns" -> 1e-9;
            case "ms" -> 1e-3;
            case "s" -> 1;
            case "min" -> 60;
            default -> 1e-6;
        };
    }

    /** For every kind of character: drawn about as often, from about the same column to about the same. */
    private static boolean sameDrawing(String kept, String got) {
        double tolerance = Math.max(BAR_COLUMNS, BAR_RELATIVE * Math.max(kept.length(), got.length()));
        var inks = new TreeMap<Character, Boolean>();
        (kept + got).chars().filter(c -> c != ' ').forEach(c -> inks.put((char) c, true));
        for (char ink : inks.keySet()) {
            long countKept = kept.chars().filter(c -> c == ink).count();
            long countGot = got.chars().filter(c -> c == ink).count();
            if (Math.abs(countKept - countGot) > tolerance) {
                return false;
            }
            if (countKept == 0 || countGot == 0) { // a sliver, too short to be drawn in one of the two
                continue;
            }
            if (Math.abs(kept.indexOf(ink) - got.indexOf(ink)) > tolerance
                    || Math.abs(kept.lastIndexOf(ink) - got.lastIndexOf(ink)) > tolerance) {
                return false;
            }
        }
        return true;
    }
}
