package syncasync.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import syncasync.functions.ThrowingConsumer;

/**
 * Resources that are open and must be closed (servers, pools and the like), each under a name. A cell that is run again
 * opens its thing anew; the one of the run before is closed then, instead of being lost with its port and threads. When
 * the JVM ends, all are closed, the last one first.
 */
public final class OpenThings {

    private static final Duration PATIENCE = Duration.ofSeconds(3); // for all of them together when the JVM ends

    private record Entry(Object thing, ThrowingConsumer<Object, ?> how) {
        void close() throws Exception {
            how.accept(thing);
        }
    }

    private static final Map<String, Entry> things = new LinkedHashMap<>(); // in the order in which they were opened
    private static boolean hooked;

    private OpenThings() {}

    /** Closes what was kept under this name before, then keeps this thing. */
    public static <T extends AutoCloseable> T keep(String name, T thing) {
        return keep(name, thing, AutoCloseable::close);
    }

    /** Closes what was kept under this name before, then keeps this thing, which is closed in the given way. */
    @SuppressWarnings("unchecked")
    public static <T> T keep(String name, T thing, ThrowingConsumer<? super T, ?> how) {
        Entry old;
        synchronized (things) {
            if (!hooked) {
                Runtime.getRuntime().addShutdownHook(new Thread(OpenThings::closeAllInTime, "close what is kept"));
                hooked = true;
            }
            old = things.get(name);
            if (old != null && old.thing == thing) {
                return thing;
            }
            things.remove(name); // so that the new one is the last opened
            things.put(name, new Entry(thing, (ThrowingConsumer<Object, ?>) how));
        }
        close(name, old);
        return thing;
    }

    /**
     * Closes what is kept under this name, if anything is. Needed before a new one is opened where both cannot be open
     * at once.
     */
    public static void close(String name) {
        Entry old;
        synchronized (things) {
            old = things.remove(name);
        }
        close(name, old);
    }

    /** Closes everything, the last one first. */
    public static void closeAll() {
        List<String> names;
        synchronized (things) {
            names = new ArrayList<>(things.keySet()).reversed();
        }
        names.forEach(OpenThings::close);
    }

    /** The names of what is open, in the order in which they were opened. */
    public static List<String> names() {
        synchronized (things) {
            return List.copyOf(things.keySet());
        }
    }

    /** What does not close must not keep another thing from being closed or opened; but it is said. */
    private static void close(String name, Entry entry) {
        if (entry == null) {
            return;
        }
        try {
            entry.close();
        } catch (Exception e) {
            System.err.println("Could not close \"" + name + "\": " + e);
        }
    }

    private static void closeAllInTime() {
        Thread closing = Thread.ofPlatform().daemon().name("closing").start(OpenThings::closeAll);
        try {
            closing.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
