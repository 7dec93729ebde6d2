package syncasync.timeline;

import java.util.LinkedHashMap;
import java.util.Map;
import syncasync.display.Svg;
import syncasync.display.Vega;

/** All drawings of a picture, as a bundle of MIME types. */
final class Drawings {

    private Drawings() {}

    /** Vega-Lite with a slider, SVG and text; of an empty picture text alone. */
    static Map<String, Object> of(Picture picture) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        if (!picture.isEmpty()) {
            bundle.put(Vega.MIME, VegaDrawing.of(picture));
            bundle.put(Svg.MIME, SvgDrawing.of(picture));
        }
        bundle.put("text/plain", TextDrawing.of(picture));
        return bundle;
    }

    /** What is redrawn while it is recorded: without a slider, which would jump back each time. */
    static Map<String, Object> ofMoment(Picture picture) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put(Svg.MIME, SvgDrawing.of(picture));
        bundle.put("text/plain", TextDrawing.of(picture));
        return bundle;
    }
}
