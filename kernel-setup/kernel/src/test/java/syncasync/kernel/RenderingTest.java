package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(Rendering.text(new Worker())).isEqualTo("Worker object");
        assertThat(Rendering.text(new Worker[] {new Worker(), null})).isEqualTo("[Worker, null]");
        assertThat(Rendering.text(List.of(new Worker()))).isEqualTo("[Worker]");
        assertThat(Rendering.text((Runnable) () -> {})).isEqualTo("Runnable lambda");
        assertThat(Rendering.text(CompletableFuture.completedFuture(1)))
                .isEqualTo("CompletableFuture[Completed normally]");
    }

    @Test
    void an_anonymous_class_goes_by_what_it_implements() {
        assertThat(Rendering.text(new Runnable() {
                    @Override
                    public void run() {}
                }))
                .isEqualTo("Runnable object");
    }

    @Test
    void a_text_stays_as_it_is() {
        assertThat(Rendering.text("java.lang.Object@1b2c3d4e")).isEqualTo("java.lang.Object@1b2c3d4e");
    }

    @Test
    void arrays_show_what_is_in_them() {
        assertThat(Rendering.text(new int[] {1, 2})).isEqualTo("[1, 2]");
        assertThat(Rendering.text(new int[][] {{1}, {2, 3}})).isEqualTo("[[1], [2, 3]]");
    }

    private static final class Worker {}
}
