package syncasync.explore;

import java.util.LinkedHashMap;
import java.util.Map;

/** The forms of a story, by MIME type. */
final class StoryDrawing {
    private StoryDrawing() {}

    static Map<String, Object> bundle(String headline, Story story) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("text/plain", StoryText.of(headline, story));
        if (story != null && !story.events().isEmpty()) {
            bundle.put("image/svg+xml", StorySvg.of(headline, story));
            bundle.put("application/vnd.vegalite.v5+json", StoryVega.of(headline, story));
        }
        return bundle;
    }
}
