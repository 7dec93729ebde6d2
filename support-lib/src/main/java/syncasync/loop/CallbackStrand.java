package syncasync.loop;

/** The thread of callbacks, one after the other, on the fast way. {@link Callbacks} says why and when. */
final class CallbackStrand extends SchedulerStrand {
    private final Callbacks callbacks;
    private Runnable next; // to be called; null sends it home

    CallbackStrand(EventLoop loop, Callbacks callbacks) {
        super(loop, null);
        this.callbacks = callbacks;
    }

    /** Calls it, and comes back when it has returned or blocks. To be called on the carrier. */
    void call(Runnable callback) {
        next = callback;
        loop.turn.running = this;
        resume();
        loop.turn.running = null;
    }

    @Override
    void runBody() {
        while (next != null) {
            do loop.call(next);
            while ((next = loop.nextCallback()) != null);
            noteInterrupt();
            parks();
            if (callbacks.rests(this)) park();
        }
    }

    /** A callback that interrupts the thread it is called on means the run, as it did before it had a thread. */
    private void noteInterrupt() {
        if (Thread.interrupted() && !cancelAsked) loop.turn.interrupted = true;
    }

    @Override
    boolean isDone() {
        return hasEnded();
    }

    @Override
    String threadName() {
        return "event loop";
    }

    @Override
    String name() {
        return "a callback";
    }

    @Override
    String title() {
        return name();
    }
}
