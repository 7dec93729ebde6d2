package syncasync.host;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that can be displayed: always as plain text, and by richer MIME types where a front end shows them.
 *
 * <p>{@link Object#toString()} of every implementation is its {@code text/plain} form, so that it reads well where
 * there is no notebook.
 */
public interface Rich {

    /**
     * The forms of this thing, by MIME type: a {@code String} for text types, nested {@code Map}s and {@code List}s for
     * JSON types. It always contains {@code text/plain}, and it never fails because of what was recorded.
     */
    Map<String, Object> bundle();

    /** A bundle of the two forms that most things have, the richer one first. */
    static Map<String, Object> bundleOf(String html, String plain) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("text/html", html);
        bundle.put("text/plain", plain);
        return bundle;
    }
}
