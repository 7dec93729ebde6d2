package syncasync.timeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import syncasync.display.Axis;
import syncasync.display.Palette;
import syncasync.display.Vega;

/** Draws a picture as Vega-Lite, with a slider that replays the time. */
final class VegaDrawing {

    private final Picture picture;
    private final Axis axis;
    private final Rows rows;
    private final List<String> lanes;
    private final List<String> keys;
    private final double sliderStep;
    private final double end; // of the axis, a whole number of the slider's steps

    private VegaDrawing(Picture picture) {
        this.picture = picture;
        this.axis = Axis.upTo(picture.total());
        this.rows = Rows.sample(picture);
        this.lanes = rows.lanes();
        this.keys = keys();
        this.sliderStep = Vega.rounded(axis.units(axis.time(1)) / 20);
        this.end = Vega.rounded(Math.max(
                Math.ceil(axis.units(picture.total()) / sliderStep) * sliderStep, axis.units(axis.time(axis.ticks()))));
    }

    static Map<String, Object> of(Picture picture) {
        return new VegaDrawing(picture).draw();
    }

    private Vega draw() {
        List<Vega> bars = new ArrayList<>();
        List<Vega> marks = new ArrayList<>();
        for (int i = 0; i < rows.drawn().size(); i++) {
            String key = keys.get(i);
            Rows.Row row = rows.drawn().get(i);
            rows.segments(row).forEach(segment -> bars.add(value(key, row, segment)));
            row.marks().forEach(mark -> marks.add(value(key, row, mark)));
        }
        List<Vega> layers = new ArrayList<>();
        if (!bars.isEmpty()) {
            layers.add(bars(bars));
        }
        if (!marks.isEmpty()) {
            layers.add(marks(marks));
        }
        layers.add(now());
        return Vega.picture(PictureInWords.of(picture))
                .with("title", Vega.title(PictureInWords.heading(picture) + rows.note(" (", ")"), shades()))
                .with("width", 560)
                .with("height", rows.named() ? Vega.of("step", rows.drawn().size() <= 12 ? 24 : 16) : (Object) 400)
                .with(
                        "params",
                        List.of(Vega.slider("now", "replay (" + axis.unitName() + ")", 0, end, sliderStep, end)))
                .with("layer", layers);
    }

    private Vega value(String key, Rows.Row row, Segment segment) {
        return Vega.of("row", key)
                .with("task", row.name())
                .with("thread", row.lane())
                .with("state", segment.kind().label)
                .with("from", axis.units(segment.start()))
                .with("to", axis.units(segment.end()));
    }

    private Vega value(String key, Rows.Row row, Mark mark) {
        return Vega.of("row", key)
                .with("what", row.name())
                .with("thread", mark.lane())
                .with("at", axis.units(mark.at()));
    }

    /** All rows from the first on, whether or not the slider lets them be seen yet. */
    private Vega y() {
        Vega labels = Vega.of("ticks", false).with("domain", false);
        return Vega.field("row", "nominal")
                .with("title", "")
                .with("scale", Vega.of("domain", keys).with("padding", rows.named() ? 0.2 : 0.1))
                .with(
                        "axis",
                        rows.named()
                                ? labels.with("labelExpr", label()).with("labelLimit", 320)
                                : labels.with("labels", false));
    }

    /** Behind the name of a task its thread, where there are several, and what went wrong: not by colour alone. */
    private String label() {
        List<String> labels = new ArrayList<>();
        for (Rows.Row row : rows.drawn()) {
            String thread = lanes.size() > 1 && !row.bars().isEmpty() ? " (" + row.lane() + ")" : "";
            String failure = row.failure().isEmpty() ? "" : " ✗ " + row.failure();
            labels.add(row.name() + thread + failure);
        }
        return Vega.quoted(labels) + "[indexof(" + Vega.quoted(keys) + ", datum.value)]";
    }

    /** The same axis on each layer, so that it stays as it is when the slider takes bars away. */
    private Vega x(Vega field) {
        return field.with("scale", Vega.of("domain", List.of(0, end)).with("nice", false))
                .with("title", "")
                .with(
                        "axis",
                        Vega.of("values", axis.tickUnits())
                                .with("labelExpr", "datum.label + ' " + axis.unitName() + "'"));
    }

    private Vega bars(List<Vega> values) {
        Vega colour = rows.coloured()
                ? Vega.colour("thread", lanes, Palette.COLOURS.subList(0, lanes.size()))
                : Vega.of("value", Palette.colour(0));
        Vega opacity = Vega.of("value", Bar.Kind.RUNNING.opacity)
                .with("condition", List.of(pale(Bar.Kind.WAITING), pale(Bar.Kind.UNKNOWN)));
        return Vega.of("data", Vega.values(values))
                .with(
                        "transform",
                        List.of(
                                Vega.of("filter", "datum.from <= now"),
                                Vega.of("calculate", "min(datum.to, now)").with("as", "until")))
                .with(
                        "mark",
                        Vega.of("type", "bar")
                                .with("strokeWidth", rows.named() ? 1 : 0)
                                .with("minBandSize", 1))
                .with(
                        "encoding",
                        Vega.of("y", y())
                                .with("x", x(Vega.field("from", "quantitative")))
                                .with("x2", Vega.of("field", "until"))
                                .with("color", colour)
                                .with("stroke", colour)
                                .with("fillOpacity", opacity)
                                .with("tooltip", tip("task", "thread", "state", "from", "to")));
    }

    private static Vega pale(Bar.Kind kind) {
        return Vega.of("test", "datum.state == " + Vega.quoted(kind.label)).with("value", kind.opacity);
    }

    private Vega marks(List<Vega> values) {
        return Vega.of("data", Vega.values(values))
                .with("transform", List.of(Vega.of("filter", "datum.at <= now")))
                .with(
                        "mark",
                        Vega.of("type", "point")
                                .with("shape", "diamond")
                                .with("filled", true)
                                .with("size", 80)
                                .with("opacity", 1)
                                .with("color", Palette.INK))
                .with(
                        "encoding",
                        Vega.of("y", y())
                                .with("x", x(Vega.field("at", "quantitative")))
                                .with("tooltip", tip("what", "thread", "at")));
    }

    /** The line that the slider moves. */
    private Vega now() {
        Vega x = Vega.of("datum", Vega.of("expr", "now")).with("type", "quantitative");
        return Vega.of("data", Vega.values(List.of(Map.of())))
                .with("mark", Vega.of("type", "rule").with("color", Palette.INK).with("strokeDash", List.of(4, 3)))
                .with("encoding", Vega.of("x", x(x)));
    }

    private List<Vega> tip(String... fields) {
        List<Vega> tip = new ArrayList<>();
        for (String field : fields) {
            boolean time = List.of("from", "to", "at").contains(field);
            tip.add(Vega.of("field", field).with(time, "title", field + " (" + axis.unitName() + ")"));
        }
        return tip;
    }

    /** What the shades mean. */
    private String shades() {
        return rows.kinds().stream()
                .map(kind -> switch (kind) {
                            case RUNNING -> "solid: ";
                            case WAITING -> "pale: ";
                            case UNKNOWN -> "in between: ";
                        }
                        + kind.label)
                .collect(Collectors.joining(" · "));
    }

    /** Names of rows as keys: two rows of one name are told apart by spaces that are not drawn. */
    private List<String> keys() {
        Map<String, Integer> seen = new LinkedHashMap<>();
        return rows.drawn().stream()
                .map(row -> row.name() + " ".repeat(seen.merge(row.name(), 1, Integer::sum) - 1))
                .toList();
    }
}
