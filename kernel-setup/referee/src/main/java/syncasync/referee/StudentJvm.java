package syncasync.referee;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import syncasync.json.Json;

/** A child process: the JVM that runs one student's code, as its referee sees it. Nothing that it says is trusted. */
final class StudentJvm implements AutoCloseable {

    /**
     * What became of a cell.
     *
     * @param state {@code ran}, {@code raised}, {@code timed out} or {@code killed}
     */
    record Answer(String state, String message, String printed, Map<String, Object> observed) {

        Answer(String state, String message) {
            this(state, message, "", Map.of());
        }

        static Answer killed(String why) {
            return new Answer("killed", why);
        }

        boolean isOver() {
            return state.equals("timed out") || state.equals("killed");
        }
    }

    /** What must hold whatever else the JVM is started with. */
    private static final List<String> OPTIONS = List.of(
            "--enable-preview",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:+ExitOnOutOfMemoryError", // the next cell finds another JVM, with memory
            "-XX:+DisplayVMOutputToStderr", // the output is the pipe
            "--illegal-native-access=deny",
            "--sun-misc-unsafe-memory-access=deny");

    private static final int GRACE_SECONDS = 3; // for a JVM to say itself that a cell takes too long
    private static final ScheduledExecutorService WATCH = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("time limits").factory());

    private final Process process;
    private final Frames frames;

    private StudentJvm(Process process, Frames frames) {
        this.process = process;
        this.frames = frames;
    }

    /**
     * Starts one, and does not wait for it.
     *
     * @param sandbox what to put before the command; empty is none
     * @param java the program, with options of the caller
     */
    static StudentJvm start(List<String> sandbox, List<String> java, List<String> classPath) {
        List<String> command = new ArrayList<>(sandbox);
        command.addAll(java);
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", String.join(":", classPath), StudentMain.class.getName()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            byte[] key = new byte[Frames.KEY_BYTES];
            new SecureRandom().nextBytes(key);
            OutputStream out = process.getOutputStream();
            out.write(key);
            return new StudentJvm(process, new Frames(process.getInputStream(), out, key));
        } catch (IOException e) {
            throw new UncheckedIOException("The student's JVM cannot be started: " + e.getMessage(), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Has it run a cell. After an answer that {@linkplain Answer#isOver is over} it is of no more use. */
    Answer run(Program.Task task) {
        var late = WATCH.schedule(process::destroyForcibly, task.seconds() + GRACE_SECONDS, TimeUnit.SECONDS);
        try {
            frames.write(task.bytes());
            byte[] answer = frames.read(100_000 + 6 * (task.output() + task.observed())); // JSON's longest escapes
            return answer(Json.read(new String(answer, StandardCharsets.US_ASCII)));
        } catch (IOException | IllegalArgumentException | ClassCastException e) {
            close();
            return late.isDone()
                    ? new Answer("timed out", "It took longer than " + task.seconds() + " s.")
                    : Answer.killed("The JVM that ran it has ended.");
        } finally {
            late.cancel(false);
        }
    }

    @SuppressWarnings("unchecked")
    private static Answer answer(Object data) {
        var map = (Map<String, Object>) data;
        String state = (String) map.get("state");
        if (!List.of("ran", "raised", "timed out").contains(state)) {
            throw new IllegalArgumentException("no such state: " + state);
        }
        return new Answer(state, (String) map.get("message"), (String) map.get("printed"), (Map<String, Object>)
                map.get("observed"));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.getOutputStream().close();
        } catch (IOException _) {
            // what was not written yet, nobody will read
        }
    }
}
