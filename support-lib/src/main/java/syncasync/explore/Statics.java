package syncasync.explore;

import java.util.HashMap;
import java.util.Map;

/** Which classes have run their static parts in this run, as the JVM does it: once, and whoever comes meanwhile waits. */
final class Statics {
    private static final class State {
        ControlledThread by;
        boolean done;
        Throwable failure;
        final VectorClock clock = new VectorClock();
    }

    private final Run run;
    private final Map<Class<?>, State> states = new HashMap<>();

    Statics(Run run) {
        this.run = run;
    }

    /** Whether the calling thread has to run it. */
    boolean begins(ControlledThread me, Class<?> type, Site site) {
        State state = states.get(type);
        if (state == null || !state.done && state.by != me) {
            String what = "the static part of " + Wording.typeName(type);
            run.point(site, what, false);
            if (run.isConcurrent()) run.shared.touched(me.index, what, true);
            state = states.get(type);
            if (run.shared.contains(what))
                Points.record(run, me, site, state == null ? "begins " + what : "waits for " + what);
        }
        if (state == null) {
            state = new State();
            state.by = me;
            states.put(type, state);
            return true;
        }
        if (state.by == me && !state.done) return false;
        if (!state.done) {
            State awaited = state;
            run.wait(
                    me,
                    new ControlledThread.Waiting(
                            "for the static part of " + type.getSimpleName(), type, () -> awaited.done, false));
        }
        me.clock.join(state.clock);
        if (state.failure != null) throw new NoClassDefFoundError("Could not initialize class " + type.getSimpleName());
        return false;
    }

    void initialised(ControlledThread me, Class<?> type) {
        State state = states.get(type);
        state.done = true;
        run.order().release(me, state.clock);
    }

    Error failed(ControlledThread me, Class<?> type, Throwable failure) {
        if (failure instanceof Abandoned || failure instanceof CannotJudge) return (Error) failure;
        states.get(type).failure = failure;
        initialised(me, type);
        return failure instanceof Error error ? error : new ExceptionInInitializerError(failure);
    }

    /** Who runs the static part of a class right now. */
    ControlledThread owner(Object type) {
        State state = type instanceof Class<?> c ? states.get(c) : null;
        return state == null || state.done ? null : state.by;
    }
}
