package syncasync.checker;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every notebook, run in the real kernel and compared with what it keeps: one test per code cell, and a few for each
 * notebook as a whole. {@code -Dnotebooks=01} runs the ones whose name begins so. What was run lies in
 * {@code target/notebooks}, each with its {@code .diff}.
 */
class NotebooksTest {

    private static final Duration CELL_TIMEOUT = Duration.ofMinutes(2);

    @TestFactory
    Stream<DynamicContainer> every_notebook_does_again_what_it_keeps() throws Exception {
        Path root = HeadlessRun.projectRoot();
        String chosen = System.getProperty("notebooks", "");
        List<Path> notebooks = HeadlessRun.notebooks(root.resolve("notebooks"), chosen);
        if (notebooks.isEmpty()) {
            fail("there is no notebook in notebooks/" + (chosen.isEmpty() ? "" : " whose name begins with " + chosen));
        }
        Outline outline = Outline.load();
        Path out = root.resolve("kernel-setup/checker/target/notebooks");
        new HeadlessRun(root).execute(notebooks, out, CELL_TIMEOUT);
        var containers = new ArrayList<DynamicContainer>();
        for (Path notebook : notebooks) {
            Report report = Report.of(notebook, out, outline);
            report.write(out);
            containers.add(dynamicContainer(report.notebook(), notebook.toUri(), tests(report)));
        }
        if (chosen.isEmpty()) {
            sayWhichDocumentsHaveNoNotebook(outline, notebooks);
        }
        return containers.stream();
    }

    private static Stream<DynamicTest> tests(Report report) {
        Stream<DynamicTest> checks = report.checks().entrySet().stream()
                .map(check -> dynamicTest(
                        report.notebook() + " (" + check.getKey() + ")",
                        () -> failOn(
                                check.getValue(),
                                report.notebook() + " (" + check.getKey() + "): "
                                        + String.join("\n", check.getValue()))));
        Stream<DynamicTest> cells = report.cells().entrySet().stream()
                .map(cell -> dynamicTest(
                        report.notebook() + " [" + cell.getKey() + "]",
                        () -> failOn(cell.getValue(), report.message(cell.getKey(), cell.getValue()))));
        return Stream.concat(checks, cells);
    }

    private static void failOn(List<String> problems, String message) {
        if (!problems.isEmpty()) {
            fail(message);
        }
    }

    private static void sayWhichDocumentsHaveNoNotebook(Outline outline, List<Path> notebooks) throws IOException {
        Set<String> present = notebooks.stream().map(NotebookFile::nameOf).collect(Collectors.toSet());
        Set<String> absent = outline.notebooksNotAmong(present);
        if (!absent.isEmpty()) {
            System.out.println("Documents without a notebook yet: " + String.join(", ", absent));
        }
    }
}
