package syncasync.explore;

import java.util.LinkedHashMap;
import java.util.Map;
import syncasync.display.Svg;
import syncasync.display.Vega;

/** The forms of a story, by MIME type. */
final class StoryDrawing {
    private StoryDrawing() {}

    static Map<String, Object> bundle(String headline, Story story) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("text/plain", StoryText.of(headline, story));
        if (story != null && !story.events().isEmpty()) {
            bundle.put(Svg.MIME, StorySvg.of(headline, story));
            bundle.put(Vega.MIME, StoryVega.of(headline, story));
        }
        return bundle;
    }
}
