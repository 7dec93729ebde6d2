package syncasync.kernel;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.ContentType;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.publish.PublishClearOutput;
import org.dflib.jjava.jupyter.messages.publish.PublishDisplayData;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.dflib.jjava.jupyter.messages.publish.PublishUpdateDisplayData;
import syncasync.host.Rich;
import syncasync.host.Screen;
import syncasync.host.SourceLine;

/**
 * What cells print and draw, on its way to the front end, in the order in which it came.
 *
 * <p>It belongs to the cell that the thread works for which made it: a thread that prints after its cell has ended
 * prints there, where a front end still shows it, and not under the next cell. Of threads that work for no cell it
 * belongs to the one that runs, or ran last. Before the first cell it goes to the terminal.
 *
 * <p>Printing costs the one who prints well under a microsecond: another thread sends what has come together in
 * {@link #PAUSE}.
 */
final class CellOutput implements Screen {

    private static final Duration PAUSE = Duration.ofMillis(8);
    private static final int FULL = 1 << 18; // bytes that may wait; who prints more, sends

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final Deque<Chunk> waiting = new ArrayDeque<>();
    private final Consumer<Message<?>> wire;
    private final PrintStream terminalOut;
    private final PrintStream terminalErr;
    private final PrintStream out = new Standard(PublishStream.StreamType.OUT);
    private final PrintStream err = new Standard(PublishStream.StreamType.ERR);
    private final CellPositions origins;
    private final Supplier<RunningCell> running;
    private int bytes; // that wait
    private volatile Throwable lastError; // null if the last cell ended by itself

    /** Printed in one go to one of the two streams. */
    private record Chunk(RunningCell owner, PublishStream.StreamType stream, ByteArrayOutputStream text) {}

    /**
     * @param running gives the cell that runs, or ran last
     * @param origins places frames
     * @param wire sends a message to every front end that listens
     */
    CellOutput(
            Supplier<RunningCell> running,
            CellPositions origins,
            Consumer<Message<?>> wire,
            PrintStream terminalOut,
            PrintStream terminalErr) {
        this.running = running;
        this.origins = origins;
        this.wire = wire;
        this.terminalOut = terminalOut;
        this.terminalErr = terminalErr;
        var sender = new Thread(this::send, "cell-output");
        sender.setDaemon(true);
        sender.start();
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** Makes this {@code System.out} and {@code System.err}, whatever a cell has put in their place. */
    void becomeStandard() {
        System.setOut(out);
        System.setErr(err);
    }

    @Override
    public Optional<String> placeOf(StackTraceElement frame) {
        return origins.of(frame).map(CellPositions.Place::toString);
    }

    @Override
    public Optional<Throwable> lastError() {
        return Optional.ofNullable(lastError);
    }

    /** Keeps what has ended a cell for the one after it; {@code null} if nothing has. */
    void ended(Throwable error) {
        lastError = error;
    }

    @Override
    public Optional<SourceLine> sourceOf(StackTraceElement frame) {
        return origins.sourceOf(frame);
    }

    /** Sends what still waits. */
    void flush() {
        lock.lock();
        try {
            drain(true);
        } finally {
            lock.unlock();
        }
    }

    /** Sends a message of the cell, after what was printed before it. */
    <T extends ContentType<T>> void publish(T content) {
        lock.lock();
        try {
            drain(true);
            MessageContext request = owner().request();
            if (request != null) {
                wire.accept(new Message<>(request, content.getType(), content));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String show(Rich what) {
        var id = UUID.randomUUID().toString();
        if (running.get().request() == null) {
            terminalOut.println(what.bundle().get("text/plain"));
        } else {
            publish(new PublishDisplayData(Rendering.data(what).setDisplayId(id)));
        }
        return id;
    }

    @Override
    public void update(String id, Rich what) {
        if (running.get().request() != null) {
            DisplayData data = Rendering.data(what).setDisplayId(id);
            publish(new PublishUpdateDisplayData(data));
        }
    }

    @Override
    public void clear(boolean beforeNextOutput) {
        publish(beforeNextOutput ? PublishClearOutput.BEFORE_NEXT_OUTPUT : PublishClearOutput.NOW);
    }

    private void send() {
        while (true) {
            lock.lock();
            try {
                while (waiting.isEmpty()) {
                    something.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            lock.lock();
            try {
                drain(false);
            } catch (RuntimeException
                    | OutOfMemoryError lost) { // nobody listens any more, or the heap is full for a while
                terminalErr.println(lost);
            } finally {
                lock.unlock();
            }
        }
    }

    /** @param all whether half of a character goes as well */
    private void drain(boolean all) {
        while (!waiting.isEmpty()) {
            Chunk chunk = waiting.peek();
            byte[] text = chunk.text.toByteArray();
            int end = all || waiting.size() > 1 ? text.length : wholeCharacters(text);
            if (end > 0) {
                emit(chunk, CellError.printed(new String(text, 0, end, StandardCharsets.UTF_8), origins));
            }
            bytes -= text.length;
            waiting.remove();
            if (end < text.length) {
                append(chunk.owner, chunk.stream, text, end, text.length - end);
                return;
            }
        }
    }

    private void emit(Chunk chunk, String text) {
        PublishStream.StreamType stream = chunk.stream;
        MessageContext request = chunk.owner.request();
        if (stream == PublishStream.StreamType.OUT) {
            chunk.owner.printed(text);
        }
        if (request == null) {
            (stream == PublishStream.StreamType.OUT ? terminalOut : terminalErr).print(text);
        } else {
            wire.accept(new Message<>(request, PublishStream.MESSAGE_TYPE, new PublishStream(stream, text)));
        }
    }

    /** The cell that this thread works for: a thread that an earlier one started still belongs to that. */
    private RunningCell owner() {
        RunningCell now = running.get();
        RunningCell mine = InterruptCheck.CELL.get();
        if (mine == null || mine == now || !mine.isInNotebook()) {
            return now;
        }
        return Objects.requireNonNullElse(InterruptCheck.workplace(now), now);
    }

    private void append(RunningCell owner, PublishStream.StreamType stream, byte[] from, int offset, int length) {
        Chunk last = waiting.peekLast();
        if (last == null || last.stream != stream || last.owner != owner) {
            waiting.add(new Chunk(owner, stream, new ByteArrayOutputStream()));
        }
        waiting.peekLast().text.write(from, offset, length);
        bytes += length;
        something.signal();
    }

    /** How many of these bytes are whole characters of UTF-8. */
    static int wholeCharacters(byte[] text) {
        int start = text.length - 1;
        while (start >= 0 && start > text.length - 4 && (text[start] & 0xC0) == 0x80) {
            start--;
        }
        if (start < 0) {
            return text.length;
        }
        int lead = text[start] & 0xFF;
        int length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        return start + length > text.length ? start : text.length;
    }

    /** Cannot be closed: the next cell prints, too. A line goes in one piece. */
    private final class Standard extends PrintStream {

        Standard(PublishStream.StreamType stream) {
            super(new Stream(stream), true, StandardCharsets.UTF_8);
        }

        @Override
        public void println(String line) {
            print(line + System.lineSeparator());
        }

        @Override
        public void println(Object line) {
            println(String.valueOf(line));
        }

        @Override
        public void close() {
            flush();
        }
    }

    private final class Stream extends OutputStream {

        private final PublishStream.StreamType stream;

        Stream(PublishStream.StreamType stream) {
            this.stream = stream;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            if (length == 0) {
                return;
            }
            lock.lock();
            try {
                append(owner(), stream, from, offset, length);
                if (bytes > FULL) {
                    drain(false);
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
