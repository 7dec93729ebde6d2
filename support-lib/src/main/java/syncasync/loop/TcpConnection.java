package syncasync.loop;

import static syncasync.loop.Coroutines.given;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CancellationException;

/**
 * One TCP connection (socket, stream), used by coroutines of one loop: reading and writing wait without blocking the
 * others. One task may read at a time. Any number may write: they queue up, and what each writes arrives in one piece.
 * Whoever waits when it is closed gets an {@link AsynchronousCloseException}. (asyncio's {@code StreamReader} and
 * {@code StreamWriter} in one.)
 */
public final class TcpConnection implements AutoCloseable {
    private static final int LONGEST_LINE = 1 << 20;
    private static final int BEFORE_OTHERS = 16; // operations in a row without a wait, before the others get a turn
    private static final int SMALL = 256; // bytes of a buffer at first: there may be thousands of connections
    private static final int LARGE = 1 << 16; // bytes of a buffer that is worth to be let go of
    private static final byte[] NOTHING = {};

    private final EventLoop loop;
    private final SocketChannel channel;
    private final String name;
    private final ChannelWait readable;
    private final ChannelWait writable;
    private boolean drained = true; // the last read got all there was, so the next would get nothing
    private int inARow;
    private Task<?> reader; // in the middle of a read, or null

    private byte[] received = NOTHING; // and not yet read: from ...
    private int from;
    private int to; // ... up to, but without this one
    private int searched; // of those, they hold no end of what is looked for
    private int longestLine = LONGEST_LINE;
    private boolean skipping; // what comes up to the end of the line is the rest of one that was too long

    private boolean writing; // somebody has the turn to write
    private final LoopBound.Line writers = new LoopBound.Line(); // who wait for it

    private Set<IOException> thrown; // by this connection; null if there were none
    Runnable whenClosed = () -> {};

