package syncasync.timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import syncasync.display.Axis;
import syncasync.display.InWords;
import syncasync.host.DurationText;

/**
 * Describes a picture in words for those who cannot see it (its alternative text): how many tasks ran on how many
 * threads, in which order or at the same time, from when to when, who waited, and where nothing happened.
 *
 * <p>It is listened to from beginning to end, so nothing is said twice: what holds of all rows is told before them, and
 * rows of which the same is to be said are told together.
 */
final class PictureInWords {

    private static final int MOST_SENTENCES = 12; // about rows
    private static final int MOST_NAMES = 4; // of rows that are told together
    private static final int MOST_WAITS = 3; // of one row that are told one by one
    private static final int MOST_MARKS = 6; // of one name that are told one by one
    private static final int NOTHING = 100; // what is shorter than this part of the whole is not seen, nor told
    private static final String NOT_KNOWN = "what it did is not known";
    private static final int PAUSE = 3; // times as long as usual, and it is a pause

    private final Picture picture;
    private final Axis axis;
    private final List<Rows.Row> rows;
    private final List<Rows.Row> tasks;
    private final boolean onOneThread;
    private final boolean allDoTheSame;

    private PictureInWords(Picture picture) {
        this.picture = picture;
        this.axis = Axis.upTo(picture.total());
        this.rows = Rows.of(picture);
        this.tasks = rows.stream().filter(row -> !row.bars().isEmpty()).toList();
        this.onOneThread = picture.carriers().size() == 1;
        this.allDoTheSame = tasks.size() > 1
                && tasks.stream().allMatch(this::doesOneThing)
                && tasks.stream().map(this::states).distinct().count() == 1;
    }

    /** The title with the total, for instance {@code "two tasks: 4.0 s"}. */
    static String heading(Picture picture) {
        return picture.title()
                + (picture.isEmpty() ? ": nothing recorded yet" : ": " + DurationText.of(picture.total()));
    }

    static String of(Picture picture) {
        if (picture.isEmpty()) {
            return heading(picture) + ".";
        }
        return new PictureInWords(picture).words();
    }

    private String words() {
        List<String> sentences = new ArrayList<>();
        sentences.add(heading(picture));
        if (!tasks.isEmpty()) {
            sentences.add(tasks());
        }
        int told = 0;
        for (int i = 0; i < MOST_SENTENCES && told < rows.size(); i++) {
            String facts = facts(rows.get(told));
            int next = told + 1;
            while (next < rows.size() && facts(rows.get(next)).equals(facts)) {
                next++;
            }
            sentences.add(names(rows.subList(told, next)) + facts);
            told = next;
        }
        if (told < rows.size()) {
            sentences.add("And " + InWords.count(rows.size() - told, "more line"));
        }
        return InWords.sentences(sentences);
    }

    // ---- what holds of all

    /** How many there are, where they ran, how many of them at once, and what all of them did. */
    private String tasks() {
        int count = tasks.size();
        String where = onOneThread
                ? "on " + picture.carriers().getFirst()
                : "on " + InWords.count(picture.carriers().size(), "thread");
        int most = mostAtOnce(picture.bars().stream().flatMap(bar -> edges(bar.start(), bar.end())));
        String how = count == 1
                ? ""
                : most == 1
                        ? ", one after the other"
                        : most == count ? ", all at once" : ", up to " + most + " at once";
        return InWords.count(count, "task") + " " + where + how
                + (allDoTheSame ? ", " + statesOfEach() : most == 1 ? "" : busyAtOnce());
    }

    private String statesOfEach() {
        String states = states(tasks.getFirst());
        return states.equals(NOT_KNOWN) ? "what they did is not known" : "each " + states;
    }

    /** Whether two computed in the same moment, which is what concurrent tasks and parallel ones differ in. */
    private String busyAtOnce() {
        List<Rows.Row> busy = tasks.stream()
                .filter(row -> segments(row, Bar.Kind.RUNNING).findAny().isPresent())
                .toList();
        boolean known = tasks.stream()
                .noneMatch(row -> segments(row, Bar.Kind.UNKNOWN).findAny().isPresent());
        if (busy.size() < 2 || !known) {
            return "";
        }
        int most = mostAtOnce(busy.stream()
                .flatMap(row -> segments(row, Bar.Kind.RUNNING))
                .flatMap(segment -> edges(segment.start(), segment.end())));
        return most == 1 ? ", never two on the CPU at once" : ", up to " + most + " on the CPU at once";
    }

