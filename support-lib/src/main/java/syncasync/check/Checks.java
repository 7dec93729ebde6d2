package syncasync.check;

import java.time.Duration;
import syncasync.explore.Exploration;
import syncasync.timeline.MessageLog;
import syncasync.timeline.Timeline;

/** Assertions: the library's own {@code assertThat}. Notebooks reach them through {@code syncasync.Notebook}. */
public final class Checks {

    private Checks() {}

    /** Begins a check of a duration. */
    public static DurationAssert assertThat(Duration actual) {
        return new DurationAssert(actual);
    }

    /** Begins a check of a timeline. */
    public static TimelineAssert assertThat(Timeline actual) {
        return new TimelineAssert(actual);
    }

    /** Begins a check of what an explorer found. */
    public static ExplorationAssert assertThat(Exploration actual) {
        return new ExplorationAssert(actual);
    }

    /** Begins a check of a history of messages. */
    public static MessageLogAssert assertThat(MessageLog actual) {
        return new MessageLogAssert(actual);
    }

    /** Begins a check of printed lines. */
    public static PrintedAssert assertThat(Printed actual) {
        return new PrintedAssert(actual);
    }
}
