package syncasync.explore;

import java.util.LinkedHashMap;
import java.util.Map;

/** The forms of a story, by MIME type. */
final class StoryDrawing {
    private StoryDrawing() {}

    static Map<String, Object> bundle(String headline, Story story) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("text/plain", StoryText.of(headline, story));
        return bundle;
    }
}
