package syncasync;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.assertj.core.api.AbstractBooleanAssert;
import org.assertj.core.api.AbstractCollectionAssert;
import org.assertj.core.api.AbstractDoubleAssert;
import org.assertj.core.api.AbstractIntegerAssert;
import org.assertj.core.api.AbstractLongAssert;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.CompletableFutureAssert;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.MapAssert;
import org.assertj.core.api.ObjectArrayAssert;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.api.OptionalAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import syncasync.check.Checks;
import syncasync.check.DurationAssert;
import syncasync.check.ExplorationAssert;
import syncasync.check.Listening;
import syncasync.check.MessageLogAssert;
import syncasync.check.Printed;
import syncasync.check.PrintedAssert;
import syncasync.check.TimelineAssert;
import syncasync.display.Curve;
import syncasync.display.Progress;
import syncasync.display.Table;
import syncasync.explore.Exploration;
import syncasync.explore.Explorer;
import syncasync.explore.Scenario;
import syncasync.functions.ThrowingConsumer;
import syncasync.functions.ThrowingRunnable;
import syncasync.functions.ThrowingSupplier;
import syncasync.host.Libraries;
import syncasync.host.Screen;
import syncasync.predict.ChoicePrediction;
import syncasync.predict.ClaimPrediction;
import syncasync.predict.DurationPrediction;
import syncasync.predict.Exercise;
import syncasync.predict.NumberPrediction;
import syncasync.predict.OrderPrediction;
import syncasync.predict.Orders;
import syncasync.process.OpenThings;
import syncasync.site.LocalSite;
import syncasync.timeline.MessageLog;
import syncasync.timeline.Timeline;
import syncasync.timing.Durations;
import syncasync.timing.Timed;
import syncasync.timing.Timing;

/**
 * The front door of the library: timing, timelines, predictions, tables, checks and what is kept open, by one line,
 * {@code import static syncasync.Notebook.*;}.
 * {@snippet :
 * var inARow = timeline("one after the other");
 * inARow.run("first", () -> Thread.sleep(seconds(2)));
 * inARow.run("second", () -> Thread.sleep(seconds(2)));
 * assertThat(inARow).isSequential().tookAbout(seconds(4));
 * }
 *
 * <p>The event loop has a door of its own: {@code import syncasync.loop.*;} and
 * {@code import static syncasync.loop.Coroutines.*;}. What only some lessons use is imported from its package:
 * {@code syncasync.load.*}, {@code syncasync.process.*}, {@code syncasync.loop.view.*}. So is a type whose name is
 * written down, such as {@code syncasync.timeline.Timeline}, since a static import brings methods and no types.
 */
public final class Notebook {

    private Notebook() {}

    /** A number of seconds, fractions allowed. */
    public static Duration seconds(double seconds) {
        return Durations.seconds(seconds);
    }

    /** A number of milliseconds. */
    public static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    /** The CPU time that the current thread has used so far; only a platform thread's is known. */
    public static Duration cpuTime() {
        return Durations.cpuTime();
    }

    /** Runs something and prints how long it took, as one line. */
    public static <X extends Exception> Timed<Void> time(String label, ThrowingRunnable<X> body) throws X {
        return Timing.time(label, () -> {
            body.run();
            return null;
        });
    }

    /** Runs something that gives a value, prints how long it took, as one line, and returns both. */
    public static <T, X extends Exception> Timed<T> time(String label, ThrowingSupplier<T, X> body) throws X {
        return Timing.time(label, body);
    }

    /** A new timeline: it records what ran when, on which thread, and draws it. */
    public static Timeline timeline(String title) {
        return new Timeline(title);
    }

    /** A new timeline on a clock of nanoseconds, for instance an event loop's virtual one. */
    public static Timeline timeline(String title, LongSupplier nanoClock) {
        return new Timeline(title, nanoClock);
    }

    /** Runs something, lets through what it prints, and returns the lines. */
    public static <X extends Exception> Printed printedBy(ThrowingRunnable<X> body) throws X {
        return Listening.printedBy(body);
    }

