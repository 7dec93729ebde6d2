package syncasync.timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A segment of a bar: a part in which its time went one way, computing or waiting. */
record Segment(Bar bar, Bar.Kind kind, Duration start, Duration end) {

    /** The parts of a bar: what the task said were waits, and what lies between them. */
    static List<Segment> of(Bar bar) {
        List<Segment> segments = new ArrayList<>();
        Duration at = bar.start();
        for (Bar.Wait wait : bar.waits()) {
            add(segments, bar, bar.kind(), at, wait.start());
            add(segments, bar, Bar.Kind.WAITING, wait.start(), wait.end());
            at = wait.end();
        }
        add(segments, bar, bar.kind(), at, bar.end());
        return segments.isEmpty() ? List.of(new Segment(bar, bar.kind(), bar.start(), bar.end())) : segments;
    }

    private static void add(List<Segment> segments, Bar bar, Bar.Kind kind, Duration from, Duration to) {
        if (to.compareTo(from) > 0) {
            segments.add(new Segment(bar, kind, from, to));
        }
    }

    Duration length() {
        return end.minus(start);
    }
}
