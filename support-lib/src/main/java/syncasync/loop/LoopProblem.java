package syncasync.loop;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import syncasync.host.DurationText;

/**
 * Something went wrong that no caller could be told of by an exception.
 *
 * @param kind what sort of thing
 * @param message one line, for people
 * @param task whose fault it was, or null
 * @param error what was thrown, or null
 */
public record LoopProblem(Kind kind, String message, Task<?> task, Throwable error) {
    /** The sorts of problems. */
    public enum Kind {
        /** A task or a promise failed, and nobody awaited it or asked for its exception. */
        UNSEEN_FAILURE,
        /** A server's handler of one connection failed. */
        HANDLER_FAILED,
        /** A plain callback threw. */
        CALLBACK_FAILED,
        /** An observer threw. */
        OBSERVER_FAILED,
        /** A task or callback kept the loop from everybody else for too long, or virtual time from passing. */
        HOG,
        /** A coroutine was made, and never awaited or spawned: its body never ran. */
        NEVER_AWAITED,
        /** A task, or an offloaded call, would not end in time when the loop was closed. */
        LEFT_BEHIND
    }

    /** What failed, which may be gone: then only its name is left. */
    static LoopProblem unseen(String what, Promise<?> failed, Throwable error) {
        return new LoopProblem(
                Kind.UNSEEN_FAILURE,
                what + " failed and nobody looked: " + inOneLine(error),
                failed instanceof Task<?> task ? task : null,
                error);
    }

    static LoopProblem handler(Task<?> task, Throwable error) {
        return new LoopProblem(
                Kind.HANDLER_FAILED, "the handler of '" + task.name() + "' failed: " + inOneLine(error), task, error);
    }

    static LoopProblem callback(Throwable error) {
        return new LoopProblem(Kind.CALLBACK_FAILED, "a callback failed: " + inOneLine(error), null, error);
    }

    static LoopProblem observer(Throwable error) {
        return new LoopProblem(Kind.OBSERVER_FAILED, "an observer failed: " + inOneLine(error), null, error);
    }

    static LoopProblem neverAwaited(String name) {
        return new LoopProblem(Kind.NEVER_AWAITED, "coroutine '" + name + "' was never awaited", null, null);
    }

    static LoopProblem leftBehind(Strand strand, Duration limit, String waitsFor) {
        return leftBehind(strand.title(), strand.task, limit, waitsFor);
    }

    /** Who did not end, and what that waits for, or where it is. */
    static LoopProblem leftBehind(String who, Task<?> task, Duration limit, String waitsFor) {
        return new LoopProblem(
                Kind.LEFT_BEHIND,
                who + " would not end when the loop was closed, within " + DurationText.of(limit) + ": it waits for "
                        + waitsFor,
                task,
                null);
    }

    /** Told while it lasts, so the time is not its whole. */
    static LoopProblem hog(Strand strand, long nanos, String place) {
        String who = strand == null ? "a callback" : strand.title();
        return new LoopProblem(
                Kind.HOG,
                who + " kept the loop for " + DurationText.of(Duration.ofNanos(nanos)) + " so far, at " + place,
                strand == null ? null : strand.task,
                null);
    }

    static LoopProblem standstill(int ticks, Collection<String> whoGoesOn) {
        return new LoopProblem(
                Kind.HOG,
                String.format(Locale.ROOT, "virtual time stands still, for %,d ticks now, while these go on: ", ticks)
                        + String.join(", ", whoGoesOn) + "; let them sleep, for longer than nothing",
                null,
                null);
    }

    private static String inOneLine(Throwable error) {
        return Wording.text(error) + " at " + Wording.place(error);
    }

    @Override
    public String toString() {
        return message;
    }
}
