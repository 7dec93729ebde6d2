package syncasync.timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import syncasync.timing.Durations;

/** Draws a picture in plain characters, one line per task. */
final class TextDrawing {

    private static final int CELLS_PER_STEP =
            8; // a divisor of halves and quarters, so that round durations are far from where rounding flips
    private static final int MOST_ROWS = 40;

    private record Row(String name, char[] cells, String lane, String when) {}

    private final Picture picture;
    private final Scale scale;

    private TextDrawing(Picture picture) {
        this.picture = picture;
        this.scale = Scale.of(picture.total());
    }

    static String of(Picture picture) {
        if (picture.isEmpty()) {
            return picture.title() + ": nothing recorded yet";
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
                scale.ticks() * CELLS_PER_STEP + 1,
                drawn.stream().mapToInt(row -> row.cells.length).max().orElse(0));
        int lanes = drawn.stream().mapToInt(row -> row.lane.length()).max().orElse(0);

        List<String> lines = new ArrayList<>();
        lines.add(picture.title() + ": " + Durations.text(picture.total()));
        lines.add(pad("", names) + "  " + tickLabels());
        lines.add(pad("", names) + "  " + axis());
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
        String when = scale.text(row.bars().getFirst().start()) + " – "
                + (last.open() ? "still running" : scale.text(last.end()))
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
                ? "at " + scale.text(marks.getFirst().at())
                : marks.size() + " times, " + scale.text(marks.getFirst().at()) + " – "
                        + scale.text(marks.getLast().at());
        return new Row(row.name(), cells, row.lane(), when);
    }

    private double cellNanos() {
        return (double) scale.step() / CELLS_PER_STEP;
    }

    private int cell(Duration time) {
        return (int) Math.round(time.toNanos() / cellNanos());
    }

    private String axis() {
        return "├" + ("─".repeat(CELLS_PER_STEP - 1) + "┼").repeat(scale.ticks() - 1) + "─".repeat(CELLS_PER_STEP - 1)
                + "┤";
    }

    private String tickLabels() {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i <= scale.ticks(); i++) {
            line.append(pad("", i * CELLS_PER_STEP - line.length())).append(scale.tick(i));
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
