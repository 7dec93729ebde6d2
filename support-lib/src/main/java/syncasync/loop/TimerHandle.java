package syncasync.loop;

import java.time.Duration;
import syncasync.host.DurationText;

/** Something that will be called at its time, and can be {@linkplain #cancel cancelled} until then. */
public final class TimerHandle implements Runnable, Comparable<TimerHandle>, Waiting {
    final long at; // nanoseconds on the loop's clock
    private final long order; // of setting: equal times fire in this order
    private Runnable what; // null once called or cancelled

    TimerHandle(long at, long order, Runnable what) {
        this.at = at;
        this.order = order;
        this.what = what;
    }

    /** Takes it back; too late is no error. Must be called on the loop. */
    public void cancel() {
        what = null;
    }

    /** Whether it will not be called any more. */
    public boolean isOver() {
        return what == null;
    }

    /** When it is due, on the loop's clock. */
    public Duration at() {
        return Duration.ofNanos(at);
    }

    /** What it calls, or null when it is over. */
    public Runnable what() {
        return what;
    }

    /** Called by the loop, once, when the time has come. */
    @Override
    public void run() {
        Runnable now = what;
        what = null;
        if (now != null) now.run();
    }

    @Override
    public void forget() {
        cancel();
    }

    @Override
    public int compareTo(TimerHandle other) {
        return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }

    @Override
    public String toString() {
        return "the timer at " + DurationText.of(at());
    }
}
