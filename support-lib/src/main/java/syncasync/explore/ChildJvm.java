package syncasync.explore;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import syncasync.host.Libraries;

/** Explores in a JVM of its own, for tests and graders: what the code does there is nobody's trouble here. */
final class ChildJvm {
    private static final Duration GRACE = Duration.ofSeconds(5); // to start and to end

    private ChildJvm() {}

    static Exploration explore(
            Explorer explorer, List<String> options, String type, String method, Duration limit, List<Path> more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData", // it would write into the temporary folder
                "-Xshare:auto",
                "-Xmx64m",
                "--enable-preview",
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED",
                "-cp",
                classPath(more),
                ExploreMain.class.getName(),
                "--seconds=" + Math.max(1, limit.toSeconds())));
        command.addAll(options);
        command.add(type);
        command.add(method);
        Process process = null;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            Process started = process;
            Thread.ofVirtual().start(() -> killLate(started, limit.plus(GRACE)));
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return said.isBlank()
                    ? ExploreMain.cannotJudge(
                            process.waitFor() > 128
                                    ? ExploreMain.timeIsUp(limit.toSeconds())
                                    : "the JVM ended without an answer",
                            explorer)
                    : AnswerData.read(said.strip(), explorer);
        } catch (IllegalArgumentException e) {
            return ExploreMain.cannotJudge("the JVM gave something that is no answer", explorer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExploreMain.cannotJudge("it was interrupted", explorer);
        } finally {
            if (process != null) process.destroyForcibly();
        }
    }

    private static void killLate(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static String classPath(List<Path> more) {
        var all = new StringBuilder();
        for (Path each : more) all.append(each).append(File.pathSeparator);
        return all.append(Libraries.classPath()).toString();
    }
}
