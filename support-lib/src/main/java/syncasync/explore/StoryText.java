package syncasync.explore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Draws a story in plain characters: a column for each thread, time goes down. */
final class StoryText {
    private static final int NARROW = 12;
    private static final int MOST_EVENTS = 120;

    private StoryText() {}

    static String of(String headline, Story story) {
        if (story == null || story.events().isEmpty()) return headline;
        List<String> lanes = story.lanes();
        List<Integer> widths = new ArrayList<>(Collections.nCopies(lanes.size(), NARROW));
        List<Event> events = story.events();
        int from = Math.max(0, events.size() - MOST_EVENTS);
        for (int i = 0; i < lanes.size(); i++)
            widths.set(i, Math.max(widths.get(i), lanes.get(i).length()));
        for (Event event : events.subList(from, events.size())) {
            int lane = lanes.indexOf(event.thread());
            widths.set(lane, Math.max(widths.get(lane), cell(event).length()));
        }
        List<String> lines = new ArrayList<>();
        lines.add(headline);
        lines.add(row(lanes, widths));
        lines.add(row(widths.stream().map("─"::repeat).toList(), widths));
        if (from > 0) lines.add("… " + from + " steps before");
        for (Event event : events.subList(from, events.size())) {
            List<String> cells = new ArrayList<>(Collections.nCopies(lanes.size(), ""));
            cells.set(lanes.indexOf(event.thread()), cell(event));
            lines.add(row(cells, widths));
        }
        return String.join("\n", lines);
    }

    private static String cell(Event event) {
        String line = event.place().replaceFirst(".*[:\\s](?=\\d+$)", "");
        return line + ": " + event.text() + closed(event) + event.value();
    }

    static String closed(Event event) {
        boolean open = event.text().startsWith("calls ") && event.text().indexOf('(') > 0;
        return open ? ")" : event.text().startsWith("calls ") ? "()" : "";
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
