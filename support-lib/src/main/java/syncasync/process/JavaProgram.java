package syncasync.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Java program in a JVM of its own, with the class path of this one, and ended with it.
 *
 * {@snippet :
 * Process worker = JavaProgram.of(Path.of("Worker.java"), "first argument").start();
 * }
 */
public final class JavaProgram {
    private final List<String> program;

    private JavaProgram(List<String> program) {
        this.program = program;
    }

    /** A program in one source file; it is compiled as it starts. */
    public static JavaProgram of(Path source, Object... arguments) {
        return new JavaProgram(withArguments(source.toString(), arguments));
    }

    /** A program on the class path. */
    public static JavaProgram of(Class<?> main, Object... arguments) {
        return new JavaProgram(withArguments(main.getName(), arguments));
    }

    /** Starts it under the {@link Guardian}'s eyes. What it writes, errors too, is read from the process's input stream. */
    public Process start() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx128m",
                "-cp", Libraries.classPath()));
        command.addAll(program);
        return Guardian.start(new ProcessBuilder(command).redirectErrorStream(true));
    }

    private static List<String> withArguments(String program, Object... arguments) {
        List<String> words = new ArrayList<>(List.of(program));
        Arrays.stream(arguments).map(String::valueOf).forEach(words::add);
        return words;
    }
}
