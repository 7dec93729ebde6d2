package syncasync.functions;

/** Something to do with a value that may fail with a checked exception. */
@FunctionalInterface
public interface ThrowingConsumer<A, X extends Exception> {

    void accept(A argument) throws X;
}
