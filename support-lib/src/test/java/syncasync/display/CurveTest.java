package syncasync.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import syncasync.host.Rich;
import syncasync.host.Screen;

class CurveTest {

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
    void it_is_redrawn_in_place_ten_times_a_second_at_most_and_once_more_at_the_end() {
        try (var loss = new Curve("loss", now::get)) {
            for (double value : new double[] {8, 6, 4, 2, 1}) {
                loss.add(value);
                now.addAndGet(50_000_000);
            }
        }

        assertThat(shown)
                .containsExactly(
                        "show loss: 8.00 → 8.00 in 1 step\n▁",
                        "update loss: 8.00 → 4.00 in 3 steps\n█▅▁",
                        "update loss: 8.00 → 1.00 in 5 steps\n█▆▄▂▁",
                        "update loss: 8.00 → 1.00 in 5 steps\n█▆▄▂▁");
    }

    @Test
    void where_nothing_can_be_redrawn_it_is_shown_once() {
        redraws = false;
        try (var loss = new Curve("loss", now::get)) {
            for (int i = 0; i < 100; i++) {
                loss.add(i);
                now.addAndGet(500_000_000);
            }
        }

        assertThat(shown).singleElement().asString().startsWith("show loss: 0.00 → 99.0 in 100 steps\n▁");
    }

    @Test
    void of_a_million_values_a_drawing_shows_the_first_the_last_and_a_few_hundred_between() {
        redraws = false;
        var curve = new Curve("loss", now::get);
        for (int i = 1; i <= 1_000_000; i++) {
            curve.add(1.0 / i);
        }

        assertThat(curve.values()).hasSize(1_000_000);
        assertThat(curve.toString())
                .startsWith("loss: 1.00 → 1.00e-06 in 1,000,000 steps\n█▁")
                .hasSizeLessThan(200);
        assertThat(points(curve)).hasSize(200);
        assertThat(points(curve).getFirst()).isEqualTo(Map.of("step", 1, "value", 1.0));
        assertThat(points(curve).getLast()).isEqualTo(Map.of("step", 1_000_000, "value", 1e-6));
    }

    @Test
    void what_is_no_number_is_kept_and_not_drawn() throws Exception {
        var curve = new Curve("<loss> & more", now::get);
        assertThat(curve.bundle()).containsOnlyKeys("text/plain");
        assertThat(curve).hasToString("<loss> & more: no values");
        curve.add(Double.NaN);
        assertThat(curve.bundle()).containsOnlyKeys("text/plain");
        curve.add(2);
        curve.add(Double.POSITIVE_INFINITY);
        curve.add(1);

        assertThat(curve.values()).hasSize(4);
        assertThat(points(curve)).containsExactly(Map.of("step", 2, "value", 2.0), Map.of("step", 4, "value", 1.0));
        String svg = (String) curve.bundle().get("image/svg+xml");
        assertThat(svg)
                .contains("d=\"M237.33 28L584 188\"")
                .contains("from 2.00 to 1.00 in 4 steps. Lowest 1.00 at step 4, highest 2.00 at step 2.")
                .doesNotContain("NaN");
        var parsed =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(parsed.getDocumentElement().getAttribute("aria-label")).startsWith("<loss> & more: 2.00 → 1.00");
    }

    @Test
    void equal_values_are_a_flat_line() {
        var curve = new Curve("loss", now::get);
        curve.add(3);
        curve.add(3);

        assertThat(curve).hasToString("loss: 3.00 → 3.00 in 2 steps\n▁▁");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> points(Curve curve) {
        var vega = (Map<String, Object>) curve.bundle().get("application/vnd.vegalite.v5+json");
        return (List<Map<String, Object>>) ((Map<String, Object>) vega.get("data")).get("values");
    }
}
