package syncasync.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrariesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void jarsLieIn() {
        System.setProperty("syncasync.jars", folder.resolve("jars").toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty("syncasync.jars");
        Libraries.addedBy(null);
    }

    @Test
    void a_group_is_added_once_and_another_jvm_sees_it_too() throws Exception {
        Path jars = Files.createDirectory(folder.resolve("jars-once"));
        Files.createFile(jars.resolve("b.jar"));
        Files.createFile(jars.resolve("a.jar"));
        Files.createFile(jars.resolve("notes.txt"));
        List<String> added = new ArrayList<>();
        Libraries.addedBy(added::add);

        Libraries.use("once");
        Libraries.use("once");

        String expected = jars.resolve("a.jar") + File.pathSeparator + jars.resolve("b.jar");
        assertThat(added).containsExactly(expected);
        assertThat(Libraries.classPath())
                .startsWith(System.getProperty("java.class.path"))
                .endsWith(expected);
    }

    @Test
    void a_group_that_is_not_there_is_named_with_what_to_do() {
        assertThatThrownBy(() -> Libraries.use("wbe"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no libraries called \"wbe\"")
                .hasMessageEndingWith("run the set-up again");
    }

    @Test
    void outside_a_kernel_it_says_that_only_a_kernel_can() throws Exception {
        Files.createDirectory(folder.resolve("jars-web"));
        assertThatThrownBy(() -> Libraries.use("web"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("only a kernel can add");
    }
}
