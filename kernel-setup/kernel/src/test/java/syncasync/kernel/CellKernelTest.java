package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import syncasync.host.Screen;

/** Cells in a kernel that is connected to nothing. */
@Timeout(60)
class CellKernelTest {

    private static CellKernel kernel;
    private static Thread.UncaughtExceptionHandler before;
    private static int count;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws Exception {
        before = Thread.getDefaultUncaughtExceptionHandler();
        kernel = Magics.register(CellKernel.cellBuilder())
                .name("test")
                .compilerOpts(List.of("--enable-preview", "--source", "25", "-g"))
                .build();
        Main.prepare(kernel);
        Thread.setDefaultUncaughtExceptionHandler(kernel.deaths());
    }

    @BeforeEach
    void countThreadsFromHere() {
        Leftovers.startsHere(kernel);
    }

    @AfterAll
    static void stop() {
        kernel.onShutdown(false);
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    // what is explored

    @Test
    void classes_of_cells_are_explored_as_they_stand_in_the_notebook() {
        shown("class Tally { int n; void add() { n++; } }");
        String tried = shown("""
                syncasync.Notebook.explore(() -> {
                    var tally = new Tally();
                    var ann = Thread.ofVirtual().name("ann").start(tally::add);
                    tally.add();
                    ann.join();
                    if (tally.n != 2) throw new AssertionError("the tally is " + tally.n);
                })""");
        assertThat(tried).startsWith("wrong: the tally is 1 (");
        shown("class Tally { int n; synchronized void add() { n++; } }");
        assertThat(shown("""
                        syncasync.Notebook.explore(() -> {
                            var tally = new Tally();
                            var ann = Thread.ofVirtual().name("ann").start(tally::add);
                            tally.add();
                            ann.join();
                            if (tally.n != 2) throw new AssertionError("the tally is " + tally.n);
                        })""")).startsWith("right in ");
        assertThat(Leftovers.threads()).isEmpty();
    }

    @Test
    void an_exploration_may_read_the_constants_of_a_notebook_and_nothing_else_of_it() {
        shown("int expectedSize = 1; var sharedList = new java.util.ArrayList<Integer>();");
        assertThat(shown("syncasync.Notebook.explore(() -> { if (expectedSize != 1) throw new Error(); })"))
                .startsWith("right in the one schedule");
        assertThat(shown("syncasync.Notebook.explore(() -> { sharedList.add(1); })"))
                .isEqualTo("cannot judge: each schedule must begin afresh, but the program shares \"sharedList\" "
                        + "with the notebook, an ArrayList; make it inside of what is explored");
        assertThat(shown("syncasync.Notebook.explore(() -> { expectedSize = 2; })"))
                .startsWith("cannot judge: each schedule must begin afresh");
    }

    // the source of coroutines

    @Test
    void a_recorder_finds_the_lines_of_coroutines_in_their_cells() {
        shown("""
                import syncasync.loop.*;
                import syncasync.loop.view.LoopRecorder;
                import static syncasync.loop.Coroutines.sleep;

                // declared in an earlier cell, and waits in a method that it calls
                void tea() {
                    boil();
                    for (int i = 0; i < 2; i++) {
                        sleep(Duration.ofMillis(100));
                    }
                }

                void boil() { sleep(Duration.ofMillis(300)); }""");
        var screen = new CellOutput(kernel.cells()::cell, kernel.cells().origins(), _ -> {}, System.out, System.err);
        Screen.use(screen);
        try {
            assertThat(shown("""
                            var steps = new LoopRecorder("breakfast").withSource();
                            int opened = 0;

                            try (var loop = new EventLoop(LoopClock.virtual()).observe(steps)) {
                                loop.spawn("tea", () -> tea());
                                loop.runUntilComplete(() -> {
                                    var jam = new Object() {
                                        void open() { sleep(Duration.ofMillis(350)); }
                                    };
                                    jam.open();
                                    sleep(
                                        Duration.ofMillis(200));
                                });
                            }
                            steps""")).endsWith("""
                            where each stands when a tick begins, with the tick: ▶ waits in this line, ▷ has called from it
                            ▶ tea 2     void boil() { sleep(Duration.ofMillis(300)); }

                                        // declared in an earlier cell, and waits in a method that it calls
                                        void tea() {
                            ▷ tea 2         boil();
                                            for (int i = 0; i < 2; i++) {
                            ▶ tea 3–5           sleep(Duration.ofMillis(100));
                                            }
                                        }

                                        var steps = new LoopRecorder("breakfast").withSource();
                                        int opened = 0;

                                        try (var loop = new EventLoop(LoopClock.virtual()).observe(steps)) {
                            ▷ tea 2–5       loop.spawn("tea", () -> tea());
                                            loop.runUntilComplete(() -> {
                                                var jam = new Object() {
                            ▶ main 2–3              void open() { sleep(Duration.ofMillis(350)); }
                                                };
                            ▷ main 2–3          jam.open();
                            ▶ main 4–6          sleep(
                                                    Duration.ofMillis(200));
                                            });
                                        }
                                        steps""");
        } finally {
            Screen.use(null);
        }
    }

    // imports

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// what follows is for zip files\nimport java.util.zip.*;",
                "import java.util.jar.*;   // for jars\nimport java.util.concurrent.atomic.*;",
                "/* for\n times */ import java.time.temporal.*;",
                "import\n    java.nio.file.attribute.*;",
                "\n\nimport java.time.chrono.*;"
            })
    void an_import_with_comments_leaves_the_values_of_variables_alone(String imports) {
        shown("var valueFromBefore = new StringBuilder(\"kept\");");
        shown(imports);
        assertThat(shown("valueFromBefore")).isEqualTo("kept");
    }

    // a cell is compiled whole before it runs

    @Test
    void nothing_is_compiled_between_two_statements_of_a_cell() {
        assertThat(shown("""
                        boolean laterOneIsKnown = kernel().getJShell().variables().anyMatch(v -> v.name().equals("laterOne"));
                        int laterOne = 1;
                        laterOneIsKnown""")).isEqualTo("true");
    }

    @Test
    void ten_statements_are_compiled_as_one() {
        shown("int tenTimes = 0;");
        long before = kernel.getJShell().snippets().count();

        assertThat(shown("tenTimes++;\n".repeat(9) + "int nine = tenTimes;\ntenTimes - nine + 1"))
                .isEqualTo("1");

        assertThat(kernel.getJShell().snippets().count())
                .as("the variable and the rest")
                .isEqualTo(before + 2);
    }

    @Test
    void statements_that_are_compiled_as_one_stop_one_by_one_and_fail_where_they_stand() {
        assertThat(plain(failure("int bits = 0;\nbits |= 1; bits |= 2;\n\n// three\nbits |= 1 / 0;\nbits |= 8;")))
                .containsExactly("ArithmeticException: / by zero", "    at cell " + count + ", line 5");
        assertThat(shown("bits")).isEqualTo("3");
    }

    @Test
    void a_variable_keeps_its_value_whatever_is_imported_or_declared_later() {
        shown(
                "var words = java.util.stream.Stream.of(\"a\");\nAtomicInteger few = new AtomicInteger(1);\nint one = 1;");

        shown(
                "import java.util.stream.Stream;\nimport java.util.concurrent.atomic.AtomicInteger;\nimport java.util.jar.*;");
        shown("int stream = 1;\nint util = 2;\nclass Few {}");

        assertThat(shown("words.count() + few.get() + one")).isEqualTo("3");
    }

    @Test
    void a_cell_that_does_not_compile_runs_not_at_all_and_leaves_everything_as_it_was() {
        shown("var log = new ArrayList<String>();\nint kept = 1;\nint twice(int n) { return 2 * n; }");

        CellKernel.Failure failure = failure("""
                log.add("ran");
                int kept = 2;
                int fresh = 3;
                int twice(int n) { return 3 * n; }
                class Fresh {}
                int bad = "text";""");

        assertThat(failure.name()).isEqualTo("CompilationException");
        assertThat(shown("log + \" \" + kept + \" \" + twice(2)")).isEqualTo("[] 1 4");
        assertThat(failure("fresh").message()).contains("cannot find symbol");
        assertThat(failure("new Fresh()").message()).contains("cannot find symbol");
        shown("int kept = 4;\nint fresh = kept;");
        assertThat(shown("kept + fresh")).isEqualTo("8");
    }

    @Test
    void why_a_final_variable_is_no_constant_is_said() {
        shown("final int ALL = 3;");
        assertThat(plain(failure("switch (2) { case ALL -> {} default -> {} }")))
                .contains(
                        "constant expression required",
                        "A variable of a notebook is no constant, final or not; one in an interface is: interface Limits { int MOST = 3; }");
    }

    @Test
    void what_is_nested_too_deeply_for_the_compiler_is_told_as_that() {
        assertThat(failure("int deep = " + "-(".repeat(9_000) + "1" + ")".repeat(9_000) + ";")
                        .message())
                .startsWith("This is nested too deeply for the compiler");
        assertThat(shown("1 + 1")).isEqualTo("2");
    }

    @Test
    void a_cell_that_is_not_complete_runs_not_at_all() {
        shown("var began = new ArrayList<String>();");
        failure("began.add(\"ran\");\nvoid open() {");
        assertThat(shown("began")).isEqualTo("[]");
    }

    @Test
    void what_comes_after_a_statement_that_throws_is_dropped() {
        shown("int old = 1;");

        CellKernel.Failure failure = failure("""
                int ran = 5;
                if (ran == 5) throw new IllegalStateException("stop");
                int old = 2;
                void neverDeclared() {}""");

        assertThat(failure.name()).isEqualTo("IllegalStateException");
        assertThat(shown("ran + old")).isEqualTo("6");
        assertThat(failure("neverDeclared()").message()).contains("cannot find symbol");
    }

    @Test
    void what_a_later_line_needs_may_be_brought_by_an_earlier_one_which_runs_once() {
        assertThat(shown("""
                        int runs = 0;
                        runs++;
                        eval("class Brought { int n = 1; }");
                        Brought fromEarlier = new Brought();
                        fromEarlier.n + runs""")).isEqualTo("2");
    }

    @Test
    void a_variable_may_be_declared_twice_in_a_cell() {
        assertThat(shown("int twice = 1;\nint first = twice;\nString twice = \"two\";\nfirst + twice"))
                .isEqualTo("1two");
    }

    @Test
    void an_interrupt_that_a_cell_sends_itself_is_there_in_its_next_statement() {
        CellKernel.Failure failure = failure("Thread.currentThread().interrupt();\nThread.sleep(10);");

        assertThat(failure.name()).isEqualTo("InterruptedException");
        assertThat(shown("Thread.currentThread().isInterrupted()"))
                .as("in the next cell")
                .isEqualTo("false");
    }

    // what is shown

    @Test
    void an_expression_shows_its_value() {
        assertThat(shown("1 + 1")).isEqualTo("2");
        assertThat(shown("\"a\" + \"b\" // not a semicolon;")).isEqualTo("ab");
    }

    @Test
    void a_statement_shows_nothing() {
        assertThat(shown("var list = new ArrayList<Integer>();\nlist.add(1);")).isNull();
        assertThat(shown("list.add(2);  // a comment")).isNull();
        assertThat(shown("list.add(2)  /* one; more */")).isEqualTo("true");
        assertThat(shown("System.err.printf(\"\")")).isNull();
        assertThat(shown("String nothing = null;\nnothing")).isNull();
    }

    @Test
    void an_assertion_shows_its_tick_whether_or_not_it_ends_with_a_semicolon() {
        assertThat(shown("import static org.assertj.core.api.Assertions.*;\nassertThat(1).isEqualTo(1);"))
                .isEqualTo("✓");
    }

    @Test
    void a_line_that_was_printed_already_is_not_shown_again() {
        assertThat(shown("record Line() implements syncasync.host.Quiet {}\nnew Line()"))
                .isNull();
    }

    @Test
    void no_value_shows_where_it_lies_in_memory() {
        assertThat(shown("class Worker {}\nnew Worker()")).isEqualTo("Worker object");
        assertThat(shown("Runnable r = () -> {};\nr")).isEqualTo("Runnable lambda");
        assertThat(shown("Worker.class")).isEqualTo("class Worker");
    }

    // errors

    @Test
    void an_error_is_the_learners_own_exception_with_the_lines_of_the_cells() {
        run(
                "class Bank {\n    void withdraw(int amount) {\n        throw new IllegalStateException(\"only 3\");\n    }\n}");
        int first = count;

        CellKernel.Failure failure = failure("var bank = new Bank();\n\n// too much\nbank.withdraw(5);");

        assertThat(failure.name()).isEqualTo("IllegalStateException");
        assertThat(failure.message()).isEqualTo("only 3");
        assertThat(plain(failure))
                .containsExactly(
                        "IllegalStateException: only 3",
                        "    at Bank.withdraw (cell " + first + ", line 3)",
                        "    at cell " + (first + 1) + ", line 4");
    }

    @Test
    void errors_that_are_no_exceptions_are_reported_as_well() {
        assertThat(failure("assert 1 > 2 : \"no\"").name()).isEqualTo("AssertionError");
        assertThat(failure("throw new ThreadDeath();").name()).isEqualTo("ThreadDeath");
    }

    @Test
    void a_failed_assertion_begins_with_what_it_expected() {
        CellKernel.Failure failure = failure("org.assertj.core.api.Assertions.assertThat(List.of(1)).hasSize(2);");

        assertThat(plain(failure)).first().asString().startsWith("AssertionError: Expected size: 2 but was: 1");
        assertThat(String.join("\n", failure.traceback())).doesNotContain("REPL", "org.assertj", "jdk.jshell");
    }

    @Test
    void a_cause_is_shown_with_its_own_line() {
        CellKernel.Failure failure = failure("""
                try {
                    Integer.parseInt("many");
                } catch (NumberFormatException e) {
                    throw new RuntimeException("not a number", e);
                }""");

        assertThat(failure.name()).isEqualTo("RuntimeException");
        assertThat(plain(failure))
                .containsExactly(
                        "RuntimeException: not a number",
                        "    at cell " + count + ", line 4",
                        "Caused by: NumberFormatException: For input string: \"many\"",
                        "    at cell " + count + ", line 2");
    }

    @Test
    void an_endless_recursion_is_told_in_a_few_lines() {
        CellKernel.Failure failure = failure("int deep(int n) {\n    return deep(n + 1) + 1;\n}\ndeep(0)");

        assertThat(failure.name()).isEqualTo("StackOverflowError");
        assertThat(failure.traceback()).hasSizeLessThan(6).anyMatch(line -> line.contains("times more"));
    }

    @Test
    void a_compile_error_points_at_the_place() {
        CellKernel.Failure failure = failure("int fine = 1;\n\n// a comment\nint number = \"text\";");

        assertThat(failure.name()).isEqualTo("CompilationException");
        assertThat(failure.message()).isEqualTo("incompatible types: String cannot be converted to int");
        assertThat(plain(failure))
                .containsExactly(
                        "cell " + count + ", line 4:",
                        "    int number = \"text\";",
                        "                 ^^^^^^",
                        "incompatible types: String cannot be converted to int");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "int a;\\nvoid f() { g(1);      | '}' is missing: the '{' of cell N, line 2 is never closed",
                "int x = (3 + 4;           | ')' is missing: the '(' of cell N, line 1 is never closed",
                "/* open                   | */ is missing: the comment of cell N, line 1 is never closed",
                "f(\"\"\"\\nabc              | \"\"\" is missing: the text of cell N, line 1 is never closed"
            })
    void what_is_never_closed_is_named_by_where_it_begins(String cell, String message) {
        assertThat(failure(cell.replace("\\n", "\n")).message()).isEqualTo(message.replace("N", "" + count));
    }

    @Test
    void each_error_is_told_once_and_of_grammar_the_first() {
        assertThat(plain(failure("Persn p = new Persn();"))).containsOnlyOnce("cannot find symbol");
        assertThat(plain(failure("for (int i = 0, i < 3, i++) { }")))
                .hasSize(4)
                .last()
                .isEqualTo("';' expected");
        assertThat(plain(failure("else { }"))).last().isEqualTo("'else' without 'if'");
        assertThat(plain(failure("int twice(int x) { int y = x * 2; }")))
                .element(2)
                .asString()
                .isEqualTo(" ".repeat("    int twice(int x) { int y = x * 2; ".length()) + "^");
    }

    @Test
    void a_missing_import_is_named() {
        assertThat(plain(failure("JFrame frame = new JFrame();")))
                .last()
                .isEqualTo("Perhaps: import javax.swing.JFrame;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"getMessage", "toString", "getCause", "getStackTrace", "getLocalizedMessage"})
    void every_exception_is_shown_whatever_its_methods_do(String broken) {
        String type = broken.equals("getCause")
                ? "Throwable"
                : broken.equals("getStackTrace") ? "StackTraceElement[]" : "String";
        run("class Broken extends RuntimeException { public %s %s() { throw new IllegalStateException(); } }"
                .formatted(type, broken));
        CellKernel.Failure failure = failure("throw new IllegalArgumentException(\"outer\", new Broken());");

        assertThat(failure.name()).isEqualTo("IllegalArgumentException");
        assertThat(plain(failure)).anyMatch(line -> line.startsWith("Caused by: Broken"));
        assertThat(failure("throw new Broken();").name()).isEqualTo("Broken");
        assertThat(failure("int never = List.of(1).stream().mapToInt(n -> { throw new Broken(); }).sum();")
                        .name())
                .isEqualTo("Broken");
        assertThat(failure("never").message()).contains("cannot find symbol");
    }

    @Test
    void what_is_no_exception_may_be_thrown() {
        CellKernel.Failure failure = failure("throw new Throwable(\"t\");");

        assertThat(plain(failure)).containsExactly("Throwable: t", "    at cell " + count + ", line 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "System.exit(3);",
                "Runtime.getRuntime().exit(3);",
                "Runtime.getRuntime().halt(3);",
                "List.of(3).forEach(System::exit);",
                "var vm = Runtime.getRuntime();\nList.of(3).forEach(vm::halt);"
            })
    void an_exit_ends_the_cell_and_not_the_kernel(String exit) {
        shown("int keptOverExit = 1;");

        CellKernel.Failure failure = failure("keptOverExit++;\n" + exit + "\nkeptOverExit = 100;");

        assertThat(failure.name()).isEqualTo("Exit");
        assertThat(failure.message()).contains("(3) ends the cell; the kernel and its variables stay");
        assertThat(shown("keptOverExit")).isEqualTo("2");
    }

    @Test
    void a_value_whose_text_cannot_be_told_shows_where_it_failed() {
        CellKernel.Failure failure = failure(
                "class Nameless {\n    String name;\n    public String toString() {\n        return name.strip();\n    }\n}\nnew Nameless()");

        assertThat(failure.name()).isEqualTo("NullPointerException");
        assertThat(plain(failure)).hasSize(2).last().isEqualTo("    at Nameless.toString (cell " + count + ", line 4)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | // divide\\nint a1 = 10 / none;",
                "4 | /** doc\\n */\\n@Deprecated\\nint b1 = 10 / none;",
                "2 | int c1 = 1,\\n    c2 = 10 / none;",
                "4 | int d1 = 0;\\n// one\\n// two\\nd1 = 1 / none;",
                "3 | %%time\\nint e1 = 1;\\nint e2 = 1 / none;",
                "1 | var f1 = List.of(1 / none);"
            })
    void the_line_of_an_error_is_that_of_the_cell(int line, String cell) {
        shown("int none = 0;");

        assertThat(plain(failure(cell.replace("\\n", "\n"))))
                .element(1)
                .isEqualTo("    at cell " + count + ", line " + line);
    }

    @Test
    void a_percent_sign_in_a_text_a_comment_or_an_expression_is_no_magic() {
        assertThat(shown("\"\"\"\n%d apples\n\"\"\".formatted(3)")).isEqualTo("3 apples\n");
        assertThat(shown("/*\n%no magic\n*/\nint seven = 7\n%4;\nseven")).isEqualTo("3");
        assertThat(shown("// a magic\n%time 1 + 1")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "List<String> words(List<String> in) { return in; }",
                "List<String> words(List<String> in) { return in; }\nList<String> none = words(List.of());"
            })
    void an_import_that_spoils_what_is_declared_is_refused(String declared) {
        shown(declared);

        CellKernel.Failure failure = failure("import java.awt.*;");

        assertThat(failure.name()).isEqualTo("CompilationException");
        assertThat(failure.message())
                .contains("a name that earlier cells use would mean another class: import java.awt.*;");
        assertThat(shown("words(List.of(\"a\"))")).isEqualTo("[a]");
        assertThat(Leftovers.unresolved()).isEmpty();
    }

    // what is legal in one file

    @ParameterizedTest
    @ValueSource(
            strings = {
                "record Temp(int c) { Temp { if (c < -273) throw new IllegalArgumentException(); } }\nnew Temp(1).c()",
                "record Pair<T>(T a, T b) {\n    /* both */ Pair(T both) { this(both, both); }\n    Pair {\n    }\n}\nnew Pair<>(1).b()",
                "sealed interface Shape {}\nrecord Square(int n) implements Shape {}\nrecord Dot() implements Shape {}\n"
                        + "Shape s = new Square(1);\nswitch (s) { case Square q -> q.n(); case Dot d -> 0; }",
                "abstract sealed class Pet { abstract int legs(); }\nfinal class Snake extends Pet { int legs() { return 1; } }\n"
                        + "non-sealed class Dog extends Pet { int legs() { return 4; } }\nnew Snake().legs()",
                "sealed interface Tree<T> {}\nrecord Leaf<T>(T v) implements Tree<T> {}\n"
                        + "record Node<T>(Tree<T> l, Tree<T> r) implements Comparable<Tree<T>>, Tree<T> { public int compareTo(Tree<T> o) { return 1; } }\n"
                        + "new Node<>(new Leaf<>(1), null).compareTo(null)",
            })
    void what_is_legal_in_one_file_is_legal_in_one_cell(String code) {
        assertThat(shown(code)).isEqualTo("1");
    }

    // what is declared anew

    @Test
    void what_a_cell_that_does_not_compile_declares_anew_is_as_it_was() {
        run("int keptNumber = 1; int keptMethod() { return keptNumber; }");
        failure("String keptNumber = \"a\"; String keptMethod() { return \"b\"; } int wrong = \"c\";");
        assertThat(shown("keptNumber + keptMethod()")).isEqualTo("2");

        run("String keptNumber = \"ok\";");
        assertThat(shown("keptNumber + 1")).isEqualTo("ok1");
        run("int keptMethod() { return 1; }");
    }

    @Test
    void a_type_that_is_declared_anew_says_which_variables_it_emptied() {
        run("class P { int v = 1; }");
        run("var aP = new P(); P otherP = new P(); List<P> allP = new ArrayList<>(List.of(aP)); int count = 3;");
        run("class P { int v = 1; }");
        assertThat(errors()).isEmpty();
        run("class P { int v = 1; int w = 2; }");

        assertThat(errors())
                .isEqualTo(
                        "P has been declared anew. What was made of the old one is gone, so these variables are empty"
                                + " now: aP, otherP, allP. Run the cells again that fill them.\n");
        assertThat(plain(failure("aP.w")))
                .last()
                .asString()
                .isEqualTo("variable aP is declared, but cannot be used yet: its type was declared anew."
                        + " Run the cell again that fills it.");
        assertThat(shown("count")).isEqualTo("3");
        run("P aP = null; List<P> allP = null;");
        assertThat(Leftovers.unresolved()).isEmpty();
    }

    // declarations that nobody can use yet

    @Test
    void a_cell_that_uses_what_it_cannot_declare_is_told_why() {
        assertThat(plain(failure("int lengthOf(Strng s) {\n    return s.length();\n}\nlengthOf(null)")))
                .last()
                .asString()
                .isEqualTo("method lengthOf(Strng) is declared, but cannot be run yet: it refers to class Strng (cell "
                        + count + ", line 1), which is not known.");
    }

    @Test
    void an_unknown_name_before_a_dot_is_called_a_class() {
        assertThat(failure("String readAll() {\n    int n = 1;   // Filess\n    return Filess.read();\n}\nreadAll();")
                        .message())
                .isEqualTo("method readAll() is declared, but cannot be run yet: it refers to class Filess (cell "
                        + count + ", line 3), which is not known.");
        run("class Filess { static String read() { return null; } }");
        assertThat(Leftovers.unresolved()).isEmpty();
    }

    @Test
    void an_unknown_class_inside_a_class_is_named_at_once() {
        run("class Foo {\n    Strng x;\n}");

        assertThat(errors())
                .isEqualTo("class Foo is declared, but cannot be used yet: it refers to class Strng (cell " + count
                        + ", line 2), which is not known.\n");
        assertThat(Leftovers.unresolved()).contains("class Foo");
        assertThat(plain(failure("new Foo()"))).last().asString().contains("class Foo is declared, but");

        run("class Foo {\n    String x;\n}");
        assertThat(Leftovers.unresolved()).doesNotContain("class Foo");
    }

    @Test
    void an_unknown_method_inside_a_method_is_named_at_once() {
        run("void outer() {\n    inner(1);\n}");

        assertThat(errors())
                .isEqualTo("method outer() is declared, but cannot be run yet: it refers to method inner(int) (cell "
                        + count + ", line 2), which is not known.\n");
        assertThat(failure("outer()").message()).contains("method outer() is declared, but cannot be run yet");

        run("void inner(int n) {}");
        assertThat(shown("outer()")).isNull();
    }

    @Test
    void a_forward_reference_within_a_cell_is_no_mistake() {
        run("void ping() {\n    pong();\n}\n\nvoid pong() {\n    new Ball();\n}\n\nclass Ball {\n}\n\nping();");

        assertThat(errors()).isEmpty();
    }

    // other threads

    @Test
    void an_exception_in_another_thread_is_told_in_the_cell_that_runs() {
        run(
                "var worker = new Thread(() -> { throw new IllegalStateException(\"on purpose\"); }, \"worker\");\nworker.start();\nworker.join();");

        assertThat(errors())
                .isEqualTo("thread \"worker\" ended with IllegalStateException: on purpose\n    at lambda (cell "
                        + count + ", line 1)\n");
    }

    @Test
    void an_exception_after_the_cell_has_ended_is_told_at_once_and_kept_for_who_looks() throws Exception {
        var gate = new CountDownLatch(1);
        System.getProperties().put("gate", gate);
        var late = new CompletableFuture<Thread>();
        System.getProperties().put("late", late);
        run("""
                var gate = (CountDownLatch) System.getProperties().remove("gate");
                var late = (CompletableFuture<Thread>) System.getProperties().remove("late");
                late.complete(Thread.ofVirtual().start(() -> {
                    try { gate.await(); } catch (InterruptedException e) {}
                    throw new Error("late");
                }));""");
        assertThat(errors()).isEmpty();
        PrintStream standard = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            gate.countDown();
            late.join().join();
        } finally {
            System.setErr(standard);
        }

        assertThat(errors()).startsWith("thread without a name (virtual) ended with Error: late\n");
        assertThat(kernel.deaths().missed())
                .singleElement()
                .asString()
                .startsWith("After the last cell had ended, thread without a name (virtual) ended with Error: late\n");
    }

    @Test
    void cells_run_on_a_thread_called_main() {
        assertThat(shown("Thread.currentThread().getName()")).isEqualTo("main");
        assertThat(shown("new Thread(() -> {}).isDaemon()")).isEqualTo("false");
    }

    @Test
    void threads_left_behind_are_named_and_those_that_ended_are_not() {
        assertThat(Leftovers.threads()).isEmpty();
        run("""
                var pool = Executors.newFixedThreadPool(1, task -> new Thread(task, "helper"));
                pool.submit(() -> 1).get();
                var open = new CountDownLatch(1);
                var stuck = Thread.ofVirtual().name("stuck").start(() -> { try { open.await(); } catch (InterruptedException e) {} });
                while (stuck.getState() != Thread.State.WAITING) Thread.onSpinWait();
                CompletableFuture.supplyAsync(() -> 1).join();""");

        assertThat(Leftovers.threads().lines())
                .containsExactly(
                        "thread \"helper\", of an executor that was not closed",
                        "virtual thread \"stuck\" in cell " + count + ", line 4");

        run("pool.close();\nopen.countDown();");
        assertThat(Leftovers.threads()).isEmpty();
    }

    // interrupting

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while (true) {}",
                "int n = 0;\nwhile (true) { n++; }",
                "do { switch (n % 2) { case 0: continue; default: n += 2; continue; } } while (true);",
                "for (;;) { try { Thread.sleep(1000); } catch (InterruptedException e) {} }",
                "Thread.sleep(100_000);",
                "void deep() { try { deep(); } catch (StackOverflowError e) { deep(); } }\nwhile (true) deep();",
                "long fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }\nfib(80)",
                "CompletableFuture.supplyAsync(() -> { while (true) {} }).join()",
                "new Object() { public String toString() { while (true) {} } }",
                "var spinning = new Thread(() -> { while (true) {} });\nspinning.start();\nspinning.join();",
            })
    void a_cell_that_never_ends_stops_when_it_is_interrupted(String cell) throws Exception {
        var done = started("int n = 0;\nvar running = new CountDownLatch(1);\nrunning.countDown();\n"
                + cell.replace("int n = 0;\n", ""));
        awaitCell(done);

        kernel.interrupt();

        CellKernel.Failure failure = done.get(20, TimeUnit.SECONDS);
        assertThat(failure.name()).isEqualTo("Interrupted");
        assertThat(plain(failure)).first().isEqualTo("Interrupted");
        assertThat(Leftovers.threads()).as("threads that are still busy").isEmpty();
        assertThat(shown("1 + 1")).as("the next cell").isEqualTo("2");
    }

    /** The cell runs, on a thread that it shares with nobody. */
    private static CompletableFuture<CellKernel.Failure> started(String cell) {
        return CompletableFuture.supplyAsync(() -> failure(cell), task -> new Thread(task, "shell").start());
    }

    private static void awaitCell(CompletableFuture<?> running) {
        while (!isInCell() && !running.isDone()) {
            Thread.onSpinWait();
        }
    }

    private static boolean isInCell() {
        CellControl control = kernel.cells().control();
        return control.isBusy()
                && Stream.of(control.thread().getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith("REPL."));
    }

    @Test
    void a_stop_reaches_the_task_of_its_cell_in_a_pool_of_an_earlier_one_and_no_other_task() throws Exception {
        shown("""
                var oldPool = Executors.newFixedThreadPool(1);
                oldPool.submit(() -> 1).get();
                var goOn = new java.util.concurrent.atomic.AtomicBoolean();
                var earlier = CompletableFuture.supplyAsync(() -> { while (!goOn.get()); return "done"; });""");
        var stopped = started("oldPool.submit(() -> { while (true); }).get();");
        awaitCell(stopped);

        kernel.interrupt();

        assertThat(stopped.get(20, TimeUnit.SECONDS).name()).isEqualTo("Interrupted");
        assertThat(shown("oldPool.submit(() -> 2).get()")).as("the pool").isEqualTo("2");
        assertThat(shown("goOn.set(true);\nearlier.join()"))
                .as("the task of the earlier cell")
                .isEqualTo("done");
        shown("oldPool.shutdown();");
    }

    @Test
    void a_stop_ends_the_answer_of_an_earlier_cells_server_and_not_its_timer() throws Exception {
        shown("""
                var server = com.sun.net.httpserver.HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
                server.createContext("/", it -> { while (true); });
                server.start();
                var goOn = new java.util.concurrent.atomic.AtomicBoolean();
                var told = new CompletableFuture<String>();
                var rings = new CountDownLatch(1);
                var rung = new CountDownLatch(1);
                var timer = new java.util.Timer(true);
                var ring = new TimerTask() { public void run() {
                    rung.countDown();
                    while (!goOn.get());
                    told.complete("done");
                } };""");
        var stopped = started("""
                timer.schedule(ring, 0);
                rung.await();
                try (var socket = new Socket("127.0.0.1", server.getAddress().getPort())) {
                    socket.getOutputStream().write("GET / HTTP/1.1\\r\\nHost: here\\r\\n\\r\\n".getBytes());
                    while (true);
                }""");
        while (threadInCell("HTTP-Dispatcher").isEmpty() && !stopped.isDone()) {
            Thread.onSpinWait();
        }

        kernel.interrupt();

        CellKernel.Failure ended = stopped.get(20, TimeUnit.SECONDS);
        assertThat(ended.name()).as(String.join("\n", ended.traceback())).isEqualTo("Interrupted");
        assertThat(threadInCell("HTTP-Dispatcher")).as("the server's thread").isEmpty();
        assertThat(shown("goOn.set(true);\ntold.get(20, TimeUnit.SECONDS)"))
                .as("the timer of the earlier cell")
                .isEqualTo("done");
        shown("server.stop(0);\ntimer.cancel();");
    }

    private static Optional<Thread> threadInCell(String name) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(it -> it.getKey().getName().equals(name))
                .filter(it -> Stream.of(it.getValue())
                        .anyMatch(at -> at.getClassName().startsWith("REPL.")))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Test
    void a_stop_with_no_cell_running_stops_what_earlier_ones_left() throws Exception {
        shown("var runaway = new Thread(() -> { while (true); });\nrunaway.start();");

        kernel.interrupt();

        assertThat(shown("runaway.join();\nrunaway.getState()")).isEqualTo("TERMINATED");
    }

    @Test
    void code_that_nothing_can_stop_is_named_and_the_next_cell_runs() {
        var stopped = started("new java.math.BigInteger(\"3\").pow(Integer.MAX_VALUE / 400).toString().length()");
        awaitCell(stopped);

        kernel.interrupt();

        assertThat(plain(stopped.join()))
                .last()
                .asString()
                .startsWith("Thread \"main\" of cell " + count + " cannot be stopped: it goes on using a processor in ")
                .endsWith(", called in cell " + count + ", line 1, until the kernel is restarted.");
        assertThat(shown("1 + 1")).isEqualTo("2");
    }

    // the usual

    @Test
    void completion_knows_what_earlier_cells_declared() {
        run("int applesInTheBasket = 3;");

        assertThat(kernel.complete("applesIn", 8).getReplacements()).contains("applesInTheBasket");
    }

    @Test
    void completion_knows_every_package_there_is() {
        List<String> offered = List.of();
        for (int tries = 0; offered.isEmpty() && tries < 10; tries++) { // each waits, but not for ever
            offered = kernel.complete("import java.util.concurr", 24).getReplacements();
        }

        assertThat(offered).anyMatch(name -> name.startsWith("concurrent"));
    }

    @Test
    void inspection_shows_a_signature() {
        assertThat(kernel.inspect("Math.max(", 8, false)
                        .getData(MIMEType.TEXT_PLAIN)
                        .toString())
                .contains("max(int");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Stream.of(1).toList()",
                "Files.exists(Path.of(\"nowhere\"))",
                "Function<Integer, Integer> next = n -> n + 1;",
                "new ReentrantLock().isLocked()",
                "new AtomicInteger(3).get()",
                "LocalDate.of(2025, 9, 16)",
                "IO.println(\"\");",
            })
    void the_module_java_base_is_imported_as_in_a_compact_source_file(String cell) {
        run(cell);
    }

    @Test
    void what_a_notebook_imports_counts_more_than_the_module() {
        run("import java.sql.*;");

        assertThat(shown("new Date(0) instanceof java.sql.Date")).isEqualTo("true");
    }

    @Test
    void code_of_a_cell_may_evaluate_code() {
        assertThat(shown("eval(\"2 + 3\")")).isEqualTo("5");
    }

    private void run(String cell) {
        PrintStream standard = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            kernel.run(new RunningCell(++count, cell, null, false));
        } finally {
            System.setErr(standard);
        }
    }

    private static String shown(String cell) {
        DisplayData data = kernel.run(new RunningCell(++count, cell, null, false));
        return data == null ? null : data.getData(MIMEType.TEXT_PLAIN).toString();
    }

    private static CellKernel.Failure failure(String cell) {
        return kernel.failure(catchThrowable(() -> kernel.run(new RunningCell(++count, cell, null, false))));
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static List<String> plain(CellKernel.Failure failure) {
        return failure.traceback().stream()
                .map(line -> line.replaceAll("\u001B\\[[0-9;]*m", ""))
                .toList();
    }
}
