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

    /** The steps. The place of a step is told where it is not that of the step before, or another thread goes on. */
    static String of(Story story) {
        List<String> sentences = new ArrayList<>();
        List<Event> events = StoryLook.drawn(story);
        Event before = null;
        for (int i = 0; i < events.size(); ) {
            String thread = events.get(i).thread();
            List<String> deeds = new ArrayList<>();
            while (i < events.size() && events.get(i).thread().equals(thread)) {
                Event event = events.get(i++);
                boolean there = !deeds.isEmpty() && before.place().equals(event.place());
                String where = there ? "" : "in " + StoryLook.place(event, before, story) + " ";
                deeds.add(where + StoryLook.deed(event).replace("→", "which gives"));
                before = event;
            }
            sentences.add((sentences.isEmpty() ? "" : "Then ") + thread + " " + String.join(", ", deeds) + ".");
        }
        return String.join(" ", sentences);
    }
}
