package syncasync.loop;

/**
 * Keeps a loop from what its observer does. If that throws, it is reported, and the loop goes on. And the one call that
 * the loop makes on its own thread goes to another, in case it blocks; all others are made on the thread of the task or
 * callback that they are about.
 */
record CarefulObserver(EventLoop loop, LoopObserver observer) implements LoopObserver {
    @Override
    public void created(Task<?> task) {
        tell(() -> observer.created(task));
    }

    @Override
    public void running(Task<?> task) {
        tell(() -> observer.running(task));
    }

    @Override
    public void suspended(Task<?> task, String reason) {
        tell(() -> observer.suspended(task, reason));
    }

    @Override
    public void ended(Task<?> task) {
        tell(() -> observer.ended(task));
    }

    @Override
    public void timerSet(TimerHandle timer) {
        tell(() -> observer.timerSet(timer));
    }

    @Override
    public void tick(EventLoop loop) {
        loop.offTheCarrier(() -> tell(() -> observer.tick(loop)));
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            loop.report(LoopProblem.observer(e));
        }
    }
}
