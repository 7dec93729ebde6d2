package syncasync.loop;

/**
 * Counts the tasks of a loop that were given no name, and how often its tasks yield. Virtual time stands still while
 * anybody is ready, so one who yields until it passes would turn for ever; this notices.
 */
final class Turns {
    private static final int LOOK = 500_000;

    private final LoopClock clock;
    private int unnamed;
    private long turns;
    private long lastTime = -1;

    Turns(LoopClock clock) {
        this.clock = clock;
    }

    String nextName() {
        return "task-" + ++unnamed;
    }

    void count(Task<?> task) {
        if (++turns % LOOK != 0 || !clock.jumps()) return;
        long time = clock.nanos();
        if (time == lastTime)
            throw new IllegalStateException(
                    "virtual time stands still while " + task + " keeps yielding: let it sleep");
        lastTime = time;
    }
}
