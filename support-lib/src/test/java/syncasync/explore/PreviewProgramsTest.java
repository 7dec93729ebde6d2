package syncasync.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Structured concurrency is a preview in Java 25, so that programs with it are compiled and run by themselves. */
class PreviewProgramsTest {
    @TempDir
    Path folder;

    private Exploration explored(String body) throws Exception {
        Path source = folder.resolve("Scopes.java");
        Files.writeString(source, """
                import java.util.concurrent.*;
                class Scopes {
                    static int n;
                    static synchronized void locked() { n++; }
                    static void run() throws Exception {
                        try (var scope = StructuredTaskScope.open()) {
                """ + body + "}}}");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--enable-preview",
                        "--release",
                        "25",
                        "-nowarn",
                        "-Xlint:none",
                        source.toString());
        assertThat(result).isZero();
        return new Explorer().exploreInChildJvm("Scopes", "run", folder);
    }

    @Test
    void an_update_is_lost_between_two_forks() throws Exception {
        Exploration tried = explored("""
                scope.fork(() -> { n++; });
                scope.fork(() -> { n++; });
                scope.join();
                if (n != 2) throw new AssertionError("" + n);
                """);
        assertThat(tried.headline()).startsWith("wrong: 1 (");
        assertThat(tried.races()).extracting(Race::what).containsOnly("Scopes.n");
    }

    @Test
    void what_a_fork_did_is_seen_after_the_join() throws Exception {
        Exploration tried = explored("""
                scope.fork(Scopes::locked);
                scope.fork(Scopes::locked);
                var third = scope.fork(() -> 3);
                scope.join();
                if (n != 2 || third.get() != 3) throw new AssertionError("" + n);
                """);
        assertThat(tried.answer()).as(tried.toString()).isEqualTo(Answer.RIGHT);
    }
}
