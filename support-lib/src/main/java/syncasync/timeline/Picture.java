package syncasync.timeline;

import java.time.Duration;
import java.util.List;

/**
 * What a {@link Timeline} had recorded at one moment, in a stable order: bars by their start, and by name where they started together.
 *
 * @param title the timeline's title
 * @param total from the first start to the last end
 * @param bars  the tasks
 * @param marks the instants, by time
 */
public record Picture(String title, Duration total, List<Bar> bars, List<Mark> marks) {

    /** Whether there is nothing to draw. */
    public boolean isEmpty() {
        return bars.isEmpty() && marks.isEmpty();
    }
}
