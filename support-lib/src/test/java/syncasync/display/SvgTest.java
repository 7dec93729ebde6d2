package syncasync.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class SvgTest {

    @Test
    void a_picture_has_a_role_a_label_a_description_and_its_elements_in_order() {
        Svg svg = new Svg(100, 40.5, "a bar", "A bar of two seconds.")
                .rect(0, 4, 80.126, 20, "2.0 s", "fill", Palette.colour(0))
                .line(Svg.path("M%s %sV%s", 0, 1.0 / 3, 36), "", "stroke", Palette.INK)
                .dot(5, 6, 3, "")
                .text(0, 36, "two & more", "text-anchor", "end");

        assertThat(svg).hasToString("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40.5" width="100" height="40.5" role="img" \
                aria-label="a bar" font-family="system-ui, sans-serif" font-size="12" fill="#808080">
                <desc>A bar of two seconds.</desc>
                <rect x="0" y="4" width="80.13" height="20" fill="#2f88c5"><title>2.0 s</title></rect>
                <path d="M0 0.33V36" stroke="#808080"/>
                <circle cx="5" cy="6" r="3"/>
                <text x="0" y="36" text-anchor="end">two &amp; more</text>
                </svg>""");
    }

    @Test
    void whatever_a_text_contains_the_picture_is_well_formed_and_shows_it() throws Exception {
        String hostile = "\"'<>& \u0001 \uD800 \uFFFF \uD83D\uDE00 ]]> --> ä";
        String svg = new Svg(1, 1, hostile, hostile)
                .rect(0, 0, 1, 1, hostile, "id", hostile)
                .text(0, 0, hostile)
                .toString();

        var root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
        String shown = "\"'<>&       \uD83D\uDE00 ]]> --> ä";
        assertThat(root.getAttribute("aria-label")).isEqualTo(shown);
        assertThat(root.getElementsByTagName("text").item(0).getTextContent()).isEqualTo(shown);
        assertThat(root.getElementsByTagName("title").item(0).getTextContent()).isEqualTo(shown);
        assertThat(root.getElementsByTagName("desc").item(0).getTextContent()).isEqualTo(shown);
    }

    @Test
    void a_long_text_is_cut() {
        assertThat(Svg.shortened("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Svg.shortened("abcdefg", 6)).isEqualTo("abcde…");
    }
}
