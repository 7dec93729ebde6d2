package syncasync.loop;

import static syncasync.loop.Coroutines.given;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;

/**
 * Tasks that live and end together. The group ends when its body and every task in it have ended. When one of them
 * fails, the others are cancelled, and the group throws that first failure; what fails during the clean-up is attached
 * to it as suppressed. So nothing is orphaned and nothing is lost. When the task that waits for the group is cancelled,
 * so are all in it.
 * {@snippet :
 * Coroutines.taskGroup(group -> {
 *     Task<Integer> price = group.spawn("price", () -> 40);
 *     Task<Integer> tax = group.spawn("tax", () -> 2);
 *     return Coroutines.await(price) + Coroutines.await(tax);
 * });
 * }
 */
public final class TaskGroup {
    private final Strand owner;
    private final CancelScope scope = new CancelScope(); // of the body
    private final Set<Task<?>> open = new LinkedHashSet<>(); // in the group and not ended
    private Throwable failure; // the first one; the others hang on it
    private boolean stopped; // everything in it was cancelled
    private boolean over;
    private final Promise.Waiter members = this::ended;

    /** What runs in a group that has no result. */
    @FunctionalInterface
    public interface Block<X extends Exception> {
        void run(TaskGroup group) throws X;
    }

    /**
     * What runs in a group and gives its result. It is a block, too: so the compiler takes it to be meant where a lambda
     * could be either.
     */
    @FunctionalInterface
    public interface Body<T, X extends Exception> extends Block<X> {
        T call(TaskGroup group) throws X;

        @Override
        default void run(TaskGroup group) throws X {
            call(group);
        }
    }

    private TaskGroup(Strand owner) {
        this.owner = owner;
    }

    /** Starts a task in this group. */
    public <T> Task<T> spawn(String name, Callable<? extends T> body) {
        if (over) throw new IllegalStateException("the group has ended: nobody would wait for task '" + name + "'");
        Task<T> task = owner.loop.spawn(name, body);
        open.add(task);
        task.whenEnded(members);
        if (stopped) task.cancel();
        return task;
    }

    /** Starts a task without a result in this group. */
    public Task<Void> spawn(String name, Action body) {
        given("body of task '" + name + "'", body);
        return spawn(name, Coroutines.callable(body));
    }

    /**
     * Ends the group: all in it are cancelled, its body, too, and no failure is thrown by that. What the body would have
     * returned is null then. (asyncio's {@code TaskGroup.cancel}, trio's cancel scope of a nursery.)
     */
    public void cancel() {
        if (!over) stop();
    }

    /** The body runs in the owner's own task, as everything in it does; so it sees what belongs to its thread. */
    static <T, X extends Exception> T run(Body<? extends T, X> body) throws X {
        Strand owner = Strand.mustBeCurrent("taskGroup");
        given("body", body);
        TaskGroup group = new TaskGroup(owner);
        T value = null;
        Throwable thrown = null;
        group.scope.enter(owner);
        try {
            value = body.call(group);
        } catch (Throwable e) {
            thrown = e;
        }
        boolean outside = group.scope.isStoppedFromOutside();
        boolean cancellation = group.scope.isCancellation(thrown);
        group.scope.exit();
        Throwable cancelled = cancellation && (outside || !group.stopped) ? thrown : null;
        if (cancellation) group.stop();
        else if (thrown != null) group.failed(thrown);
        cancelled = group.untilAllHaveEnded(cancelled);
        if (group.failure != null) {
            group.scope.cameToNothing();
            throw Await.unchecked(group.failure == thrown ? thrown : Await.awaited(group.failure));
        }
        if (cancelled == null) return value;
        group.scope.passesOn();
        throw Await.unchecked(cancelled);
    }

    /** To be cancelled meanwhile means to cancel them, once, and to wait on. Returns that cancellation. */
    private Throwable untilAllHaveEnded(Throwable cancelled) {
        Throwable first = cancelled;
        while (!open.isEmpty()) {
            try {
                Await.all(owner, List.copyOf(open), false);
            } catch (CancellationException e) {
                if (first == null) first = e;
                stop();
            }
        }
        over = true;
        return first;
    }

    private void ended(Promise<?> task) {
        open.remove(task);
        task.look();
        if (task.state() == Future.State.FAILED) failed(task.exceptionNow());
    }

    private void failed(Throwable error) {
        if (failure == null) failure = error;
        else if (failure != error) failure.addSuppressed(error);
        stop();
    }

    private void stop() {
        if (stopped) return;
        stopped = true;
        scope.cancel();
        List.copyOf(open).forEach(Task::cancel);
    }
}
