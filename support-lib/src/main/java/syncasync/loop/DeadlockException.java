package syncasync.loop;

/** Nothing can ever make progress any more: the message names every task and what it waits for. */
public final class DeadlockException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    DeadlockException(String message) {
        super(message);
    }
}
