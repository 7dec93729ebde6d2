package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CellThreadTest {

    private final CellThread main = new CellThread();

    @Test
    void all_pieces_run_on_one_thread_called_main_that_keeps_the_program_alive() throws Exception {
        Thread first = main.submit(Thread::currentThread).get();
        Thread second = main.submit(Thread::currentThread).get();

        assertThat(second).isSameAs(first).isSameAs(main.thread());
        assertThat(first.getName()).isEqualTo("main");
        assertThat(first.isDaemon()).isFalse();
    }

    @Test
    void a_piece_that_has_ended_is_not_busy_any_more() throws Exception {
        assertThat(main.isBusy()).isFalse();
        for (int i = 0; i < 1000; i++) {
            assertThat(main.submit(main::isBusy).get()).isTrue();
            assertThat(main.isBusy()).isFalse();
        }
    }

    @Test
    void a_piece_that_throws_tells_who_waits_and_the_next_runs_all_the_same() throws Exception {
        FutureTask<Object> broken = main.submit(() -> {
            throw new IllegalStateException("on purpose");
        });

        assertThat(catchThrowable(broken::get))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("on purpose");
        assertThat(main.isBusy()).isFalse();
        assertThat(main.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void what_a_piece_submits_runs_at_once_on_its_own_thread() throws Exception {
        boolean atOnce = main.submit(() -> main.submit(() -> 1).isDone()).get();

        assertThat(atOnce).isTrue();
    }

    @Test
    void an_interrupt_reaches_the_piece_that_runs_and_not_the_next() throws Exception {
        var never = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        FutureTask<Boolean> waiting = main.submit(() -> {
            begun.countDown();
            return catchThrowable(never::await) instanceof InterruptedException;
        });
        begun.await();
        main.interrupt();
        assertThat(waiting.get()).isTrue();

        FutureTask<Object> interruptsItself = main.submit(() -> {
            Thread.currentThread().interrupt();
            return null;
        });
        interruptsItself.get();

        assertThat(main.submit(() -> Thread.currentThread().isInterrupted()).get())
                .isFalse();
    }

    @Test
    void a_thread_that_cannot_be_stopped_is_left_to_itself_until_it_ends() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CompletableFuture<String>();
        FutureTask<String> stuck = main.submit(() -> {
            begun.countDown();
            return goOn.join();
        });
        begun.await();
        Thread old = main.thread();

        main.replace();

        assertThat(main.isBusy()).isFalse();
        assertThat(main.submit(Thread::currentThread).get())
                .isSameAs(main.thread())
                .isNotSameAs(old);
        goOn.complete("at last");
        assertThat(stuck.get()).isEqualTo("at last");
        old.join();
    }
}
