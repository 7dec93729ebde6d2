package syncasync.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the drawings of a story share: which steps are drawn, and what each is labelled with. */
final class StoryLook {
    static final int MOST_STEPS = 80; // the last ones: what goes wrong stands at the end

    private StoryLook() {}

    /** The steps that are drawn. */
    static List<Event> drawn(Story story) {
        List<Event> all = story.events();
        return all.subList(Math.max(0, all.size() - MOST_STEPS), all.size());
    }

    /** {@code 5: reads Counter.n → 0}; with the file or cell where there are several in the story. */
    static String label(Event event, Story story) {
        String where = hasSeveralSources(story) ? source(event.place()) + ":" : "";
        return where + line(event.place()) + ": " + deed(event);
    }

    /** {@code line 5}; where there are several files or cells in the story, with the one unless the step before is there. */
    static String place(Event event, Event before, Story story) {
        String source = source(event.place());
        boolean same = before != null && source(before.place()).equals(source);
        return (hasSeveralSources(story) && !same ? source + ", " : "") + "line " + line(event.place());
    }

    private static boolean hasSeveralSources(Story story) {
        return drawn(story).stream()
                        .map(each -> source(each.place()))
                        .distinct()
                        .count()
                > 1;
    }

    /** {@code reads Counter.n → 0}. */
    static String deed(Event event) {
        return event.text() + event.value();
    }

    private static String source(String place) {
        return place.replaceFirst(":\\d+$", "").replaceFirst(", line \\d+$", "").replaceFirst("\\.java$", "");
    }

    private static String line(String place) {
        return place.replaceFirst("^.*(:|, line )(?=\\d+$)", "");
    }

    /** Whether a step only says that a thread has to wait. */
    static boolean waits(Event event) {
        return Set.of("waits", "sleeps", "parks").contains(event.text().split(" ", 2)[0]);
    }

    static String note(Story story) {
        int left = story.events().size() - drawn(story).size();
        return left == 0
                ? ""
                : "the last " + MOST_STEPS + " of " + story.events().size() + " steps";
    }

    /** The lines of a text, none longer than so many characters; what is counted stays with its number: {@code cell 7}. */
    static List<String> wrapped(String text, int most) {
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String rest = line.stripTrailing();
            while (rest.length() > most) {
                int blank = rest.lastIndexOf(' ', most);
                while (blank > 0 && Character.isDigit(rest.charAt(blank + 1))) {
                    blank = rest.lastIndexOf(' ', blank - 1);
                }
                int cut = blank <= 0 ? most : blank;
                lines.add(rest.substring(0, cut));
                rest = rest.substring(cut).strip();
            }
            lines.add(rest);
        }
        return lines;
    }
}
