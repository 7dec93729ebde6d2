package syncasync.timeline;

import java.time.Duration;

/**
 * A mark in a {@link Picture}, an instant: a message that arrived, a click, a wake-up.
 *
 * @param name what happened
 * @param lane the label of the thread it happened on
 * @param carrier the label of the thread that carries that one if it is a coroutine's, otherwise the same label
 * @param at since the beginning of the picture
 */
public record Mark(String name, String lane, String carrier, Duration at) {

    /** Whether it was made by a coroutine, which another thread carries. */
    boolean isCarried() {
        return !carrier.equals(lane);
    }
}
