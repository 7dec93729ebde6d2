package syncasync.loop;

/**
 * A piece of the loop's own work in its ready queue, for instance one step of a task. It never blocks and calls nobody
 * else's code, so the loop may run it on its bare thread; everything else is a callback, see {@link Callbacks}.
 */
interface Step extends Runnable {
    /** Whether it is one, or a handle of one; a handle that is over does nothing at all. */
    static boolean is(Runnable next) {
        return next instanceof Step || next instanceof Handle handle && (handle.isOver() || is(handle.what()));
    }
}
