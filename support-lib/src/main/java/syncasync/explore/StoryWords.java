package syncasync.explore;

import java.util.ArrayList;
import java.util.List;

/** Tells a story in words, for those who cannot see the picture: one sentence for each stretch of a thread. */
final class StoryWords {
    private StoryWords() {}

    static String of(Story story) {
        List<String> sentences = new ArrayList<>();
        List<Event> events = StoryLook.drawn(story);
        for (int i = 0; i < events.size(); ) {
            String thread = events.get(i).thread();
            List<String> deeds = new ArrayList<>();
            while (i < events.size() && events.get(i).thread().equals(thread)) {
                Event event = events.get(i++);
                deeds.add(StoryLook.deed(event).replace("→", "which gives"));
            }
            sentences.add((sentences.isEmpty() ? "" : "Then ") + thread + " " + String.join(", ", deeds) + ".");
        }
        return String.join(" ", sentences);
    }
}
