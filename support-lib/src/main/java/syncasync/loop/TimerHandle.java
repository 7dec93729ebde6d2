package syncasync.loop;

import java.time.Duration;
import syncasync.host.DurationText;

/** Something that will be called at its time, and can be {@linkplain #cancel cancelled} until then. */
public final class TimerHandle extends Handle implements Comparable<TimerHandle>, Waiting {
    private final EventLoop loop;
    final long at; // nanoseconds on the loop's clock; the greatest number means never
    private final long order; // of setting: equal times fire in this order

    TimerHandle(EventLoop loop, long at, long order, Runnable what) {
        super(what);
        this.loop = loop;
        this.at = at;
        this.order = order;
    }

    @Override
    public void cancel() {
        if (isOver()) return;
        super.cancel();
        loop.cancelled(this);
    }

    /** When it is due, on the loop's clock. */
    public Duration at() {
        return Duration.ofNanos(at);
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
        return at == Nanos.NEVER ? "a timer that never fires" : "the timer at " + DurationText.of(at());
    }
}
