package syncasync.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Vega-Lite picture was drawn from: its sets of values, and how they are drawn.
 *
 * @param title of the picture
 * @param seconds that one unit of its times stands for
 * @param sets of values, those of each layer
 */
record VegaData(String title, double seconds, List<DataSet> sets) {

    static final String TYPE = "application/vnd.vegalite.v5+json";

    /** Fields of a value that are times where they are numbers. */
    static final Set<String> TIMES = Set.of("from", "to", "at", "sent", "seen", "waited");

    /** What a picture can be made of: layers one upon the other, views side by side. */
    private static final List<String> TOGETHER = List.of("layer", "vconcat", "hconcat");

    private static final Pattern UNIT =
            Pattern.compile("\\((ns|µs|us|ms|s|min)\\)|datum\\.label \\+ ' (ns|µs|us|ms|s|min)'");

    /**
     * One layer's values.
     *
     * @param mark that it draws for each
     * @param channels what its encoding shows of a value: a channel, and the field in it
     * @param colours by thread, where they have some
     * @param values each as it stands in the picture
     */
    record DataSet(
            String mark, Map<String, String> channels, Map<String, String> colours, List<Map<String, Object>> values) {}

    static VegaData of(Object picture) {
        Map<?, ?> root = map(picture);
        var sets = new ArrayList<DataSet>();
        collect(root, Map.of(), sets);
        Matcher unit = UNIT.matcher(Json.write(picture));
        String found = !unit.find() ? "ms" : unit.group(1) == null ? unit.group(2) : unit.group(1);
        return new VegaData(title(root.get("title")), LineMatch.secondsPer(found), sets);
    }

    private static void collect(Map<?, ?> layer, Map<?, ?> inherited, List<DataSet> sets) {
        var encoding = new TreeMap<Object, Object>(inherited);
        encoding.putAll(map(layer.get("encoding")));
        Object values = map(layer.get("data")).get("values");
        if (values instanceof List<?> list || layer.containsKey("mark")) {
            sets.add(new DataSet(
                    mark(layer.get("mark")),
                    channels(encoding),
                    colours(encoding),
                    values instanceof List<?> all
                            ? all.stream().map(VegaData::value).toList()
                            : List.of()));
        }
        for (String together : TOGETHER) {
            if (layer.get(together) instanceof List<?> parts) {
                parts.forEach(each -> collect(map(each), encoding, sets));
            }
        }
    }

    /** What is drawn of which field, layer by layer. A layer without values of its own has those of the whole. */
    List<String> drawn() {
        return sets.stream()
                .filter(set -> !set.mark.isEmpty())
                .map(set -> set.mark + " " + set.channels)
                .toList();
    }

    /**
     * Whether its times are those of a virtual clock, which are whole milliseconds; what a real clock measures never is
     * all of it.
     */
    boolean isExact() {
        List<Double> times = sets.stream()
                .flatMap(set -> set.values.stream())
                .flatMap(value -> value.entrySet().stream())
                .filter(e -> TIMES.contains(e.getKey()) && e.getValue() instanceof Json.Num)
                .map(e -> ((Json.Num) e.getValue()).asDouble())
                .toList();
        return seconds == 1e-3
                && times.stream().anyMatch(time -> time != 0)
                && times.stream().allMatch(time -> time == Math.rint(time));
    }

    private static String mark(Object mark) {
        return mark instanceof String name ? name : map(mark).get("type") instanceof String type ? type : "";
    }

    private static Map<String, String> channels(Map<?, ?> encoding) {
        var channels = new TreeMap<String, String>();
        encoding.forEach((channel, how) ->
                Optional.ofNullable(map(how).get("field")).ifPresent(f -> channels.put("" + channel, "" + f)));
        return channels;
    }

    private static Map<String, String> colours(Map<?, ?> encoding) {
        Map<?, ?> colour = map(encoding.get("color"));
        Map<?, ?> scale = map(colour.get("scale"));
        var colours = new TreeMap<String, String>();
        if ("thread".equals(colour.get("field"))
                && scale.get("domain") instanceof List<?> threads
                && scale.get("range") instanceof List<?> range) {
            for (int i = 0; i < threads.size() && !range.isEmpty(); i++) {
                colours.put("" + threads.get(i), "" + range.get(i % range.size()));
            }
        }
        return colours;
    }

    private static String title(Object title) {
        return title instanceof Map<?, ?> map ? title(map.get("text")) : Outputs.text(title);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> value(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of("value", value);
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
