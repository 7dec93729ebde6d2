package syncasync.check;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import syncasync.timeline.Bar;
import syncasync.timeline.Mark;
import syncasync.timeline.Picture;
import syncasync.timeline.Picture.Gap;
import syncasync.timeline.Timeline;
import syncasync.timing.Durations;

/** Assertions about a timeline: order, overlap, threads, durations. What fails shows the timeline. */
public final class TimelineAssert extends AbstractAssert<TimelineAssert, Timeline> {

    private final Picture picture; // as it was when the check began

    TimelineAssert(Timeline actual) {
        super(actual, TimelineAssert.class);
        this.picture = actual == null ? null : actual.picture();
    }

    /** No two tasks ran at the same time. */
    public TimelineAssert isSequential() {
        List<Bar> bars = bars();
        for (int i = 1; i < bars.size(); i++) {
            Bar before = bars.get(i - 1);
            Bar bar = bars.get(i);
            if (bar.overlaps(before)) {
                throw failure(
                        "Expected one task after the other, but \"" + bar.name() + "\" began at "
                                + Durations.text(bar.start()) + ", while \"" + before.name() + "\" ran until "
                                + Durations.text(before.end()) + ".",
                        "tasks run one after the other when each is waited for before the next one is started.");
            }
        }
        return this;
    }

    /** These two tasks ran at the same time for a while. */
    public TimelineAssert overlap(String one, String other) {
        List<Bar> ones = named(one);
        List<Bar> others = named(other);
        if (ones.stream().noneMatch(a -> others.stream().anyMatch(b -> a != b && a.overlaps(b)))) {
            boolean oneFirst =
                    ones.getFirst().start().compareTo(others.getFirst().start()) <= 0;
            Bar first = oneFirst ? ones.getFirst() : others.getFirst();
            Bar second = oneFirst ? others.getFirst() : ones.getFirst();
            throw failure(
                    "Expected \"" + one + "\" and \"" + other + "\" to overlap, but \"" + first.name()
                            + "\" was over at " + Durations.text(first.end()) + ", and \"" + second.name()
                            + "\" began at " + Durations.text(second.start()) + ".",
                    first.lane().equals(second.lane())
                            ? "both ran on " + first.lane() + ", which can do one thing at a time."
                            : "start both before you wait for either.");
        }
        return this;
    }

    /** There was a moment at which all tasks were running. */
    public TimelineAssert allOverlap() {
        List<Bar> bars = bars();
        Bar lastToStart = bars.stream().max(Comparator.comparing(Bar::start)).orElseThrow();
        Bar firstToEnd = bars.stream().min(Comparator.comparing(Bar::end)).orElseThrow();
        if (lastToStart.start().compareTo(firstToEnd.end()) >= 0) {
            throw failure(
                    "Expected all tasks to overlap, but \"" + firstToEnd.name() + "\" was over at "
                            + Durations.text(firstToEnd.end()) + ", and \"" + lastToStart.name() + "\" began at "
                            + Durations.text(lastToStart.start()) + ".",
                    "start all of them before you wait for any.");
        }
        return this;
    }

    /** Of the named tasks, each was over when the next one began. */
    public TimelineAssert isInOrder(String... names) {
        for (int i = 1; i < names.length; i++) {
            Bar before = named(names[i - 1]).stream()
                    .max(Comparator.comparing(Bar::end))
                    .orElseThrow();
            Bar after = named(names[i]).stream()
                    .min(Comparator.comparing(Bar::start))
                    .orElseThrow();
            if (after.start().compareTo(before.end()) < 0) {
                throw failure(
                        "Expected \"" + before.name() + "\" to be over before \"" + after.name()
                                + "\" begins, but it was over at " + Durations.text(before.end()) + ", and \""
                                + after.name() + "\" began at " + Durations.text(after.start()) + ".",
                        "wait for the end of the one before you start the other.");
            }
        }
        return this;
    }

    /** All tasks ran on the same thread. */
    public TimelineAssert ranOnOneThread() {
        return ranOn(1);
    }

    /** The tasks ran on this many threads. */
    public TimelineAssert ranOn(int threads) {
        List<String> lanes = lanes();
        if (lanes.size() != threads) {
            throw failure(
                    "Expected the tasks to run on " + count(threads) + ", but they ran on " + count(lanes.size()) + ": "
                            + shortened(lanes) + ".",
                    "the label behind each bar says which thread it ran on.");
        }
        return this;
    }

    /** The tasks ran on at most this many threads. */
    public TimelineAssert ranOnAtMost(int threads) {
        List<String> lanes = lanes();
        if (lanes.size() > threads) {
            throw failure(
                    "Expected the tasks to run on at most " + count(threads) + ", but they ran on "
                            + count(lanes.size()) + ": " + shortened(lanes) + ".",
                    "the label behind each bar says which thread it ran on.");
        }
        return this;
    }

    /** All tasks ran on virtual threads. */
    public TimelineAssert ranOnVirtualThreads() {
        List<String> others = bars().stream()
                .filter(bar -> !bar.virtual())
                .map(Bar::lane)
                .distinct()
                .toList();
        if (!others.isEmpty()) {
            throw failure(
                    "Expected virtual threads only, but there were others: " + shortened(others) + ".",
                    "an executor by Executors.newVirtualThreadPerTaskExecutor() starts one for each task.");
        }
        return this;
    }

