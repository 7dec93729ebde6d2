package syncasync.loop;

import java.util.concurrent.Callable;

/** A piece of work without a result; like {@link Runnable}, but it may throw what it likes. */
@FunctionalInterface
public interface Action {
    void run() throws Exception;

    /** An action that says what it throws, so that its caller can catch just that. The compiler finds out which. */
    @FunctionalInterface
    interface Throwing<X extends Exception> extends Action {
        @Override
        void run() throws X;
    }

    /** The same with a result. */
    @FunctionalInterface
    interface Giving<T, X extends Exception> extends Callable<T> {
        @Override
        T call() throws X;
    }
}
