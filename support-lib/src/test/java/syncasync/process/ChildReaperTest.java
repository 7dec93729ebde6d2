package syncasync.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import syncasync.programs.GuardedParent;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class ChildReaperTest {
    private final List<ProcessHandle> started = new ArrayList<>();
    private Path directory;

    @Test
    void children_and_directory_are_gone_after_the_parent_was_killed() throws Exception {
        Process parent = startParent(List.of());
        parent.destroyForcibly();
        assertThatEverythingIsGone();
    }

    @Test
    void children_and_directory_are_gone_after_the_parents_whole_process_group_was_killed() throws Exception {
        Process parent = startParent(List.of("setsid")); // it leads a group of its own, as a kernel does under Jupyter
        new ProcessBuilder("sh", "-c", "kill -s KILL -- -" + parent.pid()) // the shell's own: a bare Linux has no other
                .inheritIO()
                .start()
                .waitFor();
        assertThatEverythingIsGone();
    }

    @Test
    void children_and_directory_are_gone_after_the_parent_halted() throws Exception {
        Process parent = startParent(List.of());
        parent.outputWriter().append('h').flush();
        assertThatEverythingIsGone();
    }

    @Test
    void children_and_directory_are_gone_after_a_normal_end() throws Exception {
        Process parent = startParent(List.of());
        parent.outputWriter().append('.').flush();
        assertThatEverythingIsGone();
        assertThat(parent.waitFor()).isZero();
    }

    @Test
    void a_guarded_process_is_the_command_itself_with_its_own_exit_code_and_output() throws Exception {
        Process process = ChildReaper.start(new ProcessBuilder("sh", "-c", "echo $$; exit 7"));
        assertThat(process.inputReader().readLine()).isEqualTo(String.valueOf(process.pid()));
        assertThat(process.waitFor()).isEqualTo(7);
    }

    @Test
    void a_process_that_ends_when_asked_is_not_killed() throws Exception {
        Process process = ChildReaper.start(
                new ProcessBuilder("sh", "-c", "trap 'exit 5' TERM; echo up; while :; do read line; done"));
        assertThat(process.inputReader().readLine()).isEqualTo("up");
        ChildReaper.stop(process, Duration.ofSeconds(20));
        assertThat(process.exitValue()).isEqualTo(5);
    }

    @Test
    void a_process_that_does_not_listen_is_killed() throws Exception {
        Process process =
                ChildReaper.start(new ProcessBuilder("sh", "-c", "trap '' TERM; echo up; while :; do read line; done"));
        assertThat(process.inputReader().readLine()).isEqualTo("up");
        ChildReaper.stop(process, Duration.ofMillis(50));
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void a_process_id_that_was_used_again_is_left_alone() {
        ProcessHandle thisJvm = ProcessHandle.current();
        Instant anotherStart = thisJvm.info().startInstant().orElseThrow().minusSeconds(1000);
        ChildReaperMain guardian = new ChildReaperMain();
        guardian.hear("process " + thisJvm.pid() + " " + anotherStart.toEpochMilli());
        guardian.endAll();
        assertThat(thisJvm.isAlive()).isTrue();
    }

    @Test
    void a_file_without_a_process_id_is_refused() {
        assertThatThrownBy(() -> ChildReaper.watch(Path.of("no-such.pid")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("no process id in no-such.pid");
    }

    private Process startParent(List<String> prefix) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GuardedParent.class.getName()));
        Process parent = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader says = parent.inputReader();
        directory = Path.of(says.readLine());
        for (int i = 0; i < 3; i++) {
            started.add(ProcessHandle.of(Long.parseLong(says.readLine())).orElseThrow());
        }
        assertThat(says.readLine()).isEqualTo("ready");
        assertThat(directory).isDirectoryContaining("glob:**a-file");
        assertThat(started).allMatch(ProcessHandle::isAlive);
        return parent;
    }

    private void assertThatEverythingIsGone() throws Exception {
        for (ProcessHandle process : started) {
            process.onExit().get(20, TimeUnit.SECONDS);
        }
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Files.exists(directory) && System.nanoTime() < giveUp) {
            Thread.onSpinWait();
        }
        assertThat(directory).doesNotExist();
    }

    @AfterEach
    void endWhatATestLeft() {
        started.forEach(ProcessHandle::destroyForcibly);
    }
}
