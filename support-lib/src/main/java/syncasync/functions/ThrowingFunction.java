package syncasync.functions;

/** A {@code Function} that may throw a checked exception. */
@FunctionalInterface
public interface ThrowingFunction<A, T, X extends Exception> {

    T apply(A argument) throws X;
}
