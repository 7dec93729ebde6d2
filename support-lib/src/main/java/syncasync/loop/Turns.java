package syncasync.loop;

/**
 * Counts the tasks of a loop that were given no name, and how often in a row each task gives way. Virtual time stands
 * still while anybody is ready, so one who turns until it passes would turn for ever; this notices.
 */
final class Turns {
    private static final int TOO_MANY = 500_000;

    private final LoopClock clock;
    private int unnamed;
    private long time = -1; // when somebody last gave way ...
    private int moment; // ... and a number for it, new whenever time has passed

    Turns(LoopClock clock) {
        this.clock = clock;
    }

    String nextName() {
        return "task-" + ++unnamed;
    }

    /** The strand gives way to others, and will go on without waiting for anything. */
    void count(Strand strand) {
        if (!clock.jumps()) return;
        long now = clock.nanos();
        if (now != time) {
            time = now;
            moment++;
        }
        if (strand.turnsAt != moment) {
            strand.turnsAt = moment;
            strand.turns = 0;
        }
        if (++strand.turns < TOO_MANY) return;
        strand.turns = 0;
        throw new IllegalStateException("virtual time stands still while " + strand.title()
                + " keeps yielding: let it sleep, for longer than nothing");
    }
}
