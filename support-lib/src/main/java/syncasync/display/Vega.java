package syncasync.display;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a Vega-Lite 5 picture, or a part of one, as a map that keeps its order.
 * {@snippet :
 * Vega x = Vega.field("step", "quantitative").with("title", "");
 * Vega picture = Vega.picture("Ten steps.")
 *         .with("data", Vega.values(List.of(Vega.of("step", 1), Vega.of("step", 10))))
 *         .with("mark", "point")
 *         .with("encoding", Vega.of("x", x));
 * }
 *
 * <p>There is no null in it, since not every way to JSON keeps those, and no colour of the ground, so that it stands on
 * light and on dark.
 */
public final class Vega extends LinkedHashMap<String, Object> {
    /** The MIME type of such a picture. */
    public static final String MIME = "application/vnd.vegalite.v5+json";

    private Vega() {}

    /** A map with one entry, for others to be added. */
    public static Vega of(String key, Object value) {
        return new Vega().with(key, value);
    }

    /** Adds an entry. */
    public Vega with(String key, Object value) {
        if (value == null) {
            throw new IllegalArgumentException("\"" + key + "\" must have a value: JSON may lose a null.");
        }
        put(key, value);
        return this;
    }

    /** Adds an entry where it is wanted, and otherwise none. */
    public Vega with(boolean wanted, String key, Object value) {
        return wanted ? with(key, value) : this;
    }

    /** The beginning of a whole picture, with a description of it in words for those who cannot see it. */
    public static Vega picture(String description) {
        return of("$schema", "https://vega.github.io/schema/vega-lite/v5.json")
                .with("description", description)
                .with("background", "transparent")
                .with("config", config());
    }

    /** A title over the picture, from the left; the smaller line below it may be an expression. */
    public static Vega title(Object text, Object subtitle) {
        return of("text", text).with("subtitle", subtitle).with("anchor", "start");
    }

    /** Data that stand in the picture itself. */
    public static Vega values(List<? extends Map<String, ?>> values) {
        return of("values", values);
    }

    /** A field of the data and what it measures: {@code quantitative}, {@code ordinal} or {@code nominal}. */
    public static Vega field(String name, String type) {
        return of("field", name).with("type", type);
    }

    /** A field that has a colour for each of these values, and a legend below the picture. */
    public static Vega colour(String field, List<String> values, List<String> colours) {
        return scaled(field, values, colours);
    }

    /**
     * A field that has a shape, a dash or the like for each of these values, beside the colour and in the same legend:
     * so that nothing is told by colour alone.
     */
    public static Vega scaled(String field, List<String> values, List<?> range) {
        return field(field, "nominal")
                .with("scale", of("domain", values).with("range", range))
                .with("legend", of("title", "").with("orient", "bottom").with("columns", 3));
    }

    /**
     * A slider. It is moved by the mouse or the arrow keys; its name stands before it and its value behind it.
     *
     * @param parameter what expressions of the picture call its value
     * @param name what the reader calls it, with its unit
     */
    public static Vega slider(String parameter, String name, double least, double most, double step, double at) {
        return of("name", parameter)
                .with("value", number(at))
                .with(
                        "bind",
                        of("input", "range")
                                .with("min", number(least))
                                .with("max", number(most))
                                .with("step", number(step))
                                .with("name", name + " "));
    }

    /** A text as it must stand in an expression. */
    public static String quoted(String text) {
        return "'"
                + text.replace("\\", "\\\\")
                        .replace("'", "\\'")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\u2028", "\\u2028")
                        .replace("\u2029", "\\u2029")
                + "'";
    }

    /** Several texts as a list in an expression. */
    public static String quoted(List<String> texts) {
        return "[" + String.join(", ", texts.stream().map(Vega::quoted).toList()) + "]";
    }

    /** To a thousandth: more digits only make a notebook larger. */
    public static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    /** A whole number without a decimal point. */
    private static Number number(double value) {
        return value == Math.rint(value) ? (Number) (long) value : (Number) value;
    }

    /** No ink that a theme hides, and no frame. */
    private static Vega config() {
        return of("view", of("stroke", "transparent"))
                .with(
                        "title",
                        of("color", Palette.INK)
                                .with("subtitleColor", Palette.INK)
                                .with("subtitlePadding", 4)
                                .with("offset", 10))
                .with(
                        "axis",
                        of("labelColor", Palette.INK)
                                .with("titleColor", Palette.INK)
                                .with("gridColor", Palette.INK)
                                .with("gridOpacity", 0.25)
                                .with("domainColor", Palette.INK)
                                .with("tickColor", Palette.INK)
                                .with("labelFontSize", 12)
                                .with("labelPadding", 6))
                .with(
                        "legend",
                        of("labelColor", Palette.INK)
                                .with("titleColor", Palette.INK)
                                .with("labelFontSize", 12)
                                .with("symbolFillColor", Palette.INK)
                                .with("symbolStrokeColor", Palette.INK));
    }
}
