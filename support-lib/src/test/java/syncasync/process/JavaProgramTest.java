package syncasync.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JavaProgramTest {

    @TempDir
    Path folder;

    @Test
    void a_program_counts_as_started_when_it_says_so_whatever_it_says_before() throws Exception {
        Process process = program("""
                IO.println("Picked up some options");
                IO.println("ready");
                Thread.sleep(60_000);
                """).startUntil("ready");

        assertThat(process.isAlive()).isTrue();
        ChildReaper.kill(process);
    }

    @Test
    void a_program_that_ends_too_early_fails_with_what_it_said() throws Exception {
        JavaProgram broken = program("throw new IllegalArgumentException(\"no port\");");

        assertThatThrownBy(() -> broken.startUntil("ready"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Program.java ended before it said \"ready\"")
                .hasMessageContaining("IllegalArgumentException: no port");
    }

    @Test
    void who_is_interrupted_while_waiting_leaves_no_program_behind() throws Exception {
        JavaProgram silent = program("Thread.sleep(60_000);");
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> silent.startUntil("ready")).isInstanceOf(InterruptedException.class);
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(it -> it.info().commandLine().orElse("").contains(folder.toString())))
                .isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_nice_program_runs_at_the_lowest_priority_and_another_one_as_we_do() throws Exception {
        String niceness = """
                var stat = java.nio.file.Path.of("/proc/self/stat"); // a bare Linux has no ps, and a Mac no /proc
                if (java.nio.file.Files.exists(stat)) {
                    IO.println(java.nio.file.Files.readString(stat).split("\\\\) ")[1].split(" ")[16]);
                } else {
                    var ps = new ProcessBuilder("ps", "-o", "ni=", "-p", "" + ProcessHandle.current().pid()).start();
                    IO.println(new String(ps.getInputStream().readAllBytes()).strip());
                }
                """;

        assertThat(output(program(niceness).nice())).isEqualTo("19");
        assertThat(output(program(niceness))).isNotEqualTo("19");
    }

    private static String output(JavaProgram program) throws IOException {
        return new String(program.start().getInputStream().readAllBytes()).strip();
    }

    private JavaProgram program(String body) throws IOException {
        return JavaProgram.of(
                Files.writeString(folder.resolve("Program.java"), "void main() throws Exception {\n" + body + "\n}\n"));
    }
}
