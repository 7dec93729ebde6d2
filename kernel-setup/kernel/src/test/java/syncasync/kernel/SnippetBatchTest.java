package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import jdk.jshell.JShell;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is given to the compiler together. Each task of it that has a result loads that at once. */
class SnippetBatchTest {

    private final List<Integer> loads = new ArrayList<>(); // how many classes each time
    private final JShell shell =
            JShell.builder().executionEngine(new Counting(), Map.of()).build();

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void ten_statements_and_variables_are_one_task_of_the_compiler_and_one_class() {
        shell.eval("int n = 0;");
        shell.eval("var words = new java.util.ArrayList<String>();");
        loads.clear();

        SnippetBatch.Result batch = batch(
                "n++;",
                "int a = 1, b = a;",
                "words.add(\"one\");",
                "for (int i = 0; i < 3; i++) n += i;",
                "if (n > 2) { n = 0; }",
                "var list = new java.util.ArrayList<Integer>(); // of numbers",
                "list.add(n);",
                "int[] numbers = {1, 2};",
                "words.clear();",
                "list.size()");

        assertThat(batch.pieces()).hasSize(10);
        assertThat(loads).containsExactly(1);
        assertThat(batch.pieces().getLast().hasValue()).isTrue();
        assertThat(batch.pieces().get(5).variables())
                .singleElement()
                .extracting(each -> each.source())
                .isEqualTo("java.util.ArrayList<java.lang.Integer> list = new java.util.ArrayList<Integer>();");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class C {}",
                "int twice(int m) { return 2 * m; }",
                "import java.util.zip.*;",
                "while (true) {}",
                "throw new Error();",
                "@Deprecated int old = 1;",
                "n > 1 ? 1 : 2.0",
                "var object = new Object() { int field; };",
                "int n = 2; // before it, another is meant",
                "int used = 2; // the method goes with it"
            })
    void what_goes_by_itself_ends_a_batch(String code) {
        shell.eval("int n = 0;");
        shell.eval("int used = 0;");
        shell.eval("int uses() { return used; }");
        loads.clear();

        assertThat(batch("n++;", "n--;", code, "n++;").pieces()).hasSize(2);
        assertThat(loads).containsExactly(1);
    }

    @Test
    void with_an_error_there_is_no_batch_and_it_is_known_how_many_pieces_go_one_by_one() {
        SnippetBatch.Result batch = batch("int n = 0;", "n++;", "n = \"text\";");

        assertThat(batch.snippet()).isNull();
        assertThat(batch.tried()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n                           | true",
                "n + 1                       | true",
                "n++                         | true",
                "String.valueOf(n)           | true",
                "String.valueOf(n);          | true",
                "n = 2                       | false",
                "System.out.flush()          | false",
                "Runnable r = () -> {};      | false",
                "if (n > 0) n = 2;           | false"
            })
    void only_an_expression_that_is_not_void_gives_a_value(String code, boolean hasValue) {
        shell.eval("int n = 0;");

        assertThat(batch(code).pieces().getLast().hasValue()).isEqualTo(hasValue);
    }

    @Test
    void a_variable_is_not_emptied_by_an_import_or_by_a_name_that_is_in_that_of_its_class() {
        assertThat(batch("java.util.stream.Stream<String> words = null;").pieces())
                .hasSize(1);
        loads.clear();

        SnippetBatch.importing(shell, "import java.util.stream.Stream;");
        SnippetBatch.importing(shell, "import java.util.*;");
        assertThat(loads).as("classes for the variable").isEmpty();
        shell.eval("int stream = 1;");

        assertThat(loads).as("the class of the new one").containsExactly(1);
    }

    private SnippetBatch.Result batch(String... code) {
        return SnippetBatch.of(
                shell,
                IntStream.range(0, code.length)
                        .mapToObj(i -> new SnippetBatch.Source(code[i], i + 1))
                        .toList());
    }

    private final class Counting implements ExecutionControlProvider {

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
            return new LocalExecutionControl() {
                @Override
                public void load(ClassBytecodes[] classes)
                        throws ClassInstallException, NotImplementedException, EngineTerminationException {
                    loads.add(classes.length);
                    super.load(classes);
                }
            };
        }
    }
}
