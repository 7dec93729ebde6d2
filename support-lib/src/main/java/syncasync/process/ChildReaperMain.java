package syncasync.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The main class of the reaper's own JVM: listens on its standard input, and when that ends, ends what it was told of.
 */
final class ChildReaperMain {
    private static final long PATIENCE_SECONDS = 2; // between asking a process to end and killing it

    private final Set<ProcessHandle> processes = new LinkedHashSet<>();
    private final Set<Path> directories = new LinkedHashSet<>();

    public static void main(String[] args) throws IOException {
        ChildReaperMain guardian = new ChildReaperMain();
        try (var lines = new BufferedReader(new InputStreamReader(System.in))) {
            for (String line; (line = lines.readLine()) != null; ) {
                guardian.hear(line);
            }
        } catch (IOException brokenPipe) {
            // the same news as its end
        }
        guardian.endAll();
    }

    void hear(String line) {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
            case "process" -> hearOfProcess(words[1].split(" "));
            case "directory" -> directories.add(Path.of(words[1]));
            default -> {}
        }
        processes.removeIf(process -> !process.isAlive());
    }

    /** A process id is used again sooner or later; together with its start it is not. */
    private void hearOfProcess(String[] pidAndStart) {
        long started = Long.parseLong(pidAndStart[1]);
        ProcessHandle.of(Long.parseLong(pidAndStart[0]))
                .filter(process -> started == 0
                        || process.info()
                                        .startInstant()
                                        .map(Instant::toEpochMilli)
                                        .orElse(0L)
                                == started)
                .ifPresent(processes::add);
    }

    void endAll() {
        List<ProcessHandle> family = processes.stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
        processes.forEach(ProcessHandle::destroy);
        try {
            CompletableFuture.allOf(family.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception notAllOfThem) {
            family.forEach(ProcessHandle::destroyForcibly);
            family.forEach(process -> process.onExit()
                    .completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join());
        }
        directories.forEach(ChildReaperMain::delete);
    }

    private static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path emptied, IOException e) throws IOException {
                    Files.deleteIfExists(emptied);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException | UncheckedIOException leftToTheSystem) {
            // it lies in the temporary directory, which is emptied sooner or later
        }
    }
}
