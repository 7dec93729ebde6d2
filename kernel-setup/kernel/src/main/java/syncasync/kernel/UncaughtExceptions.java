package syncasync.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Threads that ended with an exception nobody caught: told at once, where what such a thread prints belongs. After its
 * cell has ended that is easily missed, so it is kept, too, for who looks what a notebook has left behind.
 */
final class UncaughtExceptions implements Thread.UncaughtExceptionHandler {

    private final CellPositions origins;
    private final List<String> untold = new ArrayList<>();
    private final List<String> late = new ArrayList<>(); // after the cell had ended
    private final Supplier<RunningCell> running;

    /** @param running gives the cell that runs, or ran last */
    UncaughtExceptions(CellPositions origins, Supplier<RunningCell> running) {
        this.origins = origins;
        this.running = running;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable e) {
        if (e instanceof InterruptCheck.Stop) {
            return; // of an interrupted cell
        }
        CellError problem = CellError.of(e, origins);
        var text = new StringBuilder("thread " + name(thread) + " ended with ").append(problem.title());
        problem.frames().forEach(frame -> text.append('\n').append(frame));
        tell(text.toString());
    }

    private synchronized void tell(String text) {
        System.err.println(text);
        if (running.get().isOver()) {
            late.add("After the last cell had ended, " + text);
        }
    }

    /** Something else that the next cell is to tell first. */
    synchronized void tellLater(String text) {
        untold.add(text);
    }

    /** To be called when a cell has begun. */
    synchronized void tellUntold() {
        untold.forEach(System.err::println);
        untold.clear();
    }

    /** What no cell has told, or only after it had ended. */
    synchronized List<String> missed() {
        return Stream.concat(untold.stream(), late.stream()).toList();
    }

    private static String name(Thread thread) {
        String name = thread.getName();
        return name.isEmpty()
                ? "without a name (" + (thread.isVirtual() ? "virtual" : "platform") + ")"
                : "\"" + name + "\"";
    }
}
