package syncasync.loop.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import syncasync.display.InWords;
import syncasync.display.Palette;
import syncasync.display.Svg;
import syncasync.display.Vega;
import syncasync.host.SourceLine;
import syncasync.loop.view.LoopRecorder.Position;
import syncasync.loop.view.LoopRecorder.Tick;

/**
 * Draws the source code of coroutines, and marks who stands at which line in which tick: as a debugger marks the line at
 * which a thread was stopped. The code of each declaration comes once; of a long one only what is near a mark.
 */
final class SourceView {
    private static final String LEGEND = "▶ waits in this line, ▷ has called from it";
    private static final String HEADING = "where each stands when a tick begins, with the tick: " + LEGEND;
    private static final int WHOLE = 16; // lines of a declaration that is shown with nothing left out
    private static final int AROUND = 2; // lines above and below a mark, of a longer one
    private static final int WIDEST = 100; // characters
    private static final int MOST_TOLD = 12; // coroutines in words

    private static final String COLOUR = Palette.colour(2);
    private static final double PALE = 0.16; // behind text
    private static final String FONT = "ui-monospace, Menlo, Consolas, monospace";
    private static final double CHARACTER = 7.3; // the width of one in that font
    private static final int LINE = 18; // pixels from one line to the next
    private static final int HEAD = 36; // pixels above the first line of the still picture

    private final List<Row> rows;

    private SourceView(List<Row> rows) {
        this.rows = rows;
    }

    /** Whether somebody waits in a line, or has only called from it a method that waits. */
    private enum How {
        WAITS("▶"),
        CALLED("▷");

        private final String sign;

        How(String sign) {
            this.sign = sign;
        }
    }

    /** Somebody stands in a line. */
    private record Mark(How how, String coroutine) {}

    /**
     * A row of the drawing.
     *
     * @param code with its indentation; "…" where lines are left out
     * @param marks by tick, from 1
     */
    record Row(String code, SortedMap<Integer, List<Mark>> marks) {

        private Row(String code) {
            this(code, new TreeMap<>());
        }

        private int indentation() {
            return code.length() - code.stripLeading().length();
        }

        /** Who stands here in that tick: {@code "▶ tea, toast ▷ main"}; empty for nobody. */
        String label(int tick) {
            Map<How, List<String>> names = marks.getOrDefault(tick, List.of()).stream()
                    .collect(Collectors.groupingBy(
                            Mark::how, TreeMap::new, Collectors.mapping(Mark::coroutine, Collectors.toList())));
            return names.entrySet().stream()
                    .map(each -> each.getKey().sign + " " + String.join(", ", each.getValue()))
                    .collect(Collectors.joining(" "));
        }

        /** Who stands here in which ticks: {@code "▶ tea 3–5, 7"}; empty for nobody ever. */
        String labels() {
            Map<Mark, List<Integer>> ticks = new LinkedHashMap<>();
            marks.forEach((tick, here) -> here.forEach(
                    mark -> ticks.computeIfAbsent(mark, _ -> new ArrayList<>()).add(tick)));
            return ticks.entrySet().stream()
                    .map(each -> each.getKey().how.sign + " " + each.getKey().coroutine + " " + runs(each.getValue()))
                    .collect(Collectors.joining(" "));
        }
    }

