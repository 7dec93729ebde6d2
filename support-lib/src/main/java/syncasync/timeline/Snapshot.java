package syncasync.timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A snapshot of a recording: makes a picture out of the spans and instants that are there at one moment, and judges of
 * each span where its time went.
 */
final class Snapshot {

    /** Something that happened, as it was recorded. */
    record Instant(String name, String lane, Thread thread, Thread carrier, long at) {}

    private final long now; // nanoseconds of the recording's clock
    private final List<Span> spans;
    private final List<Instant> instants;

    Snapshot(long now, Collection<Span> spans, Collection<Instant> instants) {
        this.now = now;
        this.spans = List.copyOf(spans);
        this.instants = List.copyOf(instants);
    }

    /**
     * The picture of it, in an order and with labels that are the same from run to run.
     *
     * @param owner the thread that is called main
     */
    Picture picture(String title, Thread owner) {
        if (spans.isEmpty() && instants.isEmpty()) {
            return new Picture(title, Duration.ZERO, List.of(), List.of());
        }
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (Span span : spans) {
            first = Math.min(first, span.start);
            last = Math.max(last, span.ended ? span.end : Math.max(now, span.start));
        }
        for (Instant instant : instants) {
            first = Math.min(first, instant.at);
            last = Math.max(last, instant.at);
        }

        StableOrder order = new StableOrder(last - first);
        List<Span> drawn =
                order.sorted(spans, span -> span.start, span -> span.ended ? span.end : now, span -> span.name);
        List<Instant> marked = order.sorted(instants, Instant::at, instant -> Long.MAX_VALUE, Instant::name);

        ThreadLabels labels = new ThreadLabels(owner);
        drawn.forEach(span -> labels.see(span.lane, span.thread));
        marked.forEach(instant -> labels.see(instant.lane, instant.thread));
        drawn.forEach(span -> labels.carriedBy(span.thread, span.carrier));
        marked.forEach(instant -> labels.carriedBy(instant.thread, instant.carrier));

        List<Bar> bars = new ArrayList<>(drawn.size());
        for (Span span : drawn) {
            bars.add(bar(span, labels.label(span.lane, span.thread), labels.carrier(span.lane, span.thread), first));
        }
        List<Mark> marks = new ArrayList<>(marked.size());
        for (Instant instant : marked) {
            String label = labels.label(instant.lane, instant.thread);
            String carrier = labels.carrier(instant.lane, instant.thread);
            marks.add(new Mark(instant.name, label, carrier, Duration.ofNanos(instant.at - first)));
        }
        return new Picture(title, Duration.ofNanos(last - first), List.copyOf(bars), List.copyOf(marks));
    }

    private Bar bar(Span span, String label, String carrier, long first) {
        boolean open = !span.ended;
        long end = open ? Math.max(now, span.start) : span.end;
        long[] turns = span.turns();
        List<Bar.Wait> waits = new ArrayList<>();
        for (int i = 0; turns != null && i < turns.length; i += 2) {
            long from = Math.clamp(turns[i], span.start, end);
            long to = Math.clamp(i + 1 < turns.length ? turns[i + 1] : end, from, end);
            waits.add(new Bar.Wait(Duration.ofNanos(from - first), Duration.ofNanos(to - first)));
        }
        Duration cpu = span.cpu == Span.UNKNOWN ? null : Duration.ofNanos(span.cpu);
        return new Bar(
                span.name,
                label,
                carrier,
                span.thread != null && span.thread.isVirtual(),
                span.lane != null,
                Duration.ofNanos(span.start - first),
                Duration.ofNanos(end - first),
                open,
                kind(span, turns != null, end - span.start),
                List.copyOf(waits),
                cpu,
                span.failure);
    }

    /**
     * The task's own word first. Otherwise what its thread was seen doing, and for a platform thread its CPU time: a
     * share of it says that something was computed, but a small one not that it waited, since a busy machine may have
     * given it no more. Between the limits it is a bit of both.
     */
    private static Bar.Kind kind(Span span, boolean toldWaits, long length) {
        if (toldWaits) {
            return Bar.Kind.RUNNING;
        }
        boolean seen = !span.moved && span.seen >= 5;
        double seenRunning = seen ? 1 - (double) span.seenWaiting / span.seen : 0;
        if (span.cpu == Span.UNKNOWN) {
            return seen ? kind(seenRunning, 0.1, 0.7) : Bar.Kind.UNKNOWN;
        }
        double onCpu = (double) span.cpu / Math.max(1, length);
        // In native code, too, where the JVM takes a thread that waits for the network to be running.
        if (onCpu < 0.05) {
            return Bar.Kind.WAITING;
        }
        return seen ? kind(seenRunning, 0.1, 0.7) : kind(onCpu, 0.1, 0.3);
    }

    private static Bar.Kind kind(double runningShare, double waitingBelow, double runningFrom) {
        if (runningShare < waitingBelow) {
            return Bar.Kind.WAITING;
        }
        return runningShare >= runningFrom ? Bar.Kind.RUNNING : Bar.Kind.UNKNOWN;
    }
}
