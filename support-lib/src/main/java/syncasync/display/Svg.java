package syncasync.display;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Writes an SVG picture, element by element. Every text and value is escaped, numbers have two decimals at most, and
 * the picture has a role, a label and a description for those who cannot see it.
 * {@snippet :
 * String picture = new Svg(100, 40, "a bar", "A bar of two seconds.")
 *         .rect(0, 4, 80, 20, "2.0 s", "fill", Palette.colour(0))
 *         .text(0, 36, "two seconds")
 *         .toString();
 * }
 */
public final class Svg {
    /** The MIME type of such a picture. */
    public static final String MIME = "image/svg+xml";

    /** The average width of a character of the picture's text. */
    public static final double CHARACTER = 6.4;

    private final StringBuilder svg = new StringBuilder();

    /**
     * An empty picture.
     *
     * @param label what it is, in a few words
     * @param description what it shows, in whole sentences
     */
    public Svg(double width, double height, String label, String description) {
        open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + number(width) + " " + number(height),
                "width",
                width,
                "height",
                height,
                "role",
                "img",
                "aria-label",
                label,
                "font-family",
                "system-ui, sans-serif",
                "font-size",
                12,
                "fill",
                Palette.INK);
        svg.append(">\n");
        element("desc", description);
    }

    /**
     * Adds a box.
     *
     * @param tip what it says when it is pointed at; empty for nothing
     * @param attributes names and values in turn, for instance {@code "fill", Palette.INK}
     */
    public Svg rect(double x, double y, double width, double height, String tip, Object... attributes) {
        return shape("rect", tip, joined(attributes, "x", x, "y", y, "width", width, "height", height));
    }

    /** Adds a line, as straight or bent as its instructions say; see {@link #path(String, Object...)}. */
    public Svg line(String instructions, String tip, Object... attributes) {
        return shape("path", tip, joined(attributes, "d", instructions));
    }

    /** Adds a dot around its centre. */
    public Svg dot(double x, double y, double radius, String tip, Object... attributes) {
        return shape("circle", tip, joined(attributes, "cx", x, "cy", y, "r", radius));
    }

    private Svg shape(String tag, String tip, Object... attributes) {
        open(tag, attributes);
        if (tip.isEmpty()) {
            svg.append("/>\n");
        } else {
            svg.append("><title>")
                    .append(Html.escape(tip))
                    .append("</title></")
                    .append(tag)
                    .append(">\n");
        }
        return this;
    }

    /** Adds a text that begins at a point; {@code "text-anchor", "end"} makes it end there. */
    public Svg text(double x, double y, String text, Object... attributes) {
        return element("text", text, joined(attributes, "x", x, "y", y));
    }

    private static Object[] joined(Object[] last, Object... first) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(last)).toArray();
    }

    private Svg element(String tag, String content, Object... attributes) {
        open(tag, attributes);
        svg.append('>').append(Html.escape(content)).append("</").append(tag).append(">\n");
        return this;
    }

    private void open(String tag, Object... attributes) {
        svg.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            Object value = attributes[i + 1];
            String text = value instanceof Number number ? number(number.doubleValue()) : value.toString();
            svg.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(Html.escape(text))
                    .append('"');
        }
    }

    /** A number with two decimals at most, in the same form everywhere. */
    public static String number(double value) {
        double rounded = Math.round(value * 100) / 100.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    /** The instructions of a path, for instance {@code path("M%s %sV%s", x, top, bottom)}. */
    public static String path(String format, Object... numbers) {
        Object[] texts = new Object[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            texts[i] = number(((Number) numbers[i]).doubleValue());
        }
        return String.format(Locale.ROOT, format, texts);
    }

    /** The text, cut to so many characters where it is longer. */
    public static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    /** The whole picture. */
    @Override
    public String toString() {
        return svg + "</svg>";
    }
}
