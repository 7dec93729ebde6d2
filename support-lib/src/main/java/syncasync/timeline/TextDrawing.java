package syncasync.timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import syncasync.display.Axis;

/** Draws a picture in plain characters, one line per task. */
final class TextDrawing {

    // Halves and quarters of a step are whole cells, so that round durations are far from where rounding flips.
    private static final int CELLS_PER_STEP = 8;

    private static final int MOST_ROWS = 40;

    private record Row(String name, char[] cells, String lane, String when) {}

    private final Picture picture;
    private final Axis axis;

    private TextDrawing(Picture picture) {
        this.picture = picture;
        this.axis = Axis.upTo(picture.total());
    }

    static String of(Picture picture) {
        if (picture.isEmpty()) {
            return PictureInWords.heading(picture);
        }
        return new TextDrawing(picture).draw();
    }

    private String draw() {
        List<Row> rows = new ArrayList<>();
        for (Rows.Row row : Rows.of(picture)) {
            rows.add(row.bars().isEmpty() ? marks(row) : bars(row));
        }
        int more = rows.size() - MOST_ROWS;
        List<Row> drawn = more > 0 ? rows.subList(0, MOST_ROWS) : rows;

        int names = drawn.stream().mapToInt(row -> row.name.length()).max().orElse(0);
        int width = Math.max(
                axis.ticks() * CELLS_PER_STEP + 1,
                drawn.stream().mapToInt(row -> row.cells.length).max().orElse(0));
        int lanes = drawn.stream().mapToInt(row -> row.lane.length()).max().orElse(0);

        List<String> lines = new ArrayList<>();
        lines.add(PictureInWords.heading(picture));
        lines.add(pad("", names) + "  " + tickLabels());
        lines.add(pad("", names) + "  " + ruler());
        for (Row row : drawn) {
            lines.add(pad(row.name, names) + "  " + pad(new String(row.cells), width) + "  " + pad(row.lane, lanes)
                    + "  " + row.when);
        }
        if (more > 0) {
            lines.add("… and " + more + " more");
        }
        if (!picture.bars().isEmpty()) {
            lines.add(pad("", names) + "  " + legend());
        }
        return String.join("\n", lines.stream().map(String::stripTrailing).toList());
    }

    private Row bars(Rows.Row row) {
        char[] cells = new char
                [row.bars().stream()
                        .mapToInt(bar -> Math.max(cell(bar.start()) + 1, cell(bar.end())))
                        .max()
                        .orElse(1)];
        Arrays.fill(cells, ' ');
        for (Bar bar : row.bars()) {
            int from = cell(bar.start());
            int to = Math.max(from + 1, cell(bar.end()));
            for (int i = from; i < to; i++) {
                Bar.Kind kind = waits(bar, i, from, to) ? Bar.Kind.WAITING : bar.kind();
                cells[i] = kind.ink;
            }
        }
        Bar last = row.bars().getLast();
        String when = axis.text(row.bars().getFirst().start()) + " – "
                + (last.open() ? "still running" : axis.text(last.end()))
                + (last.failure() == null ? "" : "  ✗ " + last.failure());
        return new Row(row.name(), cells, row.lane(), when);
    }

    /** Whether more than half of what a cell stands for was waiting. */
    private boolean waits(Bar bar, int cell, int from, int to) {
        double left = cell == from ? bar.start().toNanos() : cell * cellNanos();
        double right = cell == to - 1 ? bar.end().toNanos() : (cell + 1) * cellNanos();
        double waiting = 0;
        for (Bar.Wait wait : bar.waits()) {
            waiting += Math.max(
                    0,
                    Math.min(right, wait.end().toNanos())
                            - Math.max(left, wait.start().toNanos()));
        }
        return waiting > (right - left) / 2;
    }

    private Row marks(Rows.Row row) {
        char[] cells = new char
                [row.marks().stream().mapToInt(mark -> cell(mark.at())).max().orElse(0) + 1];
        Arrays.fill(cells, ' ');
        row.marks().forEach(mark -> cells[cell(mark.at())] = '|');
        List<Mark> marks = row.marks();
        String when = marks.size() == 1
                ? "at " + axis.text(marks.getFirst().at())
                : marks.size() + " times, " + axis.text(marks.getFirst().at()) + " – "
                        + axis.text(marks.getLast().at());
        return new Row(row.name(), cells, row.lane(), when);
    }

    private double cellNanos() {
        return (double) axis.step() / CELLS_PER_STEP;
    }

    private int cell(Duration time) {
        return (int) Math.round(time.toNanos() / cellNanos());
    }

    private String ruler() {
        return "├" + ("─".repeat(CELLS_PER_STEP - 1) + "┼").repeat(axis.ticks() - 1) + "─".repeat(CELLS_PER_STEP - 1)
                + "┤";
    }

    private String tickLabels() {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i <= axis.ticks(); i++) {
            line.append(pad("", i * CELLS_PER_STEP - line.length())).append(axis.label(i));
        }
        return line.toString();
    }

    /** Always the same, since whether a sliver of a bar is of one kind or another may change from run to run. */
    private static String legend() {
        return Arrays.stream(Bar.Kind.values())
                .map(kind -> kind.ink + " " + kind.label)
                .collect(Collectors.joining("   "));
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
