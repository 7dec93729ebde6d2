package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.Test;
import syncasync.host.Rich;

class RenderingTest {

    private final Renderer renderer = new Renderer();

    RenderingTest() {
        Rendering.install(renderer);
    }

    @Test
    void a_rich_thing_becomes_its_bundle_nested_maps_and_all() {
        Map<String, Object> chart = Map.of("mark", "bar", "encoding", Map.of("x", List.of(1, 2)));
        Rich thing = () ->
                Map.of("text/plain", "bars", "image/svg+xml", "<svg/>", "application/vnd.vegalite.v5+json", chart);

        DisplayData data = renderer.render(thing);

        assertThat(data.getData(MIMEType.TEXT_PLAIN)).isEqualTo("bars");
        assertThat(data.getData(MIMEType.parse("image/svg+xml"))).isEqualTo("<svg/>");
        assertThat(data.getData(MIMEType.parse("application/vnd.vegalite.v5+json")))
                .isEqualTo(chart);
    }

    @Test
    void an_assertion_that_holds_is_a_tick() {
        DisplayData data = renderer.render(assertThat(1).isEqualTo(1));

        assertThat(data.getData(MIMEType.TEXT_PLAIN)).isEqualTo("✓");
        assertThat(data.getData(MIMEType.TEXT_HTML).toString()).contains("✓").contains("color:");
    }

    @Test
    void identity_hashes_are_not_shown() {
        assertThat(ValueText.of(new Worker())).isEqualTo("Worker object");
        assertThat(ValueText.of(new Worker[] {new Worker(), null})).isEqualTo("[Worker, null]");
        assertThat(ValueText.of(List.of(new Worker()))).isEqualTo("[Worker]");
        assertThat(ValueText.of((Runnable) () -> {})).isEqualTo("Runnable lambda");
        assertThat(ValueText.of(CompletableFuture.completedFuture(1)))
                .isEqualTo("CompletableFuture[Completed normally]");
    }

    @Test
    void an_anonymous_class_goes_by_what_it_implements() {
        assertThat(ValueText.of(new Runnable() {
                    @Override
                    public void run() {}
                }))
                .isEqualTo("Runnable object");
    }

    @Test
    void a_text_stays_as_it_is() {
        assertThat(ValueText.of("java.lang.Object@1b2c3d4e")).isEqualTo("java.lang.Object@1b2c3d4e");
    }

    @Test
    void arrays_show_what_is_in_them() {
        assertThat(ValueText.of(new int[] {1, 2})).isEqualTo("[1, 2]");
        assertThat(ValueText.of(new int[][] {{1}, {2, 3}})).isEqualTo("[[1], [2, 3]]");
    }

    @Test
    void of_a_huge_value_the_beginning_is_shown() {
        assertThat(ValueText.of(new int[10_000_000]))
                .hasSizeLessThan(1_000)
                .startsWith("[0, 0")
                .endsWith("0, … 9,999,700 more]");
        assertThat(ValueText.of(new String[2_000][2_000])).hasSizeLessThan(ValueText.CHARACTERS + 200);
        assertThat(ValueText.of("x".repeat(10_000_000))).endsWith("x… 9,980,000 more characters");
        assertThat(ValueText.of(Collections.nCopies(400, "a"))).endsWith("a, … 100 more]");
    }

    @Test
    void what_contains_itself_is_told_as_java_does() {
        var list = new ArrayList<Object>();
        list.add(list);
        var map = new HashMap<String, Object>();
        map.put("self", map);
        var array = new Object[1];
        array[0] = array;

        assertThat(ValueText.of(list)).isEqualTo("[(this Collection)]");
        assertThat(ValueText.of(map)).isEqualTo("{self=(this Map)}");
        assertThat(ValueText.of(array)).isEqualTo("[[...]]");
    }

    @Test
    void what_is_nested_is_told_as_well() {
        assertThat(ValueText.of(List.of(new int[] {1, 2}))).isEqualTo("[[1, 2]]");
        assertThat(ValueText.of(Map.of("a", List.of(1)))).isEqualTo("{a=[1]}");
        assertThat(ValueText.of(Map.entry("a", 1))).isEqualTo("a=1");
        assertThat(ValueText.of(Arrays.asList(1, null))).isEqualTo("[1, null]");
    }

    @Test
    void a_text_of_null_is_null() {
        assertThat(ValueText.of(new Object() {
                    @Override
                    public String toString() {
                        return null;
                    }
                }))
                .isEqualTo("null");
    }

    private static final class Worker {}
}
