package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The list is made by a thread that all JShells of a JVM share, so that is held here, too. */
@Timeout(60)
class DeferredIndexTest {

    private final DeferredIndex index = new DeferredIndex();

    @AfterEach
    void release() {
        index.release();
    }

    @Test
    void the_list_is_not_made_until_somebody_needs_it_who_then_waits_for_it() throws Exception {
        index.hold();
        var made = new AtomicBoolean();
        indexer().execute(() -> made.set(true));
        awaitThatItIsHeld();
        assertThat(made).isFalse();

        index.need();

        assertThat(made).isTrue();
    }

    @Test
    void who_needs_it_again_waits_only_for_what_has_come_since() throws Exception {
        index.hold();
        index.need();
        var added = new AtomicBoolean();
        indexer().execute(() -> added.set(true));

        index.need();

        assertThat(added).isTrue();
    }

    @Test
    void a_kernel_that_ends_lets_go_of_the_thread_for_the_others() throws Exception {
        index.hold();
        Future<Integer> anothers = indexer().submit(() -> 1);

        index.release();

        assertThat(anothers.get()).isEqualTo(1);
    }

    @Test
    void an_interrupt_ends_the_wait_and_is_not_lost() throws Exception {
        index.hold();
        var goOn = new CountDownLatch(1);
        Future<Object> slow = indexer().submit(() -> {
            goOn.await();
            return null;
        });
        Thread.currentThread().interrupt();

        index.need();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(slow.isDone()).isFalse();
        goOn.countDown();
    }

    @Test
    void where_nothing_was_held_nobody_waits() throws Exception {
        var goOn = new CountDownLatch(1);
        indexer().execute(() -> {
            try {
                goOn.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });

        index.need();

        goOn.countDown();
    }

    private static ExecutorService indexer() throws ReflectiveOperationException {
        var field = Class.forName("jdk.jshell.SourceCodeAnalysisImpl").getDeclaredField("INDEXER");
        field.setAccessible(true);
        return (ExecutorService) field.get(null);
    }

    private static void awaitThatItIsHeld() {
        while (Thread.getAllStackTraces().values().stream().noneMatch(DeferredIndexTest::isHeld)) {
            Thread.onSpinWait();
        }
    }

    private static boolean isHeld(StackTraceElement[] stack) {
        return Stream.of(stack).anyMatch(frame -> frame.getClassName().equals(DeferredIndex.class.getName()))
                && Stream.of(stack).anyMatch(frame -> frame.getMethodName().equals("await"));
    }
}
