package syncasync.loop;

/**
 * Watches a loop from outside: timelines, recorders and tests are observers, the loop itself prints nothing. Every
 * method is called on the loop: what is told of a task, on the task's own thread, so an observer that blocks holds up
 * that task, and on the public way everybody. What it throws is reported, and nothing ends by it.
 */
public interface LoopObserver {
    /** A task was spawned; it will run in a later tick. */
    default void created(Task<?> task) {}

    /** A task begins or goes on. */
    default void running(Task<?> task) {}

    /** A task waits; {@code reason} says for what, in words. */
    default void suspended(Task<?> task, String reason) {}

    /** A task has ended: look at its {@link Task#state()}. */
    default void ended(Task<?> task) {}

    /** A timer was set. */
    default void timerSet(TimerHandle timer) {}

    /** A tick is about to run its batch: timers that were due and sockets that were ready are in the ready queue. */
    default void tick(EventLoop loop) {}
}
