package syncasync.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import syncasync.host.Rich;
import syncasync.host.Screen;

class ProgressTest {

    private final AtomicLong now = new AtomicLong();
    private final List<String> shown = new ArrayList<>();
    private boolean redraws = true;

    @BeforeEach
    void look() {
        Screen.use(new Screen() {
            @Override
            public String show(Rich what) {
                shown.add("show " + what.bundle().get("text/plain"));
                return "1";
            }

            @Override
            public void update(String id, Rich what) {
                shown.add("update " + what.bundle().get("text/plain"));
            }

            @Override
            public boolean redraws() {
                return redraws;
            }
        });
    }

    @AfterEach
    void putBack() {
        Screen.use(null);
    }

    @Test
    void it_is_redrawn_in_place_ten_times_a_second_at_most_and_ends_with_a_line() {
        var progress = new Progress("pages", 1000, now::get);
        for (int i = 0; i < 1000; i++) {
            now.addAndGet(250_000);
            progress.step();
        }

        assertThat(shown)
                .containsExactly(
                        "show pages: ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 1 of 1,000",
                        "update pages: ████████████░░░░░░░░░░░░░░░░░░ 401 of 1,000",
                        "update pages: ████████████████████████░░░░░░ 801 of 1,000",
                        "update pages: 1,000 of 1,000 in 250 ms");
    }

    @Test
    void where_nothing_can_be_redrawn_only_the_last_line_is_shown() {
        redraws = false;
        for (String thing : Progress.over("things", List.of("a", "b", "c"))) {
            assertThat(thing).isNotEmpty();
        }

        assertThat(shown).hasSize(1).first().asString().startsWith("show things: 3 of 3 in ");
    }

    @Test
    void one_that_is_closed_early_says_so() {
        try (var progress = new Progress("pages", 10, now::get)) {
            now.addAndGet(1_000_000_000);
            progress.step(4);
            assertThat(progress).hasToString("pages: ████████████░░░░░░░░░░░░░░░░░░ 4 of 10");
        }

        assertThat(shown).last().isEqualTo("update pages: 4 of 10, stopped after 1.0 s");
    }

    @Test
    void nothing_to_do_is_done_at_once() {
        for (Object thing : Progress.over("nothing", List.of())) {
            throw new AssertionError(thing);
        }

        assertThat(shown).hasSize(1).first().asString().startsWith("show nothing: 0 of 0 in ");
        assertThatThrownBy(() -> new Progress("x", -1)).hasMessage("A progress bar cannot have -1 steps.");
    }
}
