package syncasync.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * Echo servers to compare, {@code bare} selector, {@code callbacks} and {@code coroutines}: each prints its port and
 * serves until it is ended. And the {@code load}: {@code load PORT SECONDS} plays 50 clients that send 64 bytes and
 * wait for them, and prints the round trips.
 */
final class EchoBenchmark {
    private static final int CLIENTS = 50;
    private static final int BYTES = 64;

    private EchoBenchmark() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "bare" -> bare();
            case "callbacks" -> callbacks();
            case "coroutines" ->
                EventLoop.run(() -> {
                    TcpServer server = TcpServer.listen(0);
                    System.out.println(server.port());
                    Coroutines.await(server.serve("echo", EchoBenchmark::echo));
                });
            default -> load(Integer.parseInt(args[1]), Double.parseDouble(args[2]));
        }
    }

    private static void echo(TcpConnection client) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1024);
        while (client.read(buffer.clear()) >= 0) client.write(buffer.flip());
    }

    private static ServerSocketChannel listen() throws IOException {
        ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.configureBlocking(false);
        System.out.println(server.socket().getLocalPort());
        return server;
    }

    private static SocketChannel accept(ServerSocketChannel server) {
        try {
            SocketChannel client = server.accept();
            client.configureBlocking(false);
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the client is still there. */
    private static boolean echoOnce(SocketChannel client, ByteBuffer buffer) {
        try {
            if (client.read(buffer.clear()) >= 0) {
                client.write(buffer.flip());
                return true;
            }
            client.close();
        } catch (IOException gone) {
            // as if it had closed
        }
        return false;
    }

    private static void bare() throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel server = listen();
        server.register(selector, SelectionKey.OP_ACCEPT);
        ByteBuffer buffer = ByteBuffer.allocateDirect(1024);
        while (true) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isAcceptable()) accept(server).register(selector, SelectionKey.OP_READ);
                else if (!echoOnce((SocketChannel) key.channel(), buffer)) key.cancel();
            }
            selector.selectedKeys().clear();
        }
    }

    private static void callbacks() throws IOException {
        EventLoop loop = new EventLoop();
        ServerSocketChannel server = listen();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1024);
        loop.watch(server, SelectionKey.OP_ACCEPT, () -> {
            SocketChannel client = accept(server);
            loop.watch(client, SelectionKey.OP_READ, () -> {
                if (!echoOnce(client, buffer)) loop.unwatch(client, SelectionKey.OP_READ);
            });
        });
        loop.runUntilIdle();
    }

    private static void load(int port, double seconds) throws IOException {
        Selector selector = Selector.open();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        for (int i = 0; i < CLIENTS; i++) {
            SocketChannel client = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            client.configureBlocking(false);
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            client.register(selector, SelectionKey.OP_READ);
            client.write(buffer.clear());
        }
        long end = System.nanoTime() + (long) (seconds * 1e9);
        long[] trips = new long[1];
        while (System.nanoTime() < end) {
            selector.select(key -> {
                try {
                    SocketChannel client = (SocketChannel) key.channel();
                    client.read(buffer.clear());
                    client.write(buffer.clear());
                    trips[0]++;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        hangUp(selector, buffer);
        System.out.println(trips[0]);
    }

    /** Lets the server see each client finish; leaving with bytes unread would reset the connections. */
    private static void hangUp(Selector selector, ByteBuffer buffer) throws IOException {
        List<SelectableChannel> clients =
                selector.keys().stream().map(SelectionKey::channel).toList();
        selector.close();
        for (SelectableChannel one : clients) {
            SocketChannel client = (SocketChannel) one;
            client.configureBlocking(true);
            client.shutdownOutput();
            while (client.read(buffer.clear()) >= 0) {}
            client.close();
        }
    }
}
