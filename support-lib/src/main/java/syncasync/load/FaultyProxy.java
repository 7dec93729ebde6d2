package syncasync.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A fault-injecting TCP proxy on this machine: clients connect to it instead of the server, and its faults are switched
 * on while they talk. It can delay, pause, fall silent and cut:
 * {@snippet :
 * try (var wire = FaultyProxy.to(server.port())) {
 *     var client = TcpConnection.connect(new InetSocketAddress("127.0.0.1", wire.port()));
 *     wire.delay(Duration.ofMillis(100));   // each way
 *     wire.pause();                         // the client reads no more: a slow client
 *     wire.silence();                       // nobody hears the other any more, and nobody is told: half-open
 *     wire.cut();                           // the connection is lost
 * }
 * }
 *
 * <p>The idea, and the word for such faults, are toxiproxy's. It listens on 127.0.0.1 on a port that is free.
 */
public final class FaultyProxy implements AutoCloseable {
    private static final int CHUNK = 8192; // bytes read at a time
    private static final int ON_THE_WAY = 16; // chunks a direction holds before its sender must wait
    private static final int BUFFER = 32_768; // bytes; small, so that a paused client is felt soon

    private final int serverPort;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet(); // both sides of all connections
    private volatile long delayNanos;
    private volatile boolean silent;
    private volatile boolean closed;
    private boolean paused; // guarded by this

    /** Bytes that shall arrive at a time; none at all are the sender's end. */
    private record Chunk(long due, byte[] bytes) {}

    private FaultyProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        listening = new ServerSocket();
        listening.setReceiveBufferSize(BUFFER); // the accepted sockets inherit it
        listening.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1000);
        Thread.ofVirtual().name("faulty proxy").start(this::acceptAll);
    }

    /** A proxy for the server that listens on this port of 127.0.0.1; at first without a fault. */
    public static FaultyProxy to(int serverPort) throws IOException {
        return new FaultyProxy(serverPort);
    }

    /** Where clients connect instead of to the server. */
    public int port() {
        return listening.getLocalPort();
    }

    /** Bytes arrive so much later from now on, each way. */
    public FaultyProxy delay(Duration delay) {
        delayNanos = delay.toNanos();
        return this;
    }

    /** Clients get nothing from now on, as if they did not read: what the server sends piles up on its side. */
    public synchronized FaultyProxy pause() {
        paused = true;
        return this;
    }

    /** Clients read again, beginning with what has piled up. */
    public synchronized FaultyProxy resume() {
        paused = false;
        notifyAll();
        return this;
    }

    /** What is sent from now on is lost, each way, and the connections stay open: neither side is told (half-open). */
    public FaultyProxy silence() {
        silent = true;
        return this;
    }

    /** Breaks all connections there are, without a farewell (TCP reset). New ones are accepted. */
    public FaultyProxy cut() {
        open.forEach(FaultyProxy::reset);
        return this;
    }

    /** How many clients are connected through it now. */
    public int clients() {
        return open.size() / 2;
    }

    /** Breaks all connections and listens no more. */
    @Override
    public void close() {
        closed = true;
        closeQuietly(listening);
        cut();
        resume(); // whoever waits in a paused direction shall end
    }

    @Override
    public String toString() {
        return "a faulty proxy for port " + serverPort + " with " + clients() + " clients";
    }

    private void acceptAll() {
        while (!closed) {
            try {
                connect(listening.accept());
            } catch (IOException e) {
                if (listening.isClosed()) return;
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        open.add(client);
        open.add(server);
        if (closed) end(client, server); // it came while this was closed
        try {
            server.setReceiveBufferSize(BUFFER);
            server.connect(new InetSocketAddress("127.0.0.1", serverPort));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            pump(client, server, false);
            pump(server, client, true);
        } catch (IOException refused) { // the server does not listen: the client sees a lost connection
            end(client, server);
        }
    }

    /**
     * One direction: a thread that reads, and one that writes when the time has come, so that a delay slows nothing.
     */
    private void pump(Socket from, Socket to, boolean toClient) {
        LinkedBlockingQueue<Chunk> onTheWay = new LinkedBlockingQueue<>(ON_THE_WAY);
        Thread[] both = new Thread[2]; // who fails interrupts the other, which may wait for a chunk or for a place
        both[0] = Thread.ofVirtual().name("faulty proxy, reads").unstarted(() -> {
            try {
                byte[] buffer = new byte[CHUNK];
                for (int count = 0; count >= 0; ) {
                    if (toClient) waitWhilePaused();
                    count = from.getInputStream().read(buffer);
                    byte[] bytes = Arrays.copyOf(buffer, Math.max(count, 0));
                    if (!silent || count < 0) onTheWay.put(new Chunk(System.nanoTime() + delayNanos, bytes));
                }
            } catch (IOException | InterruptedException e) {
                end(from, to);
                both[1].interrupt();
            }
        });
        both[1] = Thread.ofVirtual().name("faulty proxy, writes").unstarted(() -> {
            try {
                while (true) {
                    Chunk chunk = onTheWay.take();
                    Thread.sleep(Duration.ofNanos(Math.max(0, chunk.due - System.nanoTime())));
                    if (chunk.bytes.length == 0) break;
                    if (!silent) to.getOutputStream().write(chunk.bytes);
                }
                if (!silent) to.shutdownOutput();
                if (from.isOutputShutdown()) end(from, to); // the other direction has ended, too
            } catch (IOException | InterruptedException e) {
                end(from, to);
                both[0].interrupt();
            }
        });
        for (Thread each : both) each.start();
    }

    private synchronized void waitWhilePaused() throws InterruptedException {
        while (paused && !closed) wait();
    }

    private void end(Socket one, Socket other) {
        closeQuietly(one);
        closeQuietly(other);
        open.remove(one);
        open.remove(other);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0); // then close sends a reset
        } catch (IOException ended) { // closed before: nothing to break
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception ignored) { // it is gone either way
        }
    }
}
