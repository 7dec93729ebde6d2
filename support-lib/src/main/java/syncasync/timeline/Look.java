package syncasync.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the drawings for screens share: colours that can be told apart by the colour-blind, and that read on light and
 * on dark.
 */
final class Look {

    /** Neither black nor white: text and lines. */
    static final String INK = "#808080";

    /** One per thread, after the palette of Okabe and Ito, the blue a little lighter. */
    static final List<String> COLOURS = List.of("#2f88c5", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#999999");

    /** More threads than this get one colour, and no legend. */
    static final int MOST_LANES = COLOURS.size();

    /** More rows than this are thin lines without names. */
    static final int MOST_NAMED_ROWS = 40;

    /** More rows than this are not drawn all, but every so-many-th. */
    static final int MOST_ROWS = 200;

    private Look() {}

    static double opacity(Bar.Kind kind) {
        return switch (kind) {
            case RUNNING -> 1;
            case UNKNOWN -> 0.65;
            case WAITING -> 0.3;
        };
    }

    /** The rows to draw: all, or a regular sample of them. */
    static List<Rows.Row> rows(List<Rows.Row> all) {
        if (all.size() <= MOST_ROWS) {
            return all;
        }
        List<Rows.Row> sample = new ArrayList<>(MOST_ROWS);
        for (int i = 0; i < MOST_ROWS; i++) {
            sample.add(all.get((int) ((long) i * all.size() / MOST_ROWS)));
        }
        return sample;
    }

    /** The labels of the threads, in the order in which they are drawn. */
    static List<String> lanes(List<Rows.Row> rows) {
        return rows.stream()
                .filter(row -> !row.bars().isEmpty())
                .map(Rows.Row::lane)
                .distinct()
                .toList();
    }

    static String colour(List<String> lanes, String lane) {
        return lanes.size() > MOST_LANES ? COLOURS.getFirst() : COLOURS.get(Math.max(0, lanes.indexOf(lane)));
    }

    /** The kinds that occur, in the order of their declaration. */
    static Set<Bar.Kind> kinds(List<Rows.Row> rows) {
        Set<Bar.Kind> kinds = new TreeSet<>();
        rows.forEach(row -> row.bars().forEach(bar -> Segment.of(bar).forEach(segment -> kinds.add(segment.kind()))));
        return kinds;
    }

    /** {@code 200 of 1,000 tasks drawn}, or nothing. */
    static String left(int drawn, int all) {
        return drawn == all ? "" : String.format(Locale.ROOT, "%,d of %,d lines drawn", drawn, all);
    }
}
