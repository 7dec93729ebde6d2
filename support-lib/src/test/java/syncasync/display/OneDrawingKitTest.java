package syncasync.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** All pictures are drawn by one kit: what stands in it stands nowhere else in the library's sources. */
class OneDrawingKitTest {

    private static final Path SOURCES = Path.of("src/main/java/syncasync");

    /** What only one file may contain, by that file. */
    private static final Map<String, Pattern> ONLY_IN = Map.of(
            "Palette.java", Pattern.compile("\"#[0-9a-fA-F]{3,8}\""),
            "Html.java", Pattern.compile("&(amp|lt|quot|#39);"),
            "Svg.java", Pattern.compile("w3.org/2000/svg|\"image/svg\\+xml\""),
            "Vega.java", Pattern.compile("vega-lite/v5|\"application/vnd.vegalite"));

    @Test
    void there_is_one_palette_one_escaper_one_writer_of_svg_and_one_of_vega_lite() throws IOException {
        List<String> strays = new ArrayList<>();
        try (var files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                ONLY_IN.forEach((home, what) -> {
                    if (!file.endsWith(home) && what.matcher(source).find()) {
                        strays.add(SOURCES.relativize(file) + " has what belongs into " + home);
                    }
                });
            }
        }
        assertThat(strays).isEmpty();
    }

    @Test
    void every_file_of_the_kit_has_what_is_its_own() throws IOException {
        for (String home : ONLY_IN.keySet()) {
            assertThat(Files.readString(SOURCES.resolve("display").resolve(home)))
                    .containsPattern(ONLY_IN.get(home));
        }
    }

    @Test
    void every_colour_stands_out_from_light_and_from_dark() {
        assertThat(Palette.COLOURS).doesNotHaveDuplicates().allSatisfy(colour -> {
            assertThat(contrast(colour, 1)).as("on white").isGreaterThan(2);
            assertThat(contrast(colour, 0)).as("on black").isGreaterThan(4);
        });
        assertThat(contrast(Palette.INK, 1)).isGreaterThan(3.9);
        assertThat(contrast(Palette.INK, 0)).isGreaterThan(3.9);
    }

    /** By the Web Content Accessibility Guidelines, from 1 to 21. */
    private static double contrast(String colour, double ground) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double light = 0;
        for (int i = 0; i < 3; i++) {
            double part = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            light += weights[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
        }
        return (Math.max(light, ground) + 0.05) / (Math.min(light, ground) + 0.05);
    }
}
