package syncasync.display;

import java.util.ArrayList;
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
    private static final String INK = "#808080"; // neither black nor white
    private static final String LINE = "#2f88c5";
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
            bundle.put("application/vnd.vegalite.v5+json", vega(points));
            bundle.put("image/svg+xml", svg(points));
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
        return "%s: %s → %s in %,d %s"
                .formatted(
                        title,
                        number(points.getFirst().value()),
                        number(points.getLast().value()),
                        values.size(),
                        values.size() == 1 ? "step" : "steps");
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

    private Map<String, Object> vega(List<Point> points) {
        Map<String, Object> axis = Map.of(
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
                INK);
        return Map.of(
                "$schema", "https://vega.github.io/schema/vega-lite/v5.json",
                "title", Map.of("text", heading(points), "color", INK, "anchor", "start"),
                "width", WIDTH,
                "height", HEIGHT,
                "background", "transparent",
                "config", Map.of("view", Map.of("stroke", "transparent"), "axis", axis),
                "data",
                        Map.of(
                                "values",
                                points.stream()
                                        .map(point -> Map.of("step", point.step(), "value", point.value()))
                                        .toList()),
                "mark", Map.of("type", "line", "color", LINE, "tooltip", true),
                "encoding",
                        Map.of(
                                "x", Map.of("field", "step", "type", "quantitative"),
                                "y", Map.of("field", "value", "type", "quantitative", "title", title)));
    }

    private String svg(List<Point> points) {
        int left = 64;
        int top = 28;
        int bottom = top + HEIGHT;
        double least = least(points);
        double span = Math.max(most(points) - least, Double.MIN_NORMAL);
        int last = Math.max(2, points.getLast().step());
        StringBuilder line = new StringBuilder();
        for (Point point : points) {
            double x = left + (double) WIDTH * (point.step() - 1) / (last - 1);
            double y = bottom - HEIGHT * (point.value() - least) / span;
            line.append(String.format(Locale.ROOT, "%s%.1f,%.1f", line.isEmpty() ? "" : " ", x, y));
        }
        String label = Html.escape(heading(points));
        return """
                <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %1$d %2$d' width='%1$d' height='%2$d' role='img' \
                aria-label='%3$s' font-family='sans-serif' font-size='12' fill='%4$s'>\
                <text x='%5$d' y='16' font-weight='bold'>%3$s</text>\
                <text x='%6$d' y='%7$d' text-anchor='end'>%8$s</text>\
                <text x='%6$d' y='%9$d' text-anchor='end'>%10$s</text>\
                <text x='%5$d' y='%11$d'>step 1</text><text x='%12$d' y='%11$d' text-anchor='end'>%13$,d</text>\
                <path d='M%5$d %14$d V%9$d H%12$d' stroke='%4$s' stroke-opacity='.5' fill='none'/>\
                <polyline points='%15$s' stroke='%16$s' stroke-width='2' fill='none'/></svg>""".formatted(
                        left + WIDTH + 16,
                        bottom + 24,
                        label,
                        INK,
                        left,
                        left - 6,
                        top + 4,
                        number(most(points)),
                        bottom,
                        number(least),
                        bottom + 18,
                        left + WIDTH,
                        last,
                        top,
                        line,
                        LINE);
    }
}
