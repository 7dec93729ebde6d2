package syncasync.loop;

/**
 * A flag that tasks of a loop wait for: once it is set, all who wait go on, and nobody waits any more until it is
 * cleared. (asyncio's {@code Event}.)
 */
public final class LoopEvent extends LoopBound {
    private final Line line = new Line();
    private boolean set;

    LoopEvent(String name) {
        super(name);
    }

    /** Waits until it is set; not at all if it is. Who waited goes on even if it has been cleared again by then. */
    public void await() {
        Strand me = here("await");
        if (!set) line.await(me, this, () -> {});
    }

    /** Lets all go on. */
    public void set() {
        mayTouch();
        set = true;
        line.callAll();
    }

    /** From now on whoever comes waits. */
    public void clear() {
        mayTouch();
        set = false;
    }

    /** Whether it is set. */
    public boolean isSet() {
        return set;
    }

    /** How many tasks wait. */
    public int waiting() {
        return line.size();
    }

    @Override
    String kind() {
        return "event";
    }
}
