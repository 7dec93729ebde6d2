package syncasync.homework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.gather;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeApiTest {
    private final FakeApi api = new FakeApi()
            .answers("Oslo", Duration.ofMillis(300), "rain")
            .answers("Rome", Duration.ofMillis(100), "sun")
            .fails("Thule", Duration.ofMillis(50), "not today");

    @Test
    void calls_that_overlap_take_as_long_as_the_longest() {
        FakeApi.Ran ran = api.during(() -> gather(api.ask("Oslo"), api.ask("Rome")));

        assertThat(ran).isEqualTo(new FakeApi.Ran(List.of("rain", "sun"), "", 300, List.of("Oslo", "Rome"), 2, 0));
    }

    @Test
    void calls_in_a_row_add_up() {
        FakeApi.Ran ran = api.during(() -> await(api.ask("Oslo")) + await(api.ask("Rome")));

        assertThat(ran).isEqualTo(new FakeApi.Ran("rainsun", "", 400, List.of("Oslo", "Rome"), 1, 0));
    }

    @Test
    void a_failure_and_a_call_that_nobody_waited_for_are_told() {
        FakeApi.Ran ran = api.during(() -> {
            api.ask("Oslo");
            return await(api.ask("Thule"));
        });

        assertThat(ran).isEqualTo(new FakeApi.Ran(null, "IOException: not today", 50, List.of("Oslo", "Thule"), 2, 1));
    }

    @Test
    void each_run_has_a_record_of_its_own() {
        api.during(() -> await(api.ask("Rome")));

        assertThat(api.during(() -> await(api.ask("Rome"))).calls()).containsExactly("Rome");
    }

    @Test
    void without_a_loop_there_is_no_clock_to_answer_by() {
        assertThatThrownBy(() -> api.ask("Oslo")).isInstanceOf(IllegalStateException.class);
    }
}