    /** Takes away what this cell has printed and shown so far, where the front end can do that. */
    public static void clearOutput() {
        Screen.current().clear(false);
    }

    /** The same, but only when the next output is there to take its place, so that nothing flickers. */
    public static void clearOutputAtNext() {
        Screen.current().clear(true);
    }

    /** Commits to how long something will take. */
    public static DurationPrediction predict(String question, Duration answer) {
        return new DurationPrediction(question, answer);
    }

    /** Commits to a number. */
    public static NumberPrediction predict(String question, double answer) {
        return new NumberPrediction(question, answer);
    }

    /** Commits to yes or no. */
    public static ChoicePrediction predict(String question, boolean answer) {
        return new ChoicePrediction(question, answer);
    }

    /** Commits to an answer. */
    public static ChoicePrediction predict(String question, String answer) {
        return new ChoicePrediction(question, answer);
    }

    /** Commits to lines in an order. */
    public static OrderPrediction predict(String question, String first, String second, String... more) {
        List<String> lines = new ArrayList<>(List.of(first, second));
        lines.addAll(List.of(more));
        return new OrderPrediction(question, lines);
    }

    /** Commits to lines in an order. */
    public static OrderPrediction predict(String question, List<String> lines) {
        return new OrderPrediction(question, lines);
    }

    /**
     * Commits to which of these claims of the next check fails first: one of them, {@code "none"} or
     * {@code "something else"}. A claim is a call and its line: {@code "line 1: isSequential"}.
     */
    public static ClaimPrediction predictClaim(String answer, String... claims) {
        return new ClaimPrediction(answer, claims);
    }

    /**
     * Sets an exercise: {@code exercise.answer(…)} tells the learner whether it is right, by what the check throws.
     * Where the answer is a method or a lambda, name its type: {@code Exercise<Callable<String>>}.
     */
    public static <T> Exercise<T> exercise(String task, ThrowingConsumer<T, ?> check) {
        return new Exercise<>(task, check);
    }

    /** What stands where the learner's own lines will stand: {@code throw yourTurn();}. */
    public static Exercise.NotYetWritten yourTurn() {
        return Exercise.yourTurn();
    }

    /** The possible orders of lines, where a run may come out in one of several ways. */
    @SafeVarargs
    public static Orders anyOf(List<String>... orders) {
        return Orders.anyOf(orders);
    }

    /** All orders that have every line {@code first} before every line {@code then}. */
    public static Orders before(String first, String then) {
        return Orders.before(first, then);
    }

    /** All orders. */
    public static Orders anyOrder() {
        return Orders.any();
    }

    /** A table, to be filled row by row. */
    public static Table table(String... headers) {
        return new Table(headers);
    }

    /** A table with a row for each record and a column for each of its components. */
    public static Table table(Collection<? extends Record> records) {
        return Table.of(records);
    }

    /** A bar that is full after that many steps. */
    public static Progress progress(String label, long steps) {
        return new Progress(label, steps);
    }

    /** The things one after the other, with a bar that moves as they are taken. */
    public static <T> Iterable<T> progress(String label, Collection<T> things) {
        return Progress.over(label, things);
    }

    /** A line chart of one number that changes step by step, redrawn as values are added. */
    public static Curve curve(String title) {
        return new Curve(title);
    }

    /**
     * A web site on this machine that answers as the lines of this text say, for instance {@code GET /weather/oslo 200
     * 250ms sunny}.
     */
    public static LocalSite localSite(String text) {
        return LocalSite.of(text);
    }

    /** A web site on this machine that answers as the lines of this file say. */
    public static LocalSite localSite(Path file) throws IOException {
        return LocalSite.of(file);
    }

    /**
     * Keeps a server or the like open under a name. What was kept under it before, by an earlier run of the cell, is
     * closed.
     */
    public static <T extends AutoCloseable> T keep(String name, T thing) {
        return OpenThings.keep(name, thing);
    }

