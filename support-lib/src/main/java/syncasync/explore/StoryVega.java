package syncasync.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import syncasync.display.Palette;
import syncasync.display.Vega;

/** Draws a story as Vega-Lite: a lane for each thread, time goes down, and a slider goes through it step by step. */
final class StoryVega {
    private static final int LANE = 230;
    private static final int STEP = 22;

    private StoryVega() {}

    static Map<String, Object> of(String headline, Story story) {
        List<String> lanes = story.lanes();
        List<Event> events = StoryLook.drawn(story);
        List<Vega> values = new ArrayList<>();
        int longest = 20;
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            longest = Math.max(longest, StoryLook.label(event, story).length());
            values.add(Vega.of("step", i + 1)
                    .with("thread", event.thread())
                    .with("what", StoryLook.label(event, story))
                    .with("place", event.place())
                    .with("waits", StoryLook.waits(event)));
        }
        int lane = Math.max(LANE, Math.min(400, longest * 6 + 20));
        int width = lane * lanes.size();
        Vega axis = Vega.of("ticks", false).with("domain", false);
        Vega x = Vega.field("thread", "nominal")
                .with("title", "")
                .with(
                        "scale",
                        Vega.of("domain", lanes).with("paddingInner", 0.04).with("paddingOuter", 0.02))
                .with(
                        "axis",
                        Vega.of("orient", "top")
                                .with("labelAngle", 0)
                                .with("labelFontWeight", "bold")
                                .with("ticks", false)
                                .with("domain", false));
        List<Integer> steps = IntStream.rangeClosed(1, events.size()).boxed().toList();
        Vega y = Vega.field("step", "ordinal")
                .with("title", "")
                .with("scale", Vega.of("domain", steps).with("padding", 0.1))
                .with("axis", axis.with("grid", false));
        List<String> colours =
                IntStream.range(0, lanes.size()).mapToObj(Palette::colour).toList();
        Vega colour = Vega.colour("thread", lanes, colours).with("legend", false);
        Vega paler = Vega.of("test", "datum.waits").with("value", 0.04);
        List<Vega> tooltip = List.of(
                Vega.of("field", "step"),
                Vega.of("field", "thread"),
                Vega.of("field", "what"),
                Vega.of("field", "place"));
        Vega boxes = Vega.of("y", y)
                .with("x", x)
                .with("color", colour)
                .with("stroke", colour)
                .with("fillOpacity", Vega.of("value", 0.16).with("condition", paler))
                .with("tooltip", tooltip);
        Vega texts = Vega.of("y", y)
                .with("x", x)
                .with("text", Vega.of("field", "what"))
                .with("tooltip", tooltip);
        return Vega.picture(StoryWords.of(headline, story))
                .with(
                        "title",
                        Vega.title(StoryLook.wrapped(headline, width / 7), StoryLook.note(story))
                                .with("limit", width + 60))
                .with("width", Vega.of("step", lane))
                .with("height", Vega.of("step", STEP))
                .with("data", Vega.values(values))
                .with("params", List.of(Vega.slider("now", "step", 1, events.size(), 1, events.size())))
                .with("transform", List.of(Vega.of("filter", "datum.step <= now")))
                .with(
                        "layer",
                        List.of(
                                Vega.of(
                                                "mark",
                                                Vega.of("type", "bar")
                                                        .with("cornerRadius", 3)
                                                        .with("strokeWidth", 1))
                                        .with("encoding", boxes),
                                Vega.of("mark", text(lane)).with("encoding", texts)));
    }

    private static Vega text(int lane) {
        return Vega.of("type", "text")
                .with("align", "left")
                .with("dx", -lane / 2 + 8)
                .with("color", Palette.INK)
                .with("fontSize", 12)
                .with("limit", lane - 14);
    }
}
