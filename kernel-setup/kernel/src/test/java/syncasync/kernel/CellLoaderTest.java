package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.InternalException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellLoaderTest {

    @TempDir
    private Path folder;

    private final CellLoader loader = new CellLoader();

    @Test
    void classes_that_come_together_know_each_other_in_any_order() throws Exception {
        loader.load(Javac.bytecodes(
                "public class Z extends A {}\nclass A implements B { C c; }\ninterface B {}\nclass C {}"));

        assertThat(loader.loadClass("Z").getSuperclass()).isSameAs(loader.loadClass("A"));
        assertThat(loader.loadClass("Z").getClassLoader()).isSameAs(loader);
    }

    @Test
    void classes_know_those_of_earlier_cells_and_of_the_class_path() throws Exception {
        Map<String, byte[]> compiled = Javac.compiled("public class Late extends Early {}\nclass Early {}");
        loader.load(only(compiled, "Early"));
        loader.load(only(compiled, "Late"));

        assertThat(loader.loadClass("Late").getSuperclass()).isSameAs(loader.loadClass("Early"));
        assertThat(loader.loadClass("org.junit.jupiter.api.Test")).isSameAs(Test.class);
    }

    @Test
    void their_code_can_be_stopped_and_read_again() throws Exception {
        loader.load(Javac.bytecodes("public class Sample { public static void work() { while (true); } }"));

        try (var in = loader.getResourceAsStream("Sample.class")) {
            assertThat(new String(in.readAllBytes())).contains("syncasync/kernel/InterruptCheck");
        }
        InterruptCheck.press(InterruptCheck.ALL, Thread.currentThread());
        try {
            assertThat(catchThrowable(
                            () -> loader.loadClass("Sample").getMethod("work").invoke(null)))
                    .hasCauseInstanceOf(InterruptCheck.Stop.class);
        } finally {
            InterruptCheck.release();
        }
    }

    @Test
    void so_can_code_that_cannot_be_verified_without_the_super_classes_of_others() throws Exception {
        loader.load(Javac.bytecodes("""
                public class Sample {
                    public static void work(boolean left) {
                        Base base = left ? new Left() : new Right();
                        while (base.goesOn());
                    }
                }
                abstract class Base { boolean goesOn() { return true; } }
                class Left extends Base {}
                class Right extends Base {}"""));

        try (var in = loader.getResourceAsStream("Sample.class")) {
            assertThat(new String(in.readAllBytes())).contains("syncasync/kernel/InterruptCheck");
        }
    }

    @Test
    void a_class_that_cannot_be_loaded_is_named_as_a_learner_named_it_and_those_before_it_stay() {
        Map<String, byte[]> compiled = Javac.compiled("class Before {}\nclass Child extends Gone {}\nclass Gone {}");
        var classes = new ClassBytecodes[] {
            new ClassBytecodes("Before", compiled.get("Before")), new ClassBytecodes("Child", compiled.get("Child"))
        };

        var refused = catchThrowableOfType(ClassInstallException.class, () -> loader.load(classes));

        assertThat(refused).hasMessage("cannot load Child: Gone");
        assertThat(refused.installed()).containsExactly(true, false);
    }

    @Test
    void what_is_no_class_is_refused() {
        var rubbish = new ClassBytecodes[] {new ClassBytecodes("REPL.$JShell$11$Rubbish", new byte[] {1, 2, 3, 4, 5})};

        assertThat(catchThrowable(() -> loader.load(rubbish)))
                .isInstanceOf(ClassInstallException.class)
                .hasMessageStartingWith("cannot load Rubbish: ");
    }

    @Test
    void folders_can_be_added_while_cells_run() throws Exception {
        Path second = Files.createDirectory(folder.resolve("a second"));
        Files.writeString(folder.resolve("one.txt"), "1");
        Files.write(
                second.resolve("Added.class"),
                Javac.compiled("public class Added {}").get("Added"));

        loader.addToClasspath(folder + File.pathSeparator + second);

        assertThat(loader.getResource("one.txt")).isNotNull();
        assertThat(loader.loadClass("Added").getClassLoader()).isSameAs(loader);
    }

    @Test
    void what_is_no_path_is_refused_and_what_is_not_there_holds_nothing() throws Exception {
        assertThat(catchThrowable(() -> loader.addToClasspath("no\0path"))).isInstanceOf(InternalException.class);
        loader.addToClasspath(folder.resolve("nowhere").toString());

        assertThat(catchThrowable(() -> loader.loadClass("Nowhere"))).isInstanceOf(ClassNotFoundException.class);
        assertThat(loader.getResourceAsStream("Nowhere.class")).isNull();
    }

    private static ClassBytecodes[] only(Map<String, byte[]> compiled, String name) {
        return new ClassBytecodes[] {new ClassBytecodes(name, compiled.get(name))};
    }
}
