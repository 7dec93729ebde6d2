package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.jshell.JShell;
import org.junit.jupiter.api.Test;

class ShellSnapshotTest {

    @Test
    void to_go_back_brings_the_declarations_of_then_and_the_values_of_now() {
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.eval("int n = 1;");
            shell.eval("int twice() { return 2 * n; }");
            ShellSnapshot before = ShellSnapshot.of(shell);
            shell.eval("String n = \"another\";");
            shell.eval("int twice(int of) { return 2 * of; }");
            shell.eval("class Left {}");

            before.restore(shell);

            assertThat(value(shell, "n + 1")).isEqualTo("2");
            assertThat(value(shell, "twice()")).isEqualTo("2");
            assertThat(shell.variables().map(each -> each.typeName() + " " + each.name()))
                    .contains("int n")
                    .doesNotContain("String n");
            assertThat(shell.types()).isEmpty();
        }
    }

    private static String value(JShell shell, String code) {
        return shell.eval(code).getFirst().value();
    }
}
