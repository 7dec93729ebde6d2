package syncasync.explore;

import java.util.Map;
import syncasync.host.Rich;

/**
 * A schedule that was run once more.
 *
 * @param failure what went wrong this time; empty if nothing did
 * @param parts where the program no longer does what it did; empty if it does
 * @param story what happened
 */
public record Replay(String failure, String parts, Story story) implements Rich {

    private String headline() {
        return (failure.isEmpty() ? "this time nothing goes wrong" : "wrong: " + failure)
                + (parts.isEmpty() ? "" : "\nit cannot follow the schedule to its end: " + parts);
    }

    @Override
    public Map<String, Object> bundle() {
        return StoryDrawing.bundle(headline(), story);
    }

    @Override
    public String toString() {
        return StoryText.of(headline(), story);
    }
}
