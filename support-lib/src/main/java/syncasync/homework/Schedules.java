package syncasync.homework;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;
import syncasync.explore.Exploration;
import syncasync.explore.Explorer;
import syncasync.explore.Scenario;

/**
 * Homework judged by chosen schedules, by {@code import static syncasync.homework.Schedules.*;}: an {@link Explorer} tries
 * the orders in which the threads could go on, and what it found is plain data.
 * {@snippet :
 * observe("two at the till", explored(() -> twoAtTheTill()));
 * /// CHECK
 * award(2, "no payment is lost", () -> isRight(seen("two at the till"), "Two payments at the same time lose one."));
 * }
 */
public final class Schedules {
    private static Map<String, Set<String>> notes; // of the exploration that is going on, otherwise null

    private Schedules() {}

    /**
     * What an explorer found.
     *
     * @param answer {@code RIGHT}, {@code WRONG} or {@code CANNOT_JUDGE}
     * @param reason what goes wrong in a schedule, or why it cannot be judged
     * @param schedules how many were tried
     * @param steps who did what in the schedule that breaks it, {@code "ann: reads Till.coins → 10"}
     * @param noted what {@link #note} was told in any of the schedules: each value once, as a text
     */
    public record Explored(
            String answer, String reason, int schedules, List<String> steps, Map<String, List<String>> noted) {}

    /** Tries all schedules with up to two switches, 5,000 at most. */
    public static Explored explored(Scenario scenario) {
        return explored(new Explorer(), scenario);
    }

    /** The same by an explorer that was told how far to go. */
    public static Explored explored(Explorer explorer, Scenario scenario) {
        Map<String, Set<String>> mine = new TreeMap<>();
        notes = mine;
        try {
            Exploration found = explorer.explore(scenario);
            List<String> steps = found.story() == null
                    ? List.of()
                    : found.story().events().stream()
                            .map(event -> event.thread() + ": " + event.text() + event.value())
                            .toList();
            Map<String, List<String>> noted = new LinkedHashMap<>();
            synchronized (mine) {
                mine.forEach((key, values) -> noted.put(key, List.copyOf(values)));
            }
            return new Explored(found.answer().name(), withoutPlaces(found.reason()), found.schedules(), steps, noted);
        } finally {
            notes = null;
        }
    }

    /**
     * Tells what a schedule came to, from inside of what is explored.
     *
     * @param key what it is
     * @param value a number, a text or a boolean
     */
    public static void note(String key, Object value) {
        Map<String, Set<String>> mine = notes;
        if (mine == null) return; // the same code may run without an explorer
        synchronized (mine) {
            mine.computeIfAbsent(key, _ -> new TreeSet<>()).add(String.valueOf(value));
        }
    }

    /**
     * Checks that no schedule breaks it.
     *
     * @param seen an {@link Explored}, as it was observed
     * @param teaches what to say otherwise; the schedule's reason follows
     */
    public static void isRight(Map<String, ?> seen, String teaches) {
        isJudged(seen);
        Assertions.assertThat(seen.get("answer"))
                .withFailMessage(() -> teaches + "\nThere is an order of the threads in which this happens: "
                        + seen.get("reason") + told(seen.get("steps")))
                .isEqualTo("RIGHT");
    }

    /** Checks that every schedule came to these values, and none to another. */
    public static void isAlways(Map<String, ?> seen, String key, String teaches, Object... values) {
        isJudged(seen);
        Map<?, ?> noted = (Map<?, ?>) seen.get("noted");
        Object found = noted.containsKey(key) ? noted.get(key) : Collections.emptyList();
        List<String> expected =
                List.of(values).stream().map(String::valueOf).sorted().toList();
        Assertions.assertThat(found)
                .withFailMessage(() -> teaches + "\n"
                        + (found.equals(List.of())
                                ? "It never came so far" + because(seen.get("reason"))
                                : "Seen, in one order of the threads or another: " + found))
                .isEqualTo(expected);
    }

    /** Fails with words that a grader knows if the explorer could not judge: that is for a person. */
    public static void isJudged(Map<String, ?> seen) {
        if ("CANNOT_JUDGE".equals(seen.get("answer")))
            throw new AssertionError("a person has to judge this: " + seen.get("reason"));
    }

    private static String because(Object reason) {
        return reason == null || reason.toString().isBlank() ? ", in any order of the threads." : ": " + reason;
    }

    private static String told(Object steps) {
        return steps instanceof List<?> list && !list.isEmpty() && list.size() <= 30
                ? "\n" + String.join("\n", list.stream().map(String::valueOf).toList())
                : "";
    }

    /** Cells have no names that a reader would know. */
    private static String withoutPlaces(String reason) {
        return reason.replaceAll(" at \\S*JShell\\S*:\\d+", "").replaceAll("\\S*\\$JShell\\$\\w+[$.]", "");
    }
}
