package syncasync.checker;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The words that a reader sees in HTML, in SVG, and in a picture of characters. */
final class Seen {

    private static final Pattern NOT_SEEN = Pattern.compile("(?is)<(style|script|title|desc)\\b.*?</\\1>|<!--.*?-->");
    private static final Pattern ENDS_A_LINE = Pattern.compile("(?i)</(?:td|th|tr|div|p|li|pre|h\\d|table)>|<br[^>]*>");
    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern SVG_TEXT = Pattern.compile("(?is)<text\\b[^>]*>(.*?)</text>");
    private static final Pattern ENTITY = Pattern.compile("&(?:#(\\d+)|#x([0-9a-fA-F]+)|(\\w+));");
    /** What bars, axes and marks are made of. */
    private static final Pattern DRAWN = Pattern.compile("[─-▟■-◿|]+");
    /** When something was, which is in the picture's data. */
    private static final Pattern TIMES = Pattern.compile(
            "(?:\\d+ times?, )?(?:at )?(?:(?:\\d+ min )?[\\d.,]+ (?:ns|µs|ms|s|min)(?:\\s*–\\s*|\\s+|$))+");

    private Seen() {}

    /** The text of HTML, a line for each cell of a table and each paragraph. */
    static String html(String html) {
        String lines =
                ENDS_A_LINE.matcher(NOT_SEEN.matcher(html).replaceAll("")).replaceAll("\n");
        return String.join(
                "\n",
                plain(lines)
                        .lines()
                        .map(String::strip)
                        .filter(l -> !l.isEmpty())
                        .toList());
    }

    /** The texts of an SVG but for times and the given ones, also where one begins with such. */
    static List<String> svg(String svg, Set<String> but) {
        Matcher text = SVG_TEXT.matcher(NOT_SEEN.matcher(svg).replaceAll(""));
        return words(text.results().map(m -> plain(m.group(1))), but);
    }

    /** The texts in a picture of characters but for times and the given ones. */
    static List<String> drawn(String picture, Set<String> but) {
        return words(
                picture.lines()
                        .flatMap(line -> Arrays.stream(
                                DRAWN.matcher(line).replaceAll("  ").split("\\s{2,}"))),
                but);
    }

    private static List<String> words(Stream<String> all, Set<String> but) {
        return all.map(String::strip)
                .map(word -> but.stream()
                        .filter(begin -> word.startsWith(begin + " ")) // a thread, and what failed on it
                        .findFirst()
                        .map(begin -> word.substring(begin.length()).strip())
                        .orElse(word))
                .filter(word -> !word.isEmpty()
                        && !but.contains(word)
                        && !TIMES.matcher(word).matches())
                .toList();
    }

    private static String plain(String marked) {
        return ENTITY.matcher(TAG.matcher(marked).replaceAll(""))
                .replaceAll(m -> Matcher.quoteReplacement(entity(m.group(1), m.group(2), m.group(3), m.group())));
    }

    private static String entity(String decimal, String hexadecimal, String name, String whole) {
        if (name == null) {
            return Character.toString(decimal != null ? Integer.parseInt(decimal) : Integer.parseInt(hexadecimal, 16));
        }
        return switch (name) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            case "quot" -> "\"";
            case "apos" -> "'";
            case "nbsp" -> " ";
            default -> whole;
        };
    }
}
