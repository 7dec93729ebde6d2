package syncasync.loop;

/** A piece of work without a result; like {@link Runnable}, but it may throw what it likes. */
@FunctionalInterface
public interface Action {
    void run() throws Exception;
}
