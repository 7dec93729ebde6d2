package syncasync.explore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Draws a story as Vega-Lite: a lane for each thread, time goes down, and a slider goes through it step by step. */
final class StoryVega {
    private static final int LANE = 230;
    private static final int STEP = 22;

    private StoryVega() {}

    static Map<String, Object> of(String headline, Story story) {
        List<String> lanes = story.lanes();
        List<Event> events = StoryLook.drawn(story);
        List<Object> values = new ArrayList<>();
        int longest = 20;
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            longest = Math.max(longest, StoryLook.label(event, story).length());
            values.add(map(
                    "step", i + 1,
                    "thread", event.thread(),
                    "what", StoryLook.label(event, story),
                    "place", event.place(),
                    "waits", StoryLook.waits(event)));
        }
        int lane = Math.max(LANE, Math.min(400, longest * 6 + 20));
        Object x = map(
                "field", "thread",
                "type", "nominal",
                "title", "",
                "scale", map("domain", lanes, "paddingInner", 0.04, "paddingOuter", 0.02),
                "axis",
                        map(
                                "orient",
                                "top",
                                "labelAngle",
                                0,
                                "ticks",
                                false,
                                "domain",
                                false,
                                "labelFontWeight",
                                "bold"));
        Object y = map(
                "field", "step",
                "type", "ordinal",
                "title", "",
                "scale",
                        map(
                                "domain",
                                IntStream.rangeClosed(1, events.size()).boxed().toList(),
                                "padding",
                                0.1),
                "axis", map("ticks", false, "domain", false, "grid", false));
        Object colour = map(
                "field",
                "thread",
                "type",
                "nominal",
                "scale",
                map(
                        "domain",
                        lanes,
                        "range",
                        IntStream.range(0, lanes.size())
                                .mapToObj(StoryLook::colour)
                                .toList()),
                "legend",
                false);
        Object tooltip =
                List.of(map("field", "step"), map("field", "thread"), map("field", "what"), map("field", "place"));
        Map<String, Object> boxes = map("y", y, "x", x, "color", colour, "stroke", colour);
        boxes.put("fillOpacity", map("value", 0.16, "condition", map("test", "datum.waits", "value", 0.04)));
        boxes.put("tooltip", tooltip);
        Map<String, Object> texts = map("y", y, "x", x, "text", map("field", "what"), "tooltip", tooltip);
        return map(
                "$schema", "https://vega.github.io/schema/vega-lite/v5.json",
                "description", StoryWords.of(story),
                "title",
                        map(
                                "text",
                                StoryLook.wrapped(headline, lane * lanes.size() / 7),
                                "subtitle",
                                StoryLook.note(story),
                                "anchor",
                                "start",
                                "limit",
                                lane * lanes.size() + 60),
                "background", "transparent",
                "width", map("step", lane),
                "height", map("step", STEP),
                "data", map("values", values),
                "params",
                        List.of(map(
                                "name",
                                "now",
                                "value",
                                events.size(),
                                "bind",
                                map("input", "range", "min", 1, "max", events.size(), "step", 1, "name", "step "))),
                "transform", List.of(map("filter", "datum.step <= now")),
                "layer",
                        List.of(
                                map("mark", map("type", "bar", "cornerRadius", 3, "strokeWidth", 1), "encoding", boxes),
                                map(
                                        "mark",
                                        map(
                                                "type",
                                                "text",
                                                "align",
                                                "left",
                                                "dx",
                                                -lane / 2 + 8,
                                                "color",
                                                StoryLook.INK,
                                                "fontSize",
                                                12,
                                                "limit",
                                                lane - 14),
                                        "encoding",
                                        texts)),
                "config",
                        map(
                                "view", map("stroke", "transparent"),
                                "title", map("color", StoryLook.INK, "subtitleColor", StoryLook.INK, "offset", 10),
                                "axis",
                                        map(
                                                "labelColor",
                                                StoryLook.INK,
                                                "titleColor",
                                                StoryLook.INK,
                                                "labelFontSize",
                                                12)));
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            if (keysAndValues[i + 1] != null) map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