    /** Keeps something open under a name, to be closed in the given way. What was kept under it before is closed. */
    public static <T> T keep(String name, T thing, ThrowingConsumer<? super T, ?> close) {
        return OpenThings.keep(name, thing, close);
    }

    /**
     * Tries the orders in which the threads of a small program could go on, until one breaks it or all with up to two
     * switches were tried.
     */
    public static Exploration explore(Scenario scenario) {
        return new Explorer().explore(scenario);
    }

    /** An explorer to be told how far to go, for instance {@code explorer().switches(3).explore(() -> …)}. */
    public static Explorer explorer() {
        return new Explorer();
    }

    /** Closes what is kept under a name, if anything is. */
    public static void close(String name) {
        OpenThings.close(name);
    }

    /** Makes a group of libraries available that only some notebooks need, for instance {@code "web"}. */
    public static void libraries(String group) {
        Libraries.use(group);
    }

    // ---- checks: the library's own, and AssertJ's for everyday values, so that one import is enough

    /** Begins a check of a duration, for instance {@code assertThat(took).isAbout(seconds(2))}. */
    public static DurationAssert assertThat(Duration actual) {
        return Checks.assertThat(actual);
    }

    /** Begins a check of a timeline, for instance {@code assertThat(timeline).overlap("first", "second")}. */
    public static TimelineAssert assertThat(Timeline actual) {
        return Checks.assertThat(actual);
    }

    /** Begins a check of a history of messages: {@code assertThat(log).everyoneSawEverythingInOrder()}. */
    public static MessageLogAssert assertThat(MessageLog actual) {
        return Checks.assertThat(actual);
    }

    /** Begins a check of printed lines, for instance {@code assertThat(printed).hasExactlyLines("hello", "world")}. */
    public static PrintedAssert assertThat(Printed actual) {
        return Checks.assertThat(actual);
    }

    /** Begins a check of what an explorer found, for instance {@code assertThat(explore(() -> …)).isRight()}. */
    public static ExplorationAssert assertThat(Exploration actual) {
        return Checks.assertThat(actual);
    }

    /** Begins a check of a boolean. */
    public static AbstractBooleanAssert<?> assertThat(boolean actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of a number. */
    public static AbstractIntegerAssert<?> assertThat(int actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of a number. */
    public static AbstractLongAssert<?> assertThat(long actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of a number. */
    public static AbstractDoubleAssert<?> assertThat(double actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of a boolean that may be missing. */
    public static AbstractBooleanAssert<?> assertThat(Boolean actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of a number that may be missing. */
    public static AbstractIntegerAssert<?> assertThat(Integer actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of a number that may be missing. */
    public static AbstractLongAssert<?> assertThat(Long actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of a number that may be missing. */
    public static AbstractDoubleAssert<?> assertThat(Double actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of a text. */
    public static AbstractStringAssert<?> assertThat(String actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of a list. */
    public static <T> ListAssert<T> assertThat(List<? extends T> actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of a set or another collection. */
    public static <T> AbstractCollectionAssert<?, Collection<? extends T>, T, ObjectAssert<T>> assertThat(
            Collection<? extends T> actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of a map. */
    public static <K, V> MapAssert<K, V> assertThat(Map<K, V> actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of an array. */
    public static <T> ObjectArrayAssert<T> assertThat(T[] actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of a value that may be missing. */
    public static <T> OptionalAssert<T> assertThat(Optional<T> actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of a future. */
    public static <T> CompletableFutureAssert<T> assertThat(CompletableFuture<T> actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of an exception. */
    public static <T extends Throwable> AbstractThrowableAssert<?, T> assertThat(T actual) {
        return Assertions.assertThat(actual);
    }

    /** Begins a check of anything else. */
    public static <T> ObjectAssert<T> assertThat(T actual) {
        return Assertions.assertThatObject(actual);
    }

    /** Runs something that must fail, and begins a check of its exception. */
    public static AbstractThrowableAssert<?, ? extends Throwable> assertThatThrownBy(ThrowingCallable body) {
        return Assertions.assertThatThrownBy(body);
    }
}
