package syncasync.timeline;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import syncasync.host.Rich;
import syncasync.host.Screen;

/** Redraws a picture live, again and again in place, until it is stopped; then once more, for good. */
final class LiveDrawing {

    private static final long PERIOD = 100_000_000; // nanoseconds between two drawings
    private static final long PATIENCE = 10_000_000_000L; // nanoseconds without a change until it gives up by itself

    private final Supplier<Picture> pictures; // what has been recorded so far
    private final Screen screen = Screen.current();
    private String id; // on the screen, null where nothing can be redrawn
    private boolean over;

    LiveDrawing(Supplier<Picture> pictures) {
        this.pictures = pictures;
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
        Map<String, Object> last = Drawings.of(pictures.get());
        if (id == null) {
            screen.show(() -> last);
        } else {
            screen.update(id, () -> last);
        }
    }

    private Rich sketch() {
        Map<String, Object> bundle = Drawings.ofMoment(pictures.get());
        return () -> bundle;
    }
}
