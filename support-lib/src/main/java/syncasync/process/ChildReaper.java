package syncasync.process;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Kills child processes when this JVM ends, and whatever else it left: so it sees to child processes, servers that put
 * themselves into the background, and temporary directories. Whatever ends the JVM, a return from main, a restart of
 * its kernel or a SIGKILL to its whole process group, they end too.
 *
 * <p>A killed JVM can clean up nothing, so somebody else must. That is one small second JVM, started with the first
 * thing to be guarded and outside this one's process group. It is told what to end over a pipe, and starts when the
 * pipe breaks.
 * {@snippet :
 * Path scratch = ChildReaper.temporaryDirectory("jobs");
 * Process worker = ChildReaper.start(new ProcessBuilder("sleep", "1000").directory(scratch.toFile()));
 * }
 */
public final class ChildReaper {
    private static final ChildReaper THE_ONE = new ChildReaper();
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final boolean POSIX = !System.getProperty("os.name").startsWith("Windows");

    // Every line so far, for a guardian that has to be started again.
    private final List<String> told = new ArrayList<>();
    private BufferedWriter pipe; // to the guardian's standard input; null before the first line

    private ChildReaper() {}

    /**
     * Starts a process that will end with this JVM.
     *
     * <p>There is no moment at which it could be missed: it waits until the guardian was told of it, and only then
     * becomes the command. On Windows it is started at once, and told of directly after.
     *
     * @throws UncheckedIOException if the command cannot be started
     */
    public static Process start(ProcessBuilder builder) {
        List<String> command = builder.command();
        try {
            if (!POSIX) {
                Process process = builder.start();
                watch(process.toHandle());
                return process;
            }
            List<String> waiting = new ArrayList<>(List.of("sh", "-c", "read go && exec \"$@\"", "sh"));
            waiting.addAll(command);
            Process process = new ProcessBuilder(waiting)
                    .directory(builder.directory())
                    .redirectErrorStream(builder.redirectErrorStream())
                    .redirectOutput(builder.redirectOutput())
                    .redirectError(builder.redirectError())
                    .start();
            watch(process.toHandle());
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), e);
        }
    }

    /** Ends a process that runs already, with all its descendants, when this JVM ends. */
    public static void watch(ProcessHandle process) {
        long started = process.info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(0L);
        THE_ONE.tell("process " + process.pid() + " " + started);
    }

    /**
     * Ends a server that put itself into the background when this JVM ends. Such a server leaves its process id in a
     * file.
     *
     * @param pidFile a file whose first line is the process id, such as PostgreSQL's {@code postmaster.pid}
     */
    public static void watch(Path pidFile) {
        try (var lines = Files.lines(pidFile)) {
            long pid = Long.parseLong(lines.findFirst().orElseThrow().strip());
            ProcessHandle.of(pid).ifPresent(ChildReaper::watch);
        } catch (IOException e) {
            throw new UncheckedIOException("no process id in " + pidFile, e);
        }
    }

    /** A new empty directory, deleted with all it holds when this JVM ends. */
    public static Path temporaryDirectory(String name) {
        try {
            Path directory = Files.createTempDirectory(name + "-");
            THE_ONE.tell("directory " + directory.toAbsolutePath());
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a process as a power cut would, with no chance to finish what it does, and waits until it is gone. */
    public static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "process " + process.pid() + " is still there 10 s after it was killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks a process to end, kills it if it has not within {@code patience}, and waits until it is gone. */
    public static void stop(Process process, Duration patience) {
        process.destroy();
        try {
            if (!process.waitFor(patience)) {
                kill(process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill(process);
        }
    }

    private synchronized void tell(String line) {
        told.add(line);
        if (pipe != null) {
            try {
                send(line);
                return;
            } catch (IOException guardianIsGone) {
                // somebody ended it: the next one is told everything again
            }
        }
        try {
            pipe = startGuardian();
            for (String each : told) {
                send(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no guardian for what this JVM starts", e);
        }
    }

    private void send(String line) throws IOException {
        pipe.write(line);
        pipe.newLine();
        pipe.flush();
    }

    private static BufferedWriter startGuardian() throws IOException {
        List<String> command = new ArrayList<>(ownProcessGroup());
        command.addAll(List.of(
                JAVA.toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-cp",
                whereThisClassIs().toString(),
                ChildReaperMain.class.getName()));
        return new ProcessBuilder(command)
                .directory(Path.of(System.getProperty("java.io.tmpdir")).toFile()) // so that it keeps no folder in use
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .outputWriter();
    }

    /** Jupyter kills the whole process group of a kernel, so the guardian must not be in it. */
    private static List<String> ownProcessGroup() {
        if (!POSIX) {
            return List.of();
        }
        for (String folder :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
            if (Files.isExecutable(Path.of(folder, "setsid"))) {
                return List.of(Path.of(folder, "setsid").toString());
            }
        }
        return List.of("bash", "-c", "set -m; \"$@\" <&0 &", "bash"); // macOS has no setsid
    }

    private static Path whereThisClassIs() {
        try {
            return Path.of(ChildReaper.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
