package syncasync.explore;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the program believes of its threads, all of which are virtual here: which are platform threads, which of them
 * daemons, and what they are called.
 */
final class ThreadRegister {
    private final Set<Object> platform =
            Collections.newSetFromMap(new IdentityHashMap<>()); // threads and builders of such
    private final Set<Object> daemons = Collections.newSetFromMap(new IdentityHashMap<>()); // of these
    private final Map<Thread, Runnable> bodies = new IdentityHashMap<>(); // of platform threads
    private final Map<Thread, String> jdksNames = new IdentityHashMap<>(); // of threads that go by the JDK's numbers
    private final Map<String, Integer> numbers = new HashMap<>(); // of things that are numbered

    /** Notes that the program made it a platform thread, or a builder of such. */
    <T> T platform(T threadOrBuilder) {
        platform.add(threadOrBuilder);
        return threadOrBuilder;
    }

    /** Notes what a platform thread is there for. */
    Thread platform(Thread thread, Runnable body) {
        bodies.put(thread, body);
        return platform(thread);
    }

    /** What a platform thread's {@code run()} does, on whatever thread; a virtual one's does nothing. */
    Runnable bodyOf(Thread thread) {
        return bodies.getOrDefault(thread, () -> {});
    }

    boolean isPlatform(Object threadOrBuilder) {
        return platform.contains(threadOrBuilder);
    }

    void daemon(Object threadOrBuilder, boolean is) {
        if (is) daemons.add(threadOrBuilder);
        else daemons.remove(threadOrBuilder);
    }

    boolean isDaemon(Object threadOrBuilder) {
        return !isPlatform(threadOrBuilder) || daemons.contains(threadOrBuilder);
    }

    /** What a builder makes is what the builder was told. */
    Thread built(Thread.Builder builder, Thread thread, Runnable body) {
        if (isPlatform(builder)) platform(thread, body);
        if (daemons.contains(builder)) daemons.add(thread);
        return thread;
    }

    /** The next number of a kind, from one on. */
    int number(String kind) {
        return numbers.merge(kind, 1, Integer::sum);
    }

    /** A thread's name, where the JDK's own counter would tell how many schedules were tried before. */
    String nameOf(Thread thread) {
        String name = thread.getName();
        return name.matches("Thread-\\d+") && !thread.isVirtual()
                ? jdksNames.computeIfAbsent(thread, _ -> "Thread-" + (number("Thread") - 1))
                : name;
    }

    /** What a thread goes by in the story: no two go by the same name. */
    String uniqueNameOf(Thread thread, List<ControlledThread> others) {
        String name = nameOf(thread);
        if (name.isEmpty()) name = "thread " + number("thread");
        String unique = name;
        for (int i = 2; isTaken(unique, others); i++) unique = name + " (" + i + ")";
        return unique;
    }

    private static boolean isTaken(String name, List<ControlledThread> others) {
        return others.stream().anyMatch(each -> each.name.equals(name));
    }
}
