package syncasync.referee;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import syncasync.homework.Grading;
import syncasync.json.Json;

/**
 * The student's JVM, which runs in the sandbox: it loads the class files of cells that the {@link StudentJvm} sends, runs
 * them, and answers what they observed. It knows no check and no expected value.
 */
final class StudentMain {

    private StudentMain() {}

    public static void main(String[] arguments) throws IOException {
        var in = new FileInputStream(FileDescriptor.in);
        var frames = new Frames(in, new FileOutputStream(FileDescriptor.out), in.readNBytes(Frames.KEY_BYTES));
        System.setIn(InputStream.nullInputStream());
        var loader = new ProgramLoader();
        while (true) {
            var task = Program.Task.of(frames.read(Integer.MAX_VALUE));
            frames.write(Json.write(run(task, loader)).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Runs a cell on a thread of its own: what earlier cells left behind can interrupt only those of their own. */
    private static Map<String, Object> run(Program.Task task, ProgramLoader loader) {
        loader.add(task.program());
        var printed = new Printed(task.output());
        System.setOut(printed.stream());
        System.setErr(System.out);
        BlockingQueue<String> ended = new ArrayBlockingQueue<>(1);
        BlockingQueue<Boolean> begun = new ArrayBlockingQueue<>(1);
        Thread.ofPlatform().daemon().name("main").start(() -> {
            Grading.observing(task.login(), task.observed());
            begun.add(true);
            try {
                loader.run(task.program());
                ended.add("");
            } catch (Throwable thrown) { // whatever a student's code throws
                ended.add(said(thrown));
            }
        });
        String thrown = null;
        try {
            begun.take();
            thrown = ended.poll(task.seconds(), TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            // nobody knows this thread
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("state", thrown == null ? "timed out" : thrown.isEmpty() ? "ran" : "raised");
        answer.put("message", thrown == null ? "It took longer than " + task.seconds() + " s." : thrown);
        answer.put("printed", printed.text());
        answer.put("observed", Grading.observed());
        return answer;
    }

    /** An exception in a line; it may be a student's own, and throw again when it is asked. */
    private static String said(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        try {
            String message = thrown.getMessage();
            return message == null ? name : name + ": " + message.substring(0, Math.min(message.length(), 2_000));
        } catch (Throwable _) {
            return name;
        }
    }

    /** Keeps the beginning of what is printed, and lets go of the rest. */
    private static final class Printed extends OutputStream {

        private final byte[] kept;
        private int length;

        Printed(int most) {
            kept = new byte[most];
        }

        PrintStream stream() {
            return new PrintStream(this, true, StandardCharsets.UTF_8);
        }

        @Override
        public synchronized void write(int b) {
            if (length < kept.length) {
                kept[length++] = (byte) b;
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int count) {
            int some = Math.min(count, kept.length - length);
            System.arraycopy(bytes, from, kept, length, some);
            length += some;
        }

        synchronized String text() {
            return new String(kept, 0, length, StandardCharsets.UTF_8);
        }
    }
}
