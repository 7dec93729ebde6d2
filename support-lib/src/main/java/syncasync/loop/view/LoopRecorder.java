package syncasync.loop.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import syncasync.display.Svg;
import syncasync.display.Vega;
import syncasync.host.DurationText;
import syncasync.host.Rich;
import syncasync.host.Screen;
import syncasync.host.SourceLine;
import syncasync.loop.EventLoop;
import syncasync.loop.LoopObserver;
import syncasync.loop.Task;
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
 * <p>With {@link #withSource}, it also shows the source code of the coroutines, and marks the line at which each stands.
 *
 * <p>A loop of one's own calls {@link #tick(Duration, List, List)} itself, and {@link #standsAt} before it.
 */
public final class LoopRecorder implements LoopObserver, Rich {
    private static final int MOST = 200; // a slider with more stops shows nothing any more
    private static final Pattern LAMBDA = Pattern.compile("lambda\\$(.*?)\\$+\\d+"); // what javac calls its method

    private final String title;
    private final List<Tick> ticks = new ArrayList<>();
    private final Map<Task<?>, Stand> stands = new LinkedHashMap<>(); // of the tasks that have begun and not ended
    private final List<Position> positions = new ArrayList<>(); // for the next tick
    private final Map<StackTraceElement, Optional<SourceLine>> known = new HashMap<>();
    private Set<String> methods; // whose source is shown; all if it is empty; null if no source is
    private int unseen; // ticks beyond the most that are kept

    /**
     * A tick that ran something.
     *
     * @param time on the loop's clock, when it began
     * @param runs the ready queue: all of this runs in this tick, in this order
     * @param timers what waits for a later time, the earliest first, with that time
     * @param positions where the coroutines stand when it begins, if that is recorded: those that have begun and not
     *     ended
     */
    public record Tick(Duration time, List<String> runs, List<String> timers, List<Position> positions) {

        /**
         * The line at which a coroutine stands when the tick begins, without the blanks around it; empty if it has not
         * begun, has ended, or its source is not shown.
         */
        public String lineOf(String coroutine) {
            return positions.stream()
                    .filter(position -> position.coroutine().equals(coroutine))
                    .map(position -> position.lines().getFirst().text())
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * Where a coroutine stands.
     *
     * @param lines of its stack the frames in the source that is shown: first the line that it waits in, then the one
     *     from which that method was called, and so on
     */
    public record Position(String coroutine, List<SourceLine> lines) {}

    /**
     * What is known of a task of the loop.
     *
     * @param lines as in a position; null while it runs, or is blocked by something that is not the loop's
     */
    private record Stand(Thread thread, List<SourceLine> lines) {}

    /** An empty record. */
    public LoopRecorder(String title) {
        this.title = title;
    }

    /**
     * From now on also records where each coroutine stands when a tick begins, to be shown with its source. A coroutine
     * that waits in a method which it has called stands there; the lines from which it called are marked in another way.
     * Only a notebook knows the source, and only that of its cells.
     *
     * @param ofMethods the names of the methods to show, lambdas in them included: a loop that is made in a notebook has
     *     its own code in cells, too. None for all cells.
     */
    public LoopRecorder withSource(String... ofMethods) {
        methods = Set.of(ofMethods);
        return this;
    }

    /**
     * Says which thread runs a coroutine, to be called before each tick, for every coroutine that has begun or will.
     * Does nothing without {@link #withSource}.
     */
    public void standsAt(String coroutine, Thread thread) {
        if (methods != null) add(coroutine, linesOf(thread));
    }

    /** Writes a tick down; to be called when it is about to run its batch. A tick with nothing to run is left out. */
    public void tick(Duration time, List<?> ready, List<?> timers) {
        if (!ready.isEmpty()) {
            if (ticks.size() < MOST) ticks.add(new Tick(time, words(ready), words(timers), List.copyOf(positions)));
            else unseen++;
        }
        positions.clear();
    }

    @Override
    public void tick(EventLoop loop) {
        stands.forEach(
                (task, stand) -> add(task.name(), stand.lines() == null ? linesOf(stand.thread()) : stand.lines()));
        tick(loop.time(), loop.ready(), loop.timers());
    }

    @Override
    public void running(Task<?> task) {
        if (methods != null) stands.put(task, new Stand(Thread.currentThread(), null));
    }

    @Override
    public void suspended(Task<?> task, String reason) {
        Thread thread = Thread.currentThread();
        if (methods != null) stands.put(task, new Stand(thread, linesOf(thread)));
    }

    @Override
    public void ended(Task<?> task) {
        stands.remove(task);
    }

    private void add(String coroutine, List<SourceLine> lines) {
        if (!lines.isEmpty()) positions.add(new Position(coroutine, lines));
    }

    private List<SourceLine> linesOf(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .filter(frame -> methods.isEmpty() || methods.contains(methodOf(frame)))
                .map(frame -> known.computeIfAbsent(frame, Screen.current()::sourceOf))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    private static String methodOf(StackTraceElement frame) {
        Matcher lambda = LAMBDA.matcher(frame.getMethodName());
        return lambda.matches() ? lambda.group(1) : frame.getMethodName();
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
