package syncasync.loop;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Runs what it is given at once, so deep as one calls the other; what would be deeper waits until those have returned.
 * So a chain of promises, each of which completes the next, takes no more stack however long it is (a trampoline).
 */
final class NotTooDeep implements Executor {
    static final Executor EXECUTOR = new NotTooDeep();
    private static final int DEEP = 16; // each may make an exception, which costs by the depth of the stack
    private static final ThreadLocal<Stack> STACK = ThreadLocal.withInitial(Stack::new);

    private NotTooDeep() {}

    /** That of one thread. */
    private static final class Stack {
        private final ArrayDeque<Runnable> later = new ArrayDeque<>(0);
        private int depth;
    }

    @Override
    public void execute(Runnable next) {
        Stack stack = STACK.get();
        if (stack.depth == DEEP) {
            stack.later.add(next);
            return;
        }
        run(stack, next);
        if (stack.depth == DEEP - 1) while ((next = stack.later.poll()) != null) run(stack, next);
    }

    private static void run(Stack stack, Runnable next) {
        stack.depth++;
        try {
            next.run();
        } finally {
            stack.depth--;
        }
    }
}
