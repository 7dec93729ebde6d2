package syncasync.loop;

/** Nothing can ever make progress any more: the message names every task and what it waits for. */
public final class DeadlockException extends IllegalStateException {
    private static final long serialVersionUID = 1;
    private static final String HINT =
            "\n(If another thread keeps a promise, say so when it is made: promiseFromOutside.)";

    DeadlockException(String message) {
        super(message.lines().skip(1).anyMatch(line -> line.contains(" promise '")) ? message + HINT : message);
    }
}
