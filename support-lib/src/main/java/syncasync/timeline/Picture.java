package syncasync.timeline;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a {@link Timeline} had recorded at one moment, in a stable order: bars by their start, and by name where they
 * started together.
 *
 * @param title the timeline's title
 * @param total from the first start to the last end
 * @param bars the tasks
 * @param marks the instants, by time
 */
public record Picture(String title, Duration total, List<Bar> bars, List<Mark> marks) {

    /** Whether there is nothing to draw. */
    public boolean isEmpty() {
        return bars.isEmpty() && marks.isEmpty();
    }

    /** The threads that tasks ran on, by their labels. */
    public List<String> threads() {
        return bars.stream().map(Bar::lane).distinct().sorted().toList();
    }

    /** The threads that carried the tasks: coroutines share one. */
    List<String> carriers() {
        return bars.stream().map(Bar::carrier).distinct().sorted().toList();
    }

    /**
     * The two marks of this name that followed one another after the longest time.
     *
     * @throws IllegalArgumentException if there are fewer than two marks of this name
     */
    public Gap longestGap(String name) {
        List<Duration> times = marks.stream()
                .filter(mark -> mark.name().equals(name))
                .map(Mark::at)
                .sorted()
                .toList();
        if (times.size() < 2) {
            throw new IllegalArgumentException("Expected at least two marks named \"" + name + "\", but there "
                    + (times.isEmpty() ? "is none" : "is one") + ".");
        }
        return longestGap(times);
    }

    /** The first of the longest gaps between two or more times in their order. */
    static Gap longestGap(List<Duration> times) {
        return IntStream.range(1, times.size())
                .mapToObj(i -> new Gap(times.get(i - 1), times.get(i)))
                .reduce((longest, gap) -> gap.length().compareTo(longest.length()) > 0 ? gap : longest)
                .orElseThrow();
    }

    /** The time between two marks of a name, or two pieces of a row, with no other of them in between. */
    public record Gap(Duration from, Duration to) {

        /** How long it is. */
        public Duration length() {
            return to.minus(from);
        }
    }
}
