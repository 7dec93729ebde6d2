package syncasync.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.KernelTimestamp;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.shaded.com.google.gson.JsonObject;
import org.dflib.jjava.shaded.org.slf4j.LoggerFactory;
import org.dflib.jjava.shaded.org.zeromq.SocketType;
import org.dflib.jjava.shaded.org.zeromq.ZMQ;
import org.dflib.jjava.shaded.org.zeromq.ZMQException;

/**
 * The socket of what a kernel publishes. Whoever subscribes is sent an {@code iopub_welcome}, as JEP 65 of Jupyter has it: a
 * front end then knows that it will miss nothing, where it would have to ask again and again until something arrives.
 */
final class WelcomingSocket extends JupyterSocket {

    private static final byte SUBSCRIBED = 1; // the first byte of what such a socket receives, then the topic
    private static final MessageType<JsonObject> WELCOME = type("iopub_welcome");

    private final Selector selector; // by which the thread that greets waits
    private boolean hasEnded;

    WelcomingSocket(ZMQ.Context context, HMACGenerator signer) {
        super(context, SocketType.XPUB, signer, LoggerFactory.getLogger(WelcomingSocket.class));
        setXpubVerbose(true); // each who subscribes, not only the first
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void bind(KernelConnectionProperties to) {
        throw new UnsupportedOperationException("bind an address");
    }

    @Override
    public synchronized void sendMessage(Message<?> message) {
        if (hasEnded) {
            return;
        }
        try {
            welcomeNew(); // who is there already hears the welcome before this
            super.sendMessage(message);
            welcomeNew(); // sending may have swallowed the sign that somebody is there
        } catch (ZMQException e) {
            if (e.getErrorCode() != ZMQ.Error.ETERM.getCode()) {
                throw e;
            }
            end(); // nobody listens any more to what the kernel's last threads print
        }
    }

    /**
     * Greets until the end. A socket is for one thread at a time, and others send; so this waits outside of it, for the
     * sign that something has come. Whoever sends may have met the end, and swallowed its sign; then they wake this.
     */
    void greet() {
        try (selector) {
            boolean goesOn = isWatched();
            while (goesOn) {
                try {
                    selector.select(_ -> {});
                    goesOn = welcomeNew();
                } catch (OutOfMemoryError _) {
                    // a cell has filled the heap, and is being stopped
                }
            }
        } catch (ZMQException | IOException _) {
            // the context has ended, and waits for this
        } finally {
            end();
        }
    }

    private synchronized boolean isWatched() throws IOException {
        SelectableChannel signs = hasEnded ? null : getFD(); // null as well if the context has ended
        if (signs == null) {
            return false;
        }
        signs.register(selector, SelectionKey.OP_READ);
        return true;
    }

    private synchronized void end() {
        hasEnded = true;
        close();
        selector.wakeup();
    }

    /** @return whether more may come */
    private synchronized boolean welcomeNew() {
        byte[] received;
        while ((received = recv(ZMQ.DONTWAIT)) != null) {
            if (received.length > 0 && received[0] == SUBSCRIBED) {
                welcome(Arrays.copyOfRange(received, 1, received.length));
            }
        }
        return !hasEnded;
    }

    private void welcome(byte[] topic) {
        var content = new JsonObject();
        content.addProperty("subscription", new String(topic, StandardCharsets.UTF_8));
        var header = new Header<>(
                UUID.randomUUID().toString(),
                Header.KERNEL_USERNAME,
                UUID.randomUUID().toString(),
                new KernelTimestamp(Instant.now().toString()),
                WELCOME,
                Header.PROTOCOL_VERISON);
        super.sendMessage(
                new Message<>(topic.length == 0 ? List.of() : List.of(topic), header, null, null, content, null));
    }

    /** JJava knows no such type, and makes none for others. */
    @SuppressWarnings("unchecked")
    private static MessageType<JsonObject> type(String name) {
        try {
            var constructor = MessageType.class.getDeclaredConstructor(String.class, Class.class);
            constructor.setAccessible(true);
            return (MessageType<JsonObject>) constructor.newInstance(name, JsonObject.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
