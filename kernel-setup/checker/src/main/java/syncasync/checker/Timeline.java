package syncasync.checker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The rows of a timeline, as the values of its picture have them: bars with a state, a thread, from and to, and marks.
 * All times are in seconds.
 *
 * @param rows by the name that a reader sees; several of one name in the order in which they begin
 */
record Timeline(Map<String, List<Row>> rows) {

    private static final Set<String> BAR = Set.of("row", "state", "thread", "from", "to");
    private static final Set<String> MARK = Set.of("row", "thread", "at");

    /** A stretch of time. */
    record Bar(String state, double from, double to) {}

    /** A moment. */
    record Mark(double at) {}

    /** A thread: those of one kind are numbered, as they come. */
    record Thread(String name) {
        String kind() {
            return name.replaceFirst("#\\d+$", "#");
        }
    }

    /** One row. */
    record Row(List<Bar> bars, List<Mark> marks, List<Thread> threads, String colour) {

        Set<String> states() {
            return bars.stream().map(Bar::state).collect(Collectors.toCollection(TreeSet::new));
        }

        double seconds(String state) {
            return bars.stream()
                    .filter(b -> b.state.equals(state))
                    .mapToDouble(b -> b.to - b.from)
                    .sum();
        }

        double seconds() {
            return bars.stream().mapToDouble(b -> b.to - b.from).sum();
        }

        double begin(String state) {
            return bars.stream()
                    .filter(b -> b.state.equals(state))
                    .mapToDouble(Bar::from)
                    .min()
                    .orElse(0);
        }

        double end(String state) {
            return bars.stream()
                    .filter(b -> b.state.equals(state))
                    .mapToDouble(Bar::to)
                    .max()
                    .orElse(0);
        }

        double begin() {
            return bars.stream()
                    .mapToDouble(Bar::from)
                    .min()
                    .orElse(marks.stream().mapToDouble(Mark::at).min().orElse(0));
        }

        double end() {
            return Math.max(
                    bars.stream().mapToDouble(Bar::to).max().orElse(0),
                    marks.stream().mapToDouble(Mark::at).max().orElse(0));
        }

        double distance(Row other) {
            return Math.abs(begin() - other.begin()) + Math.abs(end() - other.end());
        }

        /** For how many seconds both have a bar; both have them in the order of time, none over another. */
        double overlap(Row other) {
            double both = 0;
            for (int i = 0, j = 0; i < bars.size() && j < other.bars.size(); ) {
                Bar a = bars.get(i);
                Bar b = other.bars.get(j);
                both += Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
                if (a.to < b.to) {
                    i++;
                } else {
                    j++;
                }
            }
            return both;
        }
    }

    static Timeline of(VegaData picture) {
        var bars = new LinkedHashMap<String, List<Bar>>();
        var marks = new LinkedHashMap<String, List<Mark>>();
        var threads = new LinkedHashMap<String, List<Thread>>();
        var colours = new LinkedHashMap<String, String>();
        for (VegaData.DataSet set : picture.sets()) {
            for (Map<String, Object> value : set.values()) {
                String row = String.valueOf(value.get("row"));
                if (value.keySet().containsAll(BAR)) {
                    String thread = String.valueOf(value.get("thread"));
                    bars.computeIfAbsent(row, r -> new ArrayList<>())
                            .add(new Bar(
                                    String.valueOf(value.get("state")),
                                    seconds(value, "from", picture),
                                    seconds(value, "to", picture)));
                    List<Thread> its = threads.computeIfAbsent(row, r -> new ArrayList<>());
                    if (its.isEmpty() || !its.getLast().name().equals(thread)) {
                        its.add(new Thread(thread));
                    }
                    colours.put(row, set.colours().getOrDefault(thread, ""));
                } else if (value.keySet().containsAll(MARK)) {
                    marks.computeIfAbsent(row, r -> new ArrayList<>()).add(new Mark(seconds(value, "at", picture)));
                    threads.computeIfAbsent(row, r -> new ArrayList<>())
                            .add(new Thread(String.valueOf(value.get("thread"))));
                }
            }
        }
        var rows = new TreeMap<String, List<Row>>();
        threads.forEach((key, its) -> rows.computeIfAbsent(key.stripTrailing(), name -> new ArrayList<>())
                .add(new Row(
                        bars.getOrDefault(key, List.of()).stream()
                                .sorted(Comparator.comparingDouble(Bar::from))
                                .toList(),
                        marks.getOrDefault(key, List.of()).stream()
                                .sorted(Comparator.comparingDouble(Mark::at))
                                .toList(),
                        its,
                        colours.getOrDefault(key, ""))));
        rows.values().forEach(same -> same.sort(Comparator.comparingDouble(Row::begin)));
        return new Timeline(rows);
    }

    private static double seconds(Map<String, Object> value, String field, VegaData picture) {
        return value.get(field) instanceof Json.Num number ? picture.seconds() * number.asDouble() : 0;
    }

    /** The values of a set that are neither bars nor marks. */
    static List<Map<String, Object>> others(VegaData picture, int set) {
        return set >= picture.sets().size()
                ? List.of()
                : picture.sets().get(set).values().stream()
                        .filter(v -> !v.isEmpty()
                                && !v.keySet().containsAll(BAR)
                                && !v.keySet().containsAll(MARK))
                        .toList();
    }

    double end() {
        return rows.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Row::end)
                .max()
                .orElse(0);
    }
}
