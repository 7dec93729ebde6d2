package syncasync.loop;

/**
 * A semaphore for tasks of a loop: so many of them may go on at once, the others wait in line, first come, first served.
 * Waiting blocks nobody else, and passes on the virtual clock. (asyncio's {@code Semaphore}.)
 * {@snippet :
 * LoopSemaphore atMostThree = Coroutines.semaphore("pages", 3);
 * Coroutines.spawn("page", () -> {
 *     try (var permit = atMostThree.acquire()) {
 *         Coroutines.sleep(Duration.ofSeconds(1));   // fetch it
 *     }
 * });
 * }
 */
public final class LoopSemaphore extends LoopBound {
    private final Line line = new Line();
    private final int limit; // most permits there may be; for one that is bounded
    private int permits; // free

    LoopSemaphore(String name, int permits, int limit) {
        super(name);
        if (permits < 0) throw new IllegalArgumentException("a semaphore cannot have " + permits + " permits");
        this.permits = permits;
        this.limit = limit;
    }

    /**
     * Takes a permit; waits for one if there is none. Release it by closing what is returned, or by {@link #release}.
     */
    public Held acquire() {
        Strand me = here("acquire");
        if (!tryAcquire()) line.await(me, "a permit of " + this, this::release);
        return Held.once(this::release);
    }

    /** Takes a permit if one is free and nobody waits for it; false otherwise, at once. */
    public boolean tryAcquire() {
        mayTouch();
        if (permits == 0 || !line.isEmpty()) return false;
        permits--;
        return true;
    }

    /**
     * Gives a permit back; whoever has waited longest gets it. Giving more than was taken makes more permits, unless
     * the semaphore is {@linkplain Coroutines#boundedSemaphore bounded}: then it is an error.
     */
    public void release() {
        mayTouch();
        if (permits == limit) throw new IllegalStateException(this + " was released more often than acquired");
        if (line.callNext() == null) permits++;
    }

    /** How many permits are free. */
    public int available() {
        return permits;
    }

    /** How many tasks wait. */
    public int waiting() {
        return line.size();
    }

    @Override
    String kind() {
        return "semaphore";
    }
}
