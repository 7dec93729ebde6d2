package syncasync.loop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A TCP port of this machine on which coroutines of one loop accept connections, without blocking the others. */
public final class TcpServer implements AutoCloseable {
    private static final Duration BREATH =
            Duration.ofMillis(50); // when the system has no connection to give: out of files, say

    private final EventLoop loop;
    private final ServerSocketChannel channel;
    private final ChannelWait acceptable;
    private int accepted;

    /** What to do with one connection. */
    @FunctionalInterface
    public interface Handler {
        void handle(TcpConnection connection) throws Exception;
    }

    private TcpServer(EventLoop loop, ServerSocketChannel channel) {
        this.loop = loop;
        this.channel = channel;
        this.acceptable = new ChannelWait(loop, channel, SelectionKey.OP_ACCEPT, "a connection");
    }

    /** Listens on this port of the loopback address; 0 takes a free one. Belongs to the current loop. */
    public static TcpServer listen(int port) throws IOException {
        EventLoop loop = EventLoop.current();
        if (loop == null)
            throw new IllegalStateException("no loop to listen on: call this in a coroutine, or set a current loop");
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
            return new TcpServer(loop, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /** The port it listens on. */
    public int port() {
        return channel.socket().getLocalPort();
    }

    /** Waits for somebody to connect. */
    public TcpConnection accept() throws IOException {
        while (true) {
            acceptable.await();
            SocketChannel client;
            try {
                client = channel.accept();
            } catch (IOException e) {
                if (!channel.isOpen()) throw e;
                Coroutines.sleep(BREATH);
                continue;
            }
            TcpConnection connection = client == null ? null : welcome(client);
            if (connection != null) return connection;
        }
    }

    /** The client's connection; null if it broke before it was made: there will be others. */
    TcpConnection welcome(SocketChannel client) throws IOException {
        try {
            return new TcpConnection(loop, client, "client " + ++accepted);
        } catch (IOException broken) {
            client.close();
            return null;
        }
    }

    /**
     * Accepts for ever, in a task of its own, and handles each connection in another, which closes it at the end. A
     * connection that breaks ends only its own task. Cancel the returned task, or close the server, to end it.
     */
    public Task<Void> serve(String name, Handler handler) {
        return loop.spawn(name, () -> {
            while (channel.isOpen()) {
                TcpConnection connection;
                try {
                    connection = accept();
                } catch (ClosedChannelException e) {
                    return;
                }
                loop.spawn(name + ", client " + accepted, () -> handle(connection, handler))
                        .whenEnded(task -> hangUp(connection));
            }
        });
    }

    private static void handle(TcpConnection connection, Handler handler) throws Exception {
        try {
            handler.handle(connection);
        } catch (IOException broken) {
            // The other side is gone, or this one was closed: nobody is left to tell.
        }
    }

    /** At the end of the client's task, and not in it: one that is cancelled early never begins. */
    private static void hangUp(TcpConnection connection) {
        try {
            connection.close();
        } catch (IOException broken) {
            // It is gone either way.
        }
    }

    /** Stops listening. Connections that were accepted go on. */
    @Override
    public void close() throws IOException {
        acceptable.close();
        channel.close();
    }

    @Override
    public String toString() {
        return "server on port " + port();
    }
}
