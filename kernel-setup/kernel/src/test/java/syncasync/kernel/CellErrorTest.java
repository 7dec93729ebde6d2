package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellErrorTest {

    private final CellPositions origins = new CellPositions();

    CellErrorTest() {
        origins.loaded("REPL.$JShell$12$Bank", compiling(3, 4));
        origins.loaded("REPL.$JShell$13B", compiling(5, 1));
    }

    private static RunningCell compiling(int number, int line) {
        var cell = new RunningCell(number, "", null, false);
        cell.compiles(line);
        return cell;
    }

    @Test
    void only_the_learners_own_frames_are_shown_and_named_as_the_learner_named_them() {
        var e = new IllegalStateException("only 3");
        e.setStackTrace(new StackTraceElement[] {
            frame("java.util.Objects", "requireNonNull"),
            frame("REPL.$JShell$12$Bank", "withdraw"),
            frame("REPL.$JShell$12$Bank", "<init>"),
            frame("REPL.$JShell$13B", "lambda$do_it$$0"),
            frame("REPL.$JShell$13B", "lambda$task$3"),
            frame("java.lang.reflect.Method", "invoke"),
            frame("REPL.$JShell$13B", "do_it$"),
            frame("syncasync.kernel.CellControl", "run"),
        });

        CellError problem = CellError.of(e, origins);

        assertThat(problem.title()).isEqualTo("IllegalStateException: only 3");
        assertThat(problem.frames())
                .containsExactly(
                        "    at Bank.withdraw (cell 3, line 4)",
                        "    at new Bank (cell 3, line 4)",
                        "    at lambda (cell 5, line 1)",
                        "    at lambda in task (cell 5, line 1)",
                        "    at cell 5, line 1");
    }

    @Test
    void causes_and_suppressed_exceptions_follow() {
        var cause = withoutFrames(new java.io.IOException("no such file"));
        var e = withoutFrames(new java.util.concurrent.CompletionException(cause));
        e.addSuppressed(withoutFrames(new IllegalStateException("closed twice")));

        CellError problem = CellError.of(e, origins);

        assertThat(problem.title()).as("its message only repeats the cause").isEqualTo("CompletionException");
        assertThat(problem.frames())
                .containsExactly(
                        "    Suppressed: IllegalStateException: closed twice", "Caused by: IOException: no such file");
    }

    @Test
    void exceptions_that_cause_each_other_end() {
        var one = withoutFrames(new RuntimeException("one"));
        var two = withoutFrames(new RuntimeException("two", one));
        one.initCause(two);

        assertThat(CellError.of(one, origins).frames()).containsExactly("Caused by: RuntimeException: two");
    }

    @Test
    void an_assertion_says_what_it_expected_without_an_empty_line_before() {
        assertThat(CellError.of(new AssertionError("\nExpecting actual:\n  1\n"), origins)
                        .title())
                .isEqualTo("AssertionError: Expecting actual:\n  1");
    }

    @Test
    void a_deep_recursion_takes_few_lines() {
        List<String> lines = new ArrayList<>(List.of("top"));
        lines.addAll(Collections.nCopies(500, "f"));
        lines.add("bottom");

        assertThat(CellError.shortened(lines))
                .containsExactly("top", "f", "    … the same line 499 times more", "bottom");
    }

    @Test
    void a_recursion_over_several_methods_is_shown_once() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 1021; i++) {
            lines.addAll(List.of("a", "b", "b", "c"));
        }

        assertThat(CellError.shortened(lines))
                .containsExactly("a", "b", "b", "c", "    … the same 4 lines 1,020 times more");
    }

    @Test
    void twice_is_not_a_recursion() {
        assertThat(CellError.shortened(List.of("a", "a", "b"))).containsExactly("a", "a", "b");
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, null, 7);
    }

    private static <T extends Throwable> T withoutFrames(T e) {
        e.setStackTrace(new StackTraceElement[0]);
        return e;
    }

    @Test
    void what_a_cell_prints_has_the_names_and_places_that_a_learner_knows() {
        String printed = """
                REPL.$JShell$12$Broke: no money
                \tat cells//REPL.$JShell$12$Bank.pay($JShell$12.java:6)
                \tat java.base/java.util.Optional.map(Optional.java:260)
                \tat cells//REPL.$JShell$13B.do_it$($JShell$13B.java:5)
                \tat java.base/java.lang.reflect.Method.invoke(Method.java:565)
                \tat syncasync.kernel.CellControl.inCell(CellControl.java:283)
                Caused by: REPL.$JShell$12$Broke: at all
                \tat cells//REPL.$JShell$12$Bank.<init>($JShell$12.java)
                \t... 3 more
                REPL.$JShell$12$Bank@1b2c3d is left
                """;

        assertThat(CellError.printed(printed, origins)).isEqualTo("""
                Broke: no money
                \tat Bank.pay (cell 3, line 4)
                \tat java.base/java.util.Optional.map(Optional.java:260)
                \tat cell 5, line 1
                Caused by: Broke: at all
                \tat new Bank (cell 3, line 4)
                \t... 3 more
                Bank@1b2c3d is left
                """);
        assertThat(CellError.printed("\tat home (it says)\n", origins)).isEqualTo("\tat home (it says)\n");
    }
}
