package syncasync.timeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which bars and marks share a line: the pieces of a task on a lane of its own naming, and the marks of one name. */
final class Rows {

    /** One line of a drawing: bars that follow one another, or marks. */
    record Row(String name, String lane, List<Bar> bars, List<Mark> marks) {}

    private Rows() {}

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
        rows.addAll(marks.values());
        return rows;
    }
}
