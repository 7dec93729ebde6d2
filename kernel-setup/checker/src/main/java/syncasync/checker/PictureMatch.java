package syncasync.checker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * When two pictures show the same: compares the data that two Vega-Lite pictures were drawn from, not their drawing.
 *
 * <p>A timeline shows the same if it has the same rows, and in each of them the same states and as many marks, each
 * about as long and about where it was; if the same rows run at the same time; and if the same rows share a thread. What
 * two runs never share is left out: which of two rows comes first, the numbers of threads of one kind, and a state that
 * is over sooner than anybody sees. A moment at which the whole machine stood still lengthens all that is under way by as
 * much, so it is told from one task that took longer; and where the runner measured that the machine was late, each
 * time may be off by as much again.
 *
 * <p>What a virtual clock measured, in whole milliseconds, is exact.
 *
 * <p>In any other picture every value counts; texts are compared as lines are, times as those of a timeline.
 */
final class PictureMatch {

    /** How much longer than the shorter of two bars the longer one may be. */
    private static final double RELATIVE = 0.2;
    /** How much later a bar may begin or end, as every duration: what is between two statements is not the lesson's. */
    private static final double RELATIVE_PLACE = 0.35;
    /** What a busy machine adds to a single wait, and to a beginning: a share of the picture, within bounds in seconds. */
    private static final double SHARE_OF_LENGTH = 0.06;

    private static final double SHARE_OF_PLACE = 0.25;
    private static final double SHARE_OF_OVERLAP = 0.15;
    /** How long the whole machine may stand still, in seconds, and how differently two rows may feel it. */
    private static final double STALL = 0.4;

    private static final double STALL_APART = 0.1;
    /** How far two times of a virtual clock may be apart, in seconds. */
    private static final double EXACT = 1e-6;

    private final Timeline kept;
    private final Timeline got;
    private final boolean exact;
    private final double lengthSlack;
    private final double placeSlack;
    private final double overlapSlack;
    private final List<String> differences = new ArrayList<>();

    private PictureMatch(Timeline kept, Timeline got, boolean exact, double late) {
        this.kept = kept;
        this.got = got;
        this.exact = exact;
        double whole = Math.max(kept.end(), got.end());
        this.lengthSlack = exact ? EXACT : late + Math.clamp(SHARE_OF_LENGTH * whole, 0.025, 0.08);
        this.placeSlack = exact ? EXACT : late + Math.clamp(SHARE_OF_PLACE * whole, 0.05, 0.4);
        this.overlapSlack = exact ? EXACT : late + Math.clamp(SHARE_OF_OVERLAP * whole, 0.05, 0.15);
    }

    /**
     * How what was drawn differs from what is kept, each difference with the row it is in; empty where it is the same.
     *
     * @param late how late the machine was meanwhile, in seconds
     */
    static List<String> differences(Object kept, Object got, double late) {
        VegaData before = VegaData.of(kept);
        VegaData now = VegaData.of(got);
        var differences = new ArrayList<String>();
        if (!before.drawn().equals(now.drawn())) {
            differences.add("it is drawn otherwise: expected " + before.drawn() + ", got " + now.drawn());
        }
        if (!LineMatch.same(before.title(), now.title())) {
            differences.add("its title differs (- expected, + got):\n- " + before.title() + "\n+ " + now.title());
        }
        differences.addAll(new PictureMatch(Timeline.of(before), Timeline.of(now), before.isExact(), late).compare());
        differences.addAll(others(before, now, late));
        return differences;
    }

    /** Whether the picture has rows, as a timeline has. */
    static boolean isTimeline(Object picture) {
        return !Timeline.of(VegaData.of(picture)).rows().isEmpty();
    }

    private List<String> compare() {
        List<Pair> pairs = pairs();
        pairs.forEach(this::states);
        pairs.forEach(this::marks);
        if (differences.isEmpty()) {
            bars(pairs);
        }
        if (differences.isEmpty()) {
            overlaps(pairs);
        }
        threads(pairs);
        return differences;
    }

    /** A row as it is kept, and as it was drawn now. */
    private record Pair(String name, Timeline.Row kept, Timeline.Row got) {}

    /** The rows of both pictures by their names; of several of one name, those that are nearest. */
    private List<Pair> pairs() {
        var pairs = new ArrayList<Pair>();
        var names = new LinkedHashSet<>(kept.rows().keySet());
        names.addAll(got.rows().keySet());
        for (String name : names) {
            List<Timeline.Row> before = kept.rows().getOrDefault(name, List.of());
            List<Timeline.Row> now = got.rows().getOrDefault(name, List.of());
            if (before.size() != now.size()) {
                differences.add(
                        before.isEmpty()
                                ? "row \"" + name + "\" is new"
                                : now.isEmpty()
                                        ? "row \"" + name + "\" is missing"
                                        : "row \"%s\" is there %d times, expected %d"
                                                .formatted(name, now.size(), before.size()));
            }
            var left = new ArrayList<>(now);
            for (Timeline.Row row : before) {
                left.stream()
                        .min(Comparator.comparingDouble(r -> r.distance(row)))
                        .filter(left::remove)
                        .ifPresent(nearest -> pairs.add(new Pair(name, row, nearest)));
            }
        }
        return pairs;
    }

