package syncasync.explore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Draws a story in plain characters: a column for each thread, time goes down. */
final class StoryText {
    private static final int NARROW = 12;

    private StoryText() {}

    static String of(String headline, Story story) {
        if (story == null || story.events().isEmpty()) return headline;
        List<String> lanes = story.lanes();
        List<Event> events = StoryLook.drawn(story);
        List<Integer> widths = new ArrayList<>();
        for (String lane : lanes) {
            widths.add(events.stream()
                    .filter(event -> event.thread().equals(lane))
                    .mapToInt(event -> StoryLook.label(event, story).length())
                    .reduce(Math.max(NARROW, lane.length()), Math::max));
        }
        List<String> lines = new ArrayList<>();
        lines.add(headline);
        lines.add(row(lanes, widths));
        lines.add(row(widths.stream().map("─"::repeat).toList(), widths));
        if (!StoryLook.note(story).isEmpty()) lines.add("… " + StoryLook.note(story));
        for (Event event : events) {
            List<String> cells = new ArrayList<>(Collections.nCopies(lanes.size(), ""));
            cells.set(lanes.indexOf(event.thread()), StoryLook.label(event, story));
            lines.add(row(cells, widths));
        }
        return String.join("\n", lines);
    }

    private static String row(List<String> cells, List<Integer> widths) {
        var line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i))
                    .append(" ".repeat(widths.get(i) - cells.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
