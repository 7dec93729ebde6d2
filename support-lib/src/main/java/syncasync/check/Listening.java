package syncasync.check;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import syncasync.functions.ThrowingRunnable;

/**
 * Captures standard output: hears what is printed on {@code System.out} while something runs, by whichever thread, and
 * lets it through. Pieces that listen may be nested or run side by side; each hears everything that is printed
 * meanwhile.
 */
public final class Listening {

    private static final List<ByteArrayOutputStream> ears = new CopyOnWriteArrayList<>();
    private static PrintStream before; // System.out as it was before anyone listened
    private static PrintStream tee; // what stands in its place while someone does

    private Listening() {}

    /** Runs the body and returns the lines that were printed while it ran. What the body throws comes through. */
    public static <X extends Exception> Printed printedBy(ThrowingRunnable<X> body) throws X {
        ByteArrayOutputStream ear = new ByteArrayOutputStream();
        begin(ear);
        try {
            body.run();
        } finally {
            end(ear);
        }
        return new Printed(ear.toString(StandardCharsets.UTF_8).lines().toList());
    }

    private static synchronized void begin(ByteArrayOutputStream ear) {
        if (ears.isEmpty()) {
            before = System.out;
            tee = new PrintStream(new Tee(before), true, StandardCharsets.UTF_8);
            System.setOut(tee);
        }
        ears.add(ear);
    }

    private static synchronized void end(ByteArrayOutputStream ear) {
        tee.flush();
        ears.removeIf(other -> other == ear);
        if (ears.isEmpty() && System.out == tee) {
            System.setOut(before);
        }
    }

    /** Writes to where it went before, and into every ear. */
    private static final class Tee extends OutputStream {

        private final PrintStream out;

        Tee(PrintStream out) {
            this.out = out;
        }

        @Override
        public void write(int oneByte) {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            ears.forEach(ear -> ear.write(bytes, from, length));
            out.write(bytes, from, length);
        }

        @Override
        public void flush() {
            out.flush();
        }
    }
}
