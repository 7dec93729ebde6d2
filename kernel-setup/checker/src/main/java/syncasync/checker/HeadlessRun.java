package syncasync.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Runs notebooks side by side through the real kernel, by way of {@code kernel-setup/run_notebooks.py}. */
final class HeadlessRun {

    private static final Set<String> COPIES =
            Set.of(".ipynb_checkpoints", "release", "submitted", "autograded", "feedback");

    private final Path root;

    /** @param root the folder of the whole project */
    HeadlessRun(Path root) {
        this.root = root;
    }

    /**
     * Where the project lies: the system property {@code project.root}, which Maven sets, or two folders up from this
     * module.
     */
    static Path projectRoot() {
        return Path.of(System.getProperty("project.root", "../.."))
                .toAbsolutePath()
                .normalize();
    }

    /**
     * Every notebook in the folder whose name begins with the given text, save for copies: an editor's, and those that
     * nbgrader makes from a homework's source.
     */
    static List<Path> notebooks(Path folder, String beginning) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".ipynb"))
                    .filter(f -> StreamSupport.stream(folder.relativize(f).spliterator(), false)
                            .noneMatch(part -> COPIES.contains(part.toString())))
                    .filter(f -> f.getFileName().toString().startsWith(beginning))
                    .sorted()
                    .toList();
        }
    }

    /** The Python of the project's own environment. */
    Path python() {
        Path unix = root.resolve(".venv/bin/python");
        return Files.exists(unix) ? unix : root.resolve(".venv/Scripts/python.exe");
    }

    /** Why nothing can be run, or nothing where all is set up. */
    List<String> notSetUp() {
        var missing = new ArrayList<String>();
        if (!Files.exists(python())) {
            missing.add("there is no .venv/bin/python");
        } else if (!Files.exists(root.resolve(".venv/share/jupyter/kernels/java/kernel.json"))) {
            missing.add("there is no kernel `java` in .venv");
        }
        return missing.isEmpty()
                ? missing
                : List.of("Nothing is set up yet (" + missing.getFirst() + "): run `make test`, which does it first.");
    }

    /**
     * Runs the notebooks, all at once.
     *
     * @param out where the executed notebooks and what became of them go
     * @param cellTimeout after which a cell counts as endless
     * @throws IllegalStateException where the runner itself did not work
     */
    void execute(List<Path> notebooks, Path out, Duration cellTimeout) throws IOException, InterruptedException {
        notSetUp().forEach(why -> {
            throw new IllegalStateException(why);
        });
        var command = new ArrayList<>(List.of(
                python().toString(),
                root.resolve("kernel-setup/run_notebooks.py").toString(),
                "--out",
                out.toString(),
                "--cell-timeout",
                String.valueOf(cellTimeout.toSeconds())));
        notebooks.forEach(n -> command.add(n.toString()));
        Files.createDirectories(out);
        // Standard output belongs to the test runner's own protocol, so the lines are handed on one by one.
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread stop = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(stop);
        var said = new ArrayList<String>();
        try (var lines = process.inputReader()) {
            lines.lines().forEach(line -> {
                said.add(line);
                System.out.println(line);
            });
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        "run_notebooks.py ended with " + process.exitValue() + ":\n" + String.join("\n", said));
            }
        } finally {
            process.destroy();
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }
}
