package syncasync.timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import syncasync.timing.Durations;

/**
 * Draws a picture as Vega-Lite, with a slider that replays the time. There is no null in it, since not every way to
 * JSON keeps those.
 */
final class VegaDrawing {

    private static final int MOST_SEGMENTS = 2000;

    private final Picture picture;
    private final Scale scale;
    private final List<Rows.Row> all;
    private final List<Rows.Row> rows;
    private final List<String> lanes;
    private final boolean named;

    private VegaDrawing(Picture picture) {
        this.picture = picture;
        this.scale = Scale.of(picture.total());
        this.all = Rows.of(picture);
        this.rows = Look.rows(all);
        this.lanes = Look.lanes(rows);
        this.named = rows.size() <= Look.MOST_NAMED_ROWS;
    }

    static Map<String, Object> of(Picture picture) {
        return new VegaDrawing(picture).draw();
    }

    private Map<String, Object> draw() {
        List<String> keys = keys();
        List<Object> values = new ArrayList<>();
        List<Object> marks = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Rows.Row row = rows.get(i);
            for (Segment segment : Segment.of(row, MOST_SEGMENTS / rows.size() + 1)) {
                values.add(map(
                        "row",
                        keys.get(i),
                        "task",
                        row.name(),
                        "thread",
                        row.lane(),
                        "state",
                        segment.kind().label,
                        "from",
                        units(segment.start()),
                        "to",
                        units(segment.end())));
            }
            for (Mark mark : row.marks()) {
                marks.add(map("row", keys.get(i), "what", row.name(), "thread", mark.lane(), "at", units(mark.at())));
            }
        }
        double end = Math.max(
                Math.ceil(units(picture.total()) / sliderStep()) * sliderStep(),
                scale.ticks() * scale.step() / scale.unit());
        end = rounded(end);

