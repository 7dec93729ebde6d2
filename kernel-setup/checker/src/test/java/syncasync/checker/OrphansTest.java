package syncasync.checker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a kernel ends, the worker and the PostgreSQL of notebook 03 end with it, and their folders are gone. */
@EnabledOnOs(OS.LINUX)
@Timeout(240)
class OrphansTest {

    private static final List<String> CELLS_THAT_START_SOMETHING = List.of(
            "set-up",
            "java-imports",
            "a-script",
            "a-mail-server",
            "a-persistent-queue",
            "the-worker",
            "start-a-worker",
            "a-real-database");

    @ParameterizedTest
    @ValueSource(strings = {"shutdown", "restart", "kill"})
    void nothing_outlives_the_kernel(String how) throws Exception {
        var run = new HeadlessRun(HeadlessRun.projectRoot());
        assertThat(run.notSetUp()).isEmpty();
        List<String> command = new ArrayList<>(List.of(
                run.python().toString(),
                HeadlessRun.projectRoot()
                        .resolve("kernel-setup/checker/src/test/python/end_kernel.py")
                        .toString(),
                HeadlessRun.projectRoot()
                        .resolve("notebooks/03-files-web-and-background-jobs.ipynb")
                        .toString()));
        command.addAll(CELLS_THAT_START_SOMETHING);
        Process driver = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<ProcessHandle> started = new ArrayList<>();
        List<Path> folders = new ArrayList<>();
        try (var says = driver.inputReader();
                var hears = driver.outputWriter()) {
            List<String> said = new ArrayList<>();
            for (String line; (line = says.readLine()) != null && !line.equals("ready"); said.add(line)) {
                if (line.startsWith("process ")) {
                    started.add(
                            ProcessHandle.of(Long.parseLong(line.substring(8))).orElseThrow());
                } else if (line.startsWith("folder ")) {
                    folders.add(Path.of(line.substring(7)));
                }
            }
            assertThat(started).as(String.join("\n", said)).hasSize(2);
            started.addAll(driver.descendants().toList());
            assertThat(started)
                    .as("besides the two a kernel and a guardian")
                    .hasSizeGreaterThanOrEqualTo(4)
                    .allMatch(ProcessHandle::isAlive);
            assertThat(folders).hasSize(2).allMatch(Files::isDirectory);

            hears.append(how).append('\n').flush();
            assertThat(says.readLine()).isEqualTo("ended");
            CompletableFuture.allOf(started.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(30, SECONDS);
            assertThatAreGone(folders);
        } finally {
            driver.destroyForcibly();
            started.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static void assertThatAreGone(List<Path> folders) throws IOException, InterruptedException {
        for (int i = 0; i < 400 && folders.stream().anyMatch(Files::exists); i++) {
            Thread.sleep(50);
        }
        assertThat(folders).noneMatch(Files::exists);
    }
}
