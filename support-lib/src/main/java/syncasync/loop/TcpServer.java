package syncasync.loop;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * A TCP server: a port on which coroutines of one loop accept connections, without blocking the others. (asyncio's
 * {@code start_server}.)
 */
public final class TcpServer implements AutoCloseable {
    private static final Duration BREATH =
            Duration.ofMillis(50); // when the system has no connection to give: out of files, say

    private final EventLoop loop;
    private final ServerSocketChannel channel;
    private final ChannelWait acceptable;
    private final String port; // for messages, also when it is closed
    private final Set<TcpConnection> clients = new LinkedHashSet<>(); // accepted, and open
    private final LoopBound.Line waitingForEnd = new LoopBound.Line();
    private int handling; // clients whose task has not ended
    private int accepted;

    /** What to do with one connection. */
    @FunctionalInterface
    public interface Handler {
        void handle(TcpConnection connection) throws Exception;
    }

    private TcpServer(EventLoop loop, ServerSocketChannel channel) {
        this.loop = loop;
        this.channel = channel;
        this.port = "port " + port();
        this.acceptable = new ChannelWait(loop, channel, SelectionKey.OP_ACCEPT, "a connection");
        loop.closeWithLoop(channel);
    }

    /** Listens on this port of the loopback address; 0 takes a free one. Belongs to the current loop. */
    public static TcpServer listen(int port) throws IOException {
        return listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Listens on this address. Belongs to the current loop. */
    public static TcpServer listen(InetSocketAddress address) throws IOException {
        EventLoop loop = EventLoop.current();
        if (loop == null)
            throw new IllegalStateException("no loop to listen on: call this in a coroutine, or set a current loop");
        Coroutines.given("address", address);
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.bind(address, 4096);
            return new TcpServer(loop, channel);
        } catch (BindException e) {
            channel.close();
            throw TcpConnection.because(new BindException("cannot listen on " + address + ": " + e.getMessage()), e);
        } catch (IOException | RuntimeException e) {
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
            TcpConnection connection = new TcpConnection(loop, client, "client " + ++accepted);
            clients.add(connection);
            connection.whenClosed = () -> clients.remove(connection);
            return connection;
        } catch (IOException broken) {
            client.close();
            return null;
        }
    }

    /**
     * Accepts for ever, in a task of its own, and handles each connection in another, which closes it at the end. A
     * connection that breaks ends only its own task. Any other failure of a handler is reported when it happens, as a
     * {@link LoopProblem}, and ends only its own task, too. Await the returned task to serve for ever; cancel it, or
     * close the server, to end both.
     */
    public Task<Void> serve(String name, Handler handler) {
        Coroutines.given("handler of server '" + name + "'", handler);
        Task<Void> serving = loop.spawn(name, () -> {
            while (channel.isOpen()) {
                TcpConnection connection;
                try {
                    connection = accept();
                } catch (ClosedChannelException e) {
                    return;
                }
                handling++;
                loop.spawn(name + ", client " + accepted, () -> handle(connection, handler))
                        .whenEnded(task -> hasEnded((Task<?>) task, connection));
            }
        });
        serving.whenEnded(task -> hangUp(this)); // or who has connected and was not accepted would wait for ever
        return serving;
    }

    private static void handle(TcpConnection connection, Handler handler) throws Exception {
        try {
            handler.handle(connection);
        } catch (Exception e) {
            if (!connection.threw(e)) throw e;
            // Else the other side is gone, or this one was closed: nobody is left to tell.
        }
    }

    /** At the end of the client's task, and not in it: one that is cancelled early never begins. */
    private void hasEnded(Task<?> task, TcpConnection connection) {
        task.look(); // nobody else can look
        hangUp(connection);
        handling--;
        tellIfEnded();
        if (task.state() == Future.State.FAILED) loop.report(LoopProblem.handler(task, task.exceptionNow()));
    }

    private static void hangUp(AutoCloseable connection) {
        try {
            connection.close();
        } catch (Exception broken) {
            // It is gone either way.
        }
    }

    /** Stops listening, at once: the port is free. Connections that were accepted go on. Closing twice is no error. */
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) return;
        acceptable.close();
        channel.close();
        loop.hasClosed(channel);
        tellIfEnded();
    }

    /** Closes every connection that was accepted and is open, so that their handlers end. */
    public void closeClients() {
        for (TcpConnection client : List.copyOf(clients)) hangUp(client);
    }

    /** The connections that were accepted and are open. */
    public List<TcpConnection> clients() {
        return List.copyOf(clients);
    }

    /**
     * Waits until the server was closed and all its handlers have ended. (asyncio's {@code wait_closed}.)
     */
    public void waitClosed() {
        Strand me = Strand.mustBeCurrent("waitClosed");
        if (!hasEnded()) waitingForEnd.await(me, "the end of " + this, () -> {});
    }

    private boolean hasEnded() {
        return !channel.isOpen() && handling == 0;
    }

    private void tellIfEnded() {
        if (hasEnded()) waitingForEnd.callAll();
    }

    @Override
    public String toString() {
        return "server on " + port;
    }
}
