package syncasync.kernel;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * JShell's list of all classes there are. It makes it at start, for completion, on a thread that a learner's first cell
 * would need; here it waits until somebody asks for a completion. A headless run never does.
 */
final class DeferredIndex {

    private static final long PATIENCE_MILLIS = 5_000;

    private final CountDownLatch wanted = new CountDownLatch(1);
    private ExecutorService indexer; // null where JShell has none of that name: then it is at work already

    /** To be called before JShell begins. */
    void hold() {
        try {
            var field = Class.forName("jdk.jshell.SourceCodeAnalysisImpl").getDeclaredField("INDEXER");
            field.setAccessible(true);
            indexer = (ExecutorService) field.get(null);
            indexer.execute(() -> {
                try {
                    wanted.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
        } catch (ReflectiveOperationException | RuntimeException _) {
            wanted.countDown();
        }
    }

    /** Lets go of the thread, which all kernels of a JVM share. */
    void release() {
        wanted.countDown();
    }

    /** Makes the list, the first time, and waits for it, every time until it is there. */
    void need() {
        wanted.countDown();
        if (indexer == null) {
            return;
        }
        try {
            indexer.submit(() -> {}).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // a later completion will have it
        }
    }
}
