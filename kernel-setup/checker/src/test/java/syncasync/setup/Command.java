package syncasync.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A command as a person would type it, with an environment of its own, run to its end. */
final class Command {

    /** The clone that these tests belong to. */
    static final Path CLONE = root();

    private final List<String> words;
    private final Map<String, String> environment = new TreeMap<>();
    private Path folder = CLONE;

    private Command(List<String> words) {
        this.words = words;
    }

    /** What it printed, both streams together, and how it ended. */
    record Outcome(int status, String output) {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            throw new UncheckedIOException(file + " cannot be read", missing);
        }
    }

    static Command of(String... words) {
        return new Command(new ArrayList<>(List.of(words)));
    }

    /** The Python that a user called, itself: not the .venv's, and not a script on PATH that looks for it. */
    static Command python(String... words) {
        Path python;
        try {
            python = CLONE.resolve(".venv/bin/python").toRealPath();
        } catch (IOException missing) {
            throw new UncheckedIOException("There is no .venv: `make test` makes it first", missing);
        }
        var all = new ArrayList<>(List.of(python.toString()));
        all.addAll(List.of(words));
        return new Command(all);
    }

    /** A value of null removes the variable. */
    Command with(String variable, String value) {
        environment.put(variable, value == null ? "" : value);
        return this;
    }

    Command in(Path folder) {
        this.folder = folder;
        return this;
    }

    Process start() throws IOException {
        var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        environment.forEach((variable, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(variable);
            } else {
                builder.environment().put(variable, value);
            }
        });
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.equals("MFLAGS") || name.startsWith("MAKE")); // no part of the make that runs the tests
        var process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    Outcome run(Duration limit) throws IOException, InterruptedException {
        var process = start();
        var killer = Thread.startVirtualThread(() -> {
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            } catch (InterruptedException done) {
                Thread.currentThread().interrupt();
            }
        });
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var status = process.waitFor();
        killer.interrupt();
        return new Outcome(status, output);
    }

    private static Path root() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("kernel-setup/__main__.py"))) {
                return folder;
            }
        }
        throw new IllegalStateException("Not inside a clone: no folder above this one has kernel-setup/__main__.py");
    }
}
