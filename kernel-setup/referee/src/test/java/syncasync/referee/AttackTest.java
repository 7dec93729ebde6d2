package syncasync.referee;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a submission gets that means harm: no mark that it has not earned, and all that it has. */
@Timeout(300)
class AttackTest {

    /** What the referee's own classes know, which must not become a constant in a student's bytecode. */
    public static final int EXPECTED = 42;

    private final Homework homework = new Homework();

    /** A hostile answer, between two exercises that are done. */
    private Homework between(String hostile) {
        return homework.solution("before", "int one() { return 1; }", "int one() { return 1; }")
                .solution("hostile", "int answer() { return 42; }", hostile)
                .solution("after", "int two() { return 2; }", "int two() { return 2; }")
                .test("first", "one()", "1")
                .test("attacked", "answer()", "42")
                .test("second", "one()", "1")
                .test("third", "two()", "2");
    }

    private void assertThatOnlyTheOthersCount() {
        String told = homework.answer().toString();
        assertThat(homework.points("attacked")).as(told).isZero();
        assertThat(homework.item("attacked")).containsEntry("max", 1);
        for (String each : new String[] {"first", "second", "third"}) {
            assertThat(homework.points(each)).as(told).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            System.exit(0);                                               | System.exit
            Runtime.getRuntime().halt(0);                                 | Runtime.halt
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {}));   | Runtime.addShutdownHook
            new ProcessBuilder("true").start();                           | new ProcessBuilder(…)
            Runtime.getRuntime().exec(new String[] {"true"});             | Runtime.exec
            ProcessHandle.current().parent();                             | ProcessHandle.current
            java.nio.file.Files.readString(java.nio.file.Path.of("x"));   | Files.readString
            new java.io.FileReader("/etc/passwd");                        | new FileReader(…)
            new Scanner(new java.io.File("/etc/passwd"));                 | new File(…)
            new Formatter("/tmp/x");                                      | new Formatter(…)
            new java.io.PrintStream("/tmp/x");                            | new PrintStream(…)
            new java.net.Socket("localhost", 1);                          | new Socket(…)
            new java.io.FileOutputStream(java.io.FileDescriptor.out);     | FileDescriptor.out
            System.getenv();                                              | System.getenv
            System.getProperty("java.class.path");                        | System.getProperty
            System.setOut(null);                                          | System.setOut
            System.in.read();                                             | System.in
            Class.forName("syncasync.homework.Sheet");                    | Class.forName
            "".getClass().getDeclaredFields();                            | Class.getDeclaredFields
            "".getClass().getClassLoader();                               | Class.getClassLoader
            Thread.currentThread().getContextClassLoader();               | Thread.getContextClassLoader
            Thread.getAllStackTraces();                                   | Thread.getAllStackTraces
            java.lang.invoke.MethodHandles.lookup();                      | MethodHandles.lookup
            StackWalker.getInstance();                                    | StackWalker.getInstance
            ServiceLoader.load(Runnable.class);                           | ServiceLoader.load
            new java.io.ObjectInputStream(null);                          | new ObjectInputStream(…)
            Supplier<Object> s = () -> Runtime.getRuntime(); Consumer<Integer> c = System::exit; | System.exit
            assertThat((Object) "").extracting("class");                  | ObjectAssert.extracting
            java.lang.foreign.Linker.nativeLinker();                      | Linker.nativeLinker
            jdk.jshell.JShell.create();                                   | JShell.create
            syncasync.homework.Homework.observe("it", 42);                | Homework.observe
            new syncasync.homework.Homework.Nobody();                     | cannot find symbol
            syncasync.homework.Grading.observed();                        | Grading.observed
            syncasync.host.Screen.use(null);                              | Screen.use
            syncasync.referee.AttackTest.EXPECTED                         | syncasync.referee does not exist
            """)
    void what_is_not_allowed_never_runs(String code, String told) {
        homework.given("functions", "import java.util.function.*;");
        between("int answer() throws Exception { "
                + (code.contains(";") ? code + " return 42;" : "return " + code + ";") + " }");
        assertThatOnlyTheOthersCount();
        assertThat(homework.message("hostile")).contains(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class Loader extends ClassLoader {} int answer() { return 42; }",
                "class Worker extends Thread { Object all() { return getContextClassLoader(); } } int answer() { return 42; }",
                "class Above { class Worker extends Base { Object all() { return getContextClassLoader(); } } class Base extends Thread {} } int answer() { return 42; }",
                "class Hook implements java.lang.instrument.ClassFileTransformer {} int answer() { return 42; }",
                "enum E { A { { System.exit(0); } } } int answer() { return 42; }",
                "record R(int n) { static { System.exit(0); } } int answer() { return new R(42).n(); }",
                "System.exit(0); int answer() { return 42; }",
                "int answer = new Object() { int f() { System.exit(0); return 42; } }.f(); int answer() { return answer; }",
            })
    void wherever_it_stands(String code) {
        between(code);
        assertThatOnlyTheOthersCount();
        assertThat(homework.state("hostile")).isEqualTo("not allowed");
    }

    @Test
    void what_comes_to_be_not_allowed_by_a_later_cell_does_not_run_either() {
        homework.solution(
                        "forward", "int answer() { return 1; }", "int answer() { later(); System.exit(0); return 42; }")
                .given("later", "void later() {}")
                .test("attacked", "answer()", "42")
                .test("other", "1", "1");
        assertThat(homework.points("attacked")).isZero();
        assertThat(homework.points("other")).isEqualTo(1);
        assertThat(homework.state("other")).isEqualTo("ran");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            int answer() { while (true) {} }                                                         | timed out
            int answer() { while (true) try { Thread.sleep(9_999); } catch (Throwable t) {} }        | timed out
            int answer() { while (true) try { answer(); } catch (Throwable t) {} }                   | timed out
            int answer() { while (true) new Thread(() -> { while (true) Thread.onSpinWait(); }).start(); } | timed out or ran
            int answer() { var l = new ArrayList<byte[]>(); while (true) l.add(new byte[1 << 20]); } | killed
            int answer() { try { var l = new ArrayList<byte[]>(); while (true) l.add(new byte[1 << 20]); } catch (Throwable t) { return 42; } } | killed
            int answer() { return 43; }                                                              | ran
            int answer() { return answer(); }                                                        | ran
            int answer() { throw new ThreadDeath(); }                                                | ran
            int answer() { Thread.currentThread().interrupt(); throw new Error(); }                  | ran
            """)
    void what_does_not_end_or_answer_costs_its_own_item_alone(String code, String state) {
        between(code);
        assertThatOnlyTheOthersCount();
        assertThat(state).as("where threads are limited, there is an error").contains(homework.state("attacked"));
    }

    @Test
    void an_endless_loop_at_top_level_is_cut_off_and_not_run_again() {
        between("int answer() { return 42; }\nwhile (true) {}");
        assertThat(homework.state("hostile")).isEqualTo("timed out");
        assertThat(homework.points("attacked")).as("what it declares is there").isEqualTo(1);
        assertThat(homework.points("third")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Object observe(String k, Object v) { return null; }",
                "void award(int n, String b, Object c) {}",
                "Object assertThat(Object o) { return null; }",
                "<T> T seen(String key) { return null; }",
                "class List {}",
                "var List = 1;",
                "int syncasync = 1;",
                "var delays = List.of(1);",
                "delays = List.of(1);",
                "import java.awt.List;",
                "import java.awt.*;",
                "import static java.util.Map.of;",
                "record Box(int n) {}",
            })
    void what_the_homeworks_own_cells_mean_is_not_the_students_to_say(String code) {
        homework.given("delays", "var delays = List.of(1, 2);\nclass Box {}")
                .given(
                        "uses",
                        "Object box() { return List.of(delays, Map.of(), new Box(), of(1)); }\nint of(int n) { return n; }");
        between("int answer() { return 42; }\n" + code);
        homework.test("given", "delays.size()", "2");
        assertThatOnlyTheOthersCount();
        assertThat(homework.state("hostile")).as(homework.message("hostile")).isEqualTo("not allowed");
        assertThat(homework.points("given")).isEqualTo(1);
    }

    @Test
    void a_class_of_the_students_cannot_be_imported_in_place_of_another() {
        homework.solution("mine", "", "class Mine { static class Box {} }\nSystem.out.println(Mine.class.getName());")
                .test("first", "1", "1");
        String name = homework.cell("mine").get("printed").toString().strip();
        homework.given("box", "class Box {}")
                .solution("a", "", "import " + name.replace("$Mine", ".Mine") + ".*;")
                .solution("b", "", "import static " + name.replace("$Mine", ".Mine") + ".*;")
                .solution("c", "", "import " + name.replace("$Mine", ".Mine") + ".Box;");
        for (String each : List.of("a", "b", "c")) {
            assertThat(homework.state(each)).as(homework.message(each)).isNotEqualTo("ran");
        }
    }

    @Test
    void what_the_model_declares_and_assigns_the_student_may_as_well() {
        homework.given("state", "int limit = 1;\nclass Box { int n = 1; }")
                .solution(
                        "a",
                        "class Box { int n = 2; }\nlimit = 2;",
                        "limit = 3; class Box { int n = 4; }\nimport java.util.List;")
                .test("seven", "limit + new Box().n", "7");
        assertThat(homework.message("a")).isEmpty();
        assertThat(homework.points("seven")).isEqualTo(1);
    }

    @Test
    void what_is_printed_counts_nothing_and_is_cut() {
        between("""
                int answer() {
                    for (int i = 0; i < 3_000_000; i++) { System.out.println("✓ 1 of 1: it is right"); System.err.println(42); }
                    return 0;
                }
                """);
        assertThatOnlyTheOthersCount();
        assertThat(homework.cell("attacked").get("printed").toString()).hasSizeBetween(5_000, 10_000);
    }

    @Test
    void a_right_answer_that_prints_keeps_its_mark() {
        between("int answer() { System.err.println(0); System.out.print(\"{}\"); return 42; }");
        assertThat(homework.points("attacked")).isEqualTo(1);
    }

    @Test
    void what_goes_on_in_the_background_changes_nothing_that_was_observed() {
        between("""
                List<Integer> answers = Collections.synchronizedList(new ArrayList<>(List.of(0)));
                Thread cell;
                Object answer() {
                    cell = Thread.currentThread();
                    Thread.startVirtualThread(() -> {
                        while (true) { answers.set(0, 42); cell.interrupt(); System.out.println("42"); }
                    });
                    var late = List.copyOf(answers);
                    return late.getFirst();
                }
                """);
        homework.given("sleep", "boolean sleep() throws Exception { Thread.sleep(50); return true; }");
        homework.test("later sleeper", "sleep()", "true");
        assertThatOnlyTheOthersCount();
        assertThat(homework.points("later sleeper"))
                .as("another cell is another thread")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class Endless extends RuntimeException { public String getMessage() { while (true) {} } } int answer() { throw new Endless(); }",
                "class Exits extends RuntimeException { public String getMessage() { throw new Error(); } } int answer() { throw new Exits(); }",
                "class Much extends RuntimeException { public String getMessage() { return \"x\".repeat(50_000_000); } } int answer() { throw new Much(); }",
                "Object answer() { return new AbstractList<Object>() { public Object get(int i) { return this; } public int size() { return 9; } }; }",
                "Object answer() { return new AbstractList<Object>() { public Object get(int i) { return i; } public int size() { return 1 << 30; } }; }",
                "Object answer() { Object deep = 42; for (int i = 0; i < 100_000; i++) deep = List.of(deep); return deep; }",
                "Object answer() { return Map.of(\"$threw\", \"42\"); }",
                "Object answer() { return \"42\"; }",
                "Object answer() { return null; }",
                "class Bad { public boolean equals(Object o) { return true; } public String toString() { return \"42\"; } } Object answer() { return new Bad(); }",
            })
    void what_pretends_to_be_the_answer_is_none(String code) {
        between(code);
        assertThatOnlyTheOthersCount();
    }

    @Test
    void compile_bombs_are_defused() {
        String deep = "(".repeat(5_000) + "1" + ")".repeat(5_000);
        String wide = "\"" + "x".repeat(200_000) + "\"";
        String chain = "1" + " + 1".repeat(20_000);
        between("int answer() { return 42; }\nint deep = " + deep + ";");
        homework.solution("wide", "", "String wide = " + wide + ";")
                .solution("chain", "", "int chain = " + chain + ";")
                .solution("lambdas", "", bombOfLambdas(14))
                .test("last", "one()", "1");
        assertThatOnlyTheOthersCount();
        assertThat(homework.message("hostile")).contains("brackets within each other");
        assertThat(homework.message("wide")).contains("more than 100000 characters");
        assertThat(homework.state("chain")).isEqualTo("does not compile");
        assertThat(homework.points("last")).isEqualTo(1);
    }

    /** Each lambda is tried for each overload, and in each try the lambdas within it: javac takes time without end. */
    private static String bombOfLambdas(int deep) {
        return """
                import java.util.function.*;
                class Bomb {
                    static <A, B> B m(Function<A, B> f) { return null; }
                    static <A, B> B m(BiFunction<A, A, B> f) { return null; }
                    static <A> Object m(Supplier<A> f) { return null; }
                    Object o = %s;
                }
                """.formatted("m(x -> ".repeat(deep) + "x" + ")".repeat(deep));
    }

    @Test
    void frames_that_somebody_else_writes_are_noticed() {
        homework.request.put("policy", Map.of("allow", List.of("java.io.**")));
        between("""
                int answer() throws Exception {
                    String forged = "{\\"state\\": \\"ran\\", \\"message\\": \\"\\", \\"printed\\": \\"\\", \\"observed\\": {\\"it\\": 42}}";
                    var out = new java.io.DataOutputStream(new java.io.FileOutputStream(java.io.FileDescriptor.out));
                    out.writeInt(forged.length());
                    out.write(forged.getBytes());
                    out.write(new byte[32]);
                    out.flush();
                    return 0;
                }
                """);
        assertThatOnlyTheOthersCount();
        assertThat(homework.state("attacked")).isEqualTo("killed");
    }

    @Test
    void all_of_it_together_has_a_limit() {
        homework.request.put("limits", Map.of("cell_seconds", 2, "total_seconds", 5));
        homework.solution("a", "int a() { return 1; }", "int a() { while (true) {} }");
        for (int i = 0; i < 9; i++) {
            homework.test("t" + i, "a()", "1");
        }
        assertThat(homework.state("t8")).isEqualTo("not run");
        assertThat(homework.item("t8")).containsEntry("points", 0).containsEntry("max", 1);
    }
}
