package syncasync.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a submission gets that means no harm. */
@Timeout(120)
class RefereeTest {

    private final Homework homework = new Homework();

    @Test
    void marks_are_the_sum_of_what_was_awarded() {
        homework.solution("double", "int twice(int n) { return 2 * n; }", "int twice(int n) { return n + 2; }")
                .test("twice", 3, """
                        observe("of two", twice(2));
                        observe("of three", () -> twice(3));
                        /// CHECK
                        award(1, "of two", () -> assertThat((int) seen("of two")).isEqualTo(4));
                        award(2, "of three", () -> assertThat((int) seen("of three")).as("3 doubled").isEqualTo(6), "01.ipynb#x");
                        """);

        assertThat(homework.item("twice"))
                .containsEntry("points", 1)
                .containsEntry("max", 3)
                .containsEntry("problem", null)
                .containsEntry("observed", Map.of("of two", 4, "of three", 5));
        assertThat((List<?>) homework.item("twice").get("awards"))
                .satisfiesExactly(
                        one -> assertThat(one)
                                .isEqualTo(Map.of(
                                        "points",
                                        1,
                                        "max",
                                        1,
                                        "behaviour",
                                        "of two",
                                        "passed",
                                        true,
                                        "message",
                                        "",
                                        "read",
                                        "")),
                        two -> assertThat(two.toString()).contains("passed=false", "3 doubled", "read=01.ipynb#x"));
    }

    @Test
    void a_cell_means_what_it_means_in_the_kernel() {
        homework.given("given", """
                        record Call(String name, int delay) {
                            Call {
                                if (delay < 0) throw new IllegalArgumentException();
                            }
                        }
                        sealed interface Shape {}
                        record Circle(int r) implements Shape {}
                        var calls = List.of(new Call("a", 1), new Call("b", 2));
                        """)
                .solution("sum", "int sum() { return 0; }", """
                        int total = 0; // top-level code runs, too
                        for (Call each : calls) total += each.delay();
                        display(total);
                        int sum() { return total + later(); }
                        int later() { return 1; }
                        """)
                .test("three", "sum() + (calls.getFirst() instanceof Call(String n, int d) ? d : 0)", "5");
        assertThat(homework.points("three")).as(homework.answer().toString()).isEqualTo(1);
        assertThat(homework.cell("sum")).containsEntry("printed", "3\n");
    }

    @Test
    void loops_and_threads_and_checks_of_the_lessons_are_allowed() {
        homework.given(
                        "loop",
                        "import static syncasync.Notebook.*;\nimport syncasync.loop.*;\n"
                                + "import static syncasync.loop.Coroutines.*;")
                .solution("a", "int virtual() { return 0; } int threads() { return 0; }", """
                        int threads() throws Exception {
                            enum Colour { RED, GREEN }
                            var sum = new java.util.concurrent.atomic.AtomicInteger();
                            try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                                for (int i = 0; i < 3; i++) { pool.submit(() -> sum.addAndGet(1)); }
                            }
                            var done = new CompletableFuture<Integer>();
                            Thread t = Thread.ofPlatform().start(() -> done.complete(sum.get()));
                            t.join();
                            String said = switch ((Object) done.join()) {
                                case Integer n when n > 2 -> "n = " + n;
                                default -> "none";
                            };
                            switch (Colour.RED) { case RED -> said += Colour.valueOf("RED"); case GREEN -> {} }
                            assertThat(said).as("said").startsWith("n");
                            synchronized (sum) { return done.get() + (said.equals("n = 3RED") ? 1 : 0); }
                        }
                        """)
                .test("four", "threads()", "4");
        assertThat(homework.message("a")).isEmpty();
        assertThat(homework.points("four")).as(homework.answer().toString()).isEqualTo(1);
    }

    @Test
    void numbers_vary_with_the_student_and_the_checks_know_them() {
        homework.solution("who", "student(\"your login\");", "student(\"somebody else\");")
                .judge("expected", "int expected() { return me().number(\"delay\", 1, 1_000_000); }")
                .test("mine", 1, """
                        observe("number", expected());
                        /// CHECK
                        award(1, "mine", () -> assertThat((int) seen("number")).isEqualTo(expected()));
                        """);
        assertThat(homework.points("mine")).isEqualTo(1);
        Object first = homework.item("mine").get("observed");
        homework.request.put("student", "bob");
        homework.again();
        assertThat(homework.points("mine")).isEqualTo(1);
        assertThat(homework.item("mine").get("observed")).isNotEqualTo(first);
    }

    @Test
    void what_does_not_compile_costs_what_depends_on_it() {
        homework.solution("a", "int a() { return 1; }", "int a() {\n    return one;\n}\nint a = \"1\";")
                .solution("b", "int b() { return 2; }", "int b() { return 2; }")
                .solution("c", "int c() { return 3; }", "int c() { return 3;")
                .test("one", "a()", "1")
                .test("two", "b()", "2")
                .test("three", "c()", "3");
        assertThat(homework.state("a")).isEqualTo("does not compile");
        assertThat(homework.message("a")).startsWith("line 4: incompatible types");
        assertThat(homework.message("c")).startsWith("The cell ends too early");
        assertThat(homework.points("one")).isZero();
        assertThat(homework.told("one"))
                .contains("Nothing was observed as \"it\": line 1: cannot find symbol: method a().");
        assertThat(homework.points("two")).isEqualTo(1);
        assertThat(homework.points("three")).isZero();
    }

