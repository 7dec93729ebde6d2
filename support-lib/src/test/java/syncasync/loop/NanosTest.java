package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class NanosTest {
    @Test
    void what_is_too_long_for_nanoseconds_means_never() {
        assertThat(Nanos.of(ChronoUnit.FOREVER.getDuration())).isEqualTo(Nanos.NEVER);
        assertThat(Nanos.of(Duration.ofDays(1_000_000))).isEqualTo(Nanos.NEVER);
        assertThat(Nanos.of(Duration.ofSeconds(Long.MIN_VALUE))).isZero();
        assertThat(Nanos.after(1, Duration.ofNanos(Long.MAX_VALUE))).isEqualTo(Nanos.NEVER);
        assertThat(Nanos.after(Nanos.NEVER - 1, 2)).isEqualTo(Nanos.NEVER);
        assertThat(Nanos.after(5, -1)).isEqualTo(5);
    }

    @Test
    void milliseconds_are_rounded_up_however_many_there_are() {
        assertThat(Nanos.inMillis(1)).isOne();
        assertThat(Nanos.inMillis(1_000_000)).isOne();
        assertThat(Nanos.inMillis(1_000_001)).isEqualTo(2);
        assertThat(Nanos.inMillis(Nanos.NEVER - 1)).isEqualTo(Nanos.NEVER / 1_000_000 + 1);
    }

    @Test
    void virtual_time_never_goes_back_however_far_it_is_told_to_go() {
        LoopClock clock = LoopClock.virtual();
        clock.pass(Nanos.NEVER - 1);
        clock.pass(Nanos.NEVER - 1);
        assertThat(clock.nanos()).isEqualTo(Nanos.NEVER);
        clock.pass(-1);
        assertThat(clock.nanos()).isEqualTo(Nanos.NEVER);
    }
}
