package syncasync.loop.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import syncasync.display.InWords;
import syncasync.display.Palette;
import syncasync.display.Svg;
import syncasync.display.Vega;
import syncasync.host.DurationText;
import syncasync.loop.view.LoopRecorder.Tick;

/**
 * Draws a loop step by step: the record of its ticks as text, as a still picture (SVG), as a view with a slider
 * (Vega-Lite), and in words for those who cannot see those. Where the positions of coroutines were recorded, their source
 * comes below.
 */
final class StepView {
    private static final String RUNS = "ready queue: runs in this tick";
    private static final String TIMERS = "timers: wait";
    private static final String RUNS_COLOUR = Palette.colour(0);
    private static final String TIMERS_COLOUR = Palette.colour(4);
    private static final double PALE = 0.16; // behind text
    private static final int MOST_BOXES = 12; // in one column; what is beyond becomes "and 3 more"
    private static final int MOST_ROWS = 40; // of the table
    private static final int MOST_TOLD = 20; // ticks in words
    private static final int WIDTH = 560; // of the view with a slider

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
        SourceView source = SourceView.of(ticks);
        return title + ", tick by tick\n" + table + (more == 0 ? "" : "\n… and " + more + " more")
                + (source.isEmpty() ? "" : "\n\n" + source);
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

    // ---- in words

    static String inWords(String title, List<Tick> ticks, int unseen) {
        List<String> sentences = new ArrayList<>();
        sentences.add(title + ", tick by tick: " + InWords.count(ticks.size() + unseen, "tick"));
        for (int i = 0; i < Math.min(ticks.size(), MOST_TOLD); i++) {
            Tick tick = ticks.get(i);
            sentences.add("Tick " + (i + 1) + " at " + DurationText.of(tick.time()) + " runs "
                    + InWords.list(boxes(tick.runs()))
                    + (tick.timers().isEmpty() ? "" : ", while timers wait: " + list(tick.timers())));
            List<String> stands = SourceView.inWords(
                    tick, i == 0 ? List.of() : ticks.get(i - 1).positions());
            if (!stands.isEmpty()) sentences.add("When it begins, " + InWords.list(stands));
        }
        int more = unseen + Math.max(0, ticks.size() - MOST_TOLD);
        if (more > 0) sentences.add("And " + InWords.count(more, "more tick"));
        return InWords.sentences(sentences);
    }

    // ---- a view with a slider: Vega-Lite 5

