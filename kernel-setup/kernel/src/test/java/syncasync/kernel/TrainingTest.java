package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The start-up cache keeps what the training runs, so a cell that no longer compiles trains nothing. */
class TrainingTest {

    @Test
    @Timeout(120)
    void only_the_cells_that_are_to_fail_do() throws Exception {
        String text = Files.readString(Path.of(System.getProperty("root"), "kernel-setup/runner/training.txt"));
        CellKernel kernel = Main.prepare(Main.kernel());
        List<String> failed = new ArrayList<>();
        int count = 0;
        for (String cell : text.split("(?m)^// ---.*\\R")) {
            try {
                kernel.run(new RunningCell(++count, cell, null, false));
            } catch (RuntimeException | Error e) {
                failed.add(cell.strip() + " " + kernel.failure(e).name());
            }
        }
        kernel.onShutdown(false);

        assertThat(failed)
                .containsExactly(
                        "assertThat(millis(3)).isLessThan(millis(2)); AssertionError",
                        "int wrong = \"text\"; CompilationException",
                        "new int[] {1, 2, 3}[3] ArrayIndexOutOfBoundsException");
    }
}