    @Test
    void what_of_ours_needs_a_cell_that_does_not_compile_names_it() {
        homework.solution("a", "int a() { return 1; }", "int a() { return 1 }")
                .given("ours", "int twice() { return 2 * a(); }")
                .test("two", "twice()", "2");
        assertThat(homework.told("two"))
                .contains("Nothing was observed as \"it\": the code does not compile: it needs what stands in a.");
    }

    @Test
    void a_body_that_refers_to_what_nobody_knows_is_told() {
        homework.solution("a", "int a() { return 1; }", "int a() { return y; }").test("one", "a()", "1");
        assertThat(homework.state("a")).isEqualTo("does not compile");
        assertThat(homework.message("a")).isEqualTo("a refers to variable y, which is not known");
        assertThat(homework.told("one")).contains("the code does not compile: a refers to variable y");
    }

    @Test
    void what_is_not_written_is_told() {
        homework.solution(
                        "a",
                        "int a() { return 1; }",
                        "int a() {\n    // YOUR CODE HERE\n    throw new UnsupportedOperationException(\"YOUR CODE HERE\");\n}")
                .test("one", "a()", "1");
        assertThat(homework.item("one")).containsEntry("points", 0).containsEntry("max", 1);
        assertThat(homework.told("one")).contains("the code throws UnsupportedOperationException: YOUR CODE HERE");
    }

    @Test
    void a_cell_that_throws_keeps_what_was_observed_before() {
        homework.test("two", 2, """
                observe("a", 1);
                observe("b", new Object());
                /// CHECK
                award(1, "a", () -> assertThat((int) seen("a")).isEqualTo(1));
                award(1, "b", () -> seen("b"));
                """);
        assertThat(homework.state("two")).isEqualTo("raised");
        assertThat(homework.item("two")).containsEntry("points", 1).containsEntry("max", 2);
        assertThat(homework.item("two").get("problem")).asString().contains("is no plain data");
    }

    @Test
    void a_test_cell_may_explore_the_schedules_of_a_students_code() {
        homework.request.put(
                "java",
                Stream.concat(
                                ((List<?>) homework.request.get("java")).stream(),
                                Stream.of("--add-opens=java.base/java.lang=ALL-UNNAMED"))
                        .toList());
        String counter = """
                class Counter {
                    int n;
                    void increment() { n++; }
                }
                class Safe {
                    int n;
                    synchronized void increment() { n++; }
                }
                """;
        homework.solution("counter", counter, counter).test("explored", 2, """
                        for (var each : List.of("Counter", "Safe")) {
                            observe(each, () -> explorer().explore(() -> {
                                        var counter = new Counter();
                                        var safe = new Safe();
                                        Runnable both = each.equals("Counter") ? counter::increment : safe::increment;
                                        Thread other = Thread.startVirtualThread(both);
                                        both.run();
                                        other.join();
                                        if (counter.n + safe.n != 2) throw new AssertionError(counter.n + safe.n);
                                    })
                                    .answer());
                        }
                        /// CHECK
                        award(1, "a race", () -> assertThat((String) seen("Counter")).isEqualTo("WRONG"));
                        award(1, "none", () -> assertThat((String) seen("Safe")).startsWith("RIGHT"));
                        """);
        assertThat(homework.points("explored")).as(homework.answer().toString()).isEqualTo(2);
    }

    @Test
    void what_was_observed_is_judged_again_without_running_anything() {
        homework.solution("a", "int a() { return 1; }", "int a() { return 1; }").test("one", "a()", "1");
        homework.request.put("observed", Map.of("one", Map.of("it", 2)));
        assertThat(homework.points("one")).isZero();
        assertThat((List<?>) homework.answer().get("cells")).isEmpty();
        homework.request.put("observed", Map.of("one", Map.of("it", 1)));
        homework.again();
        assertThat(homework.points("one")).isEqualTo(1);
    }

    @Test
    void a_jvm_that_does_not_start_costs_no_marks() {
        homework.request.put("sandbox", List.of("false"));
        homework.test("one", "1", "1");
        assertThatThrownBy(homework::answer).hasMessageContaining("does not start, or not in its sandbox");
    }

    @Test
    void a_check_that_is_broken_is_told_and_harms_no_other() {
        homework.test("a", 1, "observe(\"x\", 1);\n/// CHECK\naward(1, \"x\", () -> assertThat(nothing).isNull());")
                .test("b", 1, "observe(\"x\", 1);\n/// CHECK\nwhile (true) Thread.onSpinWait();")
                .test("c", 1, "observe(\"x\", 1);")
                .test("d", "1", "1");
        assertThat(homework.item("a").get("problem")).asString().contains("does not compile");
        assertThat(homework.item("b").get("problem")).isEqualTo("The check does not end.");
        assertThat(homework.item("c").get("problem")).asString().contains("nothing below a line /// CHECK");
        assertThat(homework.points("d")).isEqualTo(1);
        assertThat(homework.answer()).containsEntry("restart", true);
    }
}
