package syncasync.check;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static syncasync.timeline.Waits.millis;
import static syncasync.timeline.Waits.waited;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import syncasync.timeline.Timeline;

class ChecksTest {

    private final Timeline timeline = new Timeline("two tasks", () -> 0);

    private static String message(Executable check) {
        Throwable thrown = catchThrowable(check::execute);
        Assertions.assertThat(thrown).isInstanceOf(AssertionError.class);
        return thrown.getMessage();
    }

    @Test
    void a_duration_is_about_another_one() {
        var check = Checks.assertThat(Duration.ofMillis(2010))
                .isAbout(Duration.ofSeconds(2))
                .isAtMost(Duration.ofSeconds(3))
                .isAtLeast(Duration.ofSeconds(2))
                .isAbout(Duration.ofSeconds(2), Duration.ofMillis(20))
                .isPositive();

        Assertions.assertThat(check).hasToString("✓");
    }

    @Test
    void a_duration_that_is_not_about_another_one_is_told_in_a_sentence() {
        Duration actual = Duration.ofMillis(4003);

        Assertions.assertThat(message(() -> Checks.assertThat(actual).isAbout(Duration.ofSeconds(2))))
                .isEqualTo("Expected about 2.0 s (give or take 500 ms), but it was 4.0 s: 2.0 s too long.");
        Assertions.assertThat(message(() -> Checks.assertThat(actual).isAbout(Duration.ofSeconds(8))))
                .isEqualTo("Expected about 8.0 s (give or take 2.0 s), but it was 4.0 s: 4.0 s too short.");
        Assertions.assertThat(message(
                        () -> Checks.assertThat(actual).as("both together").isAtMost(Duration.ofSeconds(3))))
                .isEqualTo("[both together] Expected at most 3.0 s, but it was 4.0 s.");
        Assertions.assertThat(message(() -> Checks.assertThat(actual).isAtLeast(Duration.ofSeconds(5))))
                .isEqualTo("Expected at least 5.0 s, but it was 4.0 s.");
        Assertions.assertThat(message(() -> Checks.assertThat((Duration) null).isAbout(Duration.ZERO)))
                .contains("not to be null");
    }

    @Test
    void a_failed_check_of_a_timeline_is_a_sentence_a_drawing_and_a_hint() {
        waited(timeline, "first", "virtual #1", 0, 2000);
        waited(timeline, "second", "virtual #2", 0, 2000);

        Assertions.assertThat(message(() -> Checks.assertThat(timeline).isSequential()))
                .isEqualTo("""
                Expected one task after the other, but "second" began at 0 s, while "first" ran until 2.0 s.

                two tasks: 2.0 s
                        0.0 s   0.5 s   1.0 s   1.5 s   2.0 s
                        ├───────┼───────┼───────┼───────┤
                first   ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   virtual #1  0.0 s – 2.0 s
                second  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   virtual #2  0.0 s – 2.0 s
                        █ on the CPU   ░ waiting   ▒ not known

                Hint: tasks run one after the other when each is waited for before the next one is started.""");
    }

    @Test
    void overlapping_tasks() {
        waited(timeline, "first", "virtual #1", 0, 2000);
        waited(timeline, "second", "virtual #2", 100, 2000);

        Checks.assertThat(timeline)
                .overlap("first", "second")
                .overlap("second", "first")
                .allOverlap()
                .ranOn(2)
                .ranOnAtMost(2)
                .hasTasks(2)
                .tookAbout(Duration.ofSeconds(2))
                .tookAtMost(Duration.ofSeconds(2));
        Assertions.assertThat(message(() -> Checks.assertThat(timeline).isInOrder("first", "second")))
                .startsWith(
                        "Expected \"first\" to be over before \"second\" begins, but it was over at 2.0 s, and \"second\" began at 100 ms.");
        Assertions.assertThat(message(() -> Checks.assertThat(timeline).ranOnOneThread()))
                .startsWith(
                        "Expected the tasks to run on one thread, but they ran on 2 threads: \"virtual #1\" and \"virtual #2\".");
        Assertions.assertThat(message(() -> Checks.assertThat(timeline).ranOnAtMost(1)))
                .startsWith("Expected the tasks to run on at most one thread, but they ran on 2 threads: ");
        Assertions.assertThat(message(() -> Checks.assertThat(timeline).tookAbout(Duration.ofSeconds(4))))
                .startsWith("Expected all of it to take about 4.0 s (give or take 1.0 s), but it took 2.0 s.");
        Assertions.assertThat(message(() -> Checks.assertThat(timeline).tookAtMost(Duration.ofSeconds(1))))
                .startsWith("Expected all of it to take at most 1.0 s, but it took 2.0 s.");
        Assertions.assertThat(message(() -> Checks.assertThat(timeline).hasTasks(3)))
                .startsWith("Expected 3 recorded tasks, but there are 2.");
    }

