package syncasync.functions;

/** Something that makes a value of another one and may fail with a checked exception. */
@FunctionalInterface
public interface ThrowingFunction<A, T, X extends Exception> {

    T apply(A argument) throws X;
}
