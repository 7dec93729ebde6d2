package syncasync.explore;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What at least two living threads touched and one of them changed, by name. Only there a switch can make a difference.
 * It is learnt while schedules are tried.
 */
final class Shared {
    /** What an interrupt or an unpark does is always noticed. */
    static final String ALWAYS = "!";

    private final Map<String, Long> touchers = new HashMap<>(); // by what; a bit for each thread
    private final Set<String> changed = new HashSet<>();
    private final Set<String> shared = new HashSet<>();
    private boolean grown;
    private final boolean fixed;

    Shared() {
        fixed = false;
    }

    /** What is known from an earlier exploration, and stays so. */
    Shared(Set<String> known) {
        fixed = true;
        shared.addAll(known);
    }

    boolean contains(String what) {
        return what == ALWAYS || shared.contains(what);
    }

    void touched(int thread, String what, boolean change) {
        if (fixed || shared.contains(what)) return;
        long by = touchers.merge(what, 1L << thread, (a, b) -> a | b);
        if (change) changed.add(what);
        if (Long.bitCount(by) > 1 && changed.contains(what)) {
            shared.add(what);
            grown = true;
        }
    }

    /** Whether there is more than at the last call. */
    boolean hasGrown() {
        boolean was = grown;
        grown = false;
        return was;
    }

    Set<String> names() {
        return new TreeSet<>(shared);
    }
}
