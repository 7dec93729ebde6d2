package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static syncasync.checker.Cells.code;
import static syncasync.checker.Cells.notebook;
import static syncasync.checker.Cells.prose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Every notebook as a learner meets it: opened in JupyterLab in a real browser, Run All, no error, every timeline
 * drawn. The screenshots lie in {@code target/browser}. {@code -Dnotebooks=01} looks at the ones whose name begins so.
 */
@Isolated("a browser and JupyterLab take all the processor there is, and the other tests measure time")
class BrowserTest {

    private static final Path ROOT = HeadlessRun.projectRoot();

    /** What the check said, and how it ended. */
    private record Checked(int status, List<String> lines) {}

    @TestFactory
    Stream<DynamicTest> every_notebook_runs_and_draws_in_a_browser() throws Exception {
        List<Path> notebooks = HeadlessRun.notebooks(ROOT.resolve("notebooks"), System.getProperty("notebooks", ""));
        if (notebooks.isEmpty()) {
            fail("there is no notebook to look at in notebooks/");
        }
        Checked checked = check(ROOT.resolve("kernel-setup/checker/target/browser"), notebooks);
        Stream<DynamicTest> whole = Stream.of(dynamicTest(
                "the browser check as a whole",
                () -> assertThat(checked.status())
                        .as(String.join("\n", checked.lines()))
                        .isZero()));
        return Stream.concat(
                whole,
                notebooks.stream()
                        .map(NotebookFile::nameOf)
                        .map(name -> dynamicTest(
                                name + " (browser)",
                                () -> assertThat(checked.lines())
                                        .contains(name + ": running")
                                        .filteredOn(line ->
                                                line.startsWith(name + ": [") || line.startsWith(name + ": NOT"))
                                        .as(String.join("\n", checked.lines()))
                                        .isEmpty())));
    }

    @Test
    void a_cell_that_shows_an_error_and_a_kernel_that_dies_fail(@TempDir Path folder) throws Exception {
        Path raising = write(
                folder,
                notebook(
                        "raising",
                        prose("title", "# It fails"),
                        code("works", "1 + 1"),
                        code("fails", "int x = 1 / 0;"),
                        code("after", "2 + 2")));
        Path dying = write(
                folder, notebook("dying", prose("title", "# It dies"), code("dies", "Runtime.getRuntime().halt(3);")));
        Checked checked = check(folder.resolve("out"), List.of(raising, dying));
        assertThat(checked.status()).isEqualTo(1);
        assertThat(checked.lines())
                .anyMatch(line -> line.startsWith("raising: [fails] shows an error: ArithmeticException"))
                .anyMatch(line -> line.startsWith("dying: its kernel died") && line.endsWith("at [dies]"));
    }

    private static Path write(Path folder, NotebookFile notebook) throws IOException {
        notebook.codeCells().forEach(cell -> cell.json().put("execution_count", null));
        return Files.writeString(folder.resolve(notebook.file()), Json.write(notebook.json()));
    }

    private static Checked check(Path out, List<Path> notebooks) throws IOException, InterruptedException {
        var run = new HeadlessRun(ROOT);
        run.notSetUp().forEach(why -> fail(why));
        var command = new ArrayList<>(List.of(
                run.python().toString(),
                ROOT.resolve("kernel-setup/browser_check.py").toString(),
                "--out",
                out.toString()));
        notebooks.forEach(n -> command.add(n.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread stop = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(stop);
        try (var reader = process.inputReader()) {
            var lines = new ArrayList<String>();
            reader.lines().forEach(line -> {
                lines.add(line);
                System.out.println(line);
            });
            return new Checked(process.waitFor(), lines);
        } finally {
            process.destroy();
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }
}
