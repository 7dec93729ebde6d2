package syncasync.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import syncasync.programs.Gallery;

/** What holds for every picture that the library draws. */
class EveryPictureTest {

    static Set<String> pictures() {
        return Gallery.all().keySet();
    }

    private static Object drawn(String name, String mime) {
        return Gallery.all().get(name).bundle().get(mime);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void svg_is_well_formed_and_small_and_reads_on_light_and_dark(String name) throws Exception {
        String svg = (String) drawn(name, Svg.MIME);

        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();

        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getElementsByTagName("text").getLength()).isGreaterThan(1);
        assertThat(svg)
                .doesNotContainIgnoringCase("#000")
                .doesNotContainIgnoringCase("#fff")
                .doesNotContain("black", "white", "NaN", "Infinity", "currentColor");
        assertThat(svg.length()).isLessThan(60_000);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void who_cannot_see_it_is_told_the_same_by_both_forms(String name) throws Exception {
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader((String) drawn(name, Svg.MIME))))
                .getDocumentElement();

        assertThat(root.getAttribute("role")).isEqualTo("img");
        assertThat(root.getAttribute("aria-label")).isNotBlank();
        String words = root.getElementsByTagName("desc").item(0).getTextContent();
        assertThat(words).endsWith(".").contains(" ").hasSizeBetween(40, 2000);
        assertThat(((Map<?, ?>) drawn(name, Vega.MIME)).get("description")).isEqualTo(words);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void vega_lite_has_nothing_that_json_cannot_keep_and_no_ground(String name) {
        Map<?, ?> spec = (Map<?, ?>) drawn(name, Vega.MIME);

        assertThat(spec.get("$schema")).isEqualTo("https://vega.github.io/schema/vega-lite/v5.json");
        assertThat(spec.get("background")).isEqualTo("transparent");
        assertThat(Gallery.json(spec)).doesNotContain("null", "NaN", "Infinity").hasSizeLessThan(60_000);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void every_slider_names_its_value_and_spans_all_of_it(String name) {
        List<?> sliders = (List<?>) ((Map<?, ?>) drawn(name, Vega.MIME)).get("params");
        if (sliders == null) {
            return;
        }
        for (Object slider : sliders) {
            Map<?, ?> bind = (Map<?, ?>) ((Map<?, ?>) slider).get("bind");
            Object at = ((Map<?, ?>) slider).get("value");
            assertThat(bind.get("input")).isEqualTo("range");
            assertThat(bind.get("name").toString()).isNotBlank();
            assertThat(at).isIn(bind.get("min"), bind.get("max"));
        }
    }
}
