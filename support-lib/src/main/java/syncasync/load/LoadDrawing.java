package syncasync.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import syncasync.timing.Durations;

/** From measurements to text and pictures; nothing here measures or prints. */
final class LoadDrawing {
    private static final String INK = "#7f7f7f"; // reads on white and on black
    private static final String DOTS = "#4a90c4";
    private static final String MEDIAN = "#2ca089";
    private static final String P99 = "#e07b39";
    private static final String ERROR = "#d6455d";
    private static final int WIDTH = 640;
    private static final int MOST_DOTS = 500;
    private static final String SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

    private LoadDrawing() {}

    static String text(LoadReport report) {
        return "%s: %s, %s, %s, %.0f requests/s%n"
                        .formatted(
                                report.name(),
                                count(report.clients(), "client"),
                                count(report.requests(), "request"),
                                count(report.errors(), "error"),
                                report.perSecond())
                        .replace(System.lineSeparator(), "\n")
                + rows(List.of(
                        new Row("median", report.median()),
                        new Row("99 %", report.percentile99()),
                        new Row("slowest", report.slowest())));
    }

    static String text(List<LoadReport> reports) {
        List<Row> rows = new ArrayList<>();
        for (LoadReport report : reports) {
            String failed = report.errors() == 0 ? "" : ", " + count(report.errors(), "error");
            rows.add(new Row(report.name() + ", median", report.median()));
            rows.add(new Row(report.name() + ", 99 %" + failed, report.percentile99()));
        }
        return rows(rows);
    }

    private record Row(String name, Duration time) {}

