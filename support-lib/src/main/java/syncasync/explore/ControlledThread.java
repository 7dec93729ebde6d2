package syncasync.explore;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/** A thread of the program that is explored. It goes on only when {@link Run} lets it. */
final class ControlledThread {
    /** A wait that the explorer models: for a monitor, a notification, a thread's end, a while. */
    record Waiting(String what, Object monitor, BooleanSupplier until, boolean interruptible) {}

    final int index; // in the order in which they were started
    final Runnable step; // runs it until it yields, parks or ends; the JVM's, always the same
    final VectorClock clock = new VectorClock();
    Thread thread; // the virtual thread that runs it
    Thread standsFor; // the thread object that the program knows, where that is another one
    String name;
    boolean platform; // the program made it a platform thread, so that it keeps a JVM alive
    boolean done;

    Waiting waiting; // null if it does not wait, or for something of the JDK's
    boolean timed; // a wait that has an end, modelled or the JDK's
    boolean guard; // its limit is so long that it is over only when nobody can go on
    long deadline; // of a timed wait, on the virtual clock
    Runnable expire; // ends a timed wait of the JDK's early
    boolean expired; // its time was over
    boolean interruptedMeanwhile; // by the program, while that was being told
    boolean notified;
    int waits; // how often it had to wait
    int quiet; // in a static initialiser that the JVM runs

    Site at; // its last site
    Object receiver; // of the call that it may wait in
    final Deque<Call> calls = new ArrayDeque<>(); // of the JDK, that it is in
    Optimism optimism; // reads by a StampedLock's optimistic mode, not yet validated

    /** A call of the JDK: on what, and on what that is a part of, and the monitor it holds meanwhile, if any. */
    static final class Call {
        final Object receiver;
        final Object whole;
        final Family family;
        final Site site;
        final Object monitor;
        Telling.Step told; // in the story; null if it is not told
        int waitsBefore; // how often the thread had waited when it was told

        Call(Object receiver, Object whole, Family family, Site site, Object monitor) {
            this.receiver = receiver;
            this.whole = whole;
            this.family = family;
            this.site = site;
            this.monitor = monitor;
        }
    }

    /** The optimistic reads of a thread: they count for nothing. */
    record Optimism(Object lock) {}

    ControlledThread(int index, Runnable step) {
        this.index = index;
        this.step = step;
    }

    /** The thread object that the program knows. */
    Thread known() {
        return standsFor != null ? standsFor : thread;
    }

    boolean isInterrupted() {
        return thread != null && thread.isInterrupted();
    }

    @Override
    public String toString() {
        return name;
    }
}
