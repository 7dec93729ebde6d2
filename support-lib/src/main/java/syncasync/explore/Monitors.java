package syncasync.explore;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The model of monitors, {@code synchronized}, {@code wait} and {@code notify}. Who waits for a monitor is let in as the
 * schedule says; which of the waiting is notified is a choice of the schedule as well.
 */
final class Monitors {
    private static final class Monitor {
        ControlledThread owner;
        int depth;
        final VectorClock released = new VectorClock();
        final List<ControlledThread> waiting = new ArrayList<>(); // in wait(), oldest first
    }

    private final Run run;
    private final Map<Object, Monitor> all = new IdentityHashMap<>();
    private final Map<Object, Object> internal = new IdentityHashMap<>(); // what stands for a collection's own locks

    Monitors(Run run) {
        this.run = run;
    }

    private Monitor of(Object object) {
        return all.computeIfAbsent(object, _ -> new Monitor());
    }

    /** What stands for the locks inside a collection, which are not its monitor. */
    Object inside(Object collection) {
        return internal.computeIfAbsent(collection, _ -> new Object());
    }

    ControlledThread owner(Object object) {
        Monitor monitor = all.get(object);
        return monitor == null ? null : monitor.owner;
    }

    void enter(ControlledThread me, Object object, String what) {
        Monitor monitor = of(object);
        if (monitor.owner != null && monitor.owner != me) {
            run.wait(me, new ControlledThread.Waiting(what, object, () -> monitor.owner == null, false));
        }
        monitor.owner = me;
        monitor.depth++;
        me.clock.join(monitor.released);
    }

    void exit(ControlledThread me, Object object) {
        Monitor monitor = of(object);
        if (monitor.owner != me) return; // it was never entered: the run was over then
        if (--monitor.depth == 0) {
            monitor.owner = null;
            run.order().release(me, monitor.released);
        }
    }

    /** {@link Object#wait()}. Whether it was notified. */
    boolean await(ControlledThread me, Object object) throws InterruptedException {
        Monitor monitor = of(object);
        mustOwn(me, monitor);
        if (run.takeInterrupt(me)) throw new InterruptedException();
        int depth = monitor.depth;
        monitor.depth = 0;
        monitor.owner = null;
        run.order().release(me, monitor.released);
        me.notified = false;
        monitor.waiting.add(me);
        run.wait(
                me,
                new ControlledThread.Waiting(
                        "to be notified", object, () -> me.notified && monitor.owner == null, true));
        me.timed = false; // the monitor is waited for without a limit
        boolean wasNotified = monitor.waiting.remove(me) ? false : me.notified;
        if (monitor.owner != null) { // by time or interrupt: the monitor has to be had first
            run.wait(me, new ControlledThread.Waiting("synchronized", object, () -> monitor.owner == null, false));
        }
        monitor.owner = me;
        monitor.depth = depth;
        me.clock.join(monitor.released);
        if (!wasNotified && run.takeInterrupt(me)) throw new InterruptedException();
        return wasNotified;
    }

    /** {@link Object#notify()} or {@link Object#notifyAll()}. Who is woken by it. */
    List<ControlledThread> signal(ControlledThread me, Object object, boolean every) {
        Monitor monitor = of(object);
        mustOwn(me, monitor);
        List<ControlledThread> woken = every || monitor.waiting.isEmpty()
                ? List.copyOf(monitor.waiting)
                : List.of(monitor.waiting.get(run.pick(me, monitor.waiting)));
        woken.forEach(each -> each.notified = true);
        monitor.waiting.removeAll(woken);
        return woken;
    }

    private static void mustOwn(ControlledThread me, Monitor monitor) {
        if (monitor.owner != me) throw new IllegalMonitorStateException("current thread is not owner");
    }

    boolean holds(ControlledThread me, Object object) {
        return owner(object) == me;
    }
}
