package syncasync.functions;

/** A {@code Runnable} that may throw a checked exception: {@code () -> Thread.sleep(100)} needs no try. */
@FunctionalInterface
public interface ThrowingRunnable<X extends Exception> {

    void run() throws X;
}
