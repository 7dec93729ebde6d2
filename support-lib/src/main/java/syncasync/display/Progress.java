package syncasync.display;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import syncasync.host.Rich;
import syncasync.host.Screen;
import syncasync.timing.Durations;

/**
 * A progress bar for something that takes a while, redrawn in place. Where nothing can be redrawn, only the last line
 * is printed. Any thread may step it.
 * {@snippet :
 * try (var progress = new Progress("pages", 100)) {
 *     for (int i = 0; i < 100; i++) {
 *         progress.step();
 *     }
 * }
 * }
 */
public final class Progress implements AutoCloseable {

    private static final long REDRAW = 100_000_000; // nanoseconds: a screen that is redrawn more often only flickers
    private static final int WIDTH = 30;

    private final String label;
    private final long total;
    private final LongSupplier clock;
    private final Screen screen = Screen.current();
    private final long start;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong nextDraw;
    private String id; // on the screen, once shown
    private boolean over;

    /** A bar that is full after {@code total} steps. */
    public Progress(String label, long total) {
        this(label, total, System::nanoTime);
    }

    Progress(String label, long total, LongSupplier nanoClock) {
        if (total < 0) {
            throw new IllegalArgumentException("A progress bar cannot have " + total + " steps.");
        }
        this.label = label;
        this.total = total;
        this.clock = nanoClock;
        this.start = clock.getAsLong();
        this.nextDraw = new AtomicLong(start);
    }

    /** The things one after the other, with a bar that moves as they are taken. */
    public static <T> Iterable<T> over(String label, Collection<T> things) {
        return () -> {
            Progress progress = new Progress(label, things.size());
            Iterator<T> each = things.iterator();
            return new Iterator<>() {
                private boolean taken;

                @Override
                public boolean hasNext() {
                    if (taken) { // the one taken before is done when the next one is asked for
                        progress.step();
                        taken = false;
                    }
                    if (!each.hasNext()) {
                        progress.close();
                    }
                    return each.hasNext();
                }

                @Override
                public T next() {
                    hasNext();
                    taken = true;
                    return each.next();
                }
            };
        };
    }

    /** One step further. */
    public void step() {
        step(1);
    }

    /** Several steps further. */
    public void step(long steps) {
        long now = done.addAndGet(steps);
        if (now >= total) {
            close();
            return;
        }
        long time = clock.getAsLong();
        long next = nextDraw.get();
        if (time - next >= 0 && nextDraw.compareAndSet(next, time + REDRAW)) {
            draw(false);
        }
    }

    /** Draws it for the last time, full or not. */
    @Override
    public void close() {
        draw(true);
    }

    private synchronized void draw(boolean last) {
        if (over) {
            return;
        }
        over = last;
        if (!last && !screen.redraws()) {
            return;
        }
        Rich drawing = drawing(Math.min(done.get(), total), last);
        if (id == null) {
            id = screen.show(drawing);
        } else {
            screen.update(id, drawing);
        }
    }

    private Rich drawing(long now, boolean last) {
        String count = String.format(Locale.ROOT, "%,d of %,d", now, total);
        String end = !last ? "" : now == total ? " in " + elapsed() : ", stopped after " + elapsed();
        String text = label + ": " + (last ? "" : bar(now) + " ") + count + end;
        Map<String, Object> bundle = new LinkedHashMap<>();
        if (!last) {
            bundle.put(
                    "text/html",
                    "<div>" + Html.escape(label) + " <progress value=\"" + now + "\" max=\"" + total
                            + "\" style=\"vertical-align: middle\"></progress> " + Html.escape(count) + "</div>");
        } else {
            bundle.put("text/html", "<div>" + Html.escape(text) + "</div>");
        }
        bundle.put("text/plain", text);
        return () -> bundle;
    }

    private String elapsed() {
        return Durations.text(Duration.ofNanos(clock.getAsLong() - start));
    }

    private String bar(long now) {
        int full = total == 0 ? WIDTH : (int) (WIDTH * now / total);
        return "█".repeat(full) + "░".repeat(WIDTH - full);
    }

    /** How far it is, as one line. */
    @Override
    public synchronized String toString() {
        return drawing(Math.min(done.get(), total), over)
                .bundle()
                .get("text/plain")
                .toString();
    }
}
