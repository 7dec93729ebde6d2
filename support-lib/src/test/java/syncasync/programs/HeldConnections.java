package syncasync.programs;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * The clients of an echo server, in a process of their own, so that neither side needs files for both ends of a
 * connection. Does what the lines of its standard input ask for, answers each with a line, and ends with its input: at
 * the latest when the parent ends.
 */
public final class HeldConnections implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;

    /** Starts the other process, whose clients will connect to this port. */
    public HeldConnections(int port) throws Exception {
        String classes = Path.of(HeldConnections.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = new ProcessBuilder(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes,
                        HeldConnections.class.getName(),
                        Integer.toString(port))
                .redirectErrorStream(true)
                .start(); // should it fail, its complaint is the answer
        answers = process.inputReader();
    }

    /**
     * {@code connect N} (the answer is how many there are now), or {@code ask FROM TO TIMES} (how many echoes came back
     * whole).
     */
    public String ask(String request) throws IOException {
        process.outputWriter().append(request).append('\n').flush();
        return answers.readLine();
    }

    /** Ends the process, and thereby its connections. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    // ---- in the other process

    private static final List<SocketChannel> held = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        var requests = new BufferedReader(new InputStreamReader(System.in));
        for (String request; (request = requests.readLine()) != null; ) {
            String[] words = request.split(" ");
            System.out.println(
                    words[0].equals("connect")
                            ? connect(server, Integer.parseInt(words[1]))
                            : askAll(
                                    Integer.parseInt(words[1]),
                                    Integer.parseInt(words[2]),
                                    Integer.parseInt(words[3])));
        }
    }

    private static int connect(InetSocketAddress server, int count) throws IOException {
        for (int i = 1; i <= count; i++) {
            SocketChannel client = SocketChannel.open(server);
            client.setOption(StandardSocketOptions.SO_LINGER, 0); // no port lingers on when this is over
            held.add(client);
            if (i % 100 == 0) echoes(client, 1); // the server keeps up: no system's queue of new connections overflows
        }
        return held.size();
    }

    /** All of them at once. */
    private static int askAll(int from, int to, int times) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int echoed = 0;
            for (var one : threads.invokeAll(held.subList(from, to).stream()
                    .map(client -> (Callable<Integer>) () -> echoes(client, times))
                    .toList())) {
                echoed += one.get();
            }
            return echoed;
        }
    }

    private static int echoes(SocketChannel client, int times) {
        try {
            for (int i = 0; i < times; i++) {
                ByteBuffer sent =
                        ByteBuffer.allocate(64).putInt(0, client.hashCode()).putInt(60, i);
                ByteBuffer got = ByteBuffer.allocate(64);
                client.write(sent.duplicate());
                while (got.hasRemaining()) {
                    if (client.read(got) < 0) throw new EOFException();
                }
                if (!got.flip().equals(sent)) return i;
            }
            return times;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