    /** No task used the CPU for more than a tenth of its time. Fails, too, where that is not known. */
    public TimelineAssert onlyWaited() {
        for (Bar bar : bars()) {
            if (!onlyWaited(bar)) {
                throw failure(
                        "Expected tasks that only wait, but "
                                + (bar.kind() == Bar.Kind.UNKNOWN && bar.cpu() == null
                                        ? "what \"" + bar.name() + "\" did is not known."
                                        : "\"" + bar.name() + "\" was on the CPU."),
                        "a thread that looks at the clock in a loop until the time has come does not wait.");
            }
        }
        return this;
    }

    private static boolean onlyWaited(Bar bar) {
        if (bar.waits().isEmpty()) {
            return bar.cpu() == null ? bar.kind() == Bar.Kind.WAITING : isTenthOf(bar.length(), bar.cpu());
        }
        Duration waited =
                bar.waits().stream().map(wait -> wait.end().minus(wait.start())).reduce(Duration.ZERO, Duration::plus);
        return isTenthOf(bar.length(), bar.length().minus(waited));
    }

    private static boolean isTenthOf(Duration all, Duration part) {
        return part.multipliedBy(10).compareTo(all) <= 0;
    }

    /**
     * Between two marks of this name that follow one another never passed more time than this: a heartbeat that never
     * stalled.
     */
    public TimelineAssert longestGapAtMost(String mark, Duration most) {
        Gap gap = longestGap(mark);
        if (gap.length().compareTo(most) > 0) {
            throw failure(
                    "Expected never more than " + Durations.text(most) + " between two \"" + mark + "\", but after "
                            + Durations.text(gap.from()) + " none came for " + Durations.text(gap.length()) + ".",
                    "look for the task that kept the thread to itself during that time.");
        }
        return this;
    }

    /**
     * Between two marks of this name that follow one another there was at least once this much time: a heartbeat that
     * stalled.
     */
    public TimelineAssert longestGapAtLeast(String mark, Duration least) {
        Gap gap = longestGap(mark);
        if (gap.length().compareTo(least) < 0) {
            throw failure(
                    "Expected at least " + Durations.text(least) + " between some two \"" + mark
                            + "\", but the longest gap was " + Durations.text(gap.length()) + ".",
                    "nothing kept the thread to itself for so long.");
        }
        return this;
    }

    /**
     * From the first start to the last end it took about this long: within 25 %, or within 300 ms where that is more.
     */
    public TimelineAssert tookAbout(Duration expected) {
        isNotNull();
        if (!Durations.isAbout(picture.total(), expected)) {
            throw failure(
                    "Expected all of it to take about " + Durations.text(expected) + " (give or take "
                            + Durations.text(Durations.aboutTolerance(expected)) + "), but it took "
                            + Durations.text(picture.total()) + ".",
                    "times add up for tasks in a row; for tasks that overlap, the longest one counts.");
        }
        return this;
    }

    /** From the first start to the last end it took no longer than this. */
    public TimelineAssert tookAtMost(Duration most) {
        isNotNull();
        if (picture.total().compareTo(most) > 0) {
            throw failure(
                    "Expected all of it to take at most " + Durations.text(most) + ", but it took "
                            + Durations.text(picture.total()) + ".",
                    "times add up for tasks in a row; for tasks that overlap, the longest one counts.");
        }
        return this;
    }

    /** This many tasks were recorded. */
    public TimelineAssert hasTasks(int count) {
        isNotNull();
        if (picture.bars().size() != count) {
            throw failure(
                    "Expected " + count + " recorded tasks, but there are "
                            + picture.bars().size() + ".",
                    "each run, call or wrap records one.");
        }
        return this;
    }

    private Gap longestGap(String name) {
        isNotNull();
        try {
            return picture.longestGap(name);
        } catch (IllegalArgumentException fewer) {
            throw failure(
                    fewer.getMessage(),
                    "marks are "
                            + Messages.quoted(picture.marks().stream()
                                    .map(Mark::name)
                                    .distinct()
                                    .toList()) + ".");
        }
    }

    /** All bars by their exact start. */
    private List<Bar> bars() {
        isNotNull();
        if (picture.bars().isEmpty()) {
            throw Messages.failure(
                    this, "Expected recorded tasks, but nothing was recorded in \"" + picture.title() + "\".");
        }
        return picture.bars().stream().sorted(Comparator.comparing(Bar::start)).toList();
    }

    private List<Bar> named(String name) {
        List<Bar> bars = bars().stream().filter(bar -> bar.name().equals(name)).toList();
        if (bars.isEmpty()) {
            throw failure(
                    "Expected a task named \"" + name + "\", but there is none.",
                    "recorded were "
                            + shortened(picture.bars().stream()
                                    .map(Bar::name)
                                    .distinct()
                                    .toList()) + ".");
        }
        return bars;
    }

    private List<String> lanes() {
        bars();
        return picture.threads();
    }

    private static String shortened(List<String> names) {
        return names.size() <= 10
                ? Messages.quoted(names)
                : Messages.quoted(names.subList(0, 10)) + " and " + (names.size() - 10) + " more";
    }

    private static String count(int threads) {
        return threads == 1 ? "one thread" : threads + " threads";
    }

    private AssertionError failure(String message, String hint) {
        return Messages.failure(this, message, actual, hint);
    }

    @Override
    public String toString() {
        return "✓";
    }
}
