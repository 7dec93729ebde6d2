package syncasync.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** THIRD-PARTY.md names every jar that a notebook may import, and what is packed inside it, with the right licence. */
class ThirdPartyTest {

    private static final Path CLASS_PATH = Command.CLONE.resolve("kernel-setup/classpath");
    private static final Path TARGET = CLASS_PATH.resolve("target");
    private static final Path JJAVA = Command.CLONE.resolve(".venv/share/jupyter/kernels/java/jjava.jar");

    private static final Pattern SPDX = Pattern.compile("[A-Z][A-Za-z]+-[0-9.]+(?:-Clause)?|MIT|0BSD");
    /** The names by which poms call each of them. */
    private static final Map<String, Pattern> BY_NAME = Map.of(
            "Apache-2.0", Pattern.compile("(?i).*apache.*2.*"),
            "MIT", Pattern.compile(".*MIT.*"),
            "EPL-1.0", Pattern.compile("(EPL|Eclipse Public License).*1.*"),
            "EPL-2.0", Pattern.compile("(EPL|Eclipse Public License).*2.*"),
            "EDL-1.0", Pattern.compile("EDL.*1.*"),
            "GPL-2.0", Pattern.compile("GPL2 w/ CPE"),
            "MPL-2.0", Pattern.compile("MPL.*2.*"),
            "BSD-2-Clause", Pattern.compile("BSD.*2.*"),
            "BSD-3-Clause", Pattern.compile("BSD.*3.*"),
            "0BSD", Pattern.compile("0BSD"));
    /** A line of the license plugin: each licence in brackets, a name, and group:artifact:version. */
    private static final Pattern BY_ITS_POM =
            Pattern.compile("\\s+((?:\\([^)]*\\) )+).*\\((?!syncasync:)[^:(]+:([^:(]+):[^:(]+ - .*\\)");

    private static final Pattern BUNDLED = Pattern.compile("META-INF/maven/[^/]+/([^/]+)/pom\\.(?:xml|properties)");
    private static final Pattern LICENCE_OF_ANOTHER =
            Pattern.compile("(?i)(?:META-INF/)?licen[cs]es/.*[^/]|META-INF/.+licen[cs]e[^/]*");

    private final String text = Command.read(CLASS_PATH.resolve("THIRD-PARTY.md"));
    private final List<Row> jars = rows(text.substring(0, text.indexOf("## Packed inside")));
    private final List<Row> inside = rows(text.substring(text.indexOf("## Packed inside")));

    @ParameterizedTest
    @ValueSource(strings = {"jars", "jars-web"})
    void every_jar_stands_in_a_row_and_none_is_there_in_two_versions(String folder) throws IOException {
        var names = jars(folder).map(ThirdPartyTest::name).toList();
        assertThat(names)
                .doesNotHaveDuplicates()
                .allSatisfy(jar -> assertThat(jars).anyMatch(row -> row.has(jar)));
        assertThat(text).contains("`%s` is %d jars".formatted(folder, names.size()));
    }

    @Test
    void no_row_names_what_is_not_there() throws IOException {
        var names = all().map(ThirdPartyTest::name).toList();
        assertThat(jars.stream().flatMap(row -> row.names.stream()))
                .allSatisfy(name -> assertThat(names).anyMatch(jar -> matches(name, jar)));
    }

    @Test
    void each_licence_is_the_one_that_the_librarys_own_pom_states() throws IOException {
        var listed = TARGET.resolve("licences.txt");
        assumeTrue(Files.exists(listed), "written by a whole build");
        var stated = Files.readAllLines(listed).stream()
                .map(BY_ITS_POM::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(line -> line.group(2), line -> spdx(line.group(1))));
        var names = all().map(ThirdPartyTest::name).collect(Collectors.toSet());
        names.removeAll(Set.of("support-lib", "kernel", "jjava"));
        assertThat(stated.keySet()).containsAll(names);
        assertThat(names)
                .allSatisfy(jar -> assertThat(row(jar).licences).as(jar).isEqualTo(stated.get(jar)));
    }

    @Test
    void what_is_packed_inside_a_jar_is_named_too() throws IOException {
        for (Path jar : all().toList()) {
            var name = name(jar);
            var named = inside.stream().filter(row -> row.has(name)).toList();
            var entries = entries(jar);
            assertThat(entries.stream().flatMap(entry -> groups(BUNDLED, entry)).filter(other -> !other.equals(name)))
                    .as("libraries in " + name)
                    .allSatisfy(other -> assertThat(named).anyMatch(row -> row.contains(other)));
            assertThat(entries.stream().filter(LICENCE_OF_ANOTHER.asMatchPredicate()))
                    .as("licences in " + name)
                    .allSatisfy(file -> assertThat(named).anyMatch(row -> row.explains(file)));
        }
    }

    /** A row of a table: the names in its first column, the words of its second, the licences of its third. */
    private record Row(List<String> names, List<String> second, Set<String> licences) {

        boolean has(String jar) {
            return names.stream().anyMatch(name -> matches(name, jar));
        }

        boolean contains(String library) {
            return second.stream().anyMatch(name -> matches(name, library));
        }

        boolean explains(String file) {
            return second.stream()
                    .map(name -> name.replaceFirst("[ *].*", ""))
                    .anyMatch(name -> file.toLowerCase().contains(name.toLowerCase()));
        }
    }

    private static List<Row> rows(String tables) {
        return tables.lines()
                .filter(line -> line.startsWith("| ") && !line.matches("\\| (jars|inside) .*"))
                .map(line -> line.split("\\|"))
                .map(cells -> new Row(words(cells[1]), words(cells[2]), all(SPDX, cells[3])))
                .toList();
    }

    private static List<String> words(String cell) {
        return Arrays.stream(cell.split("[,;]")).map(String::strip).toList();
    }

    private Row row(String jar) {
        return jars.stream().filter(row -> row.has(jar)).findFirst().orElseThrow();
    }

    private static Set<String> spdx(String brackets) {
        return all(Pattern.compile("\\(([^)]*)\\)"), brackets).stream()
                .map(stated -> stated.substring(1, stated.length() - 1))
                .map(stated -> BY_NAME.entrySet().stream()
                        .filter(licence -> licence.getValue().matcher(stated).matches())
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(stated))
                .collect(Collectors.toSet());
    }

    private static boolean matches(String name, String jar) {
        return name.endsWith("*") ? jar.startsWith(name.substring(0, name.length() - 1)) : jar.equals(name);
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static Stream<String> groups(Pattern pattern, String entry) {
        return pattern.matcher(entry).results().map(found -> found.group(1));
    }

    /** What the kernel starts with, and what some notebooks load. */
    private static Stream<Path> all() throws IOException {
        assumeTrue(Files.exists(JJAVA), "put there by the set-up");
        return Stream.of(Stream.of(JJAVA), jars("jars"), jars("jars-web")).flatMap(part -> part);
    }

    private static Stream<Path> jars(String folder) throws IOException {
        var jars = TARGET.resolve(folder);
        assumeTrue(Files.isDirectory(jars), "built before this module in a whole build");
        try (var files = Files.list(jars)) {
            return files.toList().stream();
        }
    }

    private static String name(Path jar) {
        return jar.getFileName().toString().replaceFirst("(-[0-9].*)?\\.jar", "");
    }

    private static List<String> entries(Path jar) throws IOException {
        try (var file = new ZipFile(jar.toFile())) {
            return file.stream().map(ZipEntry::getName).toList();
        }
    }
}
