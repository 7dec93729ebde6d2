package syncasync.checker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.checker.Cells.code;
import static syncasync.checker.Cells.notebook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However the runner ends, its kernels end with it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to send")
class RunnerStopsTest {

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 130", "KILL, 137"})
    void no_kernel_outlives_the_runner(String signal, int status, @TempDir Path folder) throws Exception {
        var run = new HeadlessRun(HeadlessRun.projectRoot());
        assertThat(run.notSetUp()).isEmpty();
        Path started = folder.resolve("started");
        Path notebook = write(folder, started);
        Process runner = new ProcessBuilder(
                        run.python().toString(),
                        HeadlessRun.projectRoot()
                                .resolve("kernel-setup/run_notebooks.py")
                                .toString(),
                        "--out",
                        folder.resolve("out").toString(),
                        notebook.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        List<ProcessHandle> children = new ArrayList<>();
        try {
            waitForFile(started, runner);
            children.addAll(runner.descendants().toList());
            assertThat(children).as("a kernel and a watchdog").hasSizeGreaterThanOrEqualTo(2);
            new ProcessBuilder("kill", "-" + signal, String.valueOf(runner.pid()))
                    .start()
                    .waitFor();
            assertThat(runner.waitFor(20, SECONDS)).isTrue();
            assertThat(runner.exitValue())
                    .as(Files.readString(folder.resolve("log")))
                    .isEqualTo(status);
            CompletableFuture.allOf(children.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(20, SECONDS);
        } finally {
            runner.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static Path write(Path folder, Path started) throws IOException {
        String source = "java.nio.file.Files.createFile(java.nio.file.Path.of(\"" + started.getFileName()
                + "\")); Thread.sleep(60_000);";
        return Files.writeString(
                folder.resolve("waits.ipynb"),
                Json.write(notebook("waits", code("waits", source)).json()));
    }

    private static void waitForFile(Path file, Process runner) throws InterruptedException {
        for (int i = 0; i < 600 && !Files.exists(file) && runner.isAlive(); i++) {
            Thread.sleep(50);
        }
        assertThat(file).exists();
    }
}
