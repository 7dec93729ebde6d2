package syncasync.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class DrawingsTest {

    private static final String VEGA = "application/vnd.vegalite.v5+json";

    @ParameterizedTest
    @ValueSource(strings = {"in-a-row", "mixed", "thirty", "thousand", "short"})
    void svg_is_well_formed_and_reads_on_light_and_dark(String name) throws Exception {
        String svg = (String) Gallery.all().get(name).bundle().get("image/svg+xml");

        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));

        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(document.getDocumentElement().getAttribute("role")).isEqualTo("img");
        assertThat(document.getElementsByTagName("rect").getLength()).isGreaterThan(1);
        assertThat(document.getElementsByTagName("title").getLength()).isGreaterThan(1);
        assertThat(svg)
                .doesNotContainIgnoringCase("#000")
                .doesNotContainIgnoringCase("#fff")
                .doesNotContain("black", "white", "NaN", "Infinity", "currentColor");
        assertThat(svg.length()).isLessThan(60_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-a-row", "mixed", "thirty", "thousand", "short"})
    void vega_lite_has_a_slider_over_the_whole_time_and_nothing_that_json_cannot_keep(String name) {
        Map<?, ?> spec = (Map<?, ?>) Gallery.all().get(name).bundle().get(VEGA);

        assertThat(spec.get("$schema")).isEqualTo("https://vega.github.io/schema/vega-lite/v5.json");
        assertThat(spec.get("background")).isEqualTo("transparent");
        Map<?, ?> slider = (Map<?, ?>) ((List<?>) spec.get("params")).getFirst();
        Map<?, ?> bind = (Map<?, ?>) slider.get("bind");
        assertThat(bind.get("input")).isEqualTo("range");
        assertThat(bind.get("max")).isEqualTo(slider.get("value"));
        assertThat(Gallery.json(spec)).doesNotContain("null", "NaN", "Infinity").hasSizeLessThan(60_000);
    }
}
