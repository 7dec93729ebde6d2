package syncasync.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README says what is so: its commands run, its links lead somewhere. */
class ReadmeTest {

    private static final Pattern MAKE = Pattern.compile("make ([a-z]+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)|src=\"([^\"]+)\"");

    private final String readme = Command.read(Command.CLONE.resolve("README.md"));
    private final String makefile = Command.read(Command.CLONE.resolve("Makefile"));

    @Test
    void every_make_command_it_shows_is_in_the_makefile_and_the_other_way_round() {
        var targets = all(Pattern.compile("(?m)^([a-z]+):"), makefile);
        assertThat(all(MAKE, readme)).isSubsetOf(targets);
        assertThat(all(MAKE, readme))
                .containsAll(targets.stream().filter(t -> !t.equals("help")).toList());
    }

    @Test
    void every_verb_of_the_makefile_runs_without_make_too() throws Exception {
        var listed = Command.python("kernel-setup", "help").run(Duration.ofMinutes(1));
        assertThat(listed.status()).isZero();
        assertThat(listed.output().lines().map(line -> line.strip().split(" ")[0]))
                .containsAll(all(Pattern.compile("\\$\\(RUN\\) ([a-z]+)"), makefile));
    }

    @Test
    void make_help_lists_the_verbs() throws Exception {
        var help = Command.of("make", "help").run(Duration.ofMinutes(1));
        assertThat(help.status()).isZero();
        assertThat(all(MAKE, help.output()))
                .containsExactlyElementsOf(all(Pattern.compile("(?m)^([a-z]+):"), makefile));
    }

    @Test
    void make_may_be_called_from_elsewhere(@TempDir Path folder) throws Exception {
        var clone = Files.createDirectory(folder.resolve("ein Klon für $x"));
        Files.copy(Command.CLONE.resolve("Makefile"), clone.resolve("Makefile"));
        var help =
                Command.of("make", "-f", clone + "/Makefile", "help").in(folder).run(Duration.ofMinutes(1));
        assertThat(help.output()).contains("make lab");
        var verb = Command.of("make", "-f", clone + "/Makefile", "lab", "PYTHON=echo");
        assertThat(verb.in(folder).run(Duration.ofMinutes(1)).output()).contains(clone + "/kernel-setup lab");
    }

    @Test
    void make_doctor_finds_all_well() throws Exception {
        var doctor = Command.of("make", "doctor").run(Duration.ofMinutes(3));
        assertThat(doctor.output())
                .contains("6 x 7 = 42, says Java 25", "All is well.")
                .doesNotContain("WRONG");
        assertThat(doctor.status()).isZero();
    }

    @Test
    void every_link_leads_to_a_file_of_the_clone() {
        var links = LINK.matcher(readme)
                .results()
                .map(m -> m.group(1) != null ? m.group(1) : m.group(2))
                .filter(link -> !link.startsWith("http"))
                .toList();
        assertThat(links)
                .isNotEmpty()
                .allSatisfy(link -> assertThat(Command.CLONE.resolve(link)).exists());
    }

    @Test
    void every_notebook_is_in_its_table() throws IOException {
        try (var files = Files.list(Command.CLONE.resolve("notebooks"))) {
            assertThat(files.map(Path::getFileName).map(Path::toString).filter(name -> name.endsWith(".ipynb")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(readme).contains("notebooks/" + name));
        }
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult m) -> m.group(1))
                .distinct()
                .toList();
    }
}
