package syncasync.functions;

/**
 * Throws checked exceptions through interfaces that do not declare them (a sneaky throw), unchanged, so that a learner
 * sees the real one.
 */
public final class Unchecked {

    private Unchecked() {}

    /**
     * Throws the given exception whatever its type. Declared to return one, so that callers can write {@code throw
     * rethrow(e)}.
     */
    public static RuntimeException rethrow(Throwable thrown) {
        return Unchecked.<RuntimeException>sneak(thrown);
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
