package syncasync.explore;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import syncasync.host.Libraries;

/**
 * Explores in a JVM of its own, for tests and graders: what the code does there is nobody's trouble here. Code that will
 * not be judged must not answer in the explorer's place: the library stands first on the class path, an answer is signed
 * by a word that only the explorer was told, and it counts only if the JVM then ended by itself.
 */
final class ChildJvm {
    private static final Duration GRACE = Duration.ofSeconds(5); // to start and to end
    private static final int LONGEST_ANSWER = 16_000_000; // bytes

    private ChildJvm() {}

    static Exploration explore(
            Explorer explorer, List<String> options, String type, String method, Duration limit, List<Path> more) {
        for (Path each : more) {
            if (registersServices(each)) {
                return ExploreMain.cannotJudge(
                        "the class path registers services, which would run without the explorer", explorer);
            }
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData", // it would write into the temporary folder
                "-XX:+DisableAttachMechanism",
                "-Xshare:auto",
                "-Xmx64m",
                "--enable-preview",
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED",
                "-cp",
                classPath(more),
                ExploreMain.class.getName(),
                "--signed",
                "--seconds=" + Math.max(1, limit.toSeconds())));
        command.addAll(options);
        command.add(type);
        command.add(method);
        Process process = null;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Process started = process;
            Thread.ofVirtual().start(() -> killLate(started, limit.plus(GRACE)));
            String signature = UUID.randomUUID().toString();
            try (var in = process.getOutputStream()) {
                in.write((signature + "\n").getBytes(StandardCharsets.UTF_8));
            }
            byte[] said = process.getInputStream().readNBytes(LONGEST_ANSWER);
            if (said.length == LONGEST_ANSWER) process.destroyForcibly();
            return answer(new String(said, StandardCharsets.UTF_8), process.waitFor(), signature, limit, explorer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExploreMain.cannotJudge("it was interrupted", explorer);
        } finally {
            if (process != null) process.destroyForcibly();
        }
    }

    private static Exploration answer(String said, int exitCode, String signature, Duration limit, Explorer explorer) {
        if (exitCode > 128) return ExploreMain.cannotJudge(ExploreMain.timeIsUp(limit.toSeconds()), explorer);
        if (exitCode != 0 || said.isBlank())
            return ExploreMain.cannotJudge("the JVM ended without an answer", explorer);
        try {
            if (!said.startsWith(signature)) throw new IllegalArgumentException("somebody else's");
            return AnswerData.read(said.substring(signature.length()).strip(), explorer);
        } catch (IllegalArgumentException e) {
            return ExploreMain.cannotJudge("the JVM gave something that is no answer", explorer);
        }
    }

    private static void killLate(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    /** Whether the JDK would find providers there, which it loads by itself: they would not be instrumented. */
    private static boolean registersServices(Path place) {
        String services = "META-INF/services";
        if (Files.isDirectory(place)) return Files.exists(place.resolve(services));
        if (!Files.isRegularFile(place)) return false;
        try (var jar = FileSystems.newFileSystem(place)) {
            return Files.exists(jar.getPath(services));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This library first: nobody else's classes of its names. */
    private static String classPath(List<Path> more) {
        var all = new StringBuilder(library().toString()).append(File.pathSeparator);
        for (Path each : more) all.append(each).append(File.pathSeparator);
        return all.append(Libraries.classPath()).toString();
    }

    private static Path library() {
        try {
            URI place = ChildJvm.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            return Path.of(place);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
