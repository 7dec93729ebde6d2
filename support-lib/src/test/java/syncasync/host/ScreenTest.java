package syncasync.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private final PrintStream standard = System.out;

    @AfterEach
    void putBack() {
        System.setOut(standard);
        Screen.use(null);
    }

    @Test
    void without_a_kernel_a_thing_is_printed_as_plain_text_once() {
        var out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));

        String id = Screen.current().show(() -> Map.of("text/plain", "a drawing", "text/html", "<b>a drawing</b>"));
        Screen.current().update(id, () -> Map.of("text/plain", "another"));

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("a drawing\n");
        assertThat(Screen.current().redraws()).isFalse();
    }

    @Test
    void a_kernel_puts_its_own_screen_in_place() {
        List<String> shown = new ArrayList<>();
        Screen.use(new Screen() {
            @Override
            public String show(Rich what) {
                shown.add("show " + what.bundle().get("text/plain"));
                return "1";
            }

            @Override
            public void update(String id, Rich what) {
                shown.add("update " + id + " " + what.bundle().get("text/plain"));
            }
        });

        Screen.current()
                .update(Screen.current().show(() -> Map.of("text/plain", "half")), () -> Map.of("text/plain", "whole"));

        assertThat(shown).containsExactly("show half", "update 1 whole");
        assertThat(Screen.current().redraws()).isTrue();
    }
}
