package syncasync.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tells a story in words, for those who cannot see the picture: one sentence for each stretch of a thread. */
final class StoryWords {
    private StoryWords() {}

    /** What stands above the picture, and then the steps. */
    static String of(String headline, Story story) {
        String note = StoryLook.note(story);
        String above = headline.lines().map(line -> line + ". ").collect(Collectors.joining());
        return above + (note.isEmpty() ? "" : "These are " + note + ". ") + of(story);
    }

    /** The steps. The line of a step is told where it is not that of the step before. */
    static String of(Story story) {
        List<String> sentences = new ArrayList<>();
        List<Event> events = StoryLook.drawn(story);
        for (int i = 0; i < events.size(); ) {
            String thread = events.get(i).thread();
            String place = "";
            List<String> deeds = new ArrayList<>();
            while (i < events.size() && events.get(i).thread().equals(thread)) {
                Event event = events.get(i++);
                String next = StoryLook.place(event, story);
                String where = next.equals(place) ? "" : "in " + next + " ";
                deeds.add(where + StoryLook.deed(event).replace("→", "which gives"));
                place = next;
            }
            sentences.add((sentences.isEmpty() ? "" : "Then ") + thread + " " + String.join(", ", deeds) + ".");
        }
        return String.join(" ", sentences);
    }
}
