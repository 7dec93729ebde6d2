package syncasync.timeline;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import syncasync.display.Html;
import syncasync.timing.Durations;

/**
 * Draws a picture as SVG: a row per task, coloured by thread, solid where it was on the CPU and pale where it waited.
 */
final class SvgDrawing {

    private static final double WIDTH = 720;
    private static final double CHARACTER = 6.4; // the average width of one at 12 pixels
    private static final int MOST_CHARACTERS = 28; // of a name
    private static final int MOST_SEGMENTS = 2000;

    private final Picture picture;
    private final Scale scale;
    private final List<Rows.Row> all;
    private final List<Rows.Row> rows;
    private final List<String> lanes;
    private final boolean named;
    private final double rowHeight;
    private final double left;
    private final double plot; // width of the bars' area
    private final double horizon; // nanoseconds at its right edge
    private final StringBuilder svg = new StringBuilder();

    private SvgDrawing(Picture picture) {
        this.picture = picture;
        this.scale = Scale.of(picture.total());
        this.all = Rows.of(picture);
        this.rows = Look.rows(all);
        this.lanes = Look.lanes(rows);
        this.named = rows.size() <= Look.MOST_NAMED_ROWS;
        this.rowHeight = named ? (rows.size() <= 12 ? 22 : 16) : Math.max(2, 480.0 / rows.size());
        double right = named
                ? 16
                        + CHARACTER
                                * rows.stream()
                                        .mapToInt(row -> shortened(behind(row)).length())
                                        .max()
                                        .orElse(0)
                : 24;
        this.left = named
                ? 12
                        + CHARACTER
                                * rows.stream()
                                        .mapToInt(row -> shortened(row.name()).length())
                                        .max()
                                        .orElse(0)
                : 20;
        this.plot = WIDTH - left - right;
        this.horizon = Math.max(picture.total().toNanos(), (double) scale.ticks() * scale.step());
    }

    static String of(Picture picture) {
        return new SvgDrawing(picture).draw();
    }

    private String draw() {
        double top = 28;
        double bottom = top + rows.size() * rowHeight;
        double height = bottom + 28 + 22 * legendLines();
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\" font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"%s\">\n",
                number(WIDTH), number(height), number(WIDTH), number(height), Look.INK);
        String note = Look.left(rows.size(), all.size());
        text(
                0,
                14,
                "start",
                "font-weight=\"bold\"",
                picture.title()
                        + (picture.isEmpty() ? ": nothing recorded yet" : ": " + Durations.text(picture.total()))
                        + (note.isEmpty() ? "" : " (" + note + ")"));
        if (!picture.isEmpty()) {
            axis(top, bottom);
            for (int i = 0; i < rows.size(); i++) {
                row(rows.get(i), top + i * rowHeight);
            }
            legend(bottom + 36);
        }
        return svg.append("</svg>").toString();
    }

    private void axis(double top, double bottom) {
        for (int i = 0; i <= scale.ticks(); i++) {
            double x = left + plot * i * scale.step() / horizon;
            add(
                    "<path d=\"M%s %sV%s\" stroke=\"%s\" stroke-opacity=\"0.3\"/>\n",
                    number(x), number(top - 4), number(bottom + 4), Look.INK);
            text(x, bottom + 18, "middle", "font-size=\"11\"", scale.tick(i));
        }
    }

    private void row(Rows.Row row, double y) {
        double middle = y + rowHeight / 2 + 4;
        if (named) {
            text(left - 8, middle, "end", "", shortened(row.name()));
        }
        double barHeight = named ? rowHeight - 6 : rowHeight * 0.8;
        double barTop = y + (rowHeight - barHeight) / 2;
        String colour = Look.colour(lanes, row.lane());
        double until = left;
        for (Segment segment : Segment.of(row, MOST_SEGMENTS / rows.size() + 1)) {
            double x = x(segment.start());
            double width = Math.max(1, x(segment.end()) - x);
            add(
                    "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\" fill-opacity=\"%s\"%s><title>%s</title></rect>\n",
                    number(x),
                    number(barTop),
                    number(width),
                    number(barHeight),
                    colour,
                    number(Look.opacity(segment.kind())),
                    named ? " stroke=\"" + colour + "\"" : "",
                    Html.escape(tooltip(segment)));
            until = Math.max(until, x + width);
        }
        for (Mark mark : row.marks()) {
            double x = x(mark.at());
            add(
                    "<path d=\"M%s %sl4 %sl-4 %sl-4 -%sz\"><title>%s</title></path>\n",
                    number(x),
                    number(barTop),
                    number(barHeight / 2),
                    number(barHeight / 2),
                    number(barHeight / 2),
                    Html.escape(mark.name() + " on " + mark.lane() + " at " + Durations.text(mark.at())));
        }
        if (named) {
            text(left + plot + 10, middle, "start", "font-size=\"11\"", shortened(behind(row)));
        }
    }

    /** What stands behind a row: the thread, and what went wrong. */
    private static String behind(Rows.Row row) {
        if (row.bars().isEmpty()) {
            return row.marks().size() == 1 ? "once" : row.marks().size() + " times";
        }
        Bar last = row.bars().getLast();
        return row.lane() + (last.failure() != null ? " ✗ " + last.failure() : last.open() ? " …" : "");
    }

    private static String tooltip(Segment segment) {
        Bar bar = segment.bar();
        return bar.name() + " on " + bar.lane() + ", " + segment.kind().label + ": " + Durations.text(segment.start())
                + " – " + Durations.text(segment.end())
                + (bar.cpu() == null ? "" : " (" + Durations.text(bar.cpu()) + " on the CPU)")
                + (bar.failure() == null ? "" : " ✗ " + bar.failure());
    }

    private int legendLines() {
        return picture.bars().isEmpty() ? 0 : lanes.size() > 1 && lanes.size() <= Look.MOST_LANES ? 2 : 1;
    }

    private void legend(double y) {
        if (legendLines() == 0) {
            return;
        }
        double x = left;
        String grey = lanes.size() == 1 || lanes.size() > Look.MOST_LANES ? Look.COLOURS.getFirst() : Look.INK;
        for (Bar.Kind kind : Look.kinds(rows)) {
            x = entry(x, y, grey, Look.opacity(kind), kind.label);
        }
        if (legendLines() == 2) {
            x = left;
            for (String lane : lanes) {
                x = entry(x, y + 20, Look.colour(lanes, lane), 1, lane);
            }
        }
    }

    private double entry(double x, double y, String colour, double opacity, String label) {
        add(
                "<rect x=\"%s\" y=\"%s\" width=\"12\" height=\"10\" fill=\"%s\" fill-opacity=\"%s\" stroke=\"%s\"/>\n",
                number(x), number(y - 2), colour, number(opacity), colour);
        text(x + 18, y + 7, "start", "font-size=\"11\"", shortened(label));
        return x + 18 + CHARACTER * shortened(label).length() + 16;
    }

    private void text(double x, double y, String anchor, String attributes, String text) {
        add(
                "<text x=\"%s\" y=\"%s\"%s%s>%s</text>\n",
                number(x),
                number(y),
                anchor.equals("start") ? "" : " text-anchor=\"" + anchor + "\"",
                attributes.isEmpty() ? "" : " " + attributes,
                Html.escape(text));
    }

    private double x(Duration time) {
        return left + plot * time.toNanos() / horizon;
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    private static String number(double value) {
        double rounded = Math.round(value * 100) / 100.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
    }
}
