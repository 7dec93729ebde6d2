package syncasync.explore;

import java.util.List;
import java.util.Set;

/** What the drawings of a story share: the colours are those of the timelines. */
final class StoryLook {
    static final String INK = "#808080";
    static final List<String> COLOURS = List.of("#2f88c5", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#999999");
    static final int MOST_STEPS = 80; // the last ones: what goes wrong stands at the end

    private StoryLook() {}

    static String colour(int lane) {
        return COLOURS.get(lane % COLOURS.size());
    }

    /** The steps that are drawn. */
    static List<Event> drawn(Story story) {
        List<Event> all = story.events();
        return all.subList(Math.max(0, all.size() - MOST_STEPS), all.size());
    }

    /** {@code 5: reads Counter.n → 0}. */
    static String label(Event event) {
        return line(event) + ": " + event.text() + closed(event) + event.value();
    }

    /** The line alone, where the file is clear. */
    private static String line(Event event) {
        return event.place().replaceFirst("^.*:(?=\\d+$)", "").replaceFirst("^(.*), line (\\d+)$", "$2");
    }

    private static String closed(Event event) {
        if (!event.text().startsWith("calls ")) return "";
        return event.text().indexOf('(') > 0 ? ")" : "()";
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
}
