package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.jshell.JShell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SourceCommentsTest {

    private static JShell shell;

    @BeforeAll
    static void declare() {
        var index = new DeferredIndex();
        index.hold();
        shell = JShell.builder().executionEngine("local").build();
        shell.sourceCodeAnalysis(); // begins the list of classes
        index.need();
        shell.eval("/** Adds two. */\nint add(int a, int b) { return a + b; }");
        shell.eval("/** Adds all. */\nint add(int... all) { return all.length; }");
        shell.eval("int bare(int n) { return n; }");
        shell.eval("""
                /** A dog. */
                class Dog {
                    /** Its name. */
                    String name;

                    /** Makes one. */
                    Dog(String name) { this.name = name; /** No comment of bark. */ int bark; }

                    /** Barks. */
                    void bark(int times) { }

                    /** What it eats. */
                    static class Food {
                        /** How much. */
                        int grams;
                    }
                }""");
        shell.eval("/** The first cat. */\nclass Cat { /** Says the first. */ void say() { } }");
        shell.eval("/** The second cat. */\nclass Cat { /** Says the second. */ void say() { } }");
        shell.drop(shell.eval("/** Is gone. */\nint gone(int n) { return n; }")
                .getFirst()
                .snippet());
    }

    @AfterAll
    static void close() {
        shell.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    int add(int a, int b)          | Adds two.
                    int add(int... all)            | Adds all.
                    int add(int[] all)             | Adds all.
                    Dog                            | A dog.
                    Dog(String name)               | Makes one.
                    Dog.name:String                | Its name.
                    void Dog.bark(int times)       | Barks.
                    Dog.Food                       | What it eats.
                    Dog.Food.grams:int             | How much.
                    Cat                            | The second cat.
                    void Cat.say()                 | Says the second.
                    """)
    void a_comment_is_found_by_the_signature(String signature, String comment) {
        assertThat(new SourceComments(shell).of(signature).map(String::strip)).contains(comment);
    }

    @Test
    void so_are_those_of_the_library_and_of_what_a_class_of_the_jdk_inherits() {
        assertThat(new SourceComments(shell).of("Map<String,Object> Rich.bundle()"))
                .isPresent();
        assertThat(new SourceComments(shell).of("Stream<E> Collection<E>.stream()"))
                .hasValueSatisfying(comment -> assertThat(comment).contains("sequential {@code Stream}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "int bare(int n)",
                "int add(long a, long b)",
                "int gone(int n)",
                "void Dog.purr()",
                "Cow.name:String",
                "int nowhere(int n)",
                "bark:int",
                "NoSuchType",
            })
    void where_there_is_none_none_is_found(String signature) {
        assertThat(new SourceComments(shell).of(signature)).isEmpty();
    }
}
