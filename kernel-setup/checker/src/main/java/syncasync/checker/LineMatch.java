package syncasync.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When two printed lines say the same. They do if they are equal, save for what no two runs share to the last character:
 *
 * <ul>
 *   <li>a duration, {@code 2.0 s} or {@code 250 ms}, may be off by 35 % of the larger one, or by 0.4 s where that is
 *       more; {@code (off by 250 ms)} behind two durations is their difference and does not count again. What a bet
 *       {@code said} was not measured, so that is the same in every run;
 *   <li>next to a duration, and in a table drawn in characters, the number of blanks in a row does not count, nor how
 *       long the rule of a table is, nor blanks at the end of any line.
 * </ul>
 *
 * A picture is not read out of its characters: {@link PictureMatch} compares what it was drawn from.
 */
final class LineMatch {

    private static final double RELATIVE = 0.35;
    private static final double ABSOLUTE_SECONDS = 0.4;

    private static final String DURATION =
            "(?<![\\w.,])(?:(?<minutes>\\d+) min )?(?<amount>\\d+(?:,\\d{3})*(?:\\.\\d+)?)"
                    + "\\s?(?<unit>ns|µs|μs|us|ms|s|min)(?![\\p{L}\\d])";
    private static final String SAID = "you said "; // before the answer of whoever bets
    private static final String RULE = "(?<rule>─{3,}|-{5,})";
    private static final String OFF_BY = "(?<off>\\s*\\(off by [^()]*\\))";
    private static final Pattern SPECIAL = Pattern.compile(OFF_BY + "|" + DURATION + "|" + RULE);
    private static final Pattern TABLE_RULE = Pattern.compile("\\s*(?:─{3,}|-{3,})(?:\\s+(?:─{2,}|-{2,}))*\\s*");

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
            return other instanceof Took took && about(seconds, took.seconds);
        }
    }

    /** A rule under the heads of a table: as wide as what stands below. */
    private record Rule() implements Token {
        @Override
        public boolean matches(Token other) {
            return equals(other);
        }
    }

    private LineMatch() {}

    /** Whether a text holds a table drawn in characters: how far apart its columns stand depends on what is in them. */
    static boolean isTable(String text) {
        return text.lines().anyMatch(line -> TABLE_RULE.matcher(line).matches());
    }

    /** Whether the two lines say the same. */
    static boolean same(String kept, String got) {
        return same(kept, got, false);
    }

    /** Whether two lines say the same; in a table no blanks count. */
    static boolean same(String kept, String got, boolean inTable) {
        if (kept.stripTrailing().equals(got.stripTrailing())) {
            return true;
        }
        List<Token> a = tokens(kept);
        List<Token> b = tokens(got);
        if (!inTable && a.stream().allMatch(Text.class::isInstance)) {
            return false;
        }
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!a.get(i).matches(b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<Token> tokens(String line) {
        var tokens = new ArrayList<Token>();
        Matcher special = SPECIAL.matcher(line);
        int from = 0;
        while (special.find()) {
            addWords(tokens, line.substring(from, special.start()));
            if (special.group("amount") != null) {
                boolean isBet = line.regionMatches(true, special.start() - SAID.length(), SAID, 0, SAID.length());
                tokens.add(isBet ? new Text(special.group()) : new Took(seconds(special)));
            } else if (special.group("rule") != null) {
                tokens.add(new Rule());
            }
            from = special.end();
        }
        addWords(tokens, line.substring(from));
        return tokens;
    }

    private static void addWords(List<Token> tokens, String text) {
        String words = text.strip().replaceAll("\\s+", " ");
        if (!words.isEmpty()) {
            tokens.add(new Text(words));
        }
    }

    private static double seconds(Matcher duration) {
        double amount = Double.parseDouble(duration.group("amount").replace(",", ""));
        double minutes = duration.group("minutes") == null ? 0 : Double.parseDouble(duration.group("minutes"));
        return 60 * minutes + amount * secondsPer(duration.group("unit"));
    }

    /** How many seconds a unit of time has. */
    static double secondsPer(String unit) {
        return switch (unit) {
            case "ns" -> 1e-9;
            case "ms" -> 1e-3;
            case "s" -> 1;
            case "min" -> 60;
            default -> 1e-6;
        };
    }

    private static boolean about(double seconds, double otherSeconds) {
        return Math.abs(seconds - otherSeconds)
                <= Math.max(RELATIVE * Math.max(seconds, otherSeconds), ABSOLUTE_SECONDS) + 1e-9;
    }
}
