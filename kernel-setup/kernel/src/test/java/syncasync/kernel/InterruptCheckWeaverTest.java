package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class InterruptCheckWeaverTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    return;                                              | 1
                    if (n > 0) return; n++;                              | 1
                    while (n > 0) n--;                                   | 2
                    do n--; while (n > 0);                               | 2
                    for (;;) { if (n > 0) continue; n++; }               | 3
                    for (int i = 0; i < n; i++) for (int k = 0; k < n;) k++; | 3
                    while (n > 0) { switch (n) { case 1: continue; case 5: continue; default: n--; } } | 4
                    """)
    void each_method_checks_at_its_start_and_before_each_jump_back(String body, int checks) {
        byte[] woven = woven("class Sample { static void work(int n) { " + body + " } }")
                .get("Sample");

        assertThat(checks(woven)).containsEntry("work", checks);
    }

    @Test
    void constructors_lambdas_and_initializers_check_and_what_has_no_code_does_not() {
        byte[] woven = woven("""
                        abstract class Sample {
                            static int n = Integer.parseInt("1");
                            Runnable r = () -> n++;
                            abstract void nothing();
                        }""").get("Sample");

        assertThat(checks(woven))
                .containsOnly(Map.entry("<init>", 1), Map.entry("<clinit>", 1), Map.entry("lambda$new$0", 1));
    }

    @Test
    void woven_code_does_what_it_did() throws Exception {
        Class<?> sample = loaded("""
                public class Sample {
                    record Pair(Object a, Object b) {}
                    public static Object work() {
                        int sum = 0;
                        outer:
                        for (int i = 0; i < 10; i++) {
                            for (long k = 0; ; k++) {
                                if (k > i) continue outer;
                                try { sum += k / (i - k); } catch (ArithmeticException e) { sum += 100; }
                            }
                        }
                        Object o = new Pair(sum, "x");
                        return o instanceof Pair(Integer n, String s) ? n + s : null;
                    }
                }""");

        int sum = 0;
        for (int i = 0; i < 10; i++) {
            for (long k = 0; k <= i; k++) {
                sum += k == i ? 100 : (int) (k / (i - k));
            }
        }
        assertThat(sample.getMethod("work").invoke(null)).isEqualTo(sum + "x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    while (true);
                    for (int i = 0; ; i++) for (int k = 0; k < 9; k++);
                    work();
                    """)
    void code_that_goes_on_for_ever_stops_when_its_cell_is_interrupted(String body) throws Exception {
        Class<?> sample = loaded("""
                public class Sample {
                    public static volatile java.util.concurrent.CountDownLatch begun;
                    static int depth;
                    public static void work() throws Exception {
                        begun.countDown();
                        try { BODY } catch (StackOverflowError again) { while (true); }
                    }
                }""".replace("BODY", body));
        var begun = new CountDownLatch(1);
        sample.getField("begun").set(null, begun);
        var cell = new RunningCell(1, "", null, false);
        var task = new FutureTask<>(() -> {
            InterruptCheck.CELL.set(cell);
            return sample.getMethod("work").invoke(null);
        });
        new Thread(task).start();
        begun.await();

        InterruptCheck.press(cell, Thread.currentThread());
        try {
            assertThat(catchThrowable(task::get)).rootCause().isInstanceOf(InterruptCheck.Stop.class);
        } finally {
            InterruptCheck.release();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    System.exit(3);                                                      | System.exit(3)
                    Runtime.getRuntime().exit(4);                                        | Runtime.exit(4)
                    Runtime.getRuntime().halt(5);                                        | Runtime.halt(5)
                    java.util.function.IntConsumer end = System::exit; end.accept(6);    | System.exit(6)
                    java.util.function.IntConsumer end = Runtime.getRuntime()::halt; end.accept(7); | Runtime.halt(7)
                    """)
    void code_that_would_end_the_jvm_throws_instead(String body, String call) throws Exception {
        Class<?> sample = loaded("public class Sample { public static void work() { " + body + " } }");

        Throwable thrown = catchThrowable(() -> sample.getMethod("work").invoke(null));

        assertThat(thrown).isInstanceOf(InvocationTargetException.class);
        assertThat(thrown.getCause())
                .isInstanceOf(Exit.class)
                .hasMessage(call + " ends the cell; the kernel and its variables stay");
    }

    @Test
    void a_method_of_that_name_of_another_class_is_left_alone() throws Exception {
        Class<?> sample = loaded("""
                public class Sample {
                    static int exit(int status) { return status + 1; }
                    public static Object work() { return exit(1); }
                }""");

        assertThat(sample.getMethod("work").invoke(null)).isEqualTo(2);
    }

    @Test
    void what_cannot_be_woven_stays_as_it_is() {
        byte[] noClass = "no class at all".getBytes();
        byte[] none = {};

        assertThat(InterruptCheckWeaver.weave(noClass, known(Map.of()))).isSameAs(noClass);
        assertThat(InterruptCheckWeaver.weave(none, known(Map.of()))).isSameAs(none);
    }

    private static Map<String, byte[]> woven(String source) {
        Map<String, byte[]> compiled = Javac.compiled(source);
        return compiled.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> InterruptCheckWeaver.weave(each.getValue(), known(compiled))));
    }

    private static ClassHierarchyResolver known(Map<String, byte[]> classes) {
        return ClassHierarchyResolver.ofResourceParsing(type -> {
                    byte[] bytes = classes.get(type.packageName().isEmpty() ? type.displayName() : "");
                    return bytes == null ? null : new java.io.ByteArrayInputStream(bytes);
                })
                .orElse(ClassHierarchyResolver.defaultResolver());
    }

    private static Class<?> loaded(String source) throws ClassNotFoundException {
        Map<String, byte[]> classes = woven(source);
        return new ClassLoader(InterruptCheckWeaverTest.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] bytes = classes.get(name);
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
        }.loadClass("Sample");
    }

    /** How many checks each method has. */
    private static Map<String, Integer> checks(byte[] bytes) {
        return ClassFile.of().parse(bytes).methods().stream()
                .filter(method -> method.code().isPresent())
                .collect(Collectors.toMap(
                        method -> method.methodName().stringValue(),
                        method -> checks(method.code().orElseThrow())));
    }

    private static int checks(CodeModel code) {
        return (int) code.elementStream()
                .filter(element -> element instanceof InvokeInstruction call
                        && call.owner().asInternalName().equals("syncasync/kernel/InterruptCheck")
                        && call.name().equalsString("check"))
                .count();
    }
}
