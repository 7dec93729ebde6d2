package syncasync.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import syncasync.host.Libraries;

/**
 * Starts a Java program in a JVM of its own (a child process), with the class path of this one, and ended with it.
 * {@snippet :
 * Process worker = JavaProgram.of(Path.of("Worker.java"), "first argument").start();
 * }
 */
public final class JavaProgram {
    private static final List<String> LAST_IN_LINE = List.of("nice", "-n", "19"); // of POSIX

    private final List<String> program;
    private final boolean nice;

    private JavaProgram(List<String> program, boolean nice) {
        this.program = program;
        this.nice = nice;
    }

    /** A program in one source file; it is compiled as it starts. */
    public static JavaProgram of(Path source, Object... arguments) {
        return new JavaProgram(withArguments(source.toString(), arguments), false);
    }

    /** A program on the class path. */
    public static JavaProgram of(Class<?> main, Object... arguments) {
        return new JavaProgram(withArguments(main.getName(), arguments), false);
    }

    /**
     * The same program at the lowest priority that the system has for a process, {@code nice} 19: it gets what the
     * others leave. On Windows it changes nothing.
     */
    public JavaProgram nice() {
        return new JavaProgram(program, true);
    }

    /**
     * Starts it under the {@link ChildReaper}'s eyes. What it writes, errors too, is read from the process's input
     * stream.
     */
    public Process start() {
        List<String> command = new ArrayList<>();
        if (nice && !System.getProperty("os.name").startsWith("Windows")) {
            command.addAll(LAST_IN_LINE);
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx128m",
                "-cp",
                Libraries.classPath()));
        command.addAll(program);
        return ChildReaper.start(new ProcessBuilder(command).redirectErrorStream(true));
    }

    /**
     * Starts it, and returns as soon as it has written this line. What it writes afterwards goes to this JVM's
     * {@code System.err}; what it wrote before is shown only if the line never comes, since a JVM may have something to
     * say as it starts.
     *
     * @throws IllegalStateException if it ends without having written the line; the message has what it wrote instead
     * @throws InterruptedException if this thread is interrupted meanwhile; the program is killed then
     */
    public Process startUntil(String line) throws InterruptedException {
        Process process = start();
        var ready = new CompletableFuture<Void>();
        Thread.ofPlatform().daemon().name("output of " + process.pid()).start(() -> read(process, line, ready));
        try {
            ready.get();
            return process;
        } catch (ExecutionException e) {
            ChildReaper.kill(process);
            throw (IllegalStateException) e.getCause();
        } catch (InterruptedException e) {
            ChildReaper.kill(process);
            throw e;
        }
    }

    private void read(Process process, String awaited, CompletableFuture<Void> ready) {
        List<String> before = new ArrayList<>();
        try (var lines = process.inputReader()) {
            for (String line; (line = lines.readLine()) != null; ) {
                if (ready.isDone()) {
                    System.err.println(line);
                } else if (line.equals(awaited)) {
                    ready.complete(null);
                } else {
                    before.add(line);
                }
            }
        } catch (IOException killed) {
            // the same news as its end
        }
        ready.completeExceptionally(new IllegalStateException(program.getFirst() + " ended before it said \"" + awaited
                + "\". It said:\n" + String.join("\n", before)));
    }

    private static List<String> withArguments(String program, Object... arguments) {
        List<String> words = new ArrayList<>(List.of(program));
        Arrays.stream(arguments).map(String::valueOf).forEach(words::add);
        return words;
    }
}
