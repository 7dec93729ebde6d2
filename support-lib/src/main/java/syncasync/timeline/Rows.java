package syncasync.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import syncasync.display.InWords;
import syncasync.display.Palette;

/**
 * The rows of a drawing, and the limits of what is drawn: which bars and marks share a line (the pieces of a task on a
 * lane of its own naming, and the marks of one name), and which lines of very many are drawn.
 *
 * @param drawn the rows to draw: all, or a regular sample of them
 * @param all how many there are
 */
record Rows(List<Row> drawn, int all) {

    /** More rows than this are thin lines without names. */
    static final int MOST_NAMED = 40;

    private static final int MOST_DRAWN = 200;
    private static final int MOST_SEGMENTS = 2000; // of all rows together

    /** One line of a drawing: bars that follow one another, or marks. */
    record Row(String name, String lane, List<Bar> bars, List<Mark> marks) {

        /** The threads that carried it; several only of marks. */
        List<String> carriers() {
            return Stream.concat(bars.stream().map(Bar::carrier), marks.stream().map(Mark::carrier))
                    .distinct()
                    .toList();
        }

        /** The coroutines that it was carried for; none if it was threads that ran it. */
        List<String> carried() {
            return Stream.concat(
                            bars.stream().filter(Bar::isCarried).map(Bar::lane),
                            marks.stream().filter(Mark::isCarried).map(Mark::lane))
                    .distinct()
                    .toList();
        }

        /** The kind of exception that ended the last bar; empty if none did. */
        String failure() {
            return bars.isEmpty() || bars.getLast().failure() == null
                    ? ""
                    : bars.getLast().failure();
        }

        /** The parts of all its bars. */
        List<Segment> segments() {
            List<Segment> segments = new ArrayList<>();
            bars.forEach(bar -> segments.addAll(Segment.of(bar)));
            return segments;
        }

        /** Whether its task was still running. */
        boolean open() {
            return !bars.isEmpty() && bars.getLast().open();
        }
    }

    /** All rows of a picture. */
    static List<Row> of(Picture picture) {
        List<Row> rows = new ArrayList<>();
        Map<String, Row> pieces = new LinkedHashMap<>();
        for (Bar bar : picture.bars()) {
            Row same = bar.piece() ? pieces.get(bar.lane() + "\n" + bar.name()) : null;
            if (same != null && !same.bars.getLast().overlaps(bar)) {
                same.bars.add(bar);
                continue;
            }
            Row row = new Row(bar.name(), bar.lane(), new ArrayList<>(List.of(bar)), List.of());
            rows.add(row);
            pieces.put(bar.lane() + "\n" + bar.name(), row);
        }
        Map<String, Row> marks = new LinkedHashMap<>();
        for (Mark mark : picture.marks()) {
            marks.computeIfAbsent(mark.name(), name -> new Row(name, mark.lane(), List.of(), new ArrayList<>()))
                    .marks
                    .add(mark);
        }
        marks.values().forEach(row -> rows.add(new Row(row.name, lanes(row.marks), row.bars, row.marks)));
        return rows;
    }

    /** The thread of marks of one name, or how many there are. */
    private static String lanes(List<Mark> marks) {
        List<String> lanes = marks.stream().map(Mark::lane).distinct().toList();
        boolean carried = marks.stream().anyMatch(Mark::isCarried);
        return lanes.size() == 1 ? lanes.getFirst() : InWords.count(lanes.size(), carried ? "coroutine" : "thread");
    }

    /** The rows of a picture, of very many a regular sample. */
    static Rows sample(Picture picture) {
        List<Row> all = of(picture);
        if (all.size() <= MOST_DRAWN) {
            return new Rows(all, all.size());
        }
        List<Row> sample = new ArrayList<>(MOST_DRAWN);
        for (int i = 0; i < MOST_DRAWN; i++) {
            sample.add(all.get((int) ((long) i * all.size() / MOST_DRAWN)));
        }
        return new Rows(sample, all.size());
    }

    /** Whether there is room for the names of the rows. */
    boolean named() {
        return drawn.size() <= MOST_NAMED;
    }

    /** The parts of a row; where there are more than can be seen, the longest ones. */
    List<Segment> segments(Row row) {
        List<Segment> segments = row.segments();
        int most = MOST_SEGMENTS / drawn.size() + 1;
        return segments.size() <= most
                ? segments
                : segments.stream()
                        .sorted(Comparator.comparing(Segment::length).reversed())
                        .limit(most)
                        .sorted(Comparator.comparing(Segment::start))
                        .toList();
    }

    /** The labels of the threads, in the order in which they are drawn. */
    List<String> lanes() {
        return drawn.stream()
                .filter(row -> !row.bars().isEmpty())
                .map(Row::lane)
                .distinct()
                .toList();
    }

    /** Whether each thread has a colour of its own; with more threads than colours all have the same. */
    boolean coloured() {
        return lanes().size() <= Palette.COLOURS.size();
    }

    /** The kinds that occur, in the order of their declaration. */
    Set<Bar.Kind> kinds() {
        Set<Bar.Kind> kinds = new TreeSet<>();
        drawn.forEach(row -> row.segments().forEach(segment -> kinds.add(segment.kind())));
        return kinds;
    }

    /** {@code 200 of 1,000 lines drawn} behind a comma or the like; nothing if all are. */
    String note(String before, String after) {
        return drawn.size() == all
                ? ""
                : before + String.format(Locale.ROOT, "%,d of %,d lines drawn", drawn.size(), all) + after;
    }
}
