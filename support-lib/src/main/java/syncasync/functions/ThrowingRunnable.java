package syncasync.functions;

/**
 * Something to do that may fail with a checked exception, so that a lambda such as {@code () -> Thread.sleep(100)}
 * needs no try.
 */
@FunctionalInterface
public interface ThrowingRunnable<X extends Exception> {

    void run() throws X;
}
