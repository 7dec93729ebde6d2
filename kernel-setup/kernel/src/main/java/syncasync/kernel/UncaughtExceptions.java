package syncasync.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Threads that ended with an exception nobody caught: told in the cell that is running, or else at the start of the
 * next one.
 */
final class UncaughtExceptions implements Thread.UncaughtExceptionHandler {

    private final CellPositions origins;
    private final List<String> untold = new ArrayList<>();
    private boolean running;

    UncaughtExceptions(CellPositions origins) {
        this.origins = origins;
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
        if (running) {
            System.err.println(text);
        } else {
            untold.add("After the last cell had ended, " + text);
        }
    }

    /** Something else that the next cell is to tell first. */
    synchronized void tellLater(String text) {
        untold.add(text);
    }

    synchronized void cellBegins() {
        running = true;
        untold.forEach(System.err::println);
        untold.clear();
    }

    synchronized void cellEnds() {
        running = false;
    }

    /** Those that no cell has told yet. */
    synchronized List<String> untold() {
        return List.copyOf(untold);
    }

    private static String name(Thread thread) {
        String name = thread.getName();
        return name.isEmpty()
                ? "without a name (" + (thread.isVirtual() ? "virtual" : "platform") + ")"
                : "\"" + name + "\"";
    }
}
