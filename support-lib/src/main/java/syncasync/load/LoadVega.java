package syncasync.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import syncasync.display.Palette;
import syncasync.display.Vega;

/** From measurements to Vega-Lite: a dot for each request (a cross if it failed), or a row for each load. */
final class LoadVega {
    private static final List<String> FIGURES = List.of("median", "99th percentile");
    private static final List<String> FIGURE_COLOURS = List.of(Palette.colour(2), Palette.colour(1));

    private static final List<List<Integer>> DASHES = List.of(List.of(1, 0), List.of(5, 3));
    private static final List<String> SHAPES = List.of("M-.3,-1H.3V1H-.3Z", "diamond"); // the first is a bar

    private LoadVega() {}

    static Map<String, Object> of(LoadReport report) {
        List<Vega> values = LoadSample.of(report).stream()
                .map(answer -> Vega.of("sent", millis(answer.sent()))
                        .with("waited", millis(answer.latency()))
                        .with("answer", answer.error() == null ? "ok" : "error"))
                .toList();
        List<Vega> lines = List.of(
                Vega.of("waited", millis(report.median())).with("mark", FIGURES.get(0)),
                Vega.of("waited", millis(report.percentile99())).with("mark", FIGURES.get(1)));
        Vega y = Vega.field("waited", "quantitative").with("title", "client waited (ms)");
        Vega dots = Vega.of("x", Vega.field("sent", "quantitative").with("title", "sent (ms)"))
                .with("y", y);
        if (report.errors() == 0) {
            dots.with("color", Vega.of("value", Palette.colour(0)));
        } else {
            List<String> answers = List.of("ok", "error");
            dots.with("color", Vega.colour("answer", answers, List.of(Palette.colour(0), Palette.BAD)))
                    .with("shape", Vega.scaled("answer", answers, List.of("circle", "cross")))
                    .with(
                            "size",
                            Vega.of("value", 24)
                                    .with(
                                            "condition",
                                            Vega.of("test", "datum.answer == 'error'")
                                                    .with("value", 80)));
        }
        return Vega.picture(LoadText.inWords(report))
                .with(
                        "title",
                        Vega.of("text", report.name() + ": how long each client waited")
                                .with("anchor", "start"))
                .with("width", 520)
                .with("height", 200)
                .with("resolve", Vega.of("scale", ownScales()))
                .with(
                        "layer",
                        List.of(
                                layer(
                                        values,
                                        mark("point", 0.7).with("filled", true).with("size", 24),
                                        dots),
                                layer(
                                        lines,
                                        mark("rule", 1).with("size", 2),
                                        Vega.of("y", y)
                                                .with("color", figures())
                                                .with("strokeDash", Vega.scaled("mark", FIGURES, DASHES)))));
    }

    static Map<String, Object> of(List<LoadReport> reports) {
        List<Vega> ranges = new ArrayList<>();
        List<Vega> marks = new ArrayList<>();
        for (LoadReport report : reports) {
            ranges.add(Vega.of("name", report.name())
                    .with("from", millis(report.fastest()))
                    .with("to", millis(report.slowest())));
            marks.add(mark(report, report.median(), FIGURES.get(0)));
            marks.add(mark(report, report.percentile99(), FIGURES.get(1)));
        }
        Vega name = Vega.field("name", "nominal")
                .with("sort", reports.stream().map(LoadReport::name).toList())
                .with("axis", Vega.of("title", "").with("labelLimit", 320));
        return Vega.picture(LoadText.inWords(reports))
                .with("width", 420)
                .with("height", Vega.of("step", 34))
                .with(
                        "layer",
                        List.of(
                                layer(
                                        ranges,
                                        mark("rule", 0.6).with("size", 3).with("color", Palette.colour(0)),
                                        Vega.of("y", name)
                                                .with(
                                                        "x",
                                                        Vega.field("from", "quantitative")
                                                                .with("title", "clients waited (ms)"))
                                                .with("x2", Vega.of("field", "to"))),
                                layer(
                                        marks,
                                        mark("point", 1).with("filled", true).with("size", 120),
                                        Vega.of("y", name)
                                                .with("x", Vega.field("waited", "quantitative"))
                                                .with("color", figures())
                                                .with("shape", Vega.scaled("mark", FIGURES, SHAPES)))));
    }

    private static Vega mark(LoadReport report, Duration waited, String figure) {
        return Vega.of("name", report.name()).with("waited", millis(waited)).with("mark", figure);
    }

    /** What was answered and what the figures are have legends of their own. */
    private static Vega ownScales() {
        return Vega.of("color", "independent").with("shape", "independent").with("strokeDash", "independent");
    }

    private static Vega mark(String type, double opacity) {
        return Vega.of("type", type).with("opacity", opacity).with("tooltip", true);
    }

    private static Vega layer(List<Vega> values, Vega mark, Vega encoding) {
        return Vega.of("data", Vega.values(values)).with("mark", mark).with("encoding", encoding);
    }

    private static Vega figures() {
        return Vega.colour("mark", FIGURES, FIGURE_COLOURS);
    }

    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 1e4) / 100.0;
    }
}
