package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class PollerTest {
    @Test
    void who_has_news_already_does_not_wait_at_all() throws IOException {
        Poller poller = new Poller();
        Pipe pipe = Pipe.open();
        poller.watch(pipe.source(), SelectionKey.OP_READ, () -> {});

        long start = System.nanoTime();
        for (int i = 0; i < 2_000; i++) poller.await(Long.MAX_VALUE, () -> true, new ArrayDeque<>());

        assertThat((System.nanoTime() - start) / 1_000_000)
                .as("ms, where a millisecond each would be 2000")
                .isLessThan(1_500);
        poller.close();
        pipe.sink().close();
    }
}
