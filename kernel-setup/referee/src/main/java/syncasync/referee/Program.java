package syncasync.referee;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A cell as bytecode: the class files of its snippets by name, and the methods that run it, one after the other.
 *
 * @param calls of static methods without parameters
 */
record Program(Map<String, byte[]> classes, List<Call> calls) {

    record Call(String className, String method) {}

    /** The same classes, and nothing is run. */
    Program withoutCalls() {
        return new Program(classes, List.of());
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(classes.size());
        for (var each : classes.entrySet()) {
            out.writeUTF(each.getKey());
            out.writeInt(each.getValue().length);
            out.write(each.getValue());
        }
        out.writeInt(calls.size());
        for (Call each : calls) {
            out.writeUTF(each.className);
            out.writeUTF(each.method);
        }
    }

    static Program read(DataInputStream in) throws IOException {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            classes.put(in.readUTF(), in.readNBytes(in.readInt()));
        }
        List<Call> calls = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            calls.add(new Call(in.readUTF(), in.readUTF()));
        }
        return new Program(classes, calls);
    }

    /**
     * What the student's JVM is asked to do.
     *
     * @param seconds the longest that the cell may take
     * @param output the most characters of what it prints that are kept
     * @param observed the most characters that it may observe
     */
    record Task(String login, Program program, int seconds, int output, int observed) {

        byte[] bytes() {
            var bytes = new ByteArrayOutputStream();
            try (var out = new DataOutputStream(bytes)) {
                out.writeUTF(login);
                program.write(out);
                out.writeInt(seconds);
                out.writeInt(output);
                out.writeInt(observed);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        static Task of(byte[] bytes) throws IOException {
            try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                return new Task(in.readUTF(), Program.read(in), in.readInt(), in.readInt(), in.readInt());
            }
        }
    }
}
