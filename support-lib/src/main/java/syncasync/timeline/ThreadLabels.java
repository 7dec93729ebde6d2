package syncasync.timeline;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives threads labels that are the same from run to run. The JVM numbers its threads, pools and unnamed threads as
 * they come, over all that ever ran in it; here each kind is counted anew for every picture, in the order in which it
 * is drawn.
 */
final class ThreadLabels {

    private static final Pattern NUMBERED = Pattern.compile("(.*?)[-_# ]*\\d+");
    private static final Pattern POOL = Pattern.compile("pool-(\\d+)-thread");
    private static final Pattern FORK_JOIN_POOL = Pattern.compile("ForkJoinPool-(\\d+)-worker");

    private final Thread owner;
    private final Map<Thread, String> labels = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>(); // per kind: how many threads so far
    private final Map<Thread, String> carriers = new HashMap<>(); // by the coroutines' threads
    private final Map<String, String> pools = new LinkedHashMap<>(); // the JVM's name of a pool → ours

    ThreadLabels(Thread owner) {
        this.owner = owner;
    }

    /** Counts a thread in. Must be called for all of them in drawing order before the first {@link #label}. */
    void see(String lane, Thread thread) {
        if (lane == null) {
            labels.computeIfAbsent(thread, this::name);
        }
    }

    String label(String lane, Thread thread) {
        if (lane != null) {
            return lane;
        }
        String label = labels.get(thread);
        // one pool needs no number; several are told apart by it
        return pools.size() == 1 ? label.replace("pool 1 #", "pool #") : label;
    }

    /**
     * Says which thread carries a coroutine's. Must be called after all of {@link #see}. The name of a carrier is no
     * other one because a coroutine bears it, too: the task that a loop runs is called main, as a program's thread is.
     */
    void carriedBy(Thread thread, Thread carrier) {
        if (carrier != thread) {
            carriers.put(thread, labels.containsKey(carrier) ? label(null, carrier) : plain(carrier));
        }
    }

    /** The label of the thread that carries this one; its own where that is no coroutine's. */
    String carrier(String lane, Thread thread) {
        String carrier = carriers.get(thread);
        return carrier != null ? carrier : label(lane, thread);
    }

    private String plain(Thread thread) {
        Matcher numbered = NUMBERED.matcher(thread.getName());
        return !numbered.matches() ? thread.getName() : thread == owner ? "main" : numbered.group(1);
    }

    private String name(Thread thread) {
        String name = thread.getName();
        if (thread.isVirtual() && name.isEmpty()) {
            return numbered("virtual");
        }
        Matcher numbered = NUMBERED.matcher(name);
        if (thread == owner) {
            return numbered.matches() ? "main" : unique(name);
        }
        if (!numbered.matches()) {
            return unique(name);
        }
        String kind = numbered.group(1);
        if (kind.equals("ForkJoinPool.commonPool-worker")) {
            return numbered("common pool");
        }
        if (POOL.matcher(kind).matches() || FORK_JOIN_POOL.matcher(kind).matches()) {
            return numbered(pools.computeIfAbsent(kind, pool -> "pool " + (pools.size() + 1)));
        }
        return numbered(kind.equals("Thread") || kind.isEmpty() ? "thread" : kind);
    }

    private String numbered(String kind) {
        return kind + " #" + counts.merge(kind, 1, Integer::sum);
    }

    private String unique(String name) {
        int count = counts.merge(name, 1, Integer::sum);
        return count == 1 ? name : name + " #" + count;
    }
}
