package syncasync.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cell left behind, in the form in which it is compared: each stream joined to one text, then what was shown,
 * then how it failed.
 *
 * @param stdout what was printed
 * @param stderr what was printed to the error stream
 * @param shown displays and the result, in their order
 * @param raised the exception that ended the cell
 */
record Outputs(String stdout, String stderr, List<Shown> shown, Optional<Raised> raised) {

    /** One display or result: what came, by its MIME type. */
    record Shown(Map<String, Object> data) {

        Set<String> types() {
            return new TreeSet<>(data.keySet());
        }

        /** In plain characters. */
        String text() {
            return of("text/plain");
        }

        /** In this MIME type; empty where it did not come in it. */
        String of(String type) {
            return Outputs.text(data.get(type));
        }
    }

    /** An exception: its class, and its message (its first line is what counts). */
    record Raised(String name, String message) {

        String firstLine() {
            return message.lines().findFirst().orElse("").strip();
        }

        @Override
        public String toString() {
            return firstLine().isEmpty() ? name : name + ": " + firstLine();
        }
    }

    private static final Pattern CELL = Pattern.compile("\\bcell (\\d{1,6})\\b");

    static final Outputs NONE = new Outputs("", "", List.of(), Optional.empty());

    /** Reads the {@code outputs} of a cell. */
    static Outputs of(List<?> outputs) {
        var stdout = new StringBuilder();
        var stderr = new StringBuilder();
        var shown = new ArrayList<Shown>();
        Optional<Raised> raised = Optional.empty();
        for (Object output : outputs) {
            Map<?, ?> o = (Map<?, ?>) output;
            switch (String.valueOf(o.get("output_type"))) {
                case "stream" -> ("stderr".equals(o.get("name")) ? stderr : stdout).append(text(o.get("text")));
                case "display_data", "execute_result" -> {
                    var data = new TreeMap<String, Object>();
                    ((Map<?, ?>) o.get("data")).forEach((type, content) -> data.put((String) type, content));
                    shown.add(new Shown(data));
                }
                case "error" -> raised = Optional.of(new Raised(text(o.get("ename")), text(o.get("evalue"))));
                default -> throw new IllegalArgumentException("an output of unknown type " + o.get("output_type"));
            }
        }
        return new Outputs(stdout.toString(), stderr.toString(), List.copyOf(shown), raised);
    }

    boolean isEmpty() {
        return equals(NONE);
    }

    /** What a reader sees in plain characters: what was printed, then the text of what was shown. */
    String readable() {
        var all = new StringBuilder(stdout);
        for (Shown s : shown) {
            if (!all.isEmpty() && all.charAt(all.length() - 1) != '\n') {
                all.append('\n');
            }
            all.append(s.text());
        }
        return all.toString();
    }

    /**
     * The same with each {@code cell 69} called by what that cell is named: its number is another as soon as a cell is
     * put before it, or all run twice.
     */
    Outputs naming(Map<Integer, String> cells) {
        return new Outputs(
                named(stdout, cells),
                named(stderr, cells),
                shown.stream().map(s -> new Shown(named(s.data(), cells))).toList(),
                raised.map(r -> new Raised(r.name(), named(r.message(), cells))));
    }

    @SuppressWarnings("unchecked") // a text stays a text, a list a list, a map a map
    private static <T> T named(T content, Map<Integer, String> cells) {
        return (T)
                switch (content) {
                    case null -> null;
                    case String text -> named(text, cells, "cell [%s]");
                    case List<?> all ->
                        all.stream().map(each -> named(each, cells)).toList();
                    case Map<?, ?> all -> {
                        var copy = new TreeMap<Object, Object>();
                        all.forEach((key, each) -> copy.put(key, named(each, cells)));
                        yield copy;
                    }
                    default -> content;
                };
    }

    /** The kernel counts the cells that it runs; a reader knows them by name. A number that is none of theirs stays. */
    static String named(String text, Map<Integer, String> cells, String form) {
        return CELL.matcher(text).replaceAll(m -> {
            String name = cells.get(Integer.parseInt(m.group(1)));
            return Matcher.quoteReplacement(name == null ? m.group() : form.formatted(name));
        });
    }

    /** In a file a text is one string or a list of lines. */
    static String text(Object value) {
        return switch (value) {
            case null -> "";
            case String s -> s;
            case List<?> lines ->
                String.join("", lines.stream().map(String.class::cast).toList());
            default -> value.toString();
        };
    }
}
