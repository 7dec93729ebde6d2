package syncasync.homework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static syncasync.homework.VirtualTime.computing;
import static syncasync.homework.VirtualTime.virtually;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.sleep;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import syncasync.homework.VirtualTime.Ran;

class VirtualTimeTest {

    @Test
    void waits_overlap_and_computing_does_not() {
        assertThat(virtually(() -> gather(() -> sleep(millis(200)), () -> sleep(millis(300)))))
                .isEqualTo(new Ran(null, "", 300));
        assertThat(virtually(() -> gather(() -> computing(millis(200)), () -> computing(millis(300)))))
                .isEqualTo(new Ran(null, "", 500));
        assertThat(virtually(() -> "soup").result()).isEqualTo("soup");
    }

    @Test
    void what_is_thrown_is_kept_as_data() {
        Ran ran = virtually(() -> {
            sleep(millis(10));
            throw new IOException("no such city");
        });

        assertThat(ran).isEqualTo(new Ran(null, "IOException: no such city", 10));
        assertThat(virtually(() -> List.of().getFirst()).threw()).isEqualTo("NoSuchElementException");
    }

    @Test
    void computing_is_for_a_run_on_virtual_time() {
        assertThatThrownBy(() -> computing(millis(1))).isInstanceOf(IllegalStateException.class);
    }

    private static Duration millis(int number) {
        return Duration.ofMillis(number);
    }
}
