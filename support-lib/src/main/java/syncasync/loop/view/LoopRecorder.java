package syncasync.loop.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import syncasync.display.Svg;
import syncasync.display.Vega;
import syncasync.host.DurationText;
import syncasync.host.Rich;
import syncasync.loop.EventLoop;
import syncasync.loop.LoopObserver;
import syncasync.loop.TimerHandle;

/**
 * Records an event loop tick by tick (its ready queue and its timers) and draws it: as a view with a slider that steps
 * through the ticks, or as a table.
 * {@snippet :
 * LoopRecorder steps = new LoopRecorder("breakfast");
 * try (EventLoop loop = new EventLoop(LoopClock.virtual()).observe(steps)) {
 *     loop.runUntilComplete(() -> Coroutines.sleep(Duration.ofMinutes(3)));
 * }
 * System.out.println(steps);
 * }
 *
 * <p>A loop of one's own calls {@link #tick(Duration, List, List)} itself.
 */
public final class LoopRecorder implements LoopObserver, Rich {
    private static final int MOST = 200; // a slider with more stops shows nothing any more

    private final String title;
    private final List<Tick> ticks = new ArrayList<>();
    private int unseen; // ticks beyond the most that are kept

    /**
     * A tick that ran something.
     *
     * @param time on the loop's clock, when it began
     * @param runs the ready queue: all of this runs in this tick, in this order
     * @param timers what waits for a later time, the earliest first, with that time
     */
    public record Tick(Duration time, List<String> runs, List<String> timers) {}

    /** An empty record. */
    public LoopRecorder(String title) {
        this.title = title;
    }

    /** Writes a tick down; to be called when it is about to run its batch. A tick with nothing to run is left out. */
    public void tick(Duration time, List<?> ready, List<?> timers) {
        if (ready.isEmpty()) return;
        if (ticks.size() < MOST) ticks.add(new Tick(time, words(ready), words(timers)));
        else unseen++;
    }

    @Override
    public void tick(EventLoop loop) {
        tick(loop.time(), loop.ready(), loop.timers());
    }

    /** What was written down, the first 200 ticks. */
    public List<Tick> ticks() {
        return List.copyOf(ticks);
    }

    private static List<String> words(List<?> things) {
        return things.stream().map(LoopRecorder::word).toList();
    }

    private static String word(Object thing) {
        if (thing instanceof TimerHandle timer && timer.what() != null) {
            return word(timer.what()) + " at " + DurationText.of(timer.at());
        }
        String text = String.valueOf(thing);
        return text.contains("$$Lambda") ? "a callback" : text;
    }

    /** The same as a table in plain text. */
    @Override
    public String toString() {
        return StepView.text(title, ticks, unseen);
    }

    @Override
    public Map<String, Object> bundle() {
        Map<String, Object> bundle = new LinkedHashMap<>();
        if (!ticks.isEmpty()) {
            bundle.put(Vega.MIME, StepView.vegaLite(title, ticks, unseen));
            bundle.put(Svg.MIME, StepView.svg(title, ticks, unseen));
        }
        bundle.put("text/plain", toString());
        return bundle;
    }

    /** How many boxes the fullest column of any tick has. */
    static int fullest(List<Tick> ticks) {
        return ticks.stream()
                .flatMap(tick -> Stream.of(tick.runs(), tick.timers()))
                .mapToInt(List::size)
                .max()
                .orElse(0);
    }
}
