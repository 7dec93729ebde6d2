package syncasync.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AxisTest {

    private static String labels(Duration longest) {
        Axis axis = Axis.upTo(longest);
        return String.join(
                " | ",
                IntStream.rangeClosed(0, axis.ticks()).mapToObj(axis::label).toList());
    }

    @Test
    void ticks_are_at_1_2_or_5_times_a_power_of_ten_in_a_unit_that_reads_well() {
        assertThat(labels(Duration.ofNanos(40))).isEqualTo("0 ns | 10 ns | 20 ns | 30 ns | 40 ns");
        assertThat(labels(Duration.ofNanos(97_000))).isEqualTo("0 µs | 20 µs | 40 µs | 60 µs | 80 µs | 100 µs");
        assertThat(labels(Duration.ofMillis(300)))
                .isEqualTo("0 ms | 50 ms | 100 ms | 150 ms | 200 ms | 250 ms | 300 ms");
        assertThat(labels(Duration.ofMillis(1000))).isEqualTo("0.0 s | 0.2 s | 0.4 s | 0.6 s | 0.8 s | 1.0 s");
        assertThat(labels(Duration.ofSeconds(4))).isEqualTo("0 s | 1 s | 2 s | 3 s | 4 s");
    }

    @Test
    void a_few_milliseconds_more_change_no_tick() {
        for (int seconds = 1; seconds <= 6; seconds++) {
            assertThat(labels(Duration.ofMillis(seconds * 1000 + 80))).isEqualTo(labels(Duration.ofSeconds(seconds)));
        }
    }

    @Test
    void nothing_at_all_and_three_centuries_have_an_axis_too() {
        assertThat(labels(Duration.ZERO)).isEqualTo("0 ns | 1 ns");
        assertThat(Axis.upTo(Duration.ofNanos(Long.MAX_VALUE)).ticks()).isBetween(2, 7);
    }

    @Test
    void a_time_is_drawn_in_proportion_and_written_in_the_axis_unit() {
        Axis axis = Axis.upTo(Duration.ofSeconds(4));
        assertThat(axis.at(Duration.ofSeconds(1), 100, 500)).isEqualTo(200);
        assertThat(axis.at(Duration.ofSeconds(1), 500, 100)).isEqualTo(400);
        assertThat(axis.text(Duration.ofMillis(2003))).isEqualTo("2.0 s");
        assertThat(axis.units(Duration.ofMillis(1500))).isEqualTo(1.5);
        assertThat(axis.tickUnits()).isEqualTo(List.of(0.0, 1.0, 2.0, 3.0, 4.0));
    }
}