    static Map<String, Object> vegaLite(String title, List<Tick> ticks, int unseen) {
        List<Vega> boxes = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < ticks.size(); i++) {
            addBoxes(boxes, i + 1, RUNS, ticks.get(i).runs());
            addBoxes(boxes, i + 1, TIMERS, ticks.get(i).timers());
            captions.add("tick " + (i + 1) + " of " + ticks.size() + ", at "
                    + DurationText.of(ticks.get(i).time()));
        }
        int slots = Math.max(1, Math.min(MOST_BOXES, LoopRecorder.fullest(ticks)));
        Vega x = Vega.field("column", "nominal")
                .with("title", "")
                .with(
                        "scale",
                        Vega.of("domain", List.of(RUNS, TIMERS))
                                .with("paddingInner", 0.08)
                                .with("paddingOuter", 0.02))
                .with(
                        "axis",
                        Vega.of("orient", "top")
                                .with("labelAngle", 0)
                                .with("labelLimit", 0)
                                .with("ticks", false)
                                .with("domain", false));
        Vega y = Vega.field("slot", "ordinal")
                .with("title", "")
                .with("axis", Vega.of("labels", false).with("ticks", false).with("domain", false))
                .with(
                        "scale",
                        Vega.of("domain", IntStream.range(0, slots).boxed().toList())
                                .with("paddingInner", 0.15));
        Vega colour = Vega.field("column", "nominal")
                .with(
                        "scale",
                        Vega.of("domain", List.of(RUNS, TIMERS)).with("range", List.of(RUNS_COLOUR, TIMERS_COLOUR)))
                .with("legend", false);
        Vega caption = Vega.of("expr", Vega.quoted(captions) + "[tick - 1]");
        Vega steps = Vega.of("width", WIDTH)
                .with("height", slots * 30)
                .with("data", Vega.values(boxes))
                .with("transform", List.of(Vega.of("filter", "datum.tick == tick")))
                .with("encoding", Vega.of("x", x).with("y", y))
                .with(
                        "layer",
                        List.of(
                                Vega.of(
                                                "mark",
                                                Vega.of("type", "rect")
                                                        .with("cornerRadius", 4)
                                                        .with("fillOpacity", PALE)
                                                        .with("strokeWidth", 1))
                                        .with(
                                                "encoding",
                                                Vega.of("fill", colour).with("stroke", colour)),
                                Vega.of(
                                                "mark",
                                                Vega.of("type", "text")
                                                        .with("fontSize", 13)
                                                        .with("color", Palette.INK))
                                        .with("encoding", Vega.of("text", Vega.field("what", "nominal")))));
        Vega picture = Vega.picture(inWords(title, ticks, unseen))
                .with("title", Vega.title(title, caption))
                .with("params", List.of(Vega.slider("tick", "tick", 1, ticks.size(), 1, 1)));
        SourceView source = SourceView.of(ticks);
        if (source.isEmpty()) picture.putAll(steps);
        else picture.with("vconcat", List.of(steps, source.vegaLite(WIDTH)));
        return picture;
    }

    private static void addBoxes(List<Vega> boxes, int tick, String column, List<String> names) {
        int slot = 0;
        for (String name : boxes(names)) {
            boxes.add(Vega.of("tick", tick)
                    .with("column", column)
                    .with("slot", slot++)
                    .with("what", name));
        }
    }

    // ---- a still picture: SVG

    static String svg(String title, List<Tick> ticks, int unseen) {
        List<Tick> shown = ticks.subList(0, Math.min(ticks.size(), MOST_ROWS));
        int more = unseen + ticks.size() - shown.size();
        int runsWidth = Math.max(
                110, shown.stream().mapToInt(tick -> width(tick.runs())).max().orElse(0));
        int timersWidth = Math.max(
                80, shown.stream().mapToInt(tick -> width(tick.timers())).max().orElse(0));
        int timersAt = 110 + runsWidth + 14;
        int bottom = 56 + 26 * shown.size() + (more > 0 ? 26 : 4);
        SourceView source = SourceView.of(ticks);
        String heading = title + ", tick by tick";
        Svg svg = new Svg(
                Math.max(timersAt + timersWidth, source.width()),
                bottom + source.height(),
                heading,
                inWords(title, ticks, unseen));
        svg.text(0, 18, heading, "font-weight", "bold");
        svg.text(0, 46, "tick").text(44, 46, "time").text(110, 46, "runs").text(timersAt, 46, "timers");
        int y = 56;
        for (Tick tick : shown) {
            svg.text(0, y + 15, String.valueOf(1 + (y - 56) / 26));
            svg.text(44, y + 15, DurationText.of(tick.time()));
            boxes(svg, 110, y, tick.runs(), RUNS_COLOUR);
            boxes(svg, timersAt, y, tick.timers(), TIMERS_COLOUR);
            y += 26;
        }
        if (more > 0) svg.text(0, y + 15, "… and " + more + " more");
        source.draw(svg, bottom);
        return svg.toString();
    }

    private static void boxes(Svg svg, int x, int y, List<String> names, String colour) {
        for (String name : boxes(names)) {
            int width = boxWidth(name);
            svg.rect(x, y, width, 22, "", "rx", 4, "fill", colour, "fill-opacity", PALE, "stroke", colour);
            svg.text(x + width / 2, y + 15, name, "text-anchor", "middle");
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
