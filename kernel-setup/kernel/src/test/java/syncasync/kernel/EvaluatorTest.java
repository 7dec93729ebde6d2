package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.VarSnippet;
import org.dflib.jjava.kernel.execution.CompilationException;
import org.dflib.jjava.kernel.execution.EvaluationInterruptedException;
import org.dflib.jjava.kernel.execution.EvaluationTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells in a JShell, without a kernel around. */
@Timeout(60)
class EvaluatorTest {

    private Evaluator evaluator = new Evaluator("test", null);
    private JShell shell = shell(evaluator);
    private RunningCell cell;
    private int count;

    private static JShell shell(Evaluator evaluator) {
        return JShell.builder()
                .executionEngine(evaluator.getExecControlProvider(), Map.of())
                .build();
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    1 + 1                          | 2
                    int n = 1; n + 1               | 2
                    n + 1; int n = 1;              |
                    int m = 7;                     |
                    int m = 7; m                   | 7
                    class A {}                     |
                    System.nanoTime(); class A {}  |
                    ;                              |
                    // 1 + 1                       |
                    1 + 1 // 2                     | 2
                    """)
    void the_value_of_a_cell_is_that_of_its_last_piece(String code, String value) {
        if (code.startsWith("n + 1")) {
            eval("int n = 5;");
        }
        assertThat(eval(code)).isEqualTo(value == null ? null : Integer.valueOf(value));
    }

    @Test
    void an_empty_cell_has_none() {
        assertThat(eval("")).isNull();
        assertThat(eval(" \n\n")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    1; 2                | false
                    1; 2;               | true
                    2; // asked for     | true
                    "a;"                | false
                    """)
    void it_is_known_whether_the_last_piece_ended_with_a_semicolon(String code, boolean does) {
        eval(code);
        assertThat(cell.endedWithSemicolon()).isEqualTo(does);
    }

    @Test
    void a_cell_that_does_not_compile_runs_not_at_all_and_leaves_no_declaration() {
        eval("int runs = 0; int kept = 1;");

        assertThat(failure("runs++; String kept = \"another\"; int[] more = {}; int wrong = \"text\"; runs++;"))
                .isInstanceOf(CompilationException.class);

        assertThat(eval("runs")).isEqualTo(0);
        assertThat(eval("kept")).isEqualTo(1);
        assertThat(variables()).containsExactlyInAnyOrder("runs", "kept");
    }