    /** The parts of a row in which it did this, as far as they can be seen. */
    private Stream<Segment> segments(Rows.Row row, Bar.Kind kind) {
        return row.segments().stream().filter(segment -> segment.kind() == kind && !isNothing(segment.length()));
    }

    private boolean isNothing(Duration length) {
        return length.multipliedBy(NOTHING).compareTo(picture.total()) < 0;
    }

    private record Edge(Duration at, int step) {}

    private static Stream<Edge> edges(Duration start, Duration end) {
        return Stream.of(new Edge(start, 1), new Edge(end, -1));
    }

    /** The greatest number of bars, or of their parts, that share a moment; those that only touch do not. */
    private static int mostAtOnce(Stream<Edge> edges) {
        int now = 0;
        int most = 1;
        for (Edge edge : edges.sorted(Comparator.comparing(Edge::at).thenComparing(Edge::step))
                .toList()) {
            now += edge.step;
            most = Math.max(most, now);
        }
        return most;
    }

    // ---- row by row

    /** Of one row, or of several of which the same is to be said. */
    private static String names(List<Rows.Row> same) {
        List<String> names = same.stream().map(row -> "\"" + row.name() + "\"").toList();
        String what = same.getFirst().marks().isEmpty() ? "" : same.size() == 1 ? "Mark " : "Marks ";
        return what + InWords.list(names, MOST_NAMES) + (same.size() == 1 ? "" : " each");
    }

    private String facts(Rows.Row row) {
        return row.bars().isEmpty() ? marks(row) : bars(row);
    }

    private String marks(Rows.Row row) {
        List<Duration> times = row.marks().stream().map(Mark::at).toList();
        List<String> told = times.stream().map(axis::text).distinct().toList();
        if (told.size() == times.size() && told.size() <= MOST_MARKS) {
            return on(row) + " at " + InWords.list(told);
        }
        Optional<Picture.Gap> rest = rest(times);
        return on(row) + ", " + rest.map(gap -> beside(gap, times)).orElseGet(() -> times(times) + rhythm(times));
    }

    /** {@code "11 times from 0.0 s to 1.2 s"}, or {@code "10 times at 1.2 s"}. */
    private String times(List<Duration> times) {
        String from = axis.text(times.getFirst());
        String to = axis.text(times.getLast());
        return (times.size() == 1 ? "once" : times.size() + " times")
                + (from.equals(to) ? " at " + from : " from " + from + " to " + to);
    }

    /** The time without a mark that takes up most of the time with marks. */
    private Optional<Picture.Gap> rest(List<Duration> times) {
        Duration all = times.getLast().minus(times.getFirst());
        return Optional.of(Picture.longestGap(times))
                .filter(gap -> !isNothing(gap.length()))
                .filter(gap -> gap.length().multipliedBy(3).compareTo(all.multipliedBy(2)) > 0);
    }

    private String beside(Picture.Gap gap, List<Duration> times) {
        int before = times.lastIndexOf(gap.from()) + 1;
        return times(times.subList(0, before)) + ", then none for " + DurationText.of(gap.length()) + ", then "
                + times(times.subList(before, times.size()));
    }

    /** How regularly the marks come, and the longest time without one if it strikes the eye. */
    private String rhythm(List<Duration> times) {
        if (times.size() <= MOST_MARKS || isNothing(times.getLast().minus(times.getFirst()))) {
            return "";
        }
        List<Duration> gaps = IntStream.range(1, times.size())
                .mapToObj(i -> times.get(i).minus(times.get(i - 1)))
                .sorted()
                .toList();
        Duration median = gaps.get(gaps.size() / 2);
        long usual = gaps.stream()
                .filter(gap -> gap.multipliedBy(2).compareTo(median) >= 0)
                .filter(gap -> gap.compareTo(median.multipliedBy(2)) <= 0)
                .count();
        boolean regular = !median.isZero() && usual * 4 >= gaps.size() * 3L;
        Duration typical = regular ? median : sum(gaps).dividedBy(gaps.size());
        Picture.Gap longest = Picture.longestGap(times);
        boolean pause =
                longest.length().compareTo(typical.multipliedBy(PAUSE)) > 0 && canBeTold(longest.from(), longest.to());
        return (regular ? ", about every " + DurationText.of(median) : "")
                + (pause ? ", but not from " + axis.text(longest.from()) + " to " + axis.text(longest.to()) : "");
    }

