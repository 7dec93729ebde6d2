package syncasync.explore;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Explains why nobody can go on: who waits where, and for whose lock. */
final class Stuck {
    private final Run run;
    private final List<ControlledThread> all;

    Stuck(Run run, List<ControlledThread> all) {
        this.run = run;
        this.all = all;
    }

    /** What is wrong where nobody can go on; null if all have ended that have to. */
    Run.Problem problem(ControlledThread main) {
        List<ControlledThread> stuck =
                all.stream().filter(each -> !each.done && !isIdle(each)).toList();
        boolean byLocks = stuck.stream().anyMatch(each -> holder(each) != null);
        if (main.done && !byLocks)
            stuck = stuck.stream().filter(each -> each.platform).toList();
        if (stuck.isEmpty()) return null;
        for (ControlledThread each : stuck) {
            if (each.waiting == null && each.thread.getState() == Thread.State.BLOCKED) {
                return new Run.Problem(true, each + " waits for a monitor in code that is not the program's own");
            }
            if (waitsForRealTime(each)) {
                return new Run.Problem(true, each + " waits by the machine's clock, which no schedule controls");
            }
        }
        String who = stuck.stream()
                .sorted(Comparator.comparing(each -> holder(each) == null)) // first those who lock one another out
                .map(this::explained)
                .collect(Collectors.joining("; "));
        return new Run.Problem(false, (main.done && !byLocks ? "never ends: " : "deadlock: ") + who);
    }

    /** Whether it is a pool's thread that waits for work. */
    private static boolean isIdle(ControlledThread each) {
        return each.waiting == null && hasFrame(each, "getTask");
    }

    private static boolean waitsForRealTime(ControlledThread each) {
        return each.waiting == null
                && !each.timed
                && each.thread.getState() == Thread.State.TIMED_WAITING
                && !hasFrame(each, "awaitTermination");
    }

    private static boolean hasFrame(ControlledThread each, String method) {
        for (StackTraceElement frame : each.thread.getStackTrace()) {
            if (frame.getMethodName().equals(method) && frame.getClassName().startsWith("java.util.concurrent."))
                return true;
        }
        return false;
    }

    /** Who holds what a thread waits for, or null. */
    private ControlledThread holder(ControlledThread each) {
        if (each.waiting != null) {
            Object monitor = each.waiting.monitor();
            if (monitor == null || each.waiting.what().startsWith("to be")) return null;
            ControlledThread owner = run.monitors().owner(monitor);
            return owner != null ? owner : run.statics().owner(monitor);
        }
        boolean locks = each.receiver != null
                && each.at != null
                && each.at.name().toLowerCase(Locale.ROOT).contains("lock");
        return locks ? run.locks().holder(run.order().whole(each.receiver), each) : null;
    }

    /** {@code ann waits at Bank.java:7 for the lock of an Account that bob holds}. */
    String explained(ControlledThread each) {
        String where = each + " waits" + (each.at == null ? "" : " at " + each.at.place());
        ControlledThread holder = holder(each);
        if (each.waiting != null && each.waiting.what().startsWith("for the static")) {
            return where + " " + each.waiting.what() + (holder == null ? "" : ", which " + holder + " runs");
        }
        if (holder != null) {
            String lock = each.waiting != null
                    ? run.names.lock(each.waiting.monitor())
                    : run.names.a(run.order().whole(each.receiver));
            return where + " for " + lock + " that " + (holder == each ? "it" : holder.name) + " holds";
        }
        if (each.waiting != null) {
            boolean enters =
                    each.waiting.monitor() != null && !each.waiting.what().startsWith("to be");
            return where + (enters ? " for " + run.names.lock(each.waiting.monitor()) : " " + each.waiting.what());
        }
        if (each.at != null && each.at.name().startsWith("park")) return where + " to be unparked";
        return where + (each.receiver == null || each.at == null ? "" : " in " + each.at.what() + "()");
    }
}
