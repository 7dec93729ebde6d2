package syncasync.loop;

import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;

/**
 * Counts what happens at one and the same moment of virtual time, which stands still while anybody is ready: who turns
 * until it passes would turn for ever, and nobody else's timer would fire. This notices. It also counts the tasks of a
 * loop that were given no name.
 */
final class Turns {
    private static final int TOO_MANY_YIELDS = 500_000; // of one task
    private static final int TOO_MANY_CALLBACKS = 1_000_000; // each set by another one
    private static final int TOO_MANY_TICKS = 2_500_000; // of the loop
    private static final int TO_LOOK = 10; // further ticks, to see who is in them

    private final EventLoop loop;
    private final LoopClock clock;
    private int unnamed;
    private long time = -1; // when somebody last did something ...
    private int moment; // ... and a number for it, new whenever time has passed
    private int ticks; // at this moment
    private int callbacks; // ticks of those in which a callback set another one for this moment
    private int lastOfThem;
    private final Set<String> whoGoesOn = new LinkedHashSet<>();

    Turns(EventLoop loop, LoopClock clock) {
        this.loop = loop;
        this.clock = clock;
    }

    String nextName() {
        return "task-" + ++unnamed;
    }

    private int moment() {
        long now = clock.nanos();
        if (now != time) {
            time = now;
            moment++;
            begin();
        }
        return moment;
    }

    private void begin() {
        ticks = callbacks = 0;
        whoGoesOn.clear();
    }

    /** The strand gives way to others, and will go on without waiting for anything. */
    void count(Strand strand) {
        if (!clock.jumps()) return;
        if (strand.turnsAt != moment()) {
            strand.turnsAt = moment;
            strand.turns = 0;
        }
        if (++strand.turns < TOO_MANY_YIELDS) return;
        strand.turns = 0;
        throw new IllegalStateException("virtual time stands still while " + strand.title()
                + " keeps yielding: let it sleep, for longer than nothing");
    }

    /** Something is to be called at this moment of virtual time; if a callback sets it, that may go on for ever. */
    void countCallback() {
        if (Strand.current() != null) return;
        moment();
        if (callbacks > 0 && lastOfThem == ticks) return; // counts once a tick
        lastOfThem = ticks;
        if (++callbacks < TOO_MANY_CALLBACKS) return;
        callbacks = 0;
        throw new IllegalStateException("virtual time stands still while callbacks keep setting others for the same"
                + " moment: let one come later, by callLater");
    }

    /**
     * A tick begins: with these, and without them if the loop would wait. A task that keeps awaiting new ones, say, may
     * just have much to do: so it is named, and goes on.
     */
    void tick(boolean waits, Queue<? extends Runnable> ready, TimerHandle due) {
        moment();
        if (waits) begin();
        if (++ticks <= TOO_MANY_TICKS || ticks > TOO_MANY_TICKS + TO_LOOK) return;
        for (Runnable next : ready) note(next);
        if (due != null) note(due);
        if (ticks < TOO_MANY_TICKS + TO_LOOK) return;
        loop.report(LoopProblem.standstill(TOO_MANY_TICKS, whoGoesOn));
        whoGoesOn.clear();
    }

    private void note(Runnable next) {
        if (whoGoesOn.size() >= 5) return;
        if (next instanceof Strand strand) whoGoesOn.add(strand.title());
        else if (next instanceof Handle handle && handle.what() instanceof Strand strand) whoGoesOn.add(strand.title());
        else if (SchedulerStrand.comesBack(next)) whoGoesOn.add("task '" + next + "'");
        else if (!Step.is(next)) whoGoesOn.add("a callback");
    }
}