        List<Object> layers = new ArrayList<>();
        if (!values.isEmpty()) {
            layers.add(bars(values, y(keys)));
        }
        if (!marks.isEmpty()) {
            layers.add(marks(marks, y(keys)));
        }
        layers.add(map(
                "data",
                map("values", List.of(map())),
                "mark",
                map("type", "rule", "color", Look.INK, "strokeDash", List.of(4, 3)),
                "encoding",
                map("x", map("datum", map("expr", "now"), "type", "quantitative"))));
        String note = Look.left(rows.size(), all.size());
        Map<String, Object> spec = map(
                "$schema",
                "https://vega.github.io/schema/vega-lite/v5.json",
                "title",
                map(
                        "text",
                        picture.title() + ": " + Durations.text(picture.total())
                                + (note.isEmpty() ? "" : " (" + note + ")"),
                        "subtitle",
                        shades(),
                        "anchor",
                        "start"),
                "background",
                "transparent",
                "width",
                560,
                "height",
                named ? map("step", rows.size() <= 12 ? 24 : 16) : (Object) 400,
                "params",
                List.of(map(
                        "name",
                        "now",
                        "value",
                        end,
                        "bind",
                        map(
                                "input",
                                "range",
                                "min",
                                0,
                                "max",
                                end,
                                "step",
                                sliderStep(),
                                "name",
                                "replay (" + scale.unitName() + ") "))),
                "layer",
                layers,
                "config",
                config());
        xScale(layers, end);
        return spec;
    }

    /** All rows from the first on, whether or not the slider lets them be seen yet. */
    private Object y(List<String> keys) {
        return map(
                "field",
                "row",
                "type",
                "nominal",
                "title",
                "",
                "scale",
                map("domain", keys, "padding", named ? 0.2 : 0.1),
                "axis",
                named
                        ? map("labelExpr", "trim(datum.label)", "ticks", false, "domain", false, "labelLimit", 200)
                        : map("labels", false, "ticks", false, "domain", false));
    }

    private Map<String, Object> bars(List<Object> values, Object y) {
        String unit = scale.unitName();
        boolean coloured = lanes.size() <= Look.MOST_LANES;
        Object colours = coloured ? map("domain", lanes, "range", Look.COLOURS.subList(0, lanes.size())) : null;
        Object legend = map("title", "", "orient", "bottom", "columns", 3);
        Object one = map("value", Look.COLOURS.getFirst());
        Object colour = coloured ? map("field", "thread", "type", "nominal", "scale", colours, "legend", legend) : one;
        Map<String, Object> encoding = map(
                "y", y,
                "x", map("field", "from", "type", "quantitative"),
                "x2", map("field", "until"),
                "color", colour,
                "stroke", colour,
                "fillOpacity",
                        map(
                                "value",
                                Look.opacity(Bar.Kind.RUNNING),
                                "condition",
                                List.of(pale(Bar.Kind.WAITING), pale(Bar.Kind.UNKNOWN))),
                "tooltip",
                        List.of(
                                map("field", "task"),
                                map("field", "thread"),
                                map("field", "state"),
                                map("field", "from", "title", "from (" + unit + ")"),
                                map("field", "to", "title", "to (" + unit + ")")));
        return map(
                "data",
                map("values", values),
                "transform",
                List.of(map("filter", "datum.from <= now"), map("calculate", "min(datum.to, now)", "as", "until")),
                "mark",
                map("type", "bar", "strokeWidth", named ? 1 : 0, "minBandSize", 1),
                "encoding",
                encoding);
    }

    private static Map<String, Object> pale(Bar.Kind kind) {
        return map("test", "datum.state == '" + kind.label + "'", "value", Look.opacity(kind));
    }

    /** What the shades mean. */
    private String shades() {
        return Look.kinds(rows).stream()
                .map(kind -> switch (kind) {
                            case RUNNING -> "solid: ";
                            case WAITING -> "pale: ";
                            case UNKNOWN -> "in between: ";
                        }
                        + kind.label)
                .collect(Collectors.joining(" · "));
    }

    private Map<String, Object> marks(List<Object> marks, Object y) {
        return map(
                "data",
                map("values", marks),
                "transform",
                List.of(map("filter", "datum.at <= now")),
                "mark",
                map("type", "point", "shape", "diamond", "filled", true, "size", 80, "opacity", 1, "color", Look.INK),
                "encoding",
                map(
                        "y",
                        y,
                        "x",
                        map("field", "at", "type", "quantitative"),
                        "tooltip",
                        List.of(
                                map("field", "what"),
                                map("field", "thread"),
                                map("field", "at", "title", "at (" + scale.unitName() + ")"))));
    }

    /** The same axis on each layer, so that it stays as it is when the slider takes bars away. */
    private void xScale(List<Object> layers, double end) {
        List<Double> ticks = IntStream.rangeClosed(0, scale.ticks())
                .mapToObj(i -> rounded(i * scale.step() / scale.unit()))
                .toList();
        for (Object layer : layers) {
            @SuppressWarnings("unchecked")
            Map<String, Object> x = (Map<String, Object>)
                    ((Map<String, Map<String, Object>>) layer).get("encoding").get("x");
            x.put("scale", map("domain", List.of(0, end), "nice", false));
            x.put("title", "");
            x.put("axis", map("values", ticks, "labelExpr", "datum.label + ' " + scale.unitName() + "'"));
        }
    }

    private static Map<String, Object> config() {
        return map(
                "view", map("stroke", "transparent"),
                "title", map("color", Look.INK, "subtitleColor", Look.INK, "subtitlePadding", 4, "offset", 10),
                "axis",
                        map(
                                "labelColor",
                                Look.INK,
                                "titleColor",
                                Look.INK,
                                "gridColor",
                                Look.INK,
                                "gridOpacity",
                                0.25,
                                "domainColor",
                                Look.INK,
                                "tickColor",
                                Look.INK,
                                "labelFontSize",
                                12,
                                "labelPadding",
                                6),
                "legend", map("labelColor", Look.INK, "titleColor", Look.INK, "labelFontSize", 12));
    }

    /** Names of rows as keys: two rows of one name are told apart by spaces that are not drawn. */
    private List<String> keys() {
        Map<String, Integer> seen = new LinkedHashMap<>();
        return rows.stream()
                .map(row -> row.name() + " ".repeat(seen.merge(row.name(), 1, Integer::sum) - 1))
                .toList();
    }

    private double sliderStep() {
        return rounded(scale.step() / scale.unit() / 20);
    }

    private double units(Duration time) {
        return rounded(time.toNanos() / scale.unit());
    }

    /** To a thousandth: more digits only make the notebook larger. */
    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
