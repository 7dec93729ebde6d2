package syncasync.loop.view;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import syncasync.loop.EventLoop;
import syncasync.loop.LoopObserver;
import syncasync.loop.Task;
import syncasync.timeline.Span;
import syncasync.timeline.Timeline;

/**
 * Draws an event loop as a timeline: a bar for each task from its first step to its end, pale while it waits, on the
 * thread that the loop runs on. The body that the loop runs until it is complete has no bar: it only waits for the
 * others.
 * {@snippet :
 * Timeline picture = new Timeline("on the loop");
 * EventLoop loop = new EventLoop().observe(LoopTimeline.into(picture));
 * }
 *
 * On a virtual clock, give the timeline that clock: {@code new Timeline("on the loop", () -> loop.time().toNanos())}.
 */
public final class LoopTimeline implements LoopObserver {
    private final Timeline timeline;
    private final Map<Task<?>, Span> spans = new HashMap<>(); // of the tasks that have begun and not ended

    private LoopTimeline(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Records every task of the loop that it observes into this timeline. */
    public static LoopTimeline into(Timeline timeline) {
        return new LoopTimeline(timeline);
    }

    /**
     * The task tells this itself, but the bar belongs on the thread that all of them share. Drawing may hold it up, and
     * others go on meanwhile; so nothing that waits stands between looking into the map and writing to it.
     */
    @Override
    public void running(Task<?> task) {
        if (isMain(task)) return;
        Span span = spans.get(task);
        if (span == null) {
            span = timeline.start(task.name(), EventLoop.current().thread());
            spans.put(task, span);
        }
        span.resume();
    }

    @Override
    public void suspended(Task<?> task, String reason) {
        if (!isMain(task)) spans.get(task).suspend();
    }

    @Override
    public void ended(Task<?> task) {
        Span span = spans.remove(task);
        if (span == null) return; // the main one, or cancelled before it began
        if (task.state() == Future.State.FAILED) span.fail(task.exceptionNow());
        else if (task.state() == Future.State.CANCELLED) span.fail(new CancellationException());
        else span.end();
    }

    private static boolean isMain(Task<?> task) {
        return task.name().equals(EventLoop.MAIN);
    }
}
