package syncasync.display;

import java.util.List;
import java.util.Locale;

/** Counts and lists in words, as a sentence has them: for texts, and for those who cannot see a picture. */
public final class InWords {
    private InWords() {}

    /** {@code "1 task"}, {@code "2 tasks"}, {@code "1,000 tasks"}. */
    public static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    /** {@code "a, b and c"}. */
    public static String list(List<String> names) {
        return switch (names.size()) {
            case 0 -> "nothing";
            case 1 -> names.getFirst();
            default -> String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
        };
    }

    /** {@code "a", "b" and "c"}, with the quotes. */
    public static String quoted(List<String> names) {
        return list(names.stream().map(name -> "\"" + name + "\"").toList());
    }

    /** The first so many of a list, and how many more there are: {@code "a, b and 98 more"}. */
    public static String list(List<String> names, int most) {
        if (names.size() <= most) {
            return list(names);
        }
        return String.join(", ", names.subList(0, most)) + " and " + (names.size() - most) + " more";
    }

    /** Several sentences as one text, each with its full stop. */
    public static String sentences(List<String> sentences) {
        return String.join(". ", sentences) + ".";
    }
}
