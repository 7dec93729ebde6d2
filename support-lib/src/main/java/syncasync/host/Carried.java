package syncasync.host;

/**
 * Marks the thread of a coroutine, as its uncaught-exception handler: many of them take turns on one thread, their
 * carrier. Whoever draws threads can tell then that they are not so many.
 */
public interface Carried {

    /** The thread that carries it, an event loop's for instance; null if none does just now. */
    Thread carrier();

    /** The thread that carries this one: itself, unless it is a coroutine's. */
    static Thread carrierOf(Thread thread) {
        if (thread == null || !(thread.getUncaughtExceptionHandler() instanceof Carried carried)) {
            return thread;
        }
        Thread carrier = carried.carrier();
        return carrier == null ? thread : carrier; // it was left behind by its loop, and goes on by itself
    }
}
