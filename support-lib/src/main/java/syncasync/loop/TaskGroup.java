package syncasync.loop;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import syncasync.host.DurationText;

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
    private final Set<Task<?>> open = new LinkedHashSet<>(); // in the group and not ended
    private Throwable failure; // the first one; the others hang on it
    private Task<?> main; // runs the body
    private boolean stopped; // everything in it was cancelled
    private boolean over;
    private final Promise.Waiter members = this::ended;

    /** What runs in a group and gives its result. */
    @FunctionalInterface
    public interface Body<T> {
        T run(TaskGroup group) throws Exception;
    }

    /** What runs in a group that has no result. */
    @FunctionalInterface
    public interface Block {
        void run(TaskGroup group) throws Exception;
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
        return spawn(name, Coroutines.callable(body));
    }

    static <T> T run(Body<? extends T> body) {
        TaskGroup group = new TaskGroup(Strand.mustBeCurrent("taskGroup"));
        Task<T> main = group.spawn(group.owner.task.name() + "'s group", () -> body.run(group));
        group.main = main;
        boolean cancelled = false;
        while (!group.open.isEmpty()) {
            cancelled |= Await.toTheEnd(group.owner, List.copyOf(group.open));
            if (cancelled) group.stop();
        }
        group.over = true;
        if (group.failure != null) throw Await.unchecked(group.failure);
        if (cancelled) throw cancelled(group.owner);
        return Await.result(main);
    }

    private void ended(Promise<?> task) {
        open.remove(task);
        task.seen = true;
        if (task.state() == Future.State.FAILED) {
            Throwable error = task.exceptionNow();
            if (failure == null) failure = error;
            else if (failure != error) failure.addSuppressed(error);
        }
        if (failure != null || task == main && task.isCancelled()) stop();
    }

    private void stop() {
        if (stopped) return;
        stopped = true;
        open.forEach(Task::cancel);
    }

    static <T> T timeout(Duration limit, Callable<? extends T> body) {
        Strand owner = Strand.mustBeCurrent("timeout");
        String name = owner.task.name() + " within " + DurationText.of(limit);
        Task<T> task = owner.loop.spawn(name, body);
        TimerHandle timer = owner.loop.callLater(limit, task::cancel);
        boolean cancelled = Await.toTheEnd(owner, List.of(task));
        boolean late = timer.isOver();
        timer.cancel();
        if (late && !cancelled && task.isCancelled())
            throw Await.unchecked(new TimeoutException(name + ": the time is over"));
        if (cancelled && !task.isCompletedExceptionally()) throw cancelled(owner);
        return Await.result(task);
    }

    /** Whoever was cancelled hears of it, even if what it waited for succeeded in the same tick. */
    private static CancellationException cancelled(Strand owner) {
        return new CancellationException(owner.task + " was cancelled");
    }
}