    @Test
    void tasks_in_a_row() {
        waited(timeline, "first", "main", 0, 2000);
        waited(timeline, "second", "main", 2000, 4000);

        Checks.assertThat(timeline)
                .isSequential()
                .isInOrder("first", "second")
                .ranOnOneThread()
                .tookAbout(Duration.ofSeconds(4));
        Assertions.assertThat(message(() -> Checks.assertThat(timeline).overlap("second", "first")))
                .startsWith(
                        "Expected \"second\" and \"first\" to overlap, but \"first\" was over at 2.0 s, and \"second\" began at 2.0 s.");
        Assertions.assertThat(message(() -> Checks.assertThat(timeline).allOverlap()))
                .startsWith(
                        "Expected all tasks to overlap, but \"first\" was over at 2.0 s, and \"second\" began at 2.0 s.");
        Assertions.assertThat(message(() -> Checks.assertThat(timeline).overlap("first", "third")))
                .startsWith("Expected a task named \"third\", but there is none.")
                .endsWith("Hint: recorded were \"first\" and \"second\".");
    }

    @Test
    void virtual_threads_are_told_from_others_by_what_they_are_and_not_by_their_names() throws Exception {
        Thread.ofVirtual()
                .name("pool-1-thread-1")
                .start(timeline.wrap("first", () -> {}))
                .join();
        Checks.assertThat(timeline).ranOnVirtualThreads();

        Thread.ofPlatform()
                .name("virtual")
                .start(timeline.wrap("second", () -> {}))
                .join();
        Assertions.assertThat(message(() -> Checks.assertThat(timeline).ranOnVirtualThreads()))
                .startsWith("Expected virtual threads only, but there were others: \"virtual\".");
    }

    @Test
    void a_task_that_spins_has_not_waited() {
        var spun = new Timeline("spun");
        spun.run("spins", () -> {
            for (long end = System.nanoTime() + millis(200); System.nanoTime() < end; ) Thread.onSpinWait();
        });
        Assertions.assertThat(message(() -> Checks.assertThat(spun).onlyWaited()))
                .startsWith("Expected tasks that only wait, but \"spins\" was on the CPU.");
    }

    @Test
    void tasks_that_sleep_or_say_that_they_wait_have_only_waited() throws Exception {
        var slept = new Timeline("slept");
        slept.run("sleeps", () -> Thread.sleep(200));
        Checks.assertThat(slept).onlyWaited();

        waited(timeline, "says so", "a lane", 0, 2000);
        Checks.assertThat(timeline).onlyWaited();

        timeline.record("nobody knows", "a lane", 0, millis(1));
        Assertions.assertThat(message(() -> Checks.assertThat(timeline).onlyWaited()))
                .startsWith("Expected tasks that only wait, but what \"nobody knows\" did is not known.");
    }

