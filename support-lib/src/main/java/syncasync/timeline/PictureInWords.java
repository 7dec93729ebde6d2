package syncasync.timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import syncasync.display.Axis;
import syncasync.display.InWords;
import syncasync.host.DurationText;

/**
 * Describes a picture in words for those who cannot see it (its alternative text): how many tasks ran on how many
 * threads, in which order or at the same time, from when to when, and who waited.
 */
final class PictureInWords {

    private static final int MOST_ROWS = 12;
    private static final int MOST_WAITS = 3; // of one row that are told one by one

    private final Picture picture;
    private final Axis axis;

    private PictureInWords(Picture picture) {
        this.picture = picture;
        this.axis = Axis.upTo(picture.total());
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
        List<Rows.Row> rows = Rows.of(picture);
        List<String> sentences = new ArrayList<>();
        sentences.add(heading(picture));
        if (!picture.bars().isEmpty()) {
            sentences.add(tasks());
        }
        rows.stream().limit(MOST_ROWS).map(this::row).forEach(sentences::add);
        if (rows.size() > MOST_ROWS) {
            sentences.add("And " + InWords.count(rows.size() - MOST_ROWS, "more line"));
        }
        return InWords.sentences(sentences);
    }

    /** How many there are, where they ran, and how many of them at once. */
    private String tasks() {
        int count = (int)
                Rows.of(picture).stream().filter(row -> !row.bars().isEmpty()).count();
        String where = picture.threads().size() == 1
                ? "on " + picture.threads().getFirst()
                : "on " + InWords.count(picture.threads().size(), "thread");
        int most = mostAtOnce();
        String how = count == 1
                ? ""
                : most == 1
                        ? ", one after the other"
                        : most == count ? ", all at once" : ", up to " + most + " at once";
        return InWords.count(count, "task") + " " + where + how;
    }

    /** The greatest number of bars that share a moment; bars that only touch do not. */
    private int mostAtOnce() {
        record Edge(Duration at, int step) {}
        List<Edge> edges = picture.bars().stream()
                .flatMap(bar -> Stream.of(new Edge(bar.start(), 1), new Edge(bar.end(), -1)))
                .sorted(Comparator.comparing(Edge::at).thenComparing(Edge::step))
                .toList();
        int now = 0;
        int most = 1;
        for (Edge edge : edges) {
            now += edge.step;
            most = Math.max(most, now);
        }
        return most;
    }

    private String row(Rows.Row row) {
        return row.bars().isEmpty() ? marks(row) : bars(row);
    }

    private String marks(Rows.Row row) {
        String first = axis.text(row.marks().getFirst().at());
        String last = axis.text(row.marks().getLast().at());
        return where(row)
                + (row.marks().size() == 1
                        ? " at " + first
                        : ", " + row.marks().size() + " times from " + first + " to " + last);
    }

    private String bars(Rows.Row row) {
        Bar last = row.bars().getLast();
        String pieces = row.bars().size() == 1 ? "" : " in " + row.bars().size() + " pieces";
        String end = last.open() ? ", still running" : " to " + axis.text(last.end());
        String failure = row.failure().isEmpty() ? "" : ", ended by " + row.failure();
        return where(row) + pieces + " from " + axis.text(row.bars().getFirst().start()) + end + ", " + states(row)
                + failure;
    }

    private static String where(Rows.Row row) {
        return "\"" + row.name() + "\" on " + row.lane();
    }

    /** Where the time of a row went. */
    private String states(Rows.Row row) {
        List<Segment> segments = row.segments();
        List<Bar.Kind> kinds = segments.stream().map(Segment::kind).distinct().toList();
        if (kinds.size() == 1) {
            return kinds.getFirst() == Bar.Kind.UNKNOWN ? "what it did is not known" : kinds.getFirst().label;
        }
        List<Segment> waits = segments.stream()
                .filter(segment -> segment.kind() == Bar.Kind.WAITING)
                .toList();
        if (waits.size() <= MOST_WAITS) {
            return "waiting "
                    + InWords.list(waits.stream()
                            .map(wait -> "from " + axis.text(wait.start()) + " to " + axis.text(wait.end()))
                            .toList());
        }
        Duration sum = waits.stream().map(Segment::length).reduce(Duration.ZERO, Duration::plus);
        return "waiting " + waits.size() + " times, " + axis.text(sum) + " in all";
    }
}
