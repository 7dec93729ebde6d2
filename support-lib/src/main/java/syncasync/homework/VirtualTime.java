package syncasync.homework;

import java.time.Duration;
import java.util.concurrent.Callable;
import syncasync.loop.Action;
import syncasync.loop.EventLoop;
import syncasync.loop.LoopClock;

/**
 * An event loop with a virtual clock for homework, by {@code import static syncasync.homework.VirtualTime.*;}. What is run
 * on it takes exactly as long as its waits, on any machine, and what it came to is plain data.
 * {@snippet :
 * observe("two waits", virtually(() -> gather(() -> sleep(seconds(2)), () -> sleep(seconds(3)))));
 * }
 */
public final class VirtualTime {
    private static LoopClock clock; // of the run that is going on: cells run one after the other

    private VirtualTime() {}

    /**
     * What came of a run.
     *
     * @param result what it returned; {@code null} if it threw
     * @param threw what it threw, in a line; empty if nothing
     * @param took milliseconds on the virtual clock
     */
    public record Ran(Object result, String threw, long took) {}

    /** Runs it as the first task of a new loop. What it throws is kept as data. */
    public static Ran virtually(Callable<?> body) {
        LoopClock mine = LoopClock.virtual();
        try (EventLoop loop = new EventLoop(mine).hogThreshold(Duration.ZERO).onProblem(problem -> {})) {
            clock = mine;
            try {
                Object result = loop.runUntilComplete(body);
                return new Ran(result, "", loop.time().toMillis());
            } catch (Exception | AssertionError | StackOverflowError thrown) {
                return new Ran(null, inALine(thrown), loop.time().toMillis());
            }
        }
    }

    /** As {@link #virtually(Callable)}, for what returns nothing. */
    public static Ran virtually(Action body) {
        return virtually(() -> {
            body.run();
            return null;
        });
    }

    /** Stands for so much computing: time passes, and whoever calls this keeps the loop meanwhile. */
    public static void computing(Duration time) {
        if (clock == null || EventLoop.current() == null)
            throw new IllegalStateException("computing(…) is for what virtually(…) runs");
        clock.pass(time.toNanos());
    }

    static String inALine(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        return thrown.getMessage() == null
                ? name
                : name + ": " + thrown.getMessage().strip();
    }
}
