package syncasync.load;

import static syncasync.display.Svg.path;

import java.time.Duration;
import java.util.List;
import syncasync.display.Axis;
import syncasync.display.Palette;
import syncasync.display.Svg;
import syncasync.host.DurationText;

/** From measurements to SVG: a dot for each request (a cross if it failed), or a row for each load. */
final class LoadSvg {
    private static final int WIDTH = 640;
    private static final Object[] BOLD = {"font-weight", "bold"};
    private static final String MEDIAN = Palette.colour(2);
    private static final String P99 = Palette.colour(1);

    private LoadSvg() {}

    static String of(LoadReport report) {
        int left = 64;
        int right = WIDTH - 90;
        int top = 28;
        int bottom = top + 180;
        Axis x = Axis.upTo(report.answers().stream()
                .map(LoadReport.Answer::sent)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO));
        Axis y = Axis.upTo(report.slowest());
        String title = report.name() + ": how long each client waited";
        Svg svg = new Svg(WIDTH, bottom + 44, title, LoadText.inWords(report));
        svg.text(left, 16, title, BOLD);
        for (int i = 0; i <= y.ticks(); i++) {
            double at = y.at(y.time(i), bottom, top);
            svg.line(path("M%s %sH%s", left, at, right + 6), "", "stroke", Palette.INK, "stroke-opacity", 0.25);
            svg.text(left - 6, at + 4, y.label(i), "text-anchor", "end");
        }
        for (int i = 0; i <= x.ticks(); i++) {
            svg.text(x.at(x.time(i), left + 6, right), bottom + 16, x.label(i), "text-anchor", "middle");
        }
        svg.text((left + right) / 2.0, bottom + 34, "when it was sent", "text-anchor", "middle");
        points(svg, report, x, y, left + 6, right, bottom, top);

        double median = y.at(report.median(), bottom, top);
        double p99 = y.at(report.percentile99(), bottom, top);
        svg.line(path("M%s %sH%s", left, median, right + 6), "", "stroke", MEDIAN);
        svg.text(right + 10, median + 4, "median");
        svg.line(path("M%s %sH%s", left, p99, right + 6), "", "stroke", P99, "stroke-dasharray", "5 3");
        // Apart from each other, so that the two words do not cover each other.
        svg.text(right + 10, Math.min(p99, median - 13) + 4, "99 %");
        return svg.toString();
    }

    /** All answers as one path and all failures as another: an element for each would weigh a megabyte. */
    private static void points(Svg svg, LoadReport report, Axis x, Axis y, int left, int right, int bottom, int top) {
        StringBuilder dots = new StringBuilder();
        StringBuilder crosses = new StringBuilder();
        for (LoadReport.Answer answer : LoadSample.of(report)) {
            long atX = Math.round(x.at(answer.sent(), left, right));
            long atY = Math.round(y.at(answer.latency(), bottom, top));
            if (answer.error() == null) dots.append(path("M%s %sh0", atX, atY));
            else crosses.append(path("M%s %sl6 6m0-6l-6 6", atX - 3, atY - 3));
        }
        Object[] round = {
            "stroke",
            Palette.colour(0),
            "stroke-width",
            4,
            "stroke-linecap",
            "round",
            "stroke-opacity",
            0.7,
            "fill",
            "none"
        };
        if (!dots.isEmpty()) svg.line(dots.toString(), "", round);
        if (!crosses.isEmpty()) {
            svg.line(crosses.toString(), "", "stroke", Palette.BAD, "stroke-width", 2, "fill", "none");
        }
    }

    static String of(List<LoadReport> reports) {
        int longest = reports.stream()
                .mapToInt(report -> report.name().length())
                .max()
                .orElse(0);
        int left = 24 + 7 * longest;
        int right = WIDTH - 30;
        int row = 34;
        int top = 34;
        int bottom = top + row * reports.size();
        Axis x = Axis.upTo(reports.stream()
                .map(LoadReport::slowest)
                .max(Duration::compareTo)
                .orElseThrow());
        Svg svg = new Svg(WIDTH, bottom + 24, "latencies side by side", LoadText.inWords(reports));
        median(svg, left, 12);
        svg.text(left + 8, 16, "median");
        percentile99(svg, left + 84, 12);
        svg.text(left + 94, 16, "99th percentile");
        range(svg, left + 210, left + 234, 12);
        svg.text(left + 240, 16, "fastest to slowest");
        for (int i = 0; i <= x.ticks(); i++) {
            double at = x.at(x.time(i), left, right);
            String tick = path("M%s %sV%s", at, top - 6, bottom - 6);
            svg.line(tick, "", "stroke", Palette.INK, "stroke-opacity", 0.25);
            svg.text(at, bottom + 10, x.label(i), "text-anchor", "middle");
        }
        for (int i = 0; i < reports.size(); i++) {
            LoadReport report = reports.get(i);
            double y = top + row * i + 8;
            double fastest = x.at(report.fastest(), left, right);
            svg.text(left - 10, y + 4, report.name(), "text-anchor", "end");
            range(svg, fastest, x.at(report.slowest(), left, right), y);
            percentile99(svg, x.at(report.percentile99(), left, right), y);
            median(svg, x.at(report.median(), left, right), y);
            String figures = DurationText.of(report.median()) + " / " + DurationText.of(report.percentile99());
            svg.text(fastest, y + 17, figures + LoadText.errors(report), "font-size", 10);
        }
        return svg.toString();
    }

    /** A bar: told apart from the diamond by its shape as well as by its colour. */
    private static void median(Svg svg, double x, double y) {
        svg.rect(x - 2, y - 7, 4, 14, "", "rx", 1, "fill", MEDIAN);
    }

    private static void percentile99(Svg svg, double x, double y) {
        svg.line(path("M%s %sl5 7l-5 7l-5 -7z", x, y - 7), "", "fill", P99);
    }

    private static void range(Svg svg, double from, double to, double y) {
        Object[] thick = {"stroke", Palette.colour(0), "stroke-width", 3, "stroke-opacity", 0.6};
        svg.line(path("M%s %sH%s", from, y, to), "", thick);
    }
}
