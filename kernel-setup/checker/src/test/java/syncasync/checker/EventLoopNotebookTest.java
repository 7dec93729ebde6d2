package syncasync.checker;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * NotebookFile 06 grows an event loop, and says that what it arrives at is the library's. This is the proof: the members
 * below are equal, word for word, in the notebook's cells, on its page that shows the whole loop, and in the library.
 */
class EventLoopNotebookTest {

    private static final Path ROOT =
            Path.of(System.getProperty("project.root", ".")).toAbsolutePath();

    /** The cells that grow the loop, in order: a later class extends an earlier one. */
    private static final List<String> STEPS = List.of(
            "the-ready-loop",
            "timers-kept",
            "timers-due",
            "timers-tick",
            "the-loop-with-tasks",
            "the-careful-loop",
            "the-doors",
            "the-loop-with-sockets",
            "who-waits-for-what",
            "the-loop-with-a-clock");

    static final List<String> OF_THE_LOOP = List.of(
            "ready",
            "timers",
            "selector",
            "fromOutside",
            "failed",
            "tick()",
            "waitForIoOrTimer()",
            "nanosToNextTimer()",
            "takeFromOutside()",
            "readyDueTimers()",
            "runReadyBatch()",
            "callSoon()",
            "callSoonThreadSafe()",
            "callLater()",
            "execute()",
            "watch()",
            "unwatch()",
            "ended()",
            "report()",
            "whoWaitsForWhat()");

    static final List<String> OF_A_TIMER =
            List.of("at", "order", "what", "cancel()", "isOver()", "run()", "compareTo()");

    /** What the library does beside. Each is a line by itself, and none changes what a correct program does. */
    private static final List<String> ONLY_IN_THE_LIBRARY = List.of(
            "mustBeOpen\\(\\);", // a guard: use after close
            "if \\(closed\\) (throw .*|return;)", // the same for an executor, and for a task that ends later
            "mustBeOnLoop\\(\\);", // a guard: use from another thread
            "given\\(.*\\);", // a guard: null
            "mustLetTimePass\\(.*\\);", // a guard: virtual time that would stand still for ever
            "if \\(wasInterrupted\\(\\)\\) throw .*", // the stop button
            "if \\(clock\\.jumps\\(\\)\\) tellsVirtualTime\\(.*\\);", // the same, if others hand in for ever
            "if \\(observer != null\\) observer\\..*", // hooks for timelines and recorders
            "if \\(choices != null\\) choices\\..*", // hooks for the explorer
            "Handle handle = new Handle\\(callback\\);|return handle;", // by which it can be cancelled
            "turn\\.endBatch\\(\\);", // what the watchdog reads
            "turn\\.backToLoop\\(\\);"); // when strands may hand on by themselves

    /** What the library writes in other words, and what its cells and page say for it. */
    private static final Map<String, String> OTHERWISE_IN_THE_LIBRARY = Map.ofEntries(
            // tasks in a list that takes less memory for a million of them; a callback may wait, too
            entry("strands().", "tasks."),
            // who could go on, but is interrupted, waits for its turn
            entry("task.whatNext()", "task.waitsFor()"),
            // the batch is counted where strands and the watchdog see it
            entry(
                    "for (turn.beginBatch(ready.size()); turn.goesOn() && ",
                    "for (int batch = ready.size(); batch > 0 && "),
            entry("; turn.next())", "; batch--)"),
            // the explorer may choose which callback is next; callbacks have a thread of their own
            entry("run(next())", "ready.poll().run()"),
            // of what other threads hand in, a tick takes no more than so many
            entry("nextFromOutside()", "fromOutside.poll()"),
            // runForever waits for other threads
            entry("!expectsOthers && !patient && ", "!expectsOthers && "),
            // what is derived from the loop's futures may be ended by others
            entry(" || outside > 0 || mayBeAnswered(wait)", " || outside > 0"),
            // failures are told as soon as nobody can look at them any more
            entry("Unheeded failed = new Unheeded(this)", "List<Task<?>> failed = new ArrayList<>()"),
            // what was given to callSoon can be cancelled
            entry("Handle callSoon(", "void callSoon("),
            entry("ready.add(handle)", "ready.add(callback)"),
            // a delay that is too long for nanoseconds means never
            entry("this, Nanos.after(clock.nanos(), delay)", "clock.nanos() + Math.max(0, delay.toNanos())"),
            entry("keep(timer)", "timers.add(timer)"));