    private void states(Pair pair) {
        var states = new TreeSet<>(pair.kept.states());
        states.addAll(pair.got.states());
        for (String state : states) {
            double before = pair.kept.seconds(state);
            double now = pair.got.seconds(state);
            if ((before == 0 || now == 0) && Math.max(before, now) > overlapSlack) {
                tell(pair, before == 0 ? "is now %s for %s".formatted(state, time(now)) : "is no longer " + state);
            }
        }
    }

    private void marks(Pair pair) {
        List<Timeline.Mark> before = pair.kept.marks();
        List<Timeline.Mark> now = pair.got.marks();
        if (before.size() != now.size()) {
            tell(pair, "has %d marks, expected %d".formatted(now.size(), before.size()));
            return;
        }
        for (int i = 0; i < before.size(); i++) {
            if (isElsewhere(before.get(i).at(), now.get(i).at(), overlapSlack)) {
                tell(
                        pair,
                        "has its mark %d at %s, expected %s"
                                .formatted(
                                        i + 1,
                                        time(now.get(i).at()),
                                        time(before.get(i).at())));
                return;
            }
        }
    }

    /** Something that is measured of a bar, kept and got. */
    private record Measured(Pair pair, String what, double kept, double got, double slack) {
        double longer() {
            return got - kept;
        }

        boolean isOff(double slack, boolean place) {
            return place ? isElsewhere(kept, got, slack) : PictureMatch.isOff(kept, got, slack);
        }
    }

    private void bars(List<Pair> pairs) {
        var lengths = new ArrayList<Measured>();
        var begins = new ArrayList<Measured>();
        var ends = new ArrayList<Measured>();
        for (Pair pair : pairs) {
            for (String state : pair.kept.states()) {
                double before = pair.kept.seconds(state);
                double now = pair.got.seconds(state);
                lengths.add(new Measured(pair, "is " + state + " for", before, now, lengthSlack));
                if (Math.min(before, now) > lengthSlack) { // of less nobody knows where it will be
                    begins.add(new Measured(
                            pair, "is " + state + " from", pair.kept.begin(state), pair.got.begin(state), placeSlack));
                    ends.add(new Measured(
                            pair, "is " + state + " until", pair.kept.end(state), pair.got.end(state), placeSlack));
                }
            }
            if (pair.kept.states().size() > 1) {
                lengths.add(new Measured(pair, "lasts", pair.kept.seconds(), pair.got.seconds(), lengthSlack));
                begins.add(new Measured(pair, "begins at", pair.kept.begin(), pair.got.begin(), placeSlack));
                ends.add(new Measured(pair, "ends at", pair.kept.end(), pair.got.end(), placeSlack));
            }
        }
        for (List<Measured> kind : List.of(lengths, begins, ends)) {
            for (Measured one : kind) {
                if (one.isOff(one.slack, kind != lengths) && (exact || !isStall(one, kind))) {
                    tell(one.pair, one.what + " " + time(one.got) + ", expected " + time(one.kept));
                }
            }
        }
    }

    private static boolean isElsewhere(double kept, double got, double slack) {
        double relative = slack == EXACT ? 0 : RELATIVE_PLACE * Math.max(kept, got);
        return Math.abs(kept - got) > Math.max(relative, slack);
    }

    private static boolean isOff(double kept, double got, double slack) {
        double relative = slack == EXACT ? 0 : RELATIVE * Math.min(kept, got);
        return Math.abs(kept - got) > Math.max(relative, slack);
    }

    /** Whether another row is off by as much, as when the whole machine stood still. */
    private static boolean isStall(Measured one, List<Measured> all) {
        return Math.abs(one.longer()) <= STALL
                && all.stream()
                        .anyMatch(other -> other.pair != one.pair
                                && isOff(other.kept, other.got, other.slack / 2)
                                && Math.abs(other.longer() - one.longer()) <= STALL_APART);
    }

    /** Whether two tasks ran at the same time, or one after the other, is what most pictures are there to show. */
    private void overlaps(List<Pair> pairs) {
        for (int i = 0; i < pairs.size(); i++) {
            for (int j = i + 1; j < pairs.size(); j++) {
                Pair a = pairs.get(i);
                Pair b = pairs.get(j);
                double before = a.kept.overlap(b.kept);
                double now = a.got.overlap(b.got);
                if (before > overlapSlack && now <= 0) {
                    tell(a, "no longer overlaps with \"" + b.name + "\", expected for " + time(before));
                } else if (before <= 0 && now > overlapSlack) {
                    tell(a, "overlaps with \"" + b.name + "\" for " + time(now) + ", expected one after the other");
                }
            }
        }
    }

