package syncasync.explore;

import java.util.List;

/**
 * What happened under one schedule: the steps in which threads could notice one another, in their order.
 *
 * @param threads their names, in the order of their starts
 * @param events the steps
 * @param schedule how to come here again
 */
public record Story(List<String> threads, List<Event> events, Schedule schedule) {

    /** The story in words, for those who cannot see the picture. */
    public String inWords() {
        return StoryWords.of(this);
    }

    /** The threads that have a step in it. */
    public List<String> lanes() {
        return threads.stream()
                .filter(name -> events.stream().anyMatch(event -> event.thread().equals(name)))
                .toList();
    }
}