    TcpConnection(EventLoop loop, SocketChannel channel, String name) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.name = name;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        readable = new ChannelWait(loop, channel, SelectionKey.OP_READ, "bytes from " + name);
        writable = new ChannelWait(loop, channel, SelectionKey.OP_WRITE, name + " to take bytes");
        loop.closeWithLoop(channel);
    }

    /** Connects, waiting for the other side. Whoever gives up meanwhile leaves nothing open. */
    public static TcpConnection connect(InetSocketAddress to) throws IOException {
        EventLoop loop = Strand.mustBeCurrent("connect").loop;
        given("address", to);
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            if (!channel.connect(to)) {
                new ChannelWait(loop, channel, SelectionKey.OP_CONNECT, "the connection to " + to).await();
                channel.finishConnect();
            }
            return new TcpConnection(loop, channel, to.getHostString() + ":" + to.getPort());
        } catch (ConnectException e) {
            channel.close();
            throw because(new ConnectException("cannot connect to " + to + ": " + e.getMessage()), e);
        } catch (UnresolvedAddressException e) {
            channel.close();
            throw because(new ConnectException("cannot connect to " + to + ": there is no such host"), e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    static <E extends Exception> E because(E error, Exception cause) {
        error.initCause(cause);
        return error;
    }

    // ---- reading

    /**
     * Waits for bytes and puts what has come into the buffer, as much as fits. Returns how many, or -1 when the other
     * side has finished.
     */
    public int read(ByteBuffer into) throws IOException {
        given("buffer", into);
        if (from == to) return asReader(() -> receive(into));
        int size = Math.min(to - from, into.remaining());
        into.put(received, from, size);
        taken(size);
        return size;
    }

    /**
     * Waits for so many bytes. If the other side has finished before, this throws an {@link EOFException}, and what had
     * come is there for {@link #read}. (asyncio's {@code readexactly}.)
     */
    public byte[] readExactly(int howMany) throws IOException {
        if (howMany < 0) throw new IllegalArgumentException("to read " + howMany + " bytes");
        return asReader(() -> {
            while (to - from < howMany) {
                if (!fill(howMany - (to - from)))
                    throw new EOFException(
                            name + " finished after " + (to - from) + " of " + howMany + " bytes that were to be read");
            }
            return take(howMany);
        });
    }

    /**
     * Waits for everything up to this text, and returns it without that; null when the other side has finished. Throws
     * an {@link EOFException} if it has finished in the middle; what had come is there for {@link #read}. The
     * {@linkplain #lineLimit limit} of lines is one for this, too. (asyncio's {@code readuntil}.)
     */
    public String readUntil(String end) throws IOException {
        if (given("text to read until", end).isEmpty()) throw new IllegalArgumentException("to read until nothing");
        byte[] last = end.getBytes(StandardCharsets.UTF_8);
        return asReader(() -> {
            searched = 0;
            while (true) {
                int at = find(last);
                if (at < 0 ? to - from >= longestLine + last.length : at > longestLine)
                    throw new IOException("more than " + longestLine + " bytes from " + name + " before '" + end + "'");
                if (at >= 0) {
                    String text = text(at);
                    taken(at + last.length);
                    return text;
                }
                if (!fill(1)) {
                    if (from == to) return null;
                    throw new EOFException(name + " finished before '" + end + "' had come");
                }
            }
        });
    }

    /**
     * Waits for a whole line of UTF-8 and returns it without its end; null when the other side has finished. A line
     * that is longer than the {@linkplain #lineLimit limit} is dropped, and an {@link IOException} thrown, once; the
     * next call gives the line after it.
     */
    public String readLine() throws IOException {
        return asReader(() -> {
            if (from < to) giveWay(); // who has many lines already must not keep the others waiting
            searched = 0;
            while (true) {
                int at = find(NEWLINE);
                if (at >= 0 && skipping) {
                    skipping = false;
                    taken(at + 1);
                } else if (at >= 0) {
                    return line(at, at + 1);
                } else {
                    if (skipping) taken(to - from);
                    else if (to - from > longestLine + 1)
                        throw tooLong(to - from, true); // with a \r that does not count
                    if (!fill(1)) return from == to ? null : line(to - from, to - from);
                }
            }
        });
    }

    private static final byte[] NEWLINE = {'\n'};

    private String line(int length, int next) throws IOException {
        if (length > 0 && received[from + length - 1] == '\r') length--;
        if (length > longestLine) throw tooLong(next, false);
        String text = text(length);
        taken(next);
        return text;
    }

    private IOException tooLong(int drop, boolean skip) {
        taken(drop);
        skipping = skip;
        return new IOException("a line of more than " + longestLine + " bytes from " + name);
    }

    /** Sets how many bytes a line may have, without its end; a mebibyte if it is not set. */
    public TcpConnection lineLimit(int bytes) {
        if (bytes < 1) throw new IllegalArgumentException("lines of at most " + bytes + " bytes");
        longestLine = bytes;
        return this;
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T asReader(Reading<T> reading) throws IOException {
        Task<?> me = Strand.mustBeCurrent("to read from a connection").task;
        if (reader != null)
            throw new IllegalStateException(reader.title() + " waits for bytes from " + name + " already");
        reader = me;
        try {
            return reading.read();
        } finally {
            reader = null;
        }
    }

    /** Waits for bytes from the channel. */
    private int receive(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) return 0;
        try {
            while (true) {
                if (drained) readable.await();
                else giveWay();
                int room = into.remaining();
                int got = channel.read(into);
                drained = got >= 0 && got < room;
                if (got != 0) return got;
            }
        } catch (IOException e) {
            throw thrown(e);
        }
    }

    /** Waits for more bytes behind those that were received; false if there will be none. */
    private boolean fill(int atLeast) throws IOException {
        if (from == to) from = to = searched = 0;
        if (from == to && !drained && received.length < LARGE) received = new byte[2 * received.length]; // much comes
        if (received.length - to < Math.clamp(atLeast, SMALL, LARGE)) makeRoom(atLeast);
        ByteBuffer room = ByteBuffer.wrap(received, to, received.length - to);
        int got = receive(room);
        if (got > 0) to += got;
        return got >= 0;
    }

    /** Moves what is there to the front, if that gives room enough; the buffer grows by doubling, so all is linear. */
    private void makeRoom(int atLeast) {
        int size = to - from;
        int wanted = size + Math.max(size, Math.clamp(atLeast, SMALL, LARGE));
        byte[] into = wanted <= received.length ? received : new byte[wanted];
        System.arraycopy(received, from, into, 0, size);
        received = into;
        from = 0;
        to = size;
    }

    /** Where these bytes are, seen from the first that is not read; -1 if they have not come. */
    private int find(byte[] what) {
        for (; from + searched + what.length <= to; searched++) {
            int at = from + searched;
            if (received[at] == what[0] && Arrays.equals(received, at, at + what.length, what, 0, what.length))
                return searched;
        }
        return -1;
    }

    private String text(int length) {
        return new String(received, from, length, StandardCharsets.UTF_8);
    }

    private byte[] take(int size) {
        byte[] bytes = Arrays.copyOfRange(received, from, from + size);
        taken(size);
        return bytes;
    }

    private void taken(int size) {
        from += size;
        searched = 0;
        if (from == to && received.length > LARGE) received = NOTHING;
        if (from == to) from = to = 0;
    }

    // ---- writing

    /**
     * Sends the whole buffer, after those who write already. While the other side does not read, this waits: a slow
     * reader slows its own writers, and nobody else. Whoever gives up before its turn has sent nothing. Whoever gives up
     * in the middle has sent all of it nevertheless: the rest follows, as soon as the other side takes it, for half a
     * message would spoil the next one.
     */
    public void write(ByteBuffer all) throws IOException {
        given("buffer", all);
        if (writing) {
            writers.await(Strand.mustBeCurrent("write"), "its turn to write to " + name, this::nextWriter);
            if (!isOpen()) {
                nextWriter();
                throw thrown(new AsynchronousCloseException());
            }
        }
        writing = true;
        int begin = all.position();
        try {
            send(all);
        } catch (CancellationException e) {
            if (all.position() > begin && all.hasRemaining()) {
                sendRest(all);
                throw e;
            }
            nextWriter();
            throw e;
        } catch (Throwable e) {
            nextWriter();
            throw e;
        }
        nextWriter();
    }

    private void send(ByteBuffer all) throws IOException {
        try {
            while (all.hasRemaining()) {
                if (channel.write(all) == 0) writable.await();
                else if (all.hasRemaining()) giveWay();
            }
        } catch (IOException e) {
            throw thrown(e);
        }
        giveWay();
    }

    /** Its turn goes on in a task of its own. */
    private void sendRest(ByteBuffer all) {
        ByteBuffer rest = ByteBuffer.allocate(all.remaining()).put(all).flip();
        loop.spawn("the rest for " + name, () -> {
                    try {
                        send(rest);
                    } catch (IOException gone) {
                        // Nobody waits for it any more.
                    }
                })
                .whenEnded(task -> nextWriter());
    }

    private void nextWriter() {
        writing = writers.callNext() != null;
    }

    /** Sends a text as UTF-8, as {@link #write(ByteBuffer)}. */
    public void write(String text) throws IOException {
        write(StandardCharsets.UTF_8.encode(given("text", text)));
    }

    private void giveWay() {
        if (++inARow < BEFORE_OTHERS) return;
        inARow = 0;
        Coroutines.yieldNow();
    }

    /**
     * Tells the other side that nothing more will come, once those who write have done so; reading goes on. (Half-close,
     * asyncio's {@code write_eof}.)
     */
    public void finish() throws IOException {
        if (writing) {
            writers.await(Strand.mustBeCurrent("finish"), "its turn to write to " + name, this::nextWriter);
            nextWriter();
        }
        channel.shutdownOutput();
    }

    // ---- the end

    private IOException thrown(IOException error) {
        if (thrown == null) thrown = Collections.newSetFromMap(new WeakHashMap<>());
        thrown.add(error);
        return error;
    }

    /** Whether it is this connection that broke: the exception, or what caused it, was thrown here. */
    boolean threw(Throwable error) {
        Throwable cause = error;
        for (int i = 0; i < 10 && cause != null && thrown != null; i++, cause = cause.getCause()) {
            if (cause instanceof IOException broken && thrown.contains(broken)) return true;
        }
        return false;
    }

    /** Whether it has not been closed on this side. */
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Closes it, in both directions and at once. Closing twice is no error. */
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) return;
        readable.close();
        writable.close();
        channel.close();
        loop.hasClosed(channel);
        whenClosed.run();
    }

    @Override
    public String toString() {
        return "connection with " + name;
    }
}
