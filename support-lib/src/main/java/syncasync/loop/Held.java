package syncasync.loop;

/**
 * What a task has acquired: a lock, or a permit of a semaphore. To close it is to release it, so
 * {@code try (var held = lock.acquire()) { … }} releases whatever happens. Closing twice is no error.
 */
public interface Held extends AutoCloseable {
    @Override
    void close();

    /** Releases once. */
    static Held once(Runnable release) {
        return new Held() {
            private boolean released;

            @Override
            public void close() {
                if (released) return;
                released = true;
                release.run();
            }
        };
    }
}
