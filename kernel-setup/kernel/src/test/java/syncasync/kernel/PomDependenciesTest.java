package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With libraries that are in the local repository already: no server is asked. */
@Timeout(60)
class PomDependenciesTest {

    @TempDir
    private static Path folder;

    private static Optional<String> before;

    @BeforeAll
    static void install() throws IOException {
        before = Optional.ofNullable(System.getProperty("maven.repo.local"));
        System.setProperty("maven.repo.local", folder.resolve("local").toString());
        install("thing", "1.0", "");
        install("thing", "2.0", "");
        install(
                "managing",
                "7",
                "<dependencyManagement><dependencies>" + dependency("thing", "2.0", "")
                        + dependency("thing", "1.0", "<type>test-jar</type>")
                        + "</dependencies></dependencyManagement>");
    }

    @AfterAll
    static void goBack() {
        before.ifPresentOrElse(
                was -> System.setProperty("maven.repo.local", was), () -> System.clearProperty("maven.repo.local"));
    }

    @Test
    void a_version_may_be_made_of_properties() throws IOException {
        assertThat(resolved(
                        "<properties><major>1</major><of.thing>${major}.0</of.thing></properties>",
                        dependency("thing", "${of.thing}", "")))
                .isEqualTo(Map.of("sample:thing:jar:1.0", List.of("thing-1.0.jar")));
    }

    @Test
    void it_may_be_managed_by_the_pom_itself_by_an_imported_one_or_by_the_parent() throws IOException {
        String thing = dependency("thing", null, "");
        String managed = "<dependencyManagement><dependencies>%s</dependencies></dependencyManagement>";
        String imported = dependency("managing", "7", "<type>pom</type><scope>import</scope>");
        String parent =
                "<parent><groupId>sample</groupId><artifactId>managing</artifactId><version>7</version></parent>";

        assertThat(resolved(managed.formatted(dependency("thing", "1.0", "")), thing))
                .containsOnlyKeys("sample:thing:jar:1.0");
        assertThat(resolved(managed.formatted(imported), thing)).containsOnlyKeys("sample:thing:jar:2.0");
        assertThat(resolved(parent, thing)).containsOnlyKeys("sample:thing:jar:2.0");
        assertThat(resolved(parent + managed.formatted(dependency("thing", "1.0", "")), thing))
                .as("the nearest counts")
                .containsOnlyKeys("sample:thing:jar:1.0");
        assertThat(resolved(managed.formatted(dependency("thing", "1.0", "") + imported), thing))
                .as("what is said counts before what is imported")
                .containsOnlyKeys("sample:thing:jar:1.0");
    }

    @Test
    void a_test_jar_is_the_jar_with_the_tests() throws IOException {
        String parent =
                "<parent><groupId>sample</groupId><artifactId>managing</artifactId><version>7</version></parent>";

        assertThat(resolved(parent, dependency("thing", null, "<type>test-jar</type>")))
                .isEqualTo(Map.of("sample:thing:jar:tests:1.0", List.of("thing-1.0-tests.jar")));
        assertThat(resolved("", dependency("thing", "2.0", "<classifier>tests</classifier>")))
                .containsOnlyKeys("sample:thing:jar:tests:2.0");
    }

    @Test
    void a_pom_may_have_no_dependencies() throws IOException {
        assertThat(resolved("", "")).isEmpty();
    }

    @Test
    void where_nobody_says_a_version_the_dependency_is_named() {
        assertThat(catchThrowable(() -> resolved("", dependency("thing", null, ""))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sample:thing has no version, and no <dependencyManagement> names one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${nobody.says}", "${round}", "${longer}"})
    void a_version_that_cannot_be_made_out_is_shown_as_it_stands(String version) {
        String properties =
                "<properties><round>${and.round}</round><and.round>${round}</and.round><longer>x${longer}</longer></properties>";

        assertThat(catchThrowable(() -> resolved(properties, dependency("thing", version, ""))))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("${");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no xml", "<project><dependencies>", "<project><dependencies></project>"})
    void what_is_no_pom_is_refused(String text) throws IOException {
        File pom = Files.writeString(folder.resolve("broken.xml"), text).toFile();

        assertThat(catchThrowable(() -> new PomDependencies().loadPomDependencies(pom)))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("broken.xml");
    }

    private static Map<String, List<String>> resolved(String head, String dependencies) throws IOException {
        Path pom = Files.writeString(
                folder.resolve("pom.xml"),
                pom("learner", "1", head + "<dependencies>" + dependencies + "</dependencies>"));
        Map<String, List<String>> found = new PomDependencies().loadPomDependencies(pom.toFile());
        found.replaceAll((_, paths) -> paths.stream()
                .map(path -> Path.of(path).getFileName().toString())
                .toList());
        return found;
    }

    private static String dependency(String artifact, String version, String rest) {
        return "<dependency><groupId>sample</groupId><artifactId>" + artifact + "</artifactId>"
                + (version == null ? "" : "<version>" + version + "</version>") + rest + "</dependency>";
    }

    private static void install(String artifact, String version, String rest) throws IOException {
        Path place = Files.createDirectories(
                folder.resolve("local/sample").resolve(artifact).resolve(version));
        String name = artifact + "-" + version;
        Files.writeString(place.resolve(name + ".pom"), pom(artifact, version, rest));
        Files.write(place.resolve(name + ".jar"), new byte[0]);
        Files.write(place.resolve(name + "-tests.jar"), new byte[0]);
    }

    private static String pom(String artifact, String version, String rest) {
        return "<project><modelVersion>4.0.0</modelVersion><groupId>sample</groupId><artifactId>" + artifact
                + "</artifactId><version>" + version + "</version>" + rest + "</project>";
    }
}
