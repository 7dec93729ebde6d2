package syncasync.explore;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Who holds which lock of {@code java.util.concurrent.locks}, to be told when they lock each other out. */
final class Locks {
    private final Map<Object, List<ControlledThread>> holders = new IdentityHashMap<>(); // once for each hold

    /** A call on a lock has returned. */
    void called(ControlledThread me, Object lock, String method, boolean success) {
        switch (method) {
            case "lock", "lockInterruptibly", "readLock", "writeLock" ->
                holders.computeIfAbsent(lock, _ -> new ArrayList<>()).add(me);
            case "tryLock", "tryReadLock", "tryWriteLock" -> {
                if (success)
                    holders.computeIfAbsent(lock, _ -> new ArrayList<>()).add(me);
            }
            case "unlock", "unlockRead", "unlockWrite" -> {
                List<ControlledThread> all = holders.get(lock);
                if (all != null) all.remove(me);
            }
            default -> {}
        }
    }

    /** Who holds it, another thread if possible; null if nobody does. */
    ControlledThread holder(Object lock, ControlledThread asker) {
        List<ControlledThread> all = holders.getOrDefault(lock, List.of());
        return all.stream().filter(each -> each != asker).findFirst().orElse(all.isEmpty() ? null : all.getFirst());
    }
}
