package syncasync.display;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import syncasync.host.Rich;
import syncasync.host.Screen;

/**
 * A line chart of one number that changes step by step, such as the loss of a model in training, redrawn in place while
 * values are added. Where nothing can be redrawn, only the last drawing is shown. Any thread may add to it.
 * {@snippet :
 * try (var loss = new Curve("loss")) {
 *     for (int round = 0; round < 100; round++) {
 *         loss.add(1.0 / (round + 1));
 *     }
 * }
 * }
 */
public final class Curve implements Rich, AutoCloseable {

    private static final long REDRAW = 100_000_000; // nanoseconds: a screen that is redrawn more often only flickers
    private static final int MOST_POINTS = 200; // a drawing shows no more; the values are all kept
    private static final int TEXT_POINTS = 60;
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";
    private static final int WIDTH = 520;
    private static final int HEIGHT = 160;

    private final String title;
    private final LongSupplier clock;
    private final Screen screen = Screen.current();
    private final List<Double> values = new ArrayList<>();
    private long nextDraw;
    private String id; // on the screen, once shown
    private boolean over;

    /** A curve without values. Its title says what the numbers are. */
    public Curve(String title) {
        this(title, System::nanoTime);
    }

    Curve(String title, LongSupplier nanoClock) {
        this.title = title;
        this.clock = nanoClock;
        this.nextDraw = clock.getAsLong();
    }

    /** Adds the value of the next step. One that is infinite or no number is kept, and not drawn. */
    public synchronized void add(double value) {
        values.add(value);
        long now = clock.getAsLong();
        if (now - nextDraw >= 0) {
            nextDraw = now + REDRAW;
            draw(false);
        }
    }

    /** All values so far. */
    public synchronized List<Double> values() {
        return List.copyOf(values);
    }

    /** Draws it for the last time. */
    @Override
    public synchronized void close() {
        draw(true);
    }

    private void draw(boolean last) {
        if (over) {
            return;
        }
        over = last;
        if (!last && !screen.redraws()) {
            return;
        }
        Map<String, Object> bundle = bundle();
        Rich drawing = () -> bundle;
        if (id == null) {
            id = screen.show(drawing);
        } else {
            screen.update(id, drawing);
        }
    }

    @Override
    public synchronized Map<String, Object> bundle() {
        List<Point> points = points(MOST_POINTS);
        Map<String, Object> bundle = new LinkedHashMap<>();
        if (!points.isEmpty()) {
            bundle.put(Vega.MIME, vega(points));
            bundle.put(Svg.MIME, svg(points));
        }
        bundle.put("text/plain", toString());
        return bundle;
    }

    /** A heading with the first and the last value, and the curve as a row of blocks. */
    @Override
    public synchronized String toString() {
        List<Point> points = points(TEXT_POINTS);
        if (points.isEmpty()) {
            return title + ": no values";
        }
        double least = least(points);
        double span = Math.max(most(points) - least, Double.MIN_NORMAL);
        StringBuilder blocks = new StringBuilder();
        for (Point point : points) {
            blocks.append(BLOCKS.charAt((int) Math.round((point.value() - least) / span * (BLOCKS.length() - 1))));
        }
        return heading(points) + "\n" + blocks;
    }

    private record Point(int step, double value) {}

    /** All that can be drawn, or of very many a regular sample that keeps the first and the last. */
    private List<Point> points(int most) {
        List<Point> all = IntStream.range(0, values.size())
                .filter(i -> Double.isFinite(values.get(i)))
                .mapToObj(i -> new Point(i + 1, values.get(i)))
                .toList();
        if (all.size() <= most) {
            return all;
        }
        return IntStream.range(0, most)
                .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (most - 1))))
                .toList();
    }

    private String heading(List<Point> points) {
        return title + ": " + number(points.getFirst().value()) + " → "
                + number(points.getLast().value()) + " in " + InWords.count(values.size(), "step");
    }

    private static double least(List<Point> points) {
        return points.stream().mapToDouble(Point::value).min().orElseThrow();
    }

    private static double most(List<Point> points) {
        return points.stream().mapToDouble(Point::value).max().orElseThrow();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    /** The picture in words: where it begins, ends, and is highest and lowest. */
    private String description(List<Point> points) {
        Point least = points.stream().min(Comparator.comparing(Point::value)).orElseThrow();
        Point most = points.stream().max(Comparator.comparing(Point::value)).orElseThrow();
        return "%s: from %s to %s in %s. Lowest %s at step %,d, highest %s at step %,d."
                .formatted(
                        title,
                        number(points.getFirst().value()),
                        number(points.getLast().value()),
                        InWords.count(values.size(), "step"),
                        number(least.value()),
                        least.step(),
                        number(most.value()),
                        most.step());
    }

    private Vega vega(List<Point> points) {
        return Vega.picture(description(points))
                .with("title", Vega.of("text", heading(points)).with("anchor", "start"))
                .with("width", WIDTH)
                .with("height", HEIGHT)
                .with(
                        "data",
                        Vega.values(points.stream()
                                .map(point -> Vega.of("step", point.step()).with("value", point.value()))
                                .toList()))
                .with(
                        "mark",
                        Vega.of("type", "line").with("color", Palette.colour(0)).with("tooltip", true))
                .with(
                        "encoding",
                        Vega.of("x", Vega.field("step", "quantitative"))
                                .with("y", Vega.field("value", "quantitative").with("title", title)));
    }

    private String svg(List<Point> points) {
        int left = 64;
        int right = left + WIDTH;
        int top = 28;
        int bottom = top + HEIGHT;
        double least = least(points);
        double span = Math.max(most(points) - least, Double.MIN_NORMAL);
        int last = Math.max(2, points.getLast().step());
        StringBuilder curve = new StringBuilder();
        for (Point point : points) {
            double x = left + (double) WIDTH * (point.step() - 1) / (last - 1);
            double y = bottom - HEIGHT * (point.value() - least) / span;
            curve.append(Svg.path(curve.isEmpty() ? "M%s %s" : "L%s %s", x, y));
        }
        String frame = Svg.path("M%s %sV%sH%s", left, top, bottom, right);
        return new Svg(right + 16, bottom + 24, heading(points), description(points))
                .text(left, 16, heading(points), "font-weight", "bold")
                .text(left - 6, top + 4, number(most(points)), "text-anchor", "end")
                .text(left - 6, bottom, number(least), "text-anchor", "end")
                .text(left, bottom + 18, "step 1")
                .text(right, bottom + 18, "%,d".formatted(last), "text-anchor", "end")
                .line(frame, "", "stroke", Palette.INK, "stroke-opacity", 0.5, "fill", "none")
                .line(curve.toString(), "", "stroke", Palette.colour(0), "stroke-width", 2, "fill", "none")
                .toString();
    }
}
