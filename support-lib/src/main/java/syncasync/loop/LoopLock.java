package syncasync.loop;

/**
 * A lock for tasks of a loop (mutual exclusion): one has it, the others wait in line, first come, first served. It
 * belongs to the task that acquired it, which alone can release it, and cannot acquire it twice. Between two waits a
 * task needs no lock, since nobody else runs; a lock is for what must not be interleaved across a wait. (asyncio's
 * {@code Lock}.)
 */
public final class LoopLock extends LoopBound {
    private final Line line = new Line();
    private Task<?> owner; // null if it is free

    LoopLock(String name) {
        super(name);
    }

    /** Waits until it is free, and takes it. Release it by closing what is returned, or by {@link #release}. */
    public Held acquire() {
        Strand me = here("acquire");
        take(me);
        return Held.once(this::release);
    }

    void take(Strand me) {
        if (owner == me.task) throw new IllegalStateException(me.title() + " has " + this + " already");
        if (owner != null || !line.isEmpty()) line.await(me, new Words(), this::handOn);
        owner = me.task;
    }

    /** Takes it if it is free; false otherwise, at once. */
    public boolean tryAcquire() {
        Strand me = here("tryAcquire");
        if (owner != null) return false;
        owner = me.task;
        return true;
    }

    /** Lets go of it; whoever has waited longest gets it. */
    public void release() {
        mustHave(here("release"), "release");
        handOn();
    }

    /** It belongs to whoever is first in line now, before that task has its turn; to nobody if there is none. */
    void handOn() {
        Strand next = line.callNext();
        owner = next == null ? null : next.task;
    }

    void mustHave(Strand me, String call) {
        if (owner == me.task) return;
        throw new IllegalStateException(me.title() + " does not have " + this + ", so it cannot " + call
                + (owner == null ? ": nobody has it" : ": " + owner.title() + " has it"));
    }

    /** Whether somebody has it. */
    public boolean isHeld() {
        return owner != null;
    }

    /** Who has it, or null. */
    public Task<?> owner() {
        return owner;
    }

    /** How many tasks wait. */
    public int waiting() {
        return line.size();
    }

    /** A condition that tasks which have this lock can wait for. */
    public LoopCondition condition(String name) {
        return new LoopCondition(name, this);
    }

    @Override
    String kind() {
        return "lock";
    }

    /** Computed when somebody asks: the owner changes. */
    private final class Words {
        @Override
        public String toString() {
            return LoopLock.this + (owner == null ? "" : ", which " + owner.title() + " has");
        }
    }
}
