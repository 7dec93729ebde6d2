package syncasync.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Samples the states of threads: looks every few milliseconds whether the threads of open spans are running or waiting.
 * The JVM measures no CPU time for virtual threads, and on a busy machine the CPU time of the others tells a task that
 * computes from one that waits only badly. The sampler's own thread is there only while there is something to look at.
 */
final class StateSampler {

    private static final long PERIOD = 5_000_000; // nanoseconds
    private static final int IDLE_PERIODS = 20; // without a span to look at, until the thread ends
    private static final int MOST_LOOKS = 2_000; // per period: with more spans, each is looked at less often

    private static final Queue<Span> open = new ConcurrentLinkedQueue<>();
    private static final AtomicBoolean running = new AtomicBoolean();

    private StateSampler() {}

    static void over(Span span) {
        open.add(span);
        if (!running.get() && running.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("timeline watch").start(StateSampler::run);
        }
    }

    private static void run() {
        int idle = 0;
        while (true) {
            LockSupport.parkNanos(PERIOD);
            idle = look() ? 0 : idle + 1;
            if (idle >= IDLE_PERIODS) {
                running.set(false);
                // A span that came in this moment must not be left unseen.
                if (open.isEmpty() || !running.compareAndSet(false, true)) {
                    return;
                }
                idle = 0;
            }
        }
    }

    private static boolean look() {
        List<Span> stillOpen = new ArrayList<>();
        Span span;
        while (stillOpen.size() < MOST_LOOKS && (span = open.poll()) != null) {
            if (!span.ended) {
                see(span);
                stillOpen.add(span);
            }
        }
        open.addAll(stillOpen);
        return !stillOpen.isEmpty();
    }

    private static void see(Span span) {
        Thread.State state = span.teller.getState();
        if (state == Thread.State.TERMINATED) {
            return;
        }
        boolean waiting = state != Thread.State.RUNNABLE && state != Thread.State.NEW;
        if (span.teller != span.thread) {
            span.see(waiting);
            return;
        }
        span.seen++; // only this thread writes it
        if (waiting) {
            span.seenWaiting++;
        }
    }
}
