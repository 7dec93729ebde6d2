package syncasync.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One TCP connection, used by coroutines of one loop: reading and writing wait without blocking the others. At most one
 * task may read at a time, and one write. Whoever waits when it is closed gets an
 * {@link java.nio.channels.AsynchronousCloseException}.
 */
public final class TcpConnection implements AutoCloseable {
    private static final int LONGEST_LINE = 1 << 20;
    private static final int BEFORE_OTHERS = 16; // operations in a row without a wait, before the others get a turn

    private final SocketChannel channel;
    private final ChannelWait readable;
    private final ChannelWait writable;
    private boolean drained = true; // the last read got all there was, so the next would get nothing
    private int inARow;
    private byte[] line = new byte[0]; // received, and not yet read as a line
    private String name;

    TcpConnection(EventLoop loop, SocketChannel channel, String name) throws IOException {
        this.channel = channel;
        this.name = name;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        readable = new ChannelWait(loop, channel, SelectionKey.OP_READ, "bytes from " + name);
        writable = new ChannelWait(loop, channel, SelectionKey.OP_WRITE, name + " to take bytes");
    }

    /** Connects, waiting for the other side. */
    public static TcpConnection connect(InetSocketAddress to) throws IOException {
        EventLoop loop = Strand.mustBeCurrent("connect").loop;
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            if (!channel.connect(to)) {
                new ChannelWait(loop, channel, SelectionKey.OP_CONNECT, "the connection to " + to).await();
                channel.finishConnect();
            }
            return new TcpConnection(loop, channel, to.getHostString() + ":" + to.getPort());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Waits for bytes and puts what has come into the buffer, as much as fits. Returns how many, or -1 when the other
     * side has finished.
     */
    public int read(ByteBuffer into) throws IOException {
        if (line.length > 0) return readLeftover(into);
        if (!into.hasRemaining()) return 0;
        while (true) {
            if (drained) readable.await();
            else giveWay();
            int room = into.remaining();
            int got = channel.read(into);
            drained = got >= 0 && got < room;
            if (got != 0) return got;
        }
    }

    private int readLeftover(ByteBuffer into) {
        int size = Math.min(line.length, into.remaining());
        into.put(line, 0, size);
        line = Arrays.copyOfRange(line, size, line.length);
        return size;
    }

    /** Waits for a whole line of UTF-8 and returns it without its end; null when the other side has finished. */
    public String readLine() throws IOException {
        int searched = 0;
        while (true) {
            for (; searched < line.length; searched++) {
                if (line[searched] == '\n') return takeLine(searched, searched + 1);
            }
            if (line.length > LONGEST_LINE)
                throw new IOException("a line of more than " + LONGEST_LINE + " bytes from " + name);
            byte[] before = line;
            line = new byte[0];
            ByteBuffer buffer = ByteBuffer.allocate(Math.max(256, before.length));
            int got;
            try {
                got = read(buffer);
            } finally {
                line = Arrays.copyOf(
                        before, before.length + buffer.position()); // a cancelled reader leaves what had come
                System.arraycopy(buffer.array(), 0, line, before.length, buffer.position());
            }
            if (got < 0) return line.length == 0 ? null : takeLine(line.length, line.length);
        }
    }

    private String takeLine(int end, int next) {
        int length = end > 0 && line[end - 1] == '\r' ? end - 1 : end;
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        line = Arrays.copyOfRange(line, next, line.length);
        return text;
    }

    /**
     * Sends the whole buffer. While the other side does not read, this waits: a slow reader slows its own writer, and
     * nobody else.
     */
    public void write(ByteBuffer all) throws IOException {
        while (all.hasRemaining()) {
            if (channel.write(all) == 0) writable.await();
            else giveWay();
        }
    }

    /** Sends a text as UTF-8, as {@link #write(ByteBuffer)}. */
    public void write(String text) throws IOException {
        write(StandardCharsets.UTF_8.encode(text));
    }

    private void giveWay() {
        if (++inARow < BEFORE_OTHERS) return;
        inARow = 0;
        Coroutines.yieldNow();
    }

    /** Tells the other side that nothing more will come; reading goes on. */
    public void finish() throws IOException {
        channel.shutdownOutput();
    }

    /** Whether it has not been closed on this side. */
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Closes it, on both sides. */
    @Override
    public void close() throws IOException {
        readable.close();
        writable.close();
        channel.close();
    }

    @Override
    public String toString() {
        return "connection with " + name;
    }
}
