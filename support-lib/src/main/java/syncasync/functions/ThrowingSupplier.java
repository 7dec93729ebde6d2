package syncasync.functions;

/** A {@code Supplier} that may throw a checked exception. */
@FunctionalInterface
public interface ThrowingSupplier<T, X extends Exception> {

    T get() throws X;
}
