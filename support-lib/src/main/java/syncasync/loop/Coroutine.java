package syncasync.loop;

import java.util.concurrent.Callable;

/**
 * A piece of work that was described, not started: it does nothing until it is awaited, or spawned as a task of its
 * own. One that is never awaited is reported when its loop is closed. Made by {@link Coroutines#coroutine}.
 */
public final class Coroutine<T> implements Callable<T> {
    private final String name;
    private final Callable<? extends T> body;
    private Unheeded.Note note; // that it was never awaited; null once it was, or if there was no loop
    private boolean started;
    private boolean ended;

    Coroutine(EventLoop loop, String name, Callable<? extends T> body) {
        this.name = name;
        this.body = body;
        if (loop != null) note = loop.dormant.note(this, gone -> LoopProblem.neverAwaited(name));
    }

    /** What it is called in reports and pictures. */
    public String name() {
        return name;
    }

    /** Whether its body has begun. */
    public boolean isStarted() {
        return started;
    }

    /** Runs the body here and now, in the coroutine that awaits it; {@link Coroutines#await} calls this. */
    @Override
    public T call() throws Exception {
        if (started)
            throw new IllegalStateException(
                    "coroutine '" + name + "' was awaited before: a coroutine runs once, make another");
        started = true;
        taken();
        try {
            return body.call();
        } finally {
            ended = true;
        }
    }

    /** Somebody will see to it that it runs, or is cancelled: it is not forgotten. */
    void taken() {
        if (note != null) note.drop();
        note = null;
    }

    /** Whether its body has returned or thrown. */
    public boolean isEnded() {
        return ended;
    }

    @Override
    public String toString() {
        return "coroutine '" + name + "' (" + (ended ? "ended" : started ? "begun, not ended" : "not started") + ")";
    }
}