    @Test
    void nothing_recorded_passes_no_check() {
        Assertions.assertThat(message(() -> Checks.assertThat(timeline).isSequential()))
                .isEqualTo("Expected recorded tasks, but nothing was recorded in \"two tasks\".");
        assertThatThrownBy(() -> Checks.assertThat(timeline).ranOnOneThread()).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Checks.assertThat(timeline).allOverlap()).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Checks.assertThat((Timeline) null).isSequential())
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void the_longest_gap_between_marks() {
        for (long at : List.of(0L, 100L, 200L, 2300L, 2400L)) {
            timeline.mark("click", "main", millis(at));
        }

        Checks.assertThat(timeline)
                .longestGapAtMost("click", Duration.ofMillis(2100))
                .longestGapAtLeast("click", Duration.ofSeconds(2));
        Assertions.assertThat(
                        message(() -> Checks.assertThat(timeline).longestGapAtMost("click", Duration.ofMillis(300))))
                .startsWith(
                        "Expected never more than 300 ms between two \"click\", but after 200 ms none came for 2.1 s.");
        Assertions.assertThat(
                        message(() -> Checks.assertThat(timeline).longestGapAtLeast("click", Duration.ofSeconds(3))))
                .startsWith("Expected at least 3.0 s between some two \"click\", but the longest gap was 2.1 s.");
        Assertions.assertThat(
                        message(() -> Checks.assertThat(timeline).longestGapAtMost("clack", Duration.ofSeconds(3))))
                .startsWith("Expected at least two marks named \"clack\", but there is none.")
                .endsWith("Hint: marks are \"click\".");
    }

    @Test
    void printed_lines() {
        Printed printed = new Printed(List.of("Task started", "Task started", "Task finished", "Task finished"));

        Checks.assertThat(printed)
                .hasExactlyLines("Task started", "Task started", "Task finished", "Task finished")
                .containsLinesInOrder("Task started", "Task finished")
                .hasLinesInAnyOrder("Task finished", "Task started", "Task started", "Task finished");
        Assertions.assertThat(
                        message(() -> Checks.assertThat(printed).hasExactlyLines("Task started", "Task finished")))
                .isEqualTo("""
                Expected line 2 to be "Task finished", but printed was "Task started".

                expected:
                  Task started
                  Task finished
                printed:
                  Task started
                  Task started
                  Task finished
                  Task finished""");
        Assertions.assertThat(
                        message(() -> Checks.assertThat(printed).containsLinesInOrder("Task finished", "Task started")))
                .startsWith("Expected a line \"Task started\" after \"Task finished\", but it was printed before.");
        Assertions.assertThat(message(() -> Checks.assertThat(printed).containsLinesInOrder("Hello")))
                .startsWith("Expected a line \"Hello\", but it was not printed.");
        Assertions.assertThat(message(() -> Checks.assertThat(printed)
                        .hasLinesInAnyOrder("Task started", "Task started", "Task finished", "Hello")))
                .startsWith("Expected also \"Hello\". Not expected: \"Task finished\".");
        Assertions.assertThat(message(() -> Checks.assertThat(printed).isEmpty()))
                .startsWith("Expected nothing to be printed, but printed was:\n  Task started");
        Checks.assertThat(new Printed(List.of())).isEmpty();
    }

    @Test
    void what_any_thread_prints_is_heard_and_still_printed() throws Exception {
        var before = System.out;
        CountDownLatch printedInside = new CountDownLatch(1);

        Printed outer = Listening.printedBy(() -> {
            System.out.println("ä first");
            Printed inner = Listening.printedBy(() -> {
                Thread.startVirtualThread(() -> System.out.println("from a thread"))
                        .join();
                printedInside.countDown();
            });
            Checks.assertThat(inner).hasExactlyLines("from a thread");
            System.out.printf("%d%n", 2);
            System.out.print("no line end");
        });

        Checks.assertThat(outer).hasExactlyLines("ä first", "from a thread", "2", "no line end");
        Assertions.assertThat(System.out).isSameAs(before);
    }

    @Test
    void a_failure_while_listening_comes_through_and_ends_it() {
        var before = System.out;

        assertThatThrownBy(() -> Listening.printedBy(() -> {
                    throw new java.io.IOException("gone");
                }))
                .isInstanceOf(java.io.IOException.class);

        Assertions.assertThat(System.out).isSameAs(before);
    }
}
