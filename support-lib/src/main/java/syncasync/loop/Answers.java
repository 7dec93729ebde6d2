package syncasync.loop;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;

/**
 * Futures of others that tasks of a loop wait for. Each gets one dependent, however often somebody begins to wait for it
 * and gives up: a {@link CompletableFuture} would keep one for each until it has ended, which may be never. Touched on
 * the loop only.
 */
final class Answers {
    private final EventLoop loop;
    private final Map<CompletableFuture<?>, Hook> hooks = new WeakHashMap<>();
    private final Set<Await> expected = new LinkedHashSet<>(); // waits that others may end

    Answers(EventLoop loop) {
        this.loop = loop;
    }

    /** One future's: tells all who wait for it. It must not hold the future, or that would never be collected. */
    private final class Hook implements Step {
        private List<Await> waiting = new ArrayList<>(1);
        private volatile boolean failed;

        @Override
        public void run() {
            List<Await> all = waiting;
            waiting = new ArrayList<>(0);
            for (Await await : all) await.answered(failed);
        }
    }

    /** Tells the wait, on the loop, when the future has ended. */
    void whenEnded(CompletableFuture<?> future, Await await) {
        Hook hook = hooks.get(future);
        if (hook == null) {
            Hook made = hook = new Hook();
            hooks.put(future, made);
            made.waiting.add(await);
            future.whenComplete((value, error) -> {
                made.failed = error != null;
                loop.handIn(made);
            });
        } else {
            hook.waiting.add(await);
            if (future.isDone()) loop.handIn(hook); // its own news may have been told already
        }
    }

    void forget(CompletableFuture<?> future, Await await) {
        Hook hook = hooks.get(future);
        if (hook != null) hook.waiting.remove(await);
    }

    /** As long as somebody waits so, others may have something to say. */
    void expect(Await await) {
        expected.add(await);
    }

    void expectNoMore(Await await) {
        expected.remove(await);
    }

    /** Whether others, and not the loop itself, may end one of these waits. */
    boolean areExpected() {
        for (Await await : expected) if (await.isExpectedFromOutside()) return true;
        return false;
    }
}
