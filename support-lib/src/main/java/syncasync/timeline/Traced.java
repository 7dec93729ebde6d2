package syncasync.timeline;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * A task that records itself in a timeline when it is run; an {@code ExecutorService} takes it as well as a
 * {@code CompletableFuture}.
 */
public interface Traced<T> extends Callable<T>, Supplier<T> {

    /** Runs the task. A checked exception of the task comes through undeclared. */
    @Override
    T get();

    @Override
    default T call() {
        return get();
    }
}
