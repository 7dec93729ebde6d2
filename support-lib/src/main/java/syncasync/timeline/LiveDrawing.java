package syncasync.timeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import syncasync.host.Rich;
import syncasync.host.Screen;

/** Draws a timeline again and again in place, until it is stopped; then once more, for good. */
final class LiveDrawing {

    private static final long PERIOD = 100_000_000; // nanoseconds between two drawings
    private static final long PATIENCE =
            10_000_000_000L; // nanoseconds without anything to draw until it gives up by itself

    private final Timeline timeline;
    private final Screen screen = Screen.current();
    private String id; // on the screen, null where nothing can be redrawn
    private boolean over;

    LiveDrawing(Timeline timeline) {
        this.timeline = timeline;
        if (screen.redraws()) {
            id = screen.show(sketch());
            Thread.ofPlatform().daemon().name("timeline drawing").start(this::run);
        }
    }

    private void run() {
        long lastChange = System.nanoTime();
        String before = "";
        while (true) {
            LockSupport.parkNanos(PERIOD);
            Rich sketch = sketch();
            String text = (String) sketch.bundle().get("text/plain");
            if (!text.equals(before)) {
                before = text;
                lastChange = System.nanoTime();
            } else if (System.nanoTime() - lastChange > PATIENCE) {
                stop();
            } else {
                continue;
            }
            synchronized (this) {
                if (over) {
                    return;
                }
                screen.update(id, sketch);
            }
        }
    }

    /** Draws for the last time. What was drawn before is replaced. */
    synchronized void stop() {
        if (over) {
            return;
        }
        over = true;
        if (id == null) {
            screen.show(timeline);
        } else {
            screen.update(id, timeline);
        }
    }

    /** Without the slider: it would jump back each time. */
    private Rich sketch() {
        Picture picture = timeline.picture();
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("image/svg+xml", SvgDrawing.of(picture));
        bundle.put("text/plain", TextDrawing.of(picture));
        return () -> bundle;
    }
}
