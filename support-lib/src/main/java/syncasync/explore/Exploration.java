package syncasync.explore;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import syncasync.host.Rich;

/**
 * What an {@link Explorer} found: one of three answers, and the story of the schedule that shows it.
 *
 * @param answer the answer
 * @param reason what goes wrong, or why it cannot be judged; empty if it is right
 * @param schedules how many were tried
 * @param switches up to how many switches they had
 * @param races the accesses that nothing orders, also where the result was right
 * @param story what happened in the schedule that breaks it; null if there is none
 * @param explorer who found it
 */
public record Exploration(
        Answer answer, String reason, int schedules, int switches, List<Race> races, Story story, Explorer explorer)
        implements Rich {

    /**
     * Runs the schedule that broke the program once more.
     *
     * @throws IllegalStateException if there is no such schedule
     */
    public Replay replay(Scenario scenario) {
        if (story == null) throw new IllegalStateException("There is no schedule to replay: " + headline());
        return explorer.replay(story.schedule(), scenario);
    }

    /** The answer in a sentence. */
    public String headline() {
        return switch (answer) {
            case WRONG ->
                onlyRaces()
                        ? "wrong: " + reason + " (the result was right in "
                                + allSchedules().replaceFirst("^(?=\\d)", "all ") + ")"
                        : String.format(Locale.ROOT, "wrong: %s (schedule %,d)", reason, schedules);
            case RIGHT -> "right in " + allSchedules() + ": all with up to " + times(switches, "switch", "switches");
            case CANNOT_JUDGE -> "cannot judge: " + reason;
        };
    }

    private boolean onlyRaces() {
        return races.stream().anyMatch(race -> race.toString().equals(reason));
    }

    private String allSchedules() {
        return schedules == 1 ? "the one schedule" : String.format(Locale.ROOT, "%,d schedules", schedules);
    }

    /** The answer, and a race on each thing that is raced for: the others on it are of the same kind. */
    private String headlines() {
        var text = new StringBuilder(headline());
        Set<String> told = new HashSet<>();
        for (Race race : races) {
            if (told.add(race.what()) && !race.toString().equals(reason))
                text.append('\n').append(race);
        }
        return text.toString();
    }

    static String times(int number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }

    @Override
    public Map<String, Object> bundle() {
        return StoryDrawing.bundle(headlines(), story);
    }

    @Override
    public String toString() {
        return StoryText.of(headlines(), story);
    }
}
