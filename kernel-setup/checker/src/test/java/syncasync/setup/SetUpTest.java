package syncasync.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import syncasync.setup.Command.Outcome;

/**
 * What a bare machine may lack: each has one clear message, a status that is not 0, and leaves nothing that a later run
 * would trust.
 */
class SetUpTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    Path temp;

    private Path clone;

    @BeforeEach
    void aFreshClone() throws IOException {
        clone = Command.cloneOfTheSetUp(temp);
    }

    @Test
    void the_jdk_of_this_clone_is_found_with_an_older_java_first_on_path() throws Exception {
        var older = javaThatSays("17.0.15");
        var found = python("kernel-setup/find_jdk.py")
                .in(clone)
                .with("PATH", older.resolve("bin") + ":" + pathWithoutJava())
                .with("JAVA_HOME", null)
                .with("SYNCASYNC_JDK_PLACES", jdk().toString())
                .run(LIMIT);
        assertThat(found).isEqualTo(new Outcome(0, jdk() + "\n"));
    }

    @Test
    void without_any_java_the_message_says_where_it_looked_and_how_to_install_one() throws Exception {
        var none = findJdk(null);
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.output())
                .startsWith("No JDK 25 with JShell was found: not by JAVA_HOME, not on PATH, not in the usual places.")
                .contains(
                        "No other Java was found either.",
                        "apt install openjdk-25-jdk",
                        "brew install openjdk@25",
                        "set JAVA_HOME")
                .doesNotContain("Traceback");
    }

    @Test
    void an_older_java_is_named_with_its_version_and_where_it_was_found() throws Exception {
        var older = javaThatSays("17.0.15");
        assertThat(findJdk(older).output()).contains(older + "  (JAVA_HOME): Java 17.0.15");
    }

    @Test
    void a_java_that_does_not_start_is_named_as_such() throws Exception {
        var broken = Files.createDirectories(temp.resolve("broken/bin"));
        executable(broken.resolve("java"), "#!/bin/sh\necho 'cannot execute binary file' >&2; exit 126\n");
        assertThat(findJdk(broken.getParent()).output())
                .contains("(JAVA_HOME): does not start", "cannot execute binary file");
    }

    @Test
    void a_jre_without_j_shell_does_not_do() throws Exception {
        var jre = linked("a jre", "java.base");
        var refused = findJdk(jre);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output())
                .contains(jre + "  (JAVA_HOME): Java 25")
                .contains("but without JShell (a JRE, not a JDK)");
    }

    @Test
    void a_python_without_the_venv_module_is_named_with_the_package_that_brings_it() throws Exception {
        var shadow = Files.createDirectories(temp.resolve("shadow"));
        Files.writeString(shadow.resolve("ensurepip.py"), "raise ImportError('No module named ensurepip')\n");
        var refused = python("kernel-setup", "set-up")
                .in(clone)
                .with("PYTHONPATH", shadow.toString())
                .run(LIMIT);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output())
                .contains("has no `venv` module", "apt install python3-venv")
                .doesNotContain("Traceback");
        assertThat(clone.resolve(".venv")).doesNotExist();
    }

    @Test
    void a_broken_download_of_the_python_packages_is_done_anew_by_the_next_run() throws Exception {
        var refused = python("kernel-setup", "set-up")
                .in(clone)
                .with("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
                .with("PIP_NO_CACHE_DIR", "1")
                .with("PIP_RETRIES", "0")
                .with("PIP_FIND_LINKS", null)
                .run(LIMIT);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output())
                .contains("The Python packages could not be installed. Is the network there?")
                .doesNotContain("Traceback");
        assertThat(clone.resolve(".set-up/stamps/venv"))
                .as("the mark of a finished step")
                .doesNotExist();
    }

    @Test
    void a_broken_download_of_the_jdk_leaves_nothing_behind() throws Exception {
        var whole = archive(linked("jdk", "java.base"));
        var half = new byte[whole.length / 2];
        System.arraycopy(whole, 0, half, 0, half.length);
        var refused = fetch(half);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output())
                .startsWith("Fetching a Temurin 25 failed:")
                .contains("Install a JDK 25")
                .doesNotContain("Traceback");
        assertThat(clone.resolve(".jdk")).doesNotExist();
    }

    @Test
    void what_is_fetched_and_is_no_jdk_is_not_kept() throws Exception {
        var refused = fetch(archive(linked("jre", "java.base")));
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output()).startsWith("Fetching a Temurin 25 failed: what arrived is no JDK that starts.");
        assertThat(clone.resolve(".jdk")).doesNotExist();
    }

    @Test
    void a_fetched_jdk_is_found_by_the_next_run() throws Exception {
        var fetched = fetch(archive(linked("jdk-25", "jdk.jshell")));
        assertThat(fetched).isEqualTo(new Outcome(0, clone.toRealPath().resolve(".jdk/jdk-25") + "\n"));
        assertThat(findJdk(null).output()).isEqualTo(fetched.output());
    }

    @Test
    void a_folder_that_cannot_be_written_to_is_named() throws Exception {
        Files.writeString(clone.resolve(".set-up"), "a file where a folder is to be");
        var refused = python("kernel-setup", "set-up").in(clone).run(LIMIT);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output()).contains(".set-up").doesNotContain("Traceback");
    }

    @Test
    void an_unknown_verb_is_answered_with_the_list() throws Exception {
        var refused = python("kernel-setup", "labb").in(clone).run(LIMIT);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.output()).contains("no verb 'labb'").contains("lab ", "test ", "doctor ");
    }

    @Test
    void the_doctor_of_a_fresh_clone_says_what_is_missing_and_what_mends_it() throws Exception {
        var ill = python("kernel-setup", "doctor").in(clone).run(LIMIT);
        assertThat(ill.status()).isEqualTo(1);
        assertThat(ill.output())
                .isEqualTo("Nothing is set up yet, or the set-up was interrupted. `make lab` does it.\n");
    }

    @Test
    void a_jar_that_was_deleted_or_cut_short_is_seen() throws Exception {
        var jars = Files.createDirectories(clone.resolve(".set-up/jars"));
        Files.createDirectories(clone.resolve(".set-up/stamps"));
        Files.writeString(jars.resolve("a.jar"), "whole");
        var look = """
                steps.stamp("jars").write_text(steps.sizes(steps.JARS, steps.WEB_JARS))
                print(steps.jars_are_whole())
                (steps.JARS / "a.jar").write_text("who")
                print(steps.jars_are_whole())
                (steps.JARS / "a.jar").unlink()
                print(steps.jars_are_whole())
                """;
        assertThat(withSteps(look)).isEqualTo(new Outcome(0, "True\nFalse\nFalse\n"));
    }

    @Test
    void a_step_that_was_interrupted_is_not_done() throws Exception {
        var interrupt = """
                try:
                    with steps.doing("step", "inputs"):
                        raise KeyboardInterrupt()
                except KeyboardInterrupt:
                    print(steps.is_done("step", "inputs"))
                with steps.doing("step", "inputs"):
                    pass
                print(steps.is_done("step", "inputs"), steps.is_done("step", "others"))
                """;
        assertThat(withSteps(interrupt)).isEqualTo(new Outcome(0, "False\nTrue False\n"));
    }

    @Test
    void a_command_that_hangs_is_ended_with_all_that_it_started() throws Exception {
        var hang = """
                try:
                    steps.run(["sh", "-c", "sleep 600 & wait"], "hang", steps.Terminal(1), timeout=1)
                except steps.SetUpFailed as failed:
                    print(str(failed).splitlines()[0])
                """;
        assertThat(withSteps(hang)).isEqualTo(new Outcome(0, "It did not end within 1 s.\n"));
    }

    @Test
    void a_verb_that_takes_no_arguments_says_so() throws Exception {
        assertThat(python("kernel-setup", "doctor", "--frob").in(clone).run(LIMIT))
                .isEqualTo(new Outcome(2, "doctor takes no arguments, and was given --frob.\n"));
    }

    // ---- what the tests are made of

    private Outcome withSteps(String script) throws Exception {
        return python("-c", "import sys; sys.path.insert(0, 'kernel-setup')\nimport steps\n" + script)
                .in(clone)
                .run(LIMIT);
    }

    private Outcome findJdk(Path javaHome) throws Exception {
        return python("kernel-setup/find_jdk.py")
                .in(clone)
                .with("PATH", pathWithoutJava())
                .with("SYNCASYNC_JDK_PLACES", "/nowhere")
                .with("JAVA_HOME", javaHome == null ? null : javaHome.toString())
                .run(LIMIT);
    }

    /** As the set-up does where no JDK was found, from a server on this machine. */
    private Outcome fetch(byte[] archive) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jdk.tar.gz", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, archive.length);
                exchange.getResponseBody().write(archive);
            }
        });
        server.start();
        try {
            return Command.of(Command.CLONE.resolve(".venv/bin/python").toString(), "kernel-setup/find_jdk.py", "fetch")
                    .in(clone)
                    .with(
                            "SYNCASYNC_JDK_URL",
                            "http://127.0.0.1:" + server.getAddress().getPort() + "/jdk.tar.gz")
                    .run(LIMIT);
        } finally {
            server.stop(0);
        }
    }

    private static Command python(String... words) {
        return Command.python(words);
    }

    private static Path jdk() {
        return Path.of(System.getProperty("java.home"));
    }

    /** The set-up calls nothing by name to find a JDK, so an empty folder does for a PATH. */
    private String pathWithoutJava() throws IOException {
        return Files.createDirectories(temp.resolve("nothing")).toString();
    }

    private Path javaThatSays(String version) throws IOException {
        var home = Files.createDirectories(temp.resolve("java " + version));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        executable(
                Files.createDirectories(home.resolve("bin")).resolve("java"),
                "#!/bin/sh\necho java.base@" + version + "\n");
        return home;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** A real Java runtime of just these modules and what they need. */
    private Path linked(String name, String modules) throws Exception {
        var home = temp.resolve("linked").resolve(name);
        Files.createDirectories(home.getParent());
        var made = Command.of(
                        jdk().resolve("bin/jlink").toString(),
                        "--add-modules",
                        modules,
                        "--strip-debug",
                        "--output",
                        home.toString())
                .run(LIMIT);
        assertThat(made.status()).as(made.output()).isZero();
        return home;
    }

    private byte[] archive(Path home) throws Exception {
        var archive = temp.resolve("archive.tar.gz");
        var made = Command.of(
                        "tar",
                        "-C",
                        home.getParent().toString(),
                        "-czf",
                        archive.toString(),
                        home.getFileName().toString())
                .with("GZIP", "-1")
                .run(LIMIT);
        assertThat(made.status()).as(made.output()).isZero();
        return Files.readAllBytes(archive);
    }
}
