package syncasync.explore;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What happened before what in a run (the happens-before of the Java memory model), and which accesses nothing orders:
 * the data races. Kept by vector clocks, after FastTrack (Flanagan and Freund, 2009). Where the JDK's insides are not
 * seen, more is taken for ordered than is: a race may be missed in one run, but what is named is one.
 */
final class Order {
    private static final class Accesses {
        int writer = -1;
        int written; // the writer's time
        Site writtenAt;
        final Map<Integer, Integer> readers = new HashMap<>(); // their times
        final Map<Integer, Site> readAt = new HashMap<>();
    }

    /** What something is a part of, and how one comes from there to it: {@code .keySet() iterator}. */
    private record Part(Object whole, String way) {}

    private final Run run;
    private final Map<Object, VectorClock> objects = new IdentityHashMap<>(); // what releasing them published
    private final Map<Object, Part> parts = new IdentityHashMap<>(); // views, iterators, conditions: of what
    private final VectorClock results = new VectorClock(); // what tasks have done, for whoever gets a result
    private final VectorClock byFields = new VectorClock(); // what writes of volatile fields published
    private final VectorClock byHandles = new VectorClock(); // what handles of fields published
    private final Map<Object, Map<Object, Accesses>> accesses = new IdentityHashMap<>();
    private final Set<Race> races = new LinkedHashSet<>();

    Order(Run run) {
        this.run = run;
    }

    Set<Race> races() {
        return races;
    }

    // ---- what orders

    /** A view, an iterator, a condition belongs to another object, of which this method has given it. */
    void part(Object part, Object of, String method) {
        String step = method.endsWith("terator") ? " iterator" : "." + method + "()";
        parts.put(part, new Part(whole(of), way(of) + step));
    }

    Object whole(Object object) {
        Part part = parts.get(object);
        return part == null ? object : part.whole;
    }

    /** How one comes to a part of something; empty if it is none. */
    String way(Object object) {
        Part part = parts.get(object);
        return part == null ? "" : part.way;
    }

    void acquire(ControlledThread me, Object object) {
        VectorClock published = objects.get(object);
        if (published != null) me.clock.join(published);
    }

    void release(ControlledThread me, Object object) {
        release(me, objects.computeIfAbsent(object, _ -> new VectorClock()));
    }

    void release(ControlledThread me, VectorClock into) {
        into.join(me.clock);
        me.clock.tick(me.index);
    }

    void publishResult(ControlledThread me) {
        release(me, results);
    }

    void acquireResults(ControlledThread me) {
        me.clock.join(results);
    }

    // A VarHandle or a field updater does not tell which field it is for: to it, all volatile fields are one.

    void publishVolatile(ControlledThread me) {
        byFields.join(me.clock);
    }

    void publishByHandle(ControlledThread me) {
        byHandles.join(me.clock);
    }

    void acquireByHandle(ControlledThread me) {
        me.clock.join(byHandles);
    }

    void acquireVolatile(ControlledThread me) {
        me.clock.join(byFields);
        me.clock.join(byHandles);
    }

    // ---- what nothing orders

    /** @param in the object, or the class for a static field */
    void access(ControlledThread me, Object in, Object field, Site site, String what, boolean write) {
        if (me.optimism != null && !write) return;
        Accesses before =
                accesses.computeIfAbsent(in, _ -> new HashMap<>()).computeIfAbsent(field, _ -> new Accesses());
        if (before.writer >= 0 && before.writer != me.index && me.clock.get(before.writer) < before.written) {
            races.add(race(what, run.thread(before.writer), true, before.writtenAt, me, write, site));
        }
        if (write) {
            before.readers.forEach((reader, time) -> {
                if (reader != me.index && me.clock.get(reader) < time) {
                    races.add(race(what, run.thread(reader), false, before.readAt.get(reader), me, true, site));
                }
            });
            before.writer = me.index;
            before.written = me.clock.get(me.index);
            before.writtenAt = site;
        } else {
            before.readers.put(me.index, me.clock.get(me.index));
            before.readAt.put(me.index, site);
        }
    }

    private static Race race(
            String what,
            ControlledThread one,
            boolean oneWrites,
            Site at,
            ControlledThread other,
            boolean writes,
            Site otherAt) {
        return Race.of(what, one.name, oneWrites, at.place(), other.name, writes, otherAt.place());
    }
}
