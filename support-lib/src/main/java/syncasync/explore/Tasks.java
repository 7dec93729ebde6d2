package syncasync.explore;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Wraps what is handed to an executor or a future, so that the order is known: what was done before it was handed over
 * happened before it, and it happened before whoever gets a result.
 */
final class Tasks {
    /** The types that are wrapped, by descriptor. */
    static final Set<String> TYPES = Set.of(
            "Ljava/lang/Runnable;",
            "Ljava/util/Collection;",
            "Ljava/util/concurrent/Callable;",
            "Ljava/util/function/Supplier;",
            "Ljava/util/function/Function;",
            "Ljava/util/function/BiFunction;",
            "Ljava/util/function/Consumer;",
            "Ljava/util/function/BiConsumer;");

    private final Run run;
    private final VectorClock handedOver;
    private final boolean afterOthers; // it runs when other tasks have given their results

    Tasks(Run run, VectorClock handedOver, boolean afterOthers) {
        this.run = run;
        this.handedOver = handedOver;
        this.afterOthers = afterOthers;
    }

    /** The task wrapped, or itself where it must stay what it is. */
    @SuppressWarnings("unchecked")
    Object wrap(Object task) {
        if (task instanceof Comparable) return task; // a queue may have to compare it
        return switch (task) {
            case Collection<?> several -> several.stream().map(this::wrap).toList(); // for invokeAll
            case Runnable r ->
                (Runnable) () -> in(() -> {
                    r.run();
                    return null;
                });
            case Callable<?> c ->
                (Callable<Object>) () -> {
                    begin();
                    try {
                        return c.call();
                    } finally {
                        end();
                    }
                };
            case Supplier<?> s -> (Supplier<Object>) () -> in(s::get);
            case Function<?, ?> f -> (Function<Object, Object>) x -> in(() -> ((Function<Object, Object>) f).apply(x));
            case BiFunction<?, ?, ?> f ->
                (BiFunction<Object, Object, Object>)
                        (x, y) -> in(() -> ((BiFunction<Object, Object, Object>) f).apply(x, y));
            case Consumer<?> c ->
                (Consumer<Object>) x -> in(() -> {
                    ((Consumer<Object>) c).accept(x);
                    return null;
                });
            case BiConsumer<?, ?> c ->
                (BiConsumer<Object, Object>) (x, y) -> in(() -> {
                    ((BiConsumer<Object, Object>) c).accept(x, y);
                    return null;
                });
            default -> task;
        };
    }

    private Object in(Supplier<?> body) {
        begin();
        try {
            return body.get();
        } finally {
            end();
        }
    }

    private void begin() {
        if (!run.isMine()) return;
        run.current().clock.join(handedOver);
        if (afterOthers) run.order().acquireResults(run.current());
    }

    private void end() {
        if (run.isMine()) run.order().publishResult(run.current());
    }
}
