package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The magics, in a kernel that is connected to nothing, with a Maven repository in a folder. */
@Timeout(60)
class MagicsTest {

    @TempDir
    static Path folder;

    private static CellKernel kernel;
    private static String before;
    private static int count;

    @BeforeAll
    static void start() throws Exception {
        before = System.getProperty("maven.repo.local");
        System.setProperty("maven.repo.local", folder.resolve("local").toString());
        kernel = Main.prepare(Main.kernel());
    }

    @AfterAll
    static void stop() {
        kernel.onShutdown(false);
        if (before == null) {
            System.clearProperty("maven.repo.local");
        } else {
            System.setProperty("maven.repo.local", before);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    %jars nothere.jar              | %jars: there is no nothere.jar
                    %classpath nothere.jar         | %classpath: there is no nothere.jar
                    %classpath                     | %classpath needs a jar or a folder, for instance %classpath library.jar
                    %maven                         | %maven needs coordinates, for instance %maven org.apache.commons:commons-lang3:3.20.0
                    %maven not-coordinates         | %maven: Bad artifact coordinates not-coordinates, expected format is <groupId>:<artifactId>[:<extension>[:<classifier>]]:<version>
                    %loadFromPOM nothere.xml       | %loadFromPOM: there is no nothere.xml
                    %load nothere                  | %load: there is no nothere
                    """)
    void a_magic_says_in_one_line_what_it_lacks(String cell, String message) {
        CellKernel.Failure failure = failure(cell);

        assertThat(failure.name()).isEqualTo("UsageException");
        assertThat(failure.message()).isEqualTo(message);
        assertThat(String.join("\n", failure.traceback())).doesNotContain("Caused by");
    }

    @Test
    void an_unknown_magic_is_told_the_known_ones() {
        assertThat(failure("%foo").message())
                .startsWith("There is no magic %foo. There are %addMavenDependency, %class");
        assertThat(failure("%%foo\n1").message())
                .startsWith("There is no magic %%foo.")
                .endsWith("%%loadFromPOM, %%time");
    }

    @Test
    void lsmagic_lists_every_magic_there_is() {
        String listed = printed("%lsmagic");

        assertThat(kernel.getMagicsRegistry().getLineMagicNames())
                .allSatisfy(name -> assertThat(listed).containsPattern("(?m)^%" + name + "\\b"));
    }

    @Test
    void variables_of_any_name_leave_the_magics_alone() {
        shown("String org = \"ACME\", java = \"an island\", List = \"a list\";");

        assertThat(printed("%lsmagic")).contains("%maven");
        assertThat(printed("%%time\nSystem.out.println(\"timed\");")).contains("timed");
    }

    @Test
    void arguments_arrive_as_they_are_written() {
        assertThat(failure("%load \"two words\"").message()).isEqualTo("%load: there is no two words");
        assertThat(printed("%%time\nSystem.out.println(\"a \\\"text\\\" of \\\\n\");"))
                .contains("a \"text\" of \\n");
    }

    @Test
    void a_file_is_loaded_by_its_name_without_the_ending() throws IOException {
        Files.writeString(folder.resolve("helpers.jshell"), "int loadedFromHelpers = 5;");

        shown("%load " + folder.resolve("helpers"));

        assertThat(shown("loadedFromHelpers")).isEqualTo("5");
    }

    @Test
    void a_library_that_does_not_exist_is_told_in_one_line() throws IOException {
        CellKernel.Failure failure = failure("%maven --from=" + repository() + " no.such:thing:1.0");

        assertThat(failure.message())
                .startsWith("%maven: ")
                .contains("no.such:thing")
                .hasLineCount(1);
        assertThat(String.join("\n", failure.traceback())).containsOnlyOnce("no.such:thing");
    }

    @Test
    void the_version_of_a_dependency_may_come_from_a_bom_and_its_type_may_be_test_jar() throws IOException {
        shown("""
                %%loadFromPOM
                <properties><bom.version>1.0</bom.version></properties>
                <repositories><repository><id>r</id><url>REPOSITORY</url></repository></repositories>
                <dependencyManagement><dependencies><dependency>
                    <groupId>sample</groupId><artifactId>bom</artifactId><version>${bom.version}</version>
                    <type>pom</type><scope>import</scope>
                </dependency></dependencies></dependencyManagement>
                <dependencies>
                    <dependency><groupId>sample</groupId><artifactId>thing</artifactId></dependency>
                    <dependency><groupId>sample</groupId><artifactId>thing</artifactId><type>test-jar</type></dependency>
                </dependencies>""".replace("REPOSITORY", repository()));

        assertThat(shown("Thread.currentThread().getContextClassLoader().getResource(\"thing.txt\") != null"))
                .isEqualTo("true");
        assertThat(shown("Thread.currentThread().getContextClassLoader().getResource(\"thing-tests.txt\") != null"))
                .isEqualTo("true");
    }

    @Test
    void a_dependency_without_a_version_is_named() {
        assertThat(failure("""
                        %%loadFromPOM
                        <dependency><groupId>sample</groupId><artifactId>thing</artifactId></dependency>""").message())
                .isEqualTo("%%loadFromPOM: sample:thing has no version, and no <dependencyManagement> names one");
    }

    /** The address of a repository with a library, its tests, and a BOM that knows their version. */
    private static String repository() throws IOException {
        Path sample = folder.resolve("remote/sample");
        Path thing = Files.createDirectories(sample.resolve("thing/1.0"));
        Path bom = Files.createDirectories(sample.resolve("bom/1.0"));
        Files.writeString(thing.resolve("thing-1.0.pom"), pom("thing", "jar", ""));
        jar(thing.resolve("thing-1.0.jar"), "thing.txt");
        jar(thing.resolve("thing-1.0-tests.jar"), "thing-tests.txt");
        String managed = "<dependency><groupId>sample</groupId><artifactId>thing</artifactId><version>1.0</version>";
        Files.writeString(
                bom.resolve("bom-1.0.pom"),
                pom(
                        "bom",
                        "pom",
                        "<dependencyManagement><dependencies>" + managed + "</dependency>" + managed
                                + "<type>test-jar</type></dependency></dependencies></dependencyManagement>"));
        for (Path file : List.of(
                thing.resolve("thing-1.0.pom"),
                thing.resolve("thing-1.0.jar"),
                thing.resolve("thing-1.0-tests.jar"),
                bom.resolve("bom-1.0.pom"))) { // without them Maven warns
            Files.writeString(file.resolveSibling(file.getFileName() + ".sha1"), sha1(file));
        }
        return folder.resolve("remote").toUri().toString();
    }

    private static String sha1(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pom(String artifact, String packaging, String rest) {
        return "<project><modelVersion>4.0.0</modelVersion><groupId>sample</groupId><artifactId>" + artifact
                + "</artifactId><version>1.0</version><packaging>" + packaging + "</packaging>" + rest + "</project>";
    }

    private static void jar(Path file, String entry) throws IOException {
        try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
            jar.putNextEntry(new JarEntry(entry));
        }
    }

    private static String shown(String cell) {
        DisplayData data = kernel.run(new RunningCell(++count, cell, null, false));
        return data == null ? null : data.getData(MIMEType.TEXT_PLAIN).toString();
    }

    private static String printed(String cell) {
        var out = new ByteArrayOutputStream();
        PrintStream standard = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            kernel.run(new RunningCell(++count, cell, null, false));
        } finally {
            System.setOut(standard);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static CellKernel.Failure failure(String cell) {
        return kernel.failure(catchThrowable(() -> kernel.run(new RunningCell(++count, cell, null, false))));
    }
}
