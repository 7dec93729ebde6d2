package syncasync.predict;

import java.util.ArrayList;
import java.util.List;

/** Which orders of the same lines are possible, where a run may come out in more than one way. */
@FunctionalInterface
public interface Orders {

    /** Whether these lines may come in this order. */
    boolean allow(List<String> lines);

    /** Only these. */
    @SafeVarargs
    static Orders anyOf(List<String>... orders) {
        List<List<String>> possible = List.of(orders);
        return possible::contains;
    }

    /** Whatever has every line {@code first} before every line {@code then}. */
    static Orders before(String first, String then) {
        return lines -> !lines.contains(then) || lines.lastIndexOf(first) < lines.indexOf(then);
    }

    /** Whatever order. */
    static Orders any() {
        return lines -> true;
    }

    /** What both allow: {@code before("a", "b").and("b", "c")}. */
    default Orders and(String first, String then) {
        return lines -> allow(lines) && before(first, then).allow(lines);
    }

    /** Whether these are the lines that were printed, in an order that is possible. */
    default boolean couldHavePrinted(List<String> said, List<String> printed) {
        List<String> left = new ArrayList<>(printed);
        return said.size() == printed.size() && said.stream().allMatch(left::remove) && allow(said);
    }
}
