package syncasync.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "85, 85 ns",
        "999, 999 ns",
        "1000, 1 µs",
        "12_345, 12 µs",
        "999_499, 999 µs",
        "999_600, 1 ms",
        "1_000_000, 1 ms",
        "250_400_000, 250 ms",
        "999_400_000, 999 ms",
        "999_600_000, 1.0 s",
        "2_003_000_000, 2.0 s",
        "2_049_000_000, 2.0 s",
        "90_000_000_000, 90.0 s",
        "-250_000_000, -250 ms"
    })
    void there_is_one_form_for_each_size(String nanos, String text) {
        assertThat(Durations.text(Duration.ofNanos(Long.parseLong(nanos.replace("_", "")))))
                .isEqualTo(text);
    }

    @Test
    void cpu_time_passes_while_a_thread_computes_and_not_while_it_sleeps() throws InterruptedException {
        Duration before = Durations.cpuTime();
        Thread.sleep(200);
        Duration slept = Durations.cpuTime().minus(before);
        while (Durations.cpuTime().minus(before).compareTo(Duration.ofMillis(100)) < 0) Thread.onSpinWait();
        assertThat(slept).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void the_cpu_time_of_a_virtual_thread_is_not_known() throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        Thread.ofVirtual()
                .uncaughtExceptionHandler((thread, error) -> thrown.set(error))
                .start(Durations::cpuTime)
                .join();
        assertThat(thrown.get())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("platform threads only");
    }

    @Test
    void seconds_may_have_fractions() {
        assertThat(Durations.seconds(0.25)).isEqualTo(Duration.ofMillis(250));
        assertThat(Durations.seconds(2)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void about_means_a_quarter_or_300_ms() {
        assertThat(Durations.isAbout(Duration.ofMillis(2500), Duration.ofSeconds(2)))
                .isTrue();
        assertThat(Durations.isAbout(Duration.ofMillis(2501), Duration.ofSeconds(2)))
                .isFalse();
        assertThat(Durations.isAbout(Duration.ofMillis(350), Duration.ofMillis(50)))
                .isTrue();
        assertThat(Durations.isAbout(Duration.ofMillis(351), Duration.ofMillis(50)))
                .isFalse();
    }
}
