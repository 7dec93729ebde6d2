package syncasync.timeline;

import static syncasync.display.Svg.CHARACTER;
import static syncasync.display.Svg.path;

import java.util.List;
import java.util.function.Function;
import syncasync.display.Axis;
import syncasync.display.Palette;
import syncasync.display.Svg;
import syncasync.host.DurationText;

/**
 * Draws a picture as SVG: a row per task, coloured by thread, solid where it was on the CPU and pale where it waited.
 * The thread's name stands behind the row.
 */
final class SvgDrawing {

    private static final double WIDTH = 720;
    private static final double TOP = 28;
    private static final int MOST_CHARACTERS = 28; // of a name

    private final Picture picture;
    private final Axis axis;
    private final Rows rows;
    private final List<String> lanes;
    private final double rowHeight;
    private final double left;
    private final double right; // edge of the bars' area
    private final Svg svg;

    private SvgDrawing(Picture picture) {
        this.picture = picture;
        this.axis = Axis.upTo(picture.total());
        this.rows = Rows.sample(picture);
        this.lanes = rows.lanes();
        int count = rows.drawn().size();
        this.rowHeight = rows.named() ? (count <= 12 ? 22 : 16) : Math.max(2, 480.0 / count);
        this.left = rows.named() ? 12 + longest(Rows.Row::name) : 20;
        this.right = WIDTH - (rows.named() ? 16 + longest(SvgDrawing::behind) : 24);
        double height = bottom() + 28 + 22 * legendLines();
        this.svg = new Svg(WIDTH, height, PictureInWords.heading(picture), PictureInWords.of(picture));
    }

    static String of(Picture picture) {
        return new SvgDrawing(picture).draw();
    }

    private String draw() {
        svg.text(0, 14, PictureInWords.heading(picture) + rows.note(" (", ")"), "font-weight", "bold");
        if (!picture.isEmpty()) {
            axis();
            for (int i = 0; i < rows.drawn().size(); i++) {
                row(rows.drawn().get(i), TOP + i * rowHeight);
            }
            legend();
        }
        return svg.toString();
    }

    private double bottom() {
        return TOP + rows.drawn().size() * rowHeight;
    }

    private double longest(Function<Rows.Row, String> text) {
        return CHARACTER
                * rows.drawn().stream()
                        .mapToInt(row -> shortened(text.apply(row)).length())
                        .max()
                        .orElse(0);
    }

    private void axis() {
        for (int i = 0; i <= axis.ticks(); i++) {
            double x = axis.at(axis.time(i), left, right);
            String tick = path("M%s %sV%s", x, TOP - 4, bottom() + 4);
            svg.line(tick, "", "stroke", Palette.INK, "stroke-opacity", 0.3);
            svg.text(x, bottom() + 18, axis.label(i), "text-anchor", "middle", "font-size", 11);
        }
    }

    private void row(Rows.Row row, double y) {
        double middle = y + rowHeight / 2 + 4;
        if (rows.named()) {
            svg.text(left - 8, middle, shortened(row.name()), "text-anchor", "end");
            svg.text(right + 10, middle, shortened(behind(row)), "font-size", 11);
        }
        double height = rows.named() ? rowHeight - 6 : rowHeight * 0.8;
        double top = y + (rowHeight - height) / 2;
        for (Segment segment : rows.segments(row)) {
            double x = axis.at(segment.start(), left, right);
            double width = Math.max(1, axis.at(segment.end(), left, right) - x);
            svg.rect(x, top, width, height, tooltip(segment), shade(segment.kind(), colour(row.lane())));
        }
        for (Mark mark : row.marks()) {
            double x = axis.at(mark.at(), left, right);
            svg.line(
                    path("M%s %sl4 %sl-4 %sl-4 -%sz", x, top, height / 2, height / 2, height / 2),
                    mark.name() + " on " + mark.lane() + " at " + DurationText.of(mark.at()));
        }
    }

    private Object[] shade(Bar.Kind kind, String colour) {
        return new Object[] {"fill", colour, "fill-opacity", kind.opacity, "stroke", rows.named() ? colour : "none"};
    }

    /** What stands behind a row: the thread, and what went wrong. */
    private static String behind(Rows.Row row) {
        if (row.bars().isEmpty()) {
            return row.marks().size() == 1 ? "once" : row.marks().size() + " times";
        }
        return row.lane() + (!row.failure().isEmpty() ? " ✗ " + row.failure() : row.open() ? " …" : "");
    }

    private static String tooltip(Segment segment) {
        Bar bar = segment.bar();
        return bar.name() + " on " + bar.lane() + ", " + segment.kind().label + ": "
                + DurationText.of(segment.start()) + " – " + DurationText.of(segment.end())
                + (bar.cpu() == null ? "" : " (" + DurationText.of(bar.cpu()) + " on the CPU)")
                + (bar.failure() == null ? "" : " ✗ " + bar.failure());
    }

    private String colour(String lane) {
        return rows.coloured() ? Palette.colour(Math.max(0, lanes.indexOf(lane))) : Palette.colour(0);
    }

    private int legendLines() {
        return picture.bars().isEmpty() ? 0 : lanes.size() > 1 && rows.coloured() ? 2 : 1;
    }

    private void legend() {
        if (legendLines() == 0) {
            return;
        }
        double y = bottom() + 34;
        double x = left;
        for (Bar.Kind kind : rows.kinds()) {
            x = entry(x, y, legendLines() == 1 ? Palette.colour(0) : Palette.INK, kind, kind.label);
        }
        x = left;
        for (String lane : legendLines() == 2 ? lanes : List.<String>of()) {
            x = entry(x, y + 20, colour(lane), Bar.Kind.RUNNING, lane);
        }
    }

    private double entry(double x, double y, String colour, Bar.Kind kind, String label) {
        svg.rect(x, y, 12, 10, "", shade(kind, colour));
        svg.text(x + 18, y + 9, shortened(label), "font-size", 11);
        return x + 18 + CHARACTER * shortened(label).length() + 16;
    }

    private static String shortened(String text) {
        return Svg.shortened(text, MOST_CHARACTERS);
    }
}
