package syncasync.explore;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the names of the JDK's methods tell about what they do. */
final class Verbs {
    private static final List<String> WRITING = List.of(
            "add",
            "put",
            "remove",
            "clear",
            "set",
            "merge",
            "compute",
            "push",
            "poll",
            "offer",
            "pop",
            "sort",
            "replace",
            "retain",
            "append",
            "insert",
            "delete",
            "reverse",
            "flip",
            "format",
            "parse",
            "shuffle",
            "swap",
            "fill",
            "rotate",
            "and",
            "or",
            "xor",
            "ensureCapacity",
            "trimToSize");

    private static final Set<String> ACQUIRING = Set.of(
            "lock",
            "lockInterruptibly",
            "tryLock",
            "acquire",
            "tryAcquire",
            "acquireUninterruptibly",
            "take",
            "peek",
            "get",
            "getAcquire",
            "getPlain",
            "getOpaque",
            "contains",
            "containsKey",
            "isEmpty",
            "size",
            "getNow",
            "join",
            "isDone",
            "resultNow",
            "state",
            "readLock",
            "writeLock",
            "tryOptimisticRead",
            "validate",
            "getCount",
            "isShutdown",
            "isTerminated",
            "intValue",
            "longValue",
            "sum",
            "getOrDefault",
            "iterator",
            "element");

    private static final Set<String> RELEASING = Set.of("unlock", "release", "countDown", "unlockRead", "unlockWrite");

    private static final Set<String> PARTS = Set.of(
            "iterator",
            "listIterator",
            "keySet",
            "values",
            "entrySet",
            "subList",
            "headMap",
            "tailMap",
            "subMap",
            "headSet",
            "tailSet",
            "subSet",
            "descendingIterator",
            "descendingMap",
            "descendingSet",
            "reversed",
            "readLock",
            "writeLock",
            "newCondition",
            "asReadLock",
            "asWriteLock",
            "asReadWriteLock",
            "unmodifiableList",
            "unmodifiableSet",
            "unmodifiableMap",
            "unmodifiableCollection",
            "navigableKeySet",
            "descendingKeySet");

    private static final Map<String, Boolean> WRITES = new HashMap<>();

    private Verbs() {}

    /** Whether a method of a collection changes it. */
    static boolean writes(String method) {
        synchronized (WRITES) {
            return WRITES.computeIfAbsent(method, m -> WRITING.stream().anyMatch(m::startsWith));
        }
    }

    /** Whether a method of an iterator moves it. */
    static boolean moves(String method) {
        return method.startsWith("next") || method.startsWith("previous") || method.equals("forEachRemaining");
    }

    /** Whether a method only sees what others did before. */
    static boolean onlyAcquires(String method) {
        return ACQUIRING.contains(method);
    }

    /** Whether a method only lets others see what was done before. */
    static boolean onlyReleases(String method) {
        return RELEASING.contains(method);
    }

    /** Whether a method lets threads wait for one another, and the last to come acts for all. */
    static boolean meets(String method) {
        return method.startsWith("await") || method.startsWith("arrive");
    }

    /** Whether a method's result is but another view of its receiver. */
    static boolean givesPart(String method) {
        return PARTS.contains(method);
    }
}
