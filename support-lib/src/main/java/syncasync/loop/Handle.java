package syncasync.loop;

/**
 * A callback that was handed to a loop, and can be {@linkplain #cancel cancelled} until it is called. (asyncio's
 * {@code Handle}.)
 */
public class Handle implements Runnable {
    private Runnable what; // null once called or cancelled

    Handle(Runnable what) {
        this.what = what;
    }

    /** Takes it back; too late is no error. Must be called on the loop. */
    public void cancel() {
        what = null;
    }

    /** Whether it will not be called any more. */
    public final boolean isOver() {
        return what == null;
    }

    /** What it calls, or null when it is over. */
    public final Runnable what() {
        return what;
    }

    /** Called by the loop, once, when its turn has come. */
    @Override
    public final void run() {
        Runnable now = what;
        what = null;
        if (now != null) now.run();
    }

    @Override
    public String toString() {
        return what == null ? "a callback that is over" : what.toString();
    }
}