    private static Members withoutWhatOnlyTheLibraryDoes(Members library) {
        return library.without(ONLY_IN_THE_LIBRARY).with(OTHERWISE_IN_THE_LIBRARY);
    }

    private static String library(String type) throws IOException {
        return Files.readString(ROOT.resolve("support-lib/src/main/java/syncasync/loop/" + type + ".java"));
    }

    private static NotebookFile notebook() throws NotebookFile.NotANotebook {
        return NotebookFile.read(ROOT.resolve("notebooks/06-event-loop-from-scratch.ipynb"));
    }

    private static String cell(String id) throws NotebookFile.NotANotebook {
        return notebook().cells().stream()
                .filter(cell -> cell.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("notebook 06 has no cell " + id))
                .source();
    }

    private static Members cells() throws NotebookFile.NotANotebook {
        var all = Members.of("");
        for (String id : STEPS) all = all.and(Members.of(cell(id)));
        return all;
    }

    @Test
    void the_loop_that_the_cells_arrive_at_is_the_librarys() throws Exception {
        Members library = withoutWhatOnlyTheLibraryDoes(Members.of(library("EventLoop")));

        assertThat(cells().differences(library, OF_THE_LOOP)).isEmpty();
    }

    @Test
    void the_page_with_the_whole_loop_shows_what_the_cells_declare() throws Exception {
        String page = cell("the-whole-loop");
        Members shown = Members.of(page.substring(page.indexOf("```java") + 7, page.lastIndexOf("```")));

        assertThat(shown.byName().keySet())
                .containsAll(OF_THE_LOOP)
                .hasSize(OF_THE_LOOP.size() + 1)
                .contains("tasks");
        assertThat(shown.differences(cells(), List.copyOf(shown.byName().keySet())))
                .isEmpty();
    }

    @Test
    void the_timer_of_the_cells_is_the_librarys() throws Exception {
        assertThat(Members.of(cell("due-time"))
                        .and(Members.of(cell("timer-handle")))
                        .with(Map.of("compareTo(Due ", "compareTo(TimerHandle "))
                        .differences(Members.of(library("TimerHandle")).and(Members.of(library("Handle"))), OF_A_TIMER))
                .isEmpty();
    }

    static Stream<String> members() {
        return OF_THE_LOOP.stream();
    }

    @ParameterizedTest
    @MethodSource("members")
    void a_change_of_any_of_them_in_the_library_is_seen(String member) throws Exception {
        Members library = Members.of(library("EventLoop"));
        String text = library.byName().get(member);
        String changed = member.endsWith("()")
                ? text.replaceFirst("\\{", "{\n    somethingElse();")
                : text.replace("new ", "new Other");
        var drifted = new HashMap<>(library.byName());
        drifted.put(member, changed);

        assertThat(cells().differences(withoutWhatOnlyTheLibraryDoes(new Members(drifted)), OF_THE_LOOP))
                .containsOnlyKeys(member);
    }

    @Test
    void layout_comments_and_modifiers_do_not_count_but_a_single_character_of_code_does() {
        Members a = Members.of(
                "class A { /** Doc. */ private final void due(long now) { while (first() <= now) take(); /* all */ } }");
        Members b = Members.of(
                "class B extends A {\n    @Override public void due(long now) {\n        while (first() <= now)\n            take();   // all\n    }\n}");
        Members c = Members.of("class C { void due(long now) { while (first() < now) take(); } }");

        assertThat(a.differences(b, List.of("due()"))).isEmpty();
        assertThat(a.differences(c, List.of("due()"))).containsOnlyKeys("due()");
        assertThat(a.differences(b, List.of("gone()"))).containsOnlyKeys("gone()");
    }
}
