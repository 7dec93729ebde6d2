package syncasync.loop;

import java.time.Duration;

/** What happens when a loop is closed: everything ends, and what nobody has noticed is said. */
final class Closing {
    private static final Duration GRACE = Duration.ofSeconds(1); // for cancelled tasks to clean up
    private static final int ATTEMPTS = 3; // for those that refuse

    private Closing() {}

    /** Cancels the tasks, and callbacks that are blocked, and runs the loop until they have ended. */
    static void endTasks(EventLoop loop) {
        for (int attempt = 0; attempt < ATTEMPTS && !loop.strands().isEmpty(); attempt++) {
            loop.strands().forEach(Strand::cancel);
            TimerHandle enough = loop.callLater(GRACE, () -> {});
            loop.runUntil(() -> !loop.hasStrands() || enough.isOver());
            enough.cancel();
        }
        loop.strands().forEach(strand -> loop.report(LoopProblem.leftBehind(strand)));
    }
}