    @Test
    void a_statement_that_throws_leaves_no_declaration_nor_does_what_comes_after_it() {
        assertThat(failure("int before = 1; int broken = before / 0; int after = 2;"))
                .isInstanceOf(Evaluator.CellFailed.class)
                .hasCauseInstanceOf(ArithmeticException.class);

        assertThat(variables()).containsExactly("before");
        assertThat(eval("before")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    int n = 1; void f() {   | '}' is missing: the '{' of cell 1, line 1 is never closed
                    f(1                     | ')' is missing: the '(' of cell 1, line 1 is never closed
                    /* on and on            | */ is missing: the comment of cell 1, line 1 is never closed
                    int n = 1 +             | The cell ends too early: int n = 1 +
                    """)
    void a_cell_that_ends_too_early_says_what_is_missing(String code, String message) {
        assertThat(failure(code)).isInstanceOf(Evaluator.Incomplete.class).hasMessage(message);
        assertThat(variables()).isEmpty();
    }

    @Test
    void what_a_declaration_waits_for_is_told_with_what_that_waits_for() {
        eval("@interface Size { int value() default MOST; }");
        eval("@Size class Box {}");
        assertThat(evaluator.unresolved(shell, cell))
                .containsExactly("class Box is declared, but cannot be used yet: it refers to annotation Size. "
                        + "Annotation Size is declared, but cannot be used yet: "
                        + "it refers to variable MOST (cell 1, line 1), which is not known.");

        eval("int MOST = 3;");
        assertThat(evaluator.allUnresolved(shell))
                .anyMatch(told -> told.startsWith("annotation Size is declared, but cannot be used yet: "
                        + "element value must be a constant expression. A variable of a notebook is no constant,"));

        eval("interface Limits { int MOST = 3; }\n@interface Size { int value() default Limits.MOST; }");
        assertThat(evaluator.allUnresolved(shell)).isEmpty();
    }

    @Test
    void a_declaration_that_refers_to_nothing_is_told_until_that_is_there() {
        eval("int first = 1;\nStrng greet() { return null; }");
        assertThat(evaluator.unresolved(shell, cell))
                .containsExactly("method greet() is declared, but cannot be run yet: "
                        + "it refers to class Strng (cell 1, line 2), which is not known.");
        assertThat(evaluator.allUnresolved(shell)).hasSize(1);
        assertThat(failure("greet()")).isInstanceOf(CompilationException.class);
        assertThat(cell.unknown())
                .singleElement()
                .asString()
                .startsWith("method greet() is declared, but cannot be run");

        eval("class Strng {}");

        assertThat(evaluator.unresolved(shell, cell)).isEmpty();
        assertThat(evaluator.allUnresolved(shell)).isEmpty();
        assertThat(eval("greet()")).isNull();
    }

    @Test
    void variables_of_a_type_that_is_declared_anew_are_told_to_be_empty() {
        eval("class Dog {} \n Dog rex = new Dog(); Dog ben = new Dog();");
        assertThat(evaluator.unresolved(shell, cell)).isEmpty();

        eval("class Dog { int legs; }");

        assertThat(evaluator.unresolved(shell, cell))
                .containsExactly("Dog has been declared anew. What was made of the old one is gone, so these variables "
                        + "are empty now: rex, ben. Run the cells again that fill them.");
        eval("1");
        assertThat(evaluator.unresolved(shell, cell)).as("once").isEmpty();
    }

    @Test
    void an_import_that_would_give_a_name_another_meaning_is_refused() {
        eval("import java.util.*;\nList<String> words = List.of(\"a\");");

        assertThat(failure("import java.awt.*;"))
                .isInstanceOf(Evaluator.Refused.class)
                .hasMessageStartingWith("With this import a name that earlier cells use would mean another class");

        assertThat(eval("words")).isEqualTo(List.of("a"));
    }

    @Test
    void a_piece_that_takes_too_long_is_stopped_and_the_next_cell_runs() {
        evaluator = new Evaluator("limited", Duration.ofMillis(300));
        shell.close();
        shell = shell(evaluator);
        eval("1"); // what is slow the first time

        assertThat(failure("while (true);")).isInstanceOf(EvaluationTimeoutException.class);
        assertThat(eval("1 + 1")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"while (true);", "new java.util.concurrent.CountDownLatch(1).await();", "Thread.sleep(100_000);"
            })
    void an_interrupted_cell_stops_and_the_next_one_runs(String endless) throws Exception {
        var begun = new CountDownLatch(1);
        System.getProperties().put("begun", begun);
        var failure = CompletableFuture.supplyAsync(() -> failure(
                "((java.util.concurrent.CountDownLatch) System.getProperties().remove(\"begun\")).countDown();\n"
                        + "int left = 1;\n" + endless));
        begun.await();

        evaluator.interrupt();

        assertThat(failure.get()).isInstanceOf(EvaluationInterruptedException.class);
        assertThat(cell.isInterrupted()).isTrue();
        assertThat(eval("1 + 1")).isEqualTo(2);
    }

    @Test
    void a_cell_is_stopped_while_it_is_compiled_and_leaves_everything_as_it_was() throws Exception {
        eval("int ran = 0; int kept = 1;");
        String endless = "1"; // with each level the compiler takes twice as long
        for (int level = 0; level < 20; level++) {
            endless = "same(ran > " + level + " ? " + endless + " : same(2))";
        }
        String cell = "ran++;\nint kept = 2;\n<T> T same(T t) { return t; }\nvar never = " + endless + ";";
        var stopped = new FutureTask<>(() -> failure(cell));
        Thread compiles = Thread.ofPlatform().daemon().start(stopped);
        while (Stream.of(compiles.getStackTrace())
                        .filter(frame -> frame.getMethodName().equals("visitConditional"))
                        .count()
                < 9) {
            Thread.sleep(5);
        }

        evaluator.interrupt();

        assertThat(stopped.get(20, TimeUnit.SECONDS)).isInstanceOf(EvaluationInterruptedException.class);
        assertThat(variables()).containsExactlyInAnyOrder("ran", "kept");
        assertThat(eval("int next = 5;\nran + kept + next")).isEqualTo(6);
        assertThat(eval("String same(String s) { return s + ran; }\nsame(\"n\")"))
                .isEqualTo("n0");
    }

    @Test
    void a_failure_inside_of_code_that_a_cell_evaluates_is_found_in_what_wraps_it() {
        var inside = new Evaluator.CellFailed(new ArithmeticException());

        assertThat(new Evaluator.CellFailed(new RuntimeException(new RuntimeException(inside))).ofEvaluatedCode())
                .isSameAs(inside);
        assertThat(new Evaluator.CellFailed(new IllegalStateException(inside)).ofEvaluatedCode())
                .as("a learner's own exception")
                .isNull();
        assertThat(inside.ofEvaluatedCode()).isNull();
    }

    private Object eval(String code) {
        cell = new RunningCell(++count, code, null, false);
        evaluator.control().begin(cell);
        try {
            return evaluator.eval(shell, code);
        } finally {
            evaluator.control().end();
        }
    }

    private Throwable failure(String code) {
        return catchThrowable(() -> eval(code));
    }

    private List<String> variables() {
        return shell.variables().map(VarSnippet::name).toList();
    }
}
