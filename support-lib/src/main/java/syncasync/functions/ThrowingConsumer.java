package syncasync.functions;

/** A {@code Consumer} that may throw a checked exception. */
@FunctionalInterface
public interface ThrowingConsumer<A, X extends Exception> {

    void accept(A argument) throws X;
}
