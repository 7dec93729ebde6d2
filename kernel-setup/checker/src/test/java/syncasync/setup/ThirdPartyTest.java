package syncasync.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every jar that a notebook may import is named with its licence, and none twice in different versions. */
class ThirdPartyTest {

    private static final Path CLASS_PATH = Command.CLONE.resolve("kernel-setup/classpath");

    @ParameterizedTest
    @ValueSource(strings = {"jars", "jars-web"})
    void every_jar_stands_in_a_row_with_its_licence(String folder) throws IOException {
        List<String> named = Files.readAllLines(CLASS_PATH.resolve("THIRD-PARTY.md")).stream()
                .filter(line -> line.startsWith("| ") && line.split("\\|").length == 4)
                .flatMap(row -> Arrays.stream(row.split("\\|")[1].split(",")))
                .map(String::strip)
                .toList();
        assertThat(jars(folder)).allSatisfy(jar -> assertThat(named).anyMatch(name -> matches(name, jar)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jars", "jars-web"})
    void no_library_is_there_twice(String folder) throws IOException {
        assertThat(jars(folder)).doesNotHaveDuplicates();
    }

    private static boolean matches(String name, String jar) {
        return name.endsWith("*") ? jar.startsWith(name.substring(0, name.length() - 1)) : jar.equals(name);
    }

    /** Their names without the version. */
    private static List<String> jars(String folder) throws IOException {
        Path jars = CLASS_PATH.resolve("target").resolve(folder);
        assumeTrue(Files.isDirectory(jars), "built before this module in a whole build");
        try (var files = Files.list(jars)) {
            return files.map(file -> file.getFileName().toString().replaceFirst("-[0-9].*", ""))
                    .toList();
        }
    }
}
