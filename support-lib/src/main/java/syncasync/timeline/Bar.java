package syncasync.timeline;

import java.time.Duration;
import java.util.List;

/**
 * The bar of one task in a {@link Picture}: what it was called, on which thread it ran, from when to when, and where
 * the time went.
 *
 * @param name the task's name
 * @param lane the thread's label, the same for all bars of one thread and for no other thread
 * @param carrier the label of the thread that carries it where that one is a coroutine's, otherwise the same label
 * @param virtual whether that thread was a virtual one; {@code false} where it is not known
 * @param piece whether it was recorded on a lane of its own naming; such bars of one name share a line
 * @param start since the beginning of the picture
 * @param end since the beginning of the picture; of an open bar, the moment the picture was taken
 * @param open whether the task was still running
 * @param kind where the time went outside {@code waits}
 * @param waits the parts that the task itself said it was waiting
 * @param cpu its thread's CPU time during the bar, {@code null} where unknown
 * @param failure the kind of exception that ended it, {@code null} if none
 */
public record Bar(
        String name,
        String lane,
        String carrier,
        boolean virtual,
        boolean piece,
        Duration start,
        Duration end,
        boolean open,
        Kind kind,
        List<Wait> waits,
        Duration cpu,
        String failure) {

    /** Where the time of a bar went. */
    public enum Kind {
        /** On the CPU, or ready to be. */
        RUNNING("on the CPU", '█', 1),
        /** Waiting for something: a timer, a lock, a disk, another service. */
        WAITING("waiting", '░', 0.3),
        /** It cannot be known, or a bit of both. */
        UNKNOWN("not known", '▒', 0.65);

        final String label;
        final char ink; // in plain text
        final double opacity; // on a screen, beside the colour

        Kind(String label, char ink, double opacity) {
            this.label = label;
            this.ink = ink;
            this.opacity = opacity;
        }
    }

    /** A part of a bar that was spent waiting. */
    public record Wait(Duration start, Duration end) {}

    /** Whether it is a coroutine's, which another thread carries. */
    boolean isCarried() {
        return !carrier.equals(lane);
    }

    /** From start to end. */
    public Duration length() {
        return end.minus(start);
    }

    /** Whether this bar and another share a moment. Bars that only touch do not. */
    public boolean overlaps(Bar other) {
        return start.compareTo(other.end) < 0 && other.start.compareTo(end) < 0;
    }
}
