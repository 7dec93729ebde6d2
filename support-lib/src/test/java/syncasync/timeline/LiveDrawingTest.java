package syncasync.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import syncasync.host.Rich;
import syncasync.host.Screen;

class LiveDrawingTest {

    private final List<String> shown = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch redrawn = new CountDownLatch(1);

    @AfterEach
    void putBack() {
        Screen.use(null);
    }

    private Screen screen(boolean redraws) {
        return new Screen() {
            @Override
            public String show(Rich what) {
                shown.add("show " + what.bundle().keySet());
                return "1";
            }

            @Override
            public void update(String id, Rich what) {
                shown.add("update " + what.bundle().keySet());
                redrawn.countDown();
            }

            @Override
            public boolean redraws() {
                return redraws;
            }
        };
    }

    @Test
    void it_draws_itself_in_place_and_leaves_one_whole_picture() throws Exception {
        Screen.use(screen(true));

        try (var timeline = new Timeline("live").live()) {
            timeline.run("task", () -> redrawn.await(10, TimeUnit.SECONDS));
        }

        assertThat(shown.getFirst()).isEqualTo("show [image/svg+xml, text/plain]");
        assertThat(shown.subList(1, shown.size() - 1)).isNotEmpty().containsOnly("update [image/svg+xml, text/plain]");
        assertThat(shown.getLast()).isEqualTo("update [application/vnd.vegalite.v5+json, image/svg+xml, text/plain]");
    }

    @Test
    void after_it_was_closed_it_draws_no_more() throws Exception {
        Screen.use(screen(true));
        var timeline = new Timeline("live").live();
        timeline.run("task", () -> {});
        timeline.close();
        timeline.close();
        int drawings = shown.size();

        timeline.run("late", () -> Thread.sleep(250));

        assertThat(shown).hasSize(drawings);
    }

    @Test
    void where_nothing_can_be_redrawn_it_is_shown_once_in_the_end() {
        Screen.use(screen(false));

        try (var timeline = new Timeline("live").live()) {
            timeline.run("task", () -> {});
            assertThat(shown).isEmpty();
        }

        assertThat(shown).containsExactly("show [application/vnd.vegalite.v5+json, image/svg+xml, text/plain]");
    }
}
