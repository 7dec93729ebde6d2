package syncasync.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A schedule: who went on, wherever several threads could. It is text, so that it can be kept and replayed, also after
 * the code was changed.
 *
 * @param steps the choices, one after the other
 * @param shared what was seen to be shared, which is where choices were made
 */
public record Schedule(List<Step> steps, Set<String> shared) {

    /**
     * A choice.
     *
     * @param thread who ran last
     * @param about what it was about to do; empty if it waited or had ended
     * @param next who went on
     * @param free whether another one would have gone on by itself
     */
    public record Step(String thread, String about, String next, boolean free) {}

    private static final String COLUMN = "\t";

    /** One line for each choice, after one for what is shared. */
    @Override
    public String toString() {
        var text = new StringBuilder("shared" + COLUMN)
                .append(String.join(COLUMN, shared))
                .append('\n');
        for (Step step : steps) {
            text.append(String.join(COLUMN, step.thread, step.about, step.next, step.free ? "switch" : ""))
                    .append('\n');
        }
        return text.toString();
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Schedule parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().startsWith("shared" + COLUMN)) {
            throw new IllegalArgumentException("not a schedule: " + (lines.isEmpty() ? "nothing" : lines.getFirst()));
        }
        List<Step> steps = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split(COLUMN, -1);
            if (columns.length != 4) throw new IllegalArgumentException("not a step of a schedule: " + line);
            steps.add(new Step(columns[0], columns[1], columns[2], columns[3].equals("switch")));
        }
        List<String> shared = Arrays.asList(lines.getFirst().split(COLUMN, -1));
        return new Schedule(steps, new TreeSet<>(shared.subList(1, shared.size())));
    }

    /** How often it departs from "go on, and if that cannot be, the next in turn". */
    public int switches() {
        return (int) steps.stream().filter(Step::free).count();
    }
}