    /** The view for these ticks; empty if no coroutine stood anywhere that is known. */
    static SourceView of(List<Tick> ticks) {
        Map<String, NavigableMap<Integer, SortedMap<Integer, List<Mark>>>> sources = new LinkedHashMap<>();
        for (int i = 0; i < ticks.size(); i++) {
            for (Position position : ticks.get(i).positions()) {
                How how = How.WAITS;
                for (SourceLine at : position.lines()) {
                    sources.computeIfAbsent(at.source(), _ -> new TreeMap<>())
                            .computeIfAbsent(at.line(), _ -> new TreeMap<>())
                            .computeIfAbsent(i + 1, _ -> new ArrayList<>())
                            .add(new Mark(how, position.coroutine()));
                    how = How.CALLED;
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        sources.forEach((source, marks) -> {
            if (!rows.isEmpty()) rows.add(new Row(""));
            addRows(rows, source.lines().toList(), marks);
        });
        return new SourceView(rows);
    }

    private static void addRows(
            List<Row> rows, List<String> lines, NavigableMap<Integer, SortedMap<Integer, List<Mark>>> marks) {
        int before = 0;
        for (int line : shown(lines.size(), marks.keySet())) {
            if (line > before + 1) rows.add(new Row("…"));
            rows.add(new Row(cut(lines.get(line - 1)), marks.getOrDefault(line, new TreeMap<>())));
            before = line;
        }
        if (before < lines.size()) rows.add(new Row("…"));
    }

    private static Collection<Integer> shown(int lines, Collection<Integer> marked) {
        if (lines <= WHOLE) return IntStream.rangeClosed(1, lines).boxed().toList();
        TreeSet<Integer> shown = new TreeSet<>();
        for (int line : marked) {
            IntStream.rangeClosed(Math.max(1, line - AROUND), Math.min(lines, line + AROUND))
                    .forEach(shown::add);
        }
        return shown;
    }

    private static String cut(String line) {
        String code = line.stripTrailing().replace("\t", "    ");
        return code.length() <= WIDEST ? code : code.substring(0, WIDEST - 1) + "…";
    }

    /** Ascending numbers, those in a row as the first and the last: {@code "3–5, 7"}. */
    private static String runs(List<Integer> numbers) {
        List<String> runs = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < numbers.size(); i++) {
            boolean last = i + 1 == numbers.size() || numbers.get(i + 1) != numbers.get(i) + 1;
            if (!last) continue;
            runs.add(numbers.get(first) + (first == i ? "" : "–" + numbers.get(i)));
            first = i + 1;
        }
        return String.join(", ", runs);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    List<Row> rows() {
        return rows;
    }

    // ---- text

    /** The marks, each with its ticks, before the code. */
    @Override
    public String toString() {
        int width = rows.stream().mapToInt(row -> row.labels().length()).max().orElse(0);
        return rows.stream()
                .map(row -> row.labels() + " ".repeat(width - row.labels().length() + 2) + row.code())
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n", HEADING + "\n", ""));
    }

    /** Where each stands, in words; of those who stand where they did in the tick before, only that. */
    static List<String> inWords(Tick tick, List<Position> before) {
        List<String> all = new ArrayList<>();
        List<Position> left = new ArrayList<>(before); // each is one coroutine's; several may bear one name
        List<String> same = new ArrayList<>();
        for (Position position : tick.positions()) {
            if (left.remove(position)) {
                same.add(position.coroutine());
                continue;
            }
            List<String> lines = position.lines().stream()
                    .map(line -> "“" + line.text() + "”")
                    .toList();
            all.add(position.coroutine() + " waits at " + String.join(", called from ", lines));
        }
        List<String> told = new ArrayList<>(all.subList(0, Math.min(MOST_TOLD, all.size())));
        if (all.size() > MOST_TOLD) told.add((all.size() - MOST_TOLD) + " more wait elsewhere");
        if (!same.isEmpty()) {
            told.add(InWords.list(same, MOST_TOLD) + (same.size() == 1 ? " waits" : " wait") + " where "
                    + (same.size() == 1 ? "it was" : "they were"));
        }
        return told;
    }

    // ---- a part of the view with a slider: Vega-Lite 5

    /** The code stands still, and the marks move with the slider, the parameter {@code tick}. */
    Vega vegaLite(int atLeast) {
        int code = codeAt(
                rows.stream().flatMap(row -> row.marks().keySet().stream().map(row::label)));
        int width = Math.max(atLeast, right(code));
        List<Vega> lines = new ArrayList<>();
        List<Vega> marks = new ArrayList<>();
        for (int line = 0; line < rows.size(); line++) {
            Row row = rows.get(line);
            lines.add(Vega.of("line", line)
                    .with("indentation", row.indentation()) // a text loses its own
                    .with("code", row.code().strip()));
            for (int tick : row.marks().keySet()) {
                marks.add(Vega.of("tick", tick).with("line", line).with("who", row.label(tick)));
            }
        }
        Vega unseen = Vega.of("labels", false)
                .with("ticks", false)
                .with("domain", false)
                .with("grid", false);
        Vega y = Vega.field("line", "ordinal")
                .with("title", "")
                .with("axis", unseen)
                .with(
                        "scale",
                        Vega.of(
                                "domain",
                                IntStream.range(0, rows.size()).boxed().toList()));
        Vega x = Vega.field("indentation", "quantitative")
                .with("title", "")
                .with("axis", unseen)
                .with(
                        "scale",
                        Vega.of("nice", false)
                                .with("zero", false)
                                .with(
                                        "domain",
                                        List.of(
                                                Vega.rounded(-code / CHARACTER),
                                                Vega.rounded((width - code) / CHARACTER))));
        Vega rectangle = Vega.of("type", "rect")
                .with("cornerRadius", 3)
                .with("fill", COLOUR)
                .with("stroke", COLOUR);
        Vega whole = Vega.of("x", Vega.of("value", 0))
                .with("x2", Vega.of("value", width))
                .with(
                        "fillOpacity",
                        Vega.of("value", 0)
                                .with(
                                        "condition",
                                        Vega.of("test", "indexof(datum.who, '" + How.WAITS.sign + "') == 0")
                                                .with("value", PALE)));
        return Vega.of("width", width)
                .with("height", rows.size() * LINE)
                .with(
                        "title",
                        Vega.title("where each stands when the tick begins", LEGEND)
                                .with("fontSize", 12)
                                .with("offset", 6))
                .with("encoding", Vega.of("y", y))
                .with(
                        "layer",
                        List.of(
                                moving(marks).with("mark", rectangle).with("encoding", whole),
                                moving(marks)
                                        .with("mark", words("right").with("x", code - 12))
                                        .with("encoding", Vega.of("text", Vega.field("who", "nominal"))),
                                Vega.of("data", Vega.values(lines))
                                        .with("mark", words("left").with("font", FONT))
                                        .with(
                                                "encoding",
                                                Vega.of("x", x).with("text", Vega.field("code", "nominal")))));
    }

    private static Vega moving(List<Vega> marks) {
        return Vega.of("data", Vega.values(marks)).with("transform", List.of(Vega.of("filter", "datum.tick == tick")));
    }

    private static Vega words(String align) {
        return Vega.of("type", "text").with("align", align).with("fontSize", 12).with("color", Palette.INK);
    }

    // ---- a part of the still picture: SVG

    double width() {
        return isEmpty() ? 0 : right(codeAt(rows.stream().map(Row::labels)));
    }

    double height() {
        return isEmpty() ? 0 : HEAD + LINE * rows.size() + 4;
    }

    void draw(Svg svg, int top) {
        if (isEmpty()) return;
        int code = codeAt(rows.stream().map(Row::labels));
        svg.text(0, top + HEAD - 12, HEADING);
        int y = top + HEAD;
        for (Row row : rows) {
            if (!row.marks().isEmpty()) {
                double opacity = row.labels().startsWith(How.WAITS.sign) ? PALE : 0;
                Object[] look = {"rx", 3, "fill", COLOUR, "fill-opacity", opacity, "stroke", COLOUR};
                svg.rect(0.5, y, right(code) - 1, LINE, "", look);
                svg.text(code - 12, y + 13, row.labels(), "text-anchor", "end");
            }
            svg.text(code + row.indentation() * CHARACTER, y + 13, row.code().strip(), "font-family", FONT);
            y += LINE;
        }
    }

    // ---- both

    /** Where the code begins: behind the longest of these labels. */
    private static int codeAt(Stream<String> labels) {
        return (int) (labels.mapToInt(String::length).max().orElse(0) * Svg.CHARACTER + 20);
    }

    /** Where the longest line ends. */
    private int right(int code) {
        int longest = rows.stream().mapToInt(row -> row.code().length()).max().orElse(0);
        return Math.max(code + (int) (longest * CHARACTER), (int) (HEADING.length() * Svg.CHARACTER)) + 8;
    }
}