    /** Who shares a thread with whom, and who has another colour. */
    private void threads(List<Pair> pairs) {
        var asKept = new HashMap<String, String>();
        var asGot = new HashMap<String, String>();
        for (Pair pair : pairs) {
            List<Timeline.Thread> before = pair.kept.threads();
            List<Timeline.Thread> now = pair.got.threads();
            for (int i = 0; i < Math.min(before.size(), now.size()); i++) {
                Timeline.Thread k = before.get(i);
                Timeline.Thread g = now.get(i);
                if (!k.kind().equals(g.kind())) {
                    tell(pair, "runs on " + g.name() + ", expected " + k.name());
                    return;
                }
                String known = asKept.putIfAbsent(k.name(), g.name());
                String other = asGot.putIfAbsent(g.name(), k.name());
                if (known != null && !known.equals(g.name()) || other != null && !other.equals(k.name())) {
                    tell(
                            pair,
                            known != null && !known.equals(g.name())
                                    ? "runs on %s, expected the thread of the others on %s".formatted(g.name(), known)
                                    : "shares %s with others, expected a thread of its own".formatted(g.name()));
                    return;
                }
            }
        }
        colours(pairs);
    }

    private void colours(List<Pair> pairs) {
        var asKept = new HashMap<String, String>();
        var asGot = new HashMap<String, String>();
        for (Pair pair : pairs) {
            String before = pair.kept.colour();
            String now = pair.got.colour();
            String known = asKept.putIfAbsent(before, now);
            String other = asGot.putIfAbsent(now, before);
            if (known != null && !known.equals(now) || other != null && !other.equals(before)) {
                tell(pair, "has the colour of another thread: " + now);
                return;
            }
        }
    }

    private void tell(Pair pair, String what) {
        differences.add("row \"" + pair.name + "\" " + what);
    }

    private static String time(double seconds) {
        return seconds < 1
                ? String.format(Locale.ROOT, "%.0f ms", 1000 * seconds)
                : String.format(Locale.ROOT, "%.3f s", seconds).replaceFirst("0$", "");
    }

    /** The values of a picture that is no timeline, those of each set in any order. */
    private static List<String> others(VegaData kept, VegaData got, double late) {
        var differences = new ArrayList<String>();
        int sets = Math.max(kept.sets().size(), got.sets().size());
        for (int i = 0; i < sets; i++) {
            List<Map<String, Object>> before = Timeline.others(kept, i);
            var left = new ArrayList<>(Timeline.others(got, i));
            double slack = kept.isExact()
                    ? EXACT
                    : late + Math.clamp(SHARE_OF_PLACE * end(before, kept.seconds()), 0.05, 0.15);
            for (Map<String, Object> value : before) {
                int found = -1;
                for (int j = 0; j < left.size() && found < 0; j++) {
                    found = isSame(value, left.get(j), kept.seconds(), got.seconds(), slack) ? j : -1;
                }
                if (found < 0) {
                    differences.add("value missing: " + words(value));
                } else {
                    left.remove(found);
                }
            }
            left.forEach(value -> differences.add("value not expected: " + words(value)));
        }
        return differences.size() <= 10
                ? differences
                : List.of(String.join("\n", differences.subList(0, 10)) + "\n… and " + (differences.size() - 10)
                        + " more");
    }

    private static double end(Collection<Map<String, Object>> values, double seconds) {
        return values.stream()
                .flatMap(value -> value.entrySet().stream())
                .filter(e -> VegaData.TIMES.contains(e.getKey()) && e.getValue() instanceof Json.Num)
                .mapToDouble(e -> seconds * ((Json.Num) e.getValue()).asDouble())
                .max()
                .orElse(0);
    }

    private static boolean isSame(
            Map<String, Object> kept, Map<String, Object> got, double keptUnit, double gotUnit, double slack) {
        return kept.keySet().equals(got.keySet())
                && kept.entrySet().stream().allMatch(e -> {
                    Object other = got.get(e.getKey());
                    if (e.getValue() instanceof Json.Num a && other instanceof Json.Num b) {
                        return VegaData.TIMES.contains(e.getKey())
                                ? !isOff(keptUnit * a.asDouble(), gotUnit * b.asDouble(), slack)
                                : Math.abs(a.asDouble() - b.asDouble())
                                        <= 1e-6 * Math.max(Math.abs(a.asDouble()), Math.abs(b.asDouble()));
                    }
                    return e.getValue() instanceof String a && other instanceof String b
                            ? LineMatch.same(a, b)
                            : e.getValue().equals(other);
                });
    }

    private static String words(Map<String, Object> value) {
        var words = new LinkedHashMap<String, Object>();
        value.forEach((key, v) -> words.put(key, v instanceof Json.Num number ? number.text() : v));
        return words.toString();
    }

    /** The words in a picture that depend on its data, which is compared by itself. */
    static Set<String> wordsOfData(Object... pictures) {
        var words = new TreeSet<String>();
        for (Object picture : pictures) {
            VegaData.of(picture)
                    .sets()
                    .forEach(set -> set.values().forEach(value -> {
                        for (String field : List.of("state", "thread")) {
                            if (value.get(field) instanceof String word) {
                                words.add(word);
                            }
                        }
                    }));
        }
        return words;
    }
}
