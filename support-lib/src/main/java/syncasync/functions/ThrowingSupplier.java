package syncasync.functions;

/** Something that gives a value and may fail with a checked exception. */
@FunctionalInterface
public interface ThrowingSupplier<T, X extends Exception> {

    T get() throws X;
}