    private String bars(Rows.Row row) {
        Bar last = row.bars().getLast();
        String pieces = row.bars().size() == 1 ? "" : " in " + row.bars().size() + " pieces";
        String failure = row.failure().isEmpty() ? "" : ", ended by " + row.failure();
        String states = allDoTheSame ? "" : ", " + states(row);
        return (onOneThread ? "" : on(row))
                + pieces
                + when(row.bars().getFirst().start(), last)
                + states
                + failure
                + gaps(row);
    }

    /** The thread, and of coroutines their own names as well if those are not the row's. */
    private static String on(Rows.Row row) {
        String on = " on " + InWords.list(row.carriers(), MOST_NAMES);
        List<String> by = row.carried();
        return by.isEmpty() || by.equals(List.of(row.name())) ? on : " by " + InWords.list(by, MOST_NAMES) + on;
    }

    private String when(Duration start, Bar last) {
        String from = axis.text(start);
        if (last.open()) {
            return " from " + from + ", still running";
        }
        String to = axis.text(last.end());
        return from.equals(to)
                ? " at " + from + " for " + DurationText.of(last.end().minus(start))
                : " from " + from + " to " + to;
    }

    /** Where nothing was under way between the pieces of a row. */
    private String gaps(Rows.Row row) {
        if (row.bars().size() == 1) {
            return "";
        }
        List<Picture.Gap> gaps = IntStream.range(1, row.bars().size())
                .mapToObj(i -> new Picture.Gap(
                        row.bars().get(i - 1).end(), row.bars().get(i).start()))
                .filter(gap -> !isNothing(gap.length()))
                .toList();
        return gaps.isEmpty()
                ? "; no gap between them"
                : "; " + InWords.count(gaps.size(), "gap") + " between them, "
                        + DurationText.of(
                                sum(gaps.stream().map(Picture.Gap::length).toList())) + " in all, the first at "
                        + axis.text(gaps.getFirst().from());
    }

    /** Where the time of a row went. */
    private String states(Rows.Row row) {
        List<Bar.Kind> kinds =
                row.segments().stream().map(Segment::kind).distinct().toList();
        if (kinds.size() == 1) {
            return kinds.getFirst() == Bar.Kind.UNKNOWN ? NOT_KNOWN : kinds.getFirst().label;
        }
        if (doesOneThing(row)) {
            return Bar.Kind.WAITING.label;
        }
        List<Segment> waits = row.segments().stream()
                .filter(segment -> segment.kind() == Bar.Kind.WAITING)
                .toList();
        List<Segment> told = waits.stream()
                .filter(wait -> canBeTold(wait.start(), wait.end()))
                .toList();
        if (told.size() == 1 && readsAsWhole(told.getFirst(), row)) {
            return Bar.Kind.WAITING.label;
        }
        if (told.size() <= MOST_WAITS && !told.isEmpty()) {
            return "waiting "
                    + InWords.list(told.stream()
                            .map(wait -> "from " + axis.text(wait.start()) + " to " + axis.text(wait.end()))
                            .toList())
                    + onTheCpu(row);
        }
        return "waiting " + (waits.size() == 1 ? "" : waits.size() + " times, ")
                + DurationText.of(total(row, Bar.Kind.WAITING)) + " in all" + onTheCpu(row);
    }

    private String onTheCpu(Rows.Row row) {
        Duration busy = total(row, Bar.Kind.RUNNING);
        return isNothing(busy) ? "" : ", on the CPU for " + DurationText.of(busy);
    }

    private static Duration total(Rows.Row row, Bar.Kind kind) {
        return sum(row.segments().stream()
                .filter(segment -> segment.kind() == kind)
                .map(Segment::length)
                .toList());
    }

    private boolean readsAsWhole(Segment wait, Rows.Row row) {
        return row.bars().size() == 1
                && !canBeTold(wait.start(), wait.bar().start())
                && !canBeTold(wait.end(), wait.bar().end());
    }

    private boolean canBeTold(Duration start, Duration end) {
        return !axis.text(start).equals(axis.text(end));
    }

    /** Whether there is one thing to be said of a row: also where each of its bars is a wait but for a moment. */
    private boolean doesOneThing(Rows.Row row) {
        return row.segments().stream().map(Segment::kind).distinct().count() == 1
                || row.bars().stream().allMatch(bar -> bar.waits().size() == 1 && isWait(bar));
    }

    private boolean isWait(Bar bar) {
        Bar.Wait wait = bar.waits().getFirst();
        return isNothing(bar.length().minus(wait.end().minus(wait.start())));
    }

    private static Duration sum(Collection<Duration> all) {
        return all.stream().reduce(Duration.ZERO, Duration::plus);
    }
}
