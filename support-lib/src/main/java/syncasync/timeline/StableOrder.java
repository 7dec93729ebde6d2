package syncasync.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Sorts by start, in an order that is the same from run to run: but what started together (as far as a clock can be
 * trusted) by name, since which of them was a few microseconds earlier is chance.
 */
final class StableOrder {

    private static final long LEAST = 3_000_000; // 3 ms

    private final long together; // nanoseconds between starts that mean nothing

    StableOrder(long total) {
        this.together = Math.max(total / 50, LEAST);
    }

    <T> List<T> sorted(List<T> things, ToLongFunction<T> start, ToLongFunction<T> end, Function<T, String> name) {
        List<T> byStart = new ArrayList<>(things);
        byStart.sort(Comparator.comparingLong(start));
        List<T> sorted = new ArrayList<>(things.size());
        List<T> group = new ArrayList<>();
        long firstEnd = Long.MAX_VALUE;
        for (T thing : byStart) {
            long began = start.applyAsLong(thing);
            // what began after another one had ended did not start together with it, however short it was
            if (!group.isEmpty() && (began - start.applyAsLong(group.getFirst()) > together || began >= firstEnd)) {
                flush(group, name, sorted);
                firstEnd = Long.MAX_VALUE;
            }
            group.add(thing);
            firstEnd = Math.min(firstEnd, end.applyAsLong(thing));
        }
        flush(group, name, sorted);
        return sorted;
    }

    private static <T> void flush(List<T> group, Function<T, String> name, List<T> sorted) {
        group.sort(
                Comparator.comparing(name, StableOrder::natural)); // stable: the same name keeps the order of starting
        sorted.addAll(group);
        group.clear();
    }

    /** Compares names with the numbers in them as numbers: "task 2" comes before "task 10". */
    static int natural(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int iEnd = digits(a, i);
            int jEnd = digits(b, j);
            if (iEnd > i && jEnd > j) {
                String x = a.substring(i, iEnd).replaceFirst("^0+(?=.)", "");
                String y = b.substring(j, jEnd).replaceFirst("^0+(?=.)", "");
                int order = x.length() != y.length() ? Integer.compare(x.length(), y.length()) : x.compareTo(y);
                if (order != 0) {
                    return order;
                }
                i = iEnd;
                j = jEnd;
            } else if (a.charAt(i) != b.charAt(j)) {
                return Character.compare(a.charAt(i), b.charAt(j));
            } else {
                i++;
                j++;
            }
        }
        return Integer.compare(a.length() - i, b.length() - j);
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