    private static String rows(List<Row> rows) {
        int names = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        int times = rows.stream()
                .mapToInt(row -> Durations.text(row.time()).length())
                .max()
                .orElse(0);
        double longest = Math.max(
                1, rows.stream().mapToLong(row -> row.time().toNanos()).max().orElse(1));
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            int bar = (int) Math.max(1, Math.round(40 * row.time().toNanos() / longest));
            text.append(text.isEmpty() ? "" : "\n")
                    .append(("%-" + names + "s  %" + times + "s  %s")
                            .formatted(row.name(), Durations.text(row.time()), "█".repeat(bar)));
        }
        return text.toString();
    }

    static String svg(LoadReport report) {
        int left = 64;
        int top = 28;
        int plot = 180;
        int bottom = top + plot;
        Axis x = Axis.upTo(
                report.answers().stream()
                        .mapToLong(answer -> answer.sent().toNanos())
                        .max()
                        .orElse(1),
                left + 6,
                WIDTH - 90);
        Axis y = Axis.upTo(report.slowest().toNanos(), bottom, top);
        StringBuilder svg =
                open(bottom + 44, report.name() + ": when each request was sent, and how long its client waited");
        svg.append(words(left, 16, "start", "font-weight='bold'", report.name() + ": how long each client waited"));
        for (double tick : y.ticks()) {
            svg.append(line(left, y.at(tick), WIDTH - 84, y.at(tick), INK, "stroke-opacity='.25'"));
            svg.append(words(left - 6, y.at(tick) + 4, "end", "", y.label(tick)));
        }
        for (double tick : x.ticks()) {
            svg.append(words(x.at(tick), bottom + 16, "middle", "", x.label(tick)));
        }
        svg.append(words((left + WIDTH - 90) / 2.0, bottom + 34, "middle", "", "when it was sent"));
        svg.append(dots(report, x, y, false, DOTS)).append(dots(report, x, y, true, ERROR));
        double median = y.at(report.median().toNanos());
        double p99 = Math.min(
                y.at(report.percentile99().toNanos()), median - 13); // so that the two words do not cover each other
        svg.append(line(left, median, WIDTH - 84, median, MEDIAN, ""))
                .append(words(WIDTH - 80, median + 4, "start", "", "median"));
        svg.append(line(
                        left,
                        y.at(report.percentile99().toNanos()),
                        WIDTH - 84,
                        y.at(report.percentile99().toNanos()),
                        P99,
                        "stroke-dasharray='5 3'"))
                .append(words(WIDTH - 80, p99 + 4, "start", "", "99 %"));
        return svg.append("</svg>").toString();
    }

    private static String dots(LoadReport report, Axis x, Axis y, boolean failed, String colour) {
        StringBuilder path = new StringBuilder();
        for (LoadReport.Answer answer : drawn(report)) {
            if (failed == (answer.error() != null)) {
                path.append(String.format(
                        Locale.ROOT,
                        "M%.0f %.0fh0",
                        x.at(answer.sent().toNanos()),
                        y.at(answer.latency().toNanos())));
            }
        }
        return path.isEmpty()
                ? ""
                : "<path d='" + path + "' stroke='" + colour
                        + "' stroke-width='4' stroke-linecap='round' stroke-opacity='.7' fill='none'/>";
    }

    /**
     * All requests, or of very many those that stick out and a part of the rest: a picture must not weigh a megabyte.
     */
    private static List<LoadReport.Answer> drawn(LoadReport report) {
        int every = report.requests() / MOST_DOTS + 1;
        if (every == 1) {
            return report.answers();
        }
        Duration high = report.percentile99();
        List<LoadReport.Answer> drawn = new ArrayList<>();
        for (int i = 0; i < report.requests(); i++) {
            LoadReport.Answer answer = report.answers().get(i);
            if (i % every == 0 || answer.error() != null || answer.latency().compareTo(high) >= 0) {
                drawn.add(answer);
            }
        }
        return drawn;
    }

    static String svg(List<LoadReport> reports) {
        int left = 24
                + 7
                        * reports.stream()
                                .mapToInt(report -> report.name().length())
                                .max()
                                .orElse(0);
        int row = 34;
        int top = 34;
        int bottom = top + row * reports.size();
        Axis x = Axis.upTo(
                reports.stream()
                        .mapToLong(report -> report.slowest().toNanos())
                        .max()
                        .orElse(1),
                left,
                WIDTH - 30);
        StringBuilder svg = open(bottom + 24, "latencies side by side");
        svg.append(mark(left, 12, MEDIAN))
                .append(words(left + 8, 16, "start", "", "median"))
                .append(mark(left + 84, 12, P99))
                .append(words(left + 92, 16, "start", "", "99th percentile"))
                .append(line(left + 210, 12, left + 234, 12, DOTS, "stroke-width='3' stroke-opacity='.6'"))
                .append(words(left + 240, 16, "start", "", "fastest to slowest"));
        for (double tick : x.ticks()) {
            svg.append(line(x.at(tick), top - 6, x.at(tick), bottom - 6, INK, "stroke-opacity='.25'"));
            svg.append(words(x.at(tick), bottom + 10, "middle", "", x.label(tick)));
        }
        for (int i = 0; i < reports.size(); i++) {
            LoadReport report = reports.get(i);
            double y = top + row * i + 8;
            svg.append(words(left - 10, y + 4, "end", "", report.name()));
            svg.append(line(
                    x.at(report.fastest().toNanos()),
                    y,
                    x.at(report.slowest().toNanos()),
                    y,
                    DOTS,
                    "stroke-width='3' stroke-opacity='.6' stroke-linecap='round'"));
            svg.append(mark(x.at(report.percentile99().toNanos()), y, P99))
                    .append(mark(x.at(report.median().toNanos()), y, MEDIAN));
            String failed = report.errors() == 0 ? "" : ", " + count(report.errors(), "error");
            svg.append(words(
                    x.at(report.fastest().toNanos()),
                    y + 17,
                    "start",
                    "font-size='10'",
                    Durations.text(report.median()) + " / " + Durations.text(report.percentile99()) + failed));
        }
        return svg.append("</svg>").toString();
    }

    static Map<String, Object> vega(LoadReport report) {
        List<Map<String, Object>> values = drawn(report).stream()
                .map(answer -> Map.<String, Object>of(
                        "sent",
                        millis(answer.sent()),
                        "waited",
                        millis(answer.latency()),
                        "answer",
                        answer.error() == null ? "ok" : "error"))
                .toList();
        List<Map<String, Object>> lines = List.of(
                Map.of("waited", millis(report.median()), "mark", "median"),
                Map.of("waited", millis(report.percentile99()), "mark", "99th percentile"));
        Map<String, Object> y = Map.of("field", "waited", "type", "quantitative", "title", "client waited (ms)");
        return Map.of(
                "$schema",
                SCHEMA,
                "title",
                report.name() + ": how long each client waited",
                "width",
                520,
                "height",
                200,
                "background",
                "transparent",
                "config",
                config(),
                "layer",
                List.of(
                        Map.of(
                                "data",
                                Map.of("values", values),
                                "mark",
                                Map.of("type", "circle", "size", 24, "opacity", 0.7, "tooltip", true),
                                "encoding",
                                Map.of(
                                        "x",
                                        Map.of("field", "sent", "type", "quantitative", "title", "sent (ms)"),
                                        "y",
                                        y,
                                        "color",
                                        report.errors() == 0
                                                ? Map.of("value", DOTS)
                                                : colours("answer", List.of("ok", "error"), List.of(DOTS, ERROR)))),
                        Map.of(
                                "data",
                                Map.of("values", lines),
                                "mark",
                                Map.of("type", "rule", "size", 2, "tooltip", true),
                                "encoding",
                                Map.of(
                                        "y",
                                        y,
                                        "color",
                                        colours("mark", List.of("median", "99th percentile"), List.of(MEDIAN, P99))))));
    }

    static Map<String, Object> vega(List<LoadReport> reports) {
        List<Map<String, Object>> ranges = new ArrayList<>();
        List<Map<String, Object>> marks = new ArrayList<>();
        for (LoadReport report : reports) {
            ranges.add(Map.of("name", report.name(), "from", millis(report.fastest()), "to", millis(report.slowest())));
            marks.add(Map.of("name", report.name(), "waited", millis(report.median()), "mark", "median"));
            marks.add(
                    Map.of("name", report.name(), "waited", millis(report.percentile99()), "mark", "99th percentile"));
        }
        Map<String, Object> name = Map.of(
                "field",
                "name",
                "type",
                "nominal",
                "sort",
                reports.stream().map(LoadReport::name).toList(),
                "axis",
                Map.of("title", "", "labelLimit", 320));
        return Map.of(
                "$schema",
                SCHEMA,
                "width",
                420,
                "height",
                Map.of("step", 34),
                "background",
                "transparent",
                "config",
                config(),
                "layer",
                List.of(
                        Map.of(
                                "data",
                                Map.of("values", ranges),
                                "mark",
                                Map.of("type", "rule", "size", 3, "color", DOTS, "opacity", 0.6, "tooltip", true),
                                "encoding",
                                Map.of(
                                        "y",
                                        name,
                                        "x",
                                        Map.of("field", "from", "type", "quantitative", "title", "clients waited (ms)"),
                                        "x2",
                                        Map.of("field", "to"))),
                        Map.of(
                                "data",
                                Map.of("values", marks),
                                "mark",
                                Map.of("type", "tick", "thickness", 4, "size", 20, "tooltip", true),
                                "encoding",
                                Map.of(
                                        "y",
                                        name,
                                        "x",
                                        Map.of("field", "waited", "type", "quantitative"),
                                        "color",
                                        colours("mark", List.of("median", "99th percentile"), List.of(MEDIAN, P99))))));
    }

    private static Map<String, Object> colours(String field, List<String> domain, List<String> range) {
        return Map.of(
                "field",
                field,
                "type",
                "nominal",
                "scale",
                Map.of("domain", domain, "range", range),
                "legend",
                Map.of("title", "", "orient", "bottom"));
    }

    /** No ink that a theme hides, and no ground of its own. */
    private static Map<String, Object> config() {
        return Map.of(
                "view", Map.of("stroke", "transparent"),
                "title", Map.of("color", INK, "anchor", "start"),
                "axis",
                        Map.of(
                                "labelColor",
                                INK,
                                "titleColor",
                                INK,
                                "gridColor",
                                INK,
                                "gridOpacity",
                                0.25,
                                "domainColor",
                                INK,
                                "tickColor",
                                INK),
                "legend", Map.of("labelColor", INK, "labelFontSize", 12));
    }

    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 1e4) / 100.0;
    }

    private static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static StringBuilder open(int height, String description) {
        return new StringBuilder(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d' role='img' aria-label='%s' font-family='sans-serif' font-size='12' fill='%s'>"
                        .formatted(WIDTH, height, WIDTH, height, escaped(description), INK));
    }

    private static String words(double x, double y, String anchor, String more, String text) {
        return String.format(
                Locale.ROOT,
                "<text x='%.1f' y='%.1f' text-anchor='%s' %s>%s</text>",
                x,
                y,
                anchor,
                more,
                escaped(text));
    }

    private static String line(double x1, double y1, double x2, double y2, String colour, String more) {
        return String.format(
                Locale.ROOT,
                "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' %s/>",
                x1,
                y1,
                x2,
                y2,
                colour,
                more);
    }

    private static String mark(double x, double y, String colour) {
        return String.format(
                Locale.ROOT, "<rect x='%.1f' y='%.1f' width='4' height='14' rx='1' fill='%s'/>", x - 2, y - 7, colour);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;");
    }

    /** From nanoseconds to pixels, with ticks at 1, 2 or 5 times a power of ten. */
    private record Axis(double longest, double step, double from, double to) {
        static Axis upTo(double longest, double from, double to) {
            longest = Math.max(longest, 1000);
            double power = Math.pow(10, Math.floor(Math.log10(longest)));
            double share = longest / power;
            double step = power * (share > 5 ? 2 : share > 2 ? 1 : 0.5);
            return new Axis(longest, step, from, to);
        }

        double at(double nanos) {
            return from + (to - from) * nanos / longest;
        }

        List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            for (double tick = 0; tick <= longest; tick += step) {
                ticks.add(tick);
            }
            return ticks;
        }

        String label(double nanos) {
            return nanos == 0 ? "0" : Durations.text(Duration.ofNanos(Math.round(nanos)));
        }
    }
}
