package syncasync.loop.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import syncasync.display.Html;
import syncasync.host.DurationText;
import syncasync.loop.view.LoopRecorder.Tick;

/**
 * Draws a record of ticks: text for everywhere, a still picture, and a view with a slider. Colours that read on white
 * and on black.
 */
final class StepView {
    private static final String RUNS = "ready queue: runs in this tick";
    private static final String TIMERS = "timers: wait";
    private static final String RUNS_COLOUR = "#2f7fc1";
    private static final String TIMERS_COLOUR = "#b8772c";
    private static final String INK = "#808080";
    private static final int MOST_BOXES = 12; // in one column; what is beyond becomes "and 3 more"
    private static final int MOST_ROWS = 40; // of the table

    private StepView() {}

    // ---- text

    static String text(String title, List<Tick> ticks, int unseen) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"tick", "time", "runs", "timers"});
        for (int i = 0; i < Math.min(ticks.size(), MOST_ROWS); i++) {
            Tick tick = ticks.get(i);
            rows.add(new String[] {
                String.valueOf(i + 1), DurationText.of(tick.time()), list(tick.runs()), list(tick.timers())
            });
        }
        int[] widths = IntStream.range(0, 3)
                .map(column -> rows.stream()
                        .mapToInt(row -> row[column].length())
                        .max()
                        .orElse(0))
                .toArray();
        String table = rows.stream()
                .map(row -> (" ".repeat(widths[0] - row[0].length()) + row[0] + "  " + padded(row[1], widths[1]) + "  "
                                + padded(row[2], widths[2]) + "  " + row[3])
                        .stripTrailing())
                .collect(Collectors.joining("\n"));
        int more = unseen + Math.max(0, ticks.size() - MOST_ROWS);
        return title + ", tick by tick\n" + table + (more == 0 ? "" : "\n… and " + more + " more");
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", boxes(names));
    }

    private static List<String> boxes(List<String> names) {
        if (names.size() <= MOST_BOXES) return names;
        List<String> some = new ArrayList<>(names.subList(0, MOST_BOXES - 1));
        some.add("and " + (names.size() - some.size()) + " more");
        return some;
    }

    // ---- a view with a slider: Vega-Lite 5

    static Map<String, Object> vegaLite(String title, List<Tick> ticks) {
        List<Map<String, Object>> boxes = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < ticks.size(); i++) {
            addBoxes(boxes, i + 1, RUNS, ticks.get(i).runs());
            addBoxes(boxes, i + 1, TIMERS, ticks.get(i).timers());
            captions.add("'tick " + (i + 1) + " of " + ticks.size() + ", at "
                    + DurationText.of(ticks.get(i).time()) + "'");
        }
        int slots = Math.max(1, Math.min(MOST_BOXES, LoopRecorder.fullest(ticks)));
        Map<String, Object> column = ordered(
                "field",
                "column",
                "type",
                "nominal",
                "title",
                "",
                "scale",
                Map.of("domain", List.of(RUNS, TIMERS), "paddingInner", 0.08, "paddingOuter", 0.02),
                "axis",
                ordered(
                        "orient",
                        "top",
                        "labelAngle",
                        0,
                        "labelLimit",
                        0,
                        "ticks",
                        false,
                        "domain",
                        false,
                        "labelColor",
                        INK,
                        "labelFontSize",
                        12,
                        "labelPadding",
                        6));
        Map<String, Object> slot = ordered(
                "field",
                "slot",
                "type",
                "ordinal",
                "title",
                "",
                "axis",
                ordered("labels", false, "ticks", false, "domain", false),
                "scale",
                Map.of("domain", IntStream.range(0, slots).boxed().toList(), "paddingInner", 0.15));
        Map<String, Object> colour = ordered(
                "field",
                "column",
                "type",
                "nominal",
                "scale",
                Map.of("domain", List.of(RUNS, TIMERS), "range", List.of(RUNS_COLOUR, TIMERS_COLOUR)));
        return ordered(
                "$schema", "https://vega.github.io/schema/vega-lite/v5.json",
                "description", title + ", tick by tick",
                "title",
                        ordered(
                                "text",
                                title,
                                "subtitle",
                                Map.of("expr", "[" + String.join(", ", captions) + "][tick - 1]"),
                                "anchor",
                                "start",
                                "color",
                                INK,
                                "subtitleColor",
                                INK,
                                "fontSize",
                                13,
                                "subtitleFontSize",
                                12,
                                "offset",
                                10),
                "width", 560,
                "height", slots * 30,
                "params",
                        List.of(ordered(
                                "name",
                                "tick",
                                "value",
                                1,
                                "bind",
                                ordered("input", "range", "min", 1, "max", ticks.size(), "step", 1, "name", "tick "))),
                "data", Map.of("values", boxes),
                "transform", List.of(Map.of("filter", "datum.tick == tick")),
                "encoding", ordered("x", column, "y", slot),
                "layer",
                        List.of(
                                ordered(
                                        "mark",
                                        ordered("type", "rect", "cornerRadius", 4),
                                        "encoding",
                                        Map.of("color", colour)),
                                ordered(
                                        "mark",
                                        ordered("type", "text", "fontSize", 13, "color", "white"),
                                        "encoding",
                                        Map.of("text", ordered("field", "what", "type", "nominal")))),
                "config",
                        ordered(
                                "background",
                                "transparent",
                                "view",
                                ordered("stroke", "transparent"),
                                "legend",
                                ordered("disable", true)));
    }

    private static void addBoxes(List<Map<String, Object>> boxes, int tick, String column, List<String> names) {
        int slot = 0;
        for (String name : boxes(names))
            boxes.add(ordered("tick", tick, "column", column, "slot", slot++, "what", name));
    }

    /** A map in this order. Nothing in it may be null, since not every way to JSON keeps nulls. */
    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        return map;
    }

    // ---- a still picture: SVG

    static String svg(String title, List<Tick> ticks, int unseen) {
        List<Tick> shown = ticks.subList(0, Math.min(ticks.size(), MOST_ROWS));
        int more = unseen + ticks.size() - shown.size();
        StringBuilder rows = new StringBuilder();
        int runsWidth = Math.max(
                110, shown.stream().mapToInt(tick -> width(tick.runs())).max().orElse(0));
        int timersWidth = Math.max(
                80, shown.stream().mapToInt(tick -> width(tick.timers())).max().orElse(0));
        int timersAt = 110 + runsWidth + 14;
        text(rows, 0, 46, "tick").append('\n');
        text(rows, 44, 46, "time").append('\n');
        text(rows, 110, 46, "runs").append('\n');
        text(rows, timersAt, 46, "timers").append('\n');
        int y = 56;
        for (int i = 0; i < shown.size(); i++, y += 26) {
            text(rows, 0, y + 15, String.valueOf(i + 1)).append('\n');
            text(rows, 44, y + 15, DurationText.of(shown.get(i).time())).append('\n');
            boxes(rows, 110, y, shown.get(i).runs(), RUNS_COLOUR);
            boxes(rows, timersAt, y, shown.get(i).timers(), TIMERS_COLOUR);
        }
        if (more > 0) text(rows, 0, y + 15, "… and " + more + " more").append('\n');
        int height = y + (more > 0 ? 26 : 4);
        int width = timersAt + timersWidth;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height
                + "\" viewBox=\"0 0 " + width + " " + height
                + "\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n"
                + "<text x=\"0\" y=\"18\" fill=\"" + INK + "\" font-weight=\"bold\">" + Html.escape(title)
                + ", tick by tick</text>\n" + rows + "</svg>";
    }

    private static StringBuilder text(StringBuilder to, int x, int y, String what) {
        return to.append("<text x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" fill=\"")
                .append(INK)
                .append("\">")
                .append(Html.escape(what))
                .append("</text>");
    }

    private static void boxes(StringBuilder to, int x, int y, List<String> names, String colour) {
        for (String name : boxes(names)) {
            int width = boxWidth(name);
            to.append("<rect x=\"")
                    .append(x)
                    .append("\" y=\"")
                    .append(y)
                    .append("\" width=\"")
                    .append(width)
                    .append("\" height=\"22\" rx=\"4\" fill=\"")
                    .append(colour)
                    .append("\"/>");
            to.append("<text x=\"")
                    .append(x + width / 2)
                    .append("\" y=\"")
                    .append(y + 15)
                    .append("\" text-anchor=\"middle\" fill=\"white\">")
                    .append(Html.escape(name))
                    .append("</text>\n");
            x += width + 6;
        }
    }

    private static int width(List<String> names) {
        return boxes(names).stream().mapToInt(name -> boxWidth(name) + 6).sum();
    }

    private static int boxWidth(String name) {
        return 16 + 7 * name.length();
    }
}
