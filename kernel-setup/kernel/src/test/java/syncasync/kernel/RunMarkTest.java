package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunMarkTest {

    @TempDir
    Path folder;

    private Path connectionFile;
    private OptionalLong kills = OptionalLong.of(3);

    @BeforeEach
    void connect() throws Exception {
        connectionFile = Files.createFile(folder.resolve("kernel-1.json"));
    }

    private RunMark mark() {
        return new RunMark(connectionFile, () -> kills);
    }

    @Test
    void after_an_orderly_end_there_is_nothing_to_tell() {
        RunMark first = mark();
        assertThat(first.begin()).isEmpty();
        first.end();
        assertThat(mark().begin()).isEmpty();
    }

    @Test
    void a_kernel_that_was_killed_is_told_by_the_next_one_and_memory_is_not_blamed_without_a_sign() {
        mark().begin();
        assertThat(mark().begin().orElseThrow())
                .isEqualTo("The kernel before this one did not end orderly: it was killed, or it crashed."
                        + " Its variables are gone: run the cells again, from the top.");
    }

    @Test
    void where_the_system_has_killed_something_for_want_of_memory_since_then_it_says_so() {
        mark().begin();
        kills = OptionalLong.of(4);
        assertThat(mark().begin().orElseThrow()).contains("most likely for want of memory");
        assertThat(mark().begin().orElseThrow()).as("the next death").doesNotContain("memory");
    }

    @Test
    void where_nobody_counts_the_reason_is_not_known() {
        kills = OptionalLong.empty();
        mark().begin();
        kills = OptionalLong.of(1);
        assertThat(mark().begin().orElseThrow()).doesNotContain("memory");
    }

    @Test
    void marks_of_kernels_whose_connection_file_is_gone_are_removed_and_no_others() throws Exception {
        mark().begin();
        Files.delete(connectionFile);
        connectionFile = Files.createFile(folder.resolve("kernel-2.json"));
        Path other = Files.createFile(folder.resolve("notes.txt"));
        mark().begin();
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder(
                        "kernel-2.json", "kernel-2.json.runs", other.toFile().getName());
    }

    @Test
    void a_folder_that_is_gone_is_no_reason_to_fail() {
        connectionFile = folder.resolve("gone/kernel-3.json");
        assertThat(mark().begin()).isEmpty();
    }
}
