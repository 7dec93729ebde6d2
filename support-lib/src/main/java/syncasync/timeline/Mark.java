package syncasync.timeline;

import java.time.Duration;

/**
 * A mark in a {@link Picture}, an instant: a message that arrived, a click, a wake-up.
 *
 * @param name what happened
 * @param lane the label of the thread it happened on
 * @param at since the beginning of the picture
 */
public record Mark(String name, String lane, Duration at) {}
