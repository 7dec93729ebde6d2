package syncasync.kernel;

import java.io.PrintStream;
import java.lang.reflect.Type;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.dflib.jjava.jupyter.channels.IOPubChannel;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.ExpressionValue;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.KernelTimestamp;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishStatus;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.dflib.jjava.jupyter.messages.reply.InputReply;
import org.dflib.jjava.jupyter.messages.request.InputRequest;
import org.dflib.jjava.shaded.com.google.gson.Gson;
import org.dflib.jjava.shaded.com.google.gson.GsonBuilder;
import org.dflib.jjava.shaded.com.google.gson.JsonElement;
import org.dflib.jjava.shaded.com.google.gson.JsonObject;
import org.dflib.jjava.shaded.com.google.gson.JsonSerializationContext;
import org.dflib.jjava.shaded.com.google.gson.JsonSerializer;
import org.dflib.jjava.shaded.org.zeromq.ZMQ;
import org.dflib.jjava.shaded.org.zeromq.ZMQException;

/**
 * The sockets of the Jupyter messaging protocol. Each is read by a thread that waits for it, where JJava looks every 50
 * ms; and what JJava leaves out of its messages is added: times to the microsecond, the status of each reply.
 */
final class Connection extends JupyterConnection {

    private static final Duration LINGER = Duration.ofMillis(200); // for messages on their way when the kernel ends
    // A front end sends all cells at once, but they arrive one by one.
    private static final Duration QUEUE_PAUSE = Duration.ofMillis(25);
    private static final Duration GIVEN_UP = Duration.ofMillis(50); // how often to look whether a question still stands
    private static final Gson GSON = new GsonBuilder()
            .registerTypeHierarchyAdapter(ExpressionValue.class, (JsonSerializer<ExpressionValue>) Connection::json)
            .create();

    private final PrintStream terminal = System.err; // before cells print there
    private final KernelConnectionProperties to;
    private final WelcomingSocket feed;
    private final IOPubChannel published; // which sends there
    private final Deque<Queued> queue = new ArrayDeque<>(); // read from the shell ahead of its turn

    private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();

    private volatile boolean closed;

    private record Question(MessageContext cell, String prompt, CompletableFuture<String> answer) {}

    /** @param aborted whether it is not to be executed, since a cell before it failed */
    private record Queued(Message<?> request, boolean aborted) {}

    Connection(KernelConnectionProperties to) throws GeneralSecurityException {
        super(to);
        this.to = to;
        iopub.close();
        feed = new WelcomingSocket(context(), to.createHMACGenerator());
        published = new IOPubChannel(context(), to.createHMACGenerator()) {
            @Override
            public void sendMessage(Message<?> message) {
                feed.sendMessage(stamped(message));
            }
        };
        published.close(); // only a name for the other: JJava's own kind of socket cannot greet
    }

    @Override
    public IOPubChannel getIOPub() {
        return published;
    }

    /** From now on front ends can connect; what they ask waits until {@link #serve}. */
    @Override
    public void connect() {
        heartbeat.bind(address(to.getHbPort()));
        shell.bind(address(to.getShellPort()));
        control.bind(address(to.getControlPort()));
        stdin.bind(address(to.getStdinPort()));
        feed.bind(address(to.getIopubPort()));
        published.sendMessage(new Message<>(null, PublishStatus.MESSAGE_TYPE, PublishStatus.STARTING));
        for (JupyterSocket each : List.of(heartbeat, shell, control, stdin, feed)) {
            each.setLinger((int) LINGER.toMillis());
        }
        thread("iopub", feed::greet);
        thread("heartbeat", () -> {
            try {
                while (true) {
                    try {
                        heartbeat.send(heartbeat.recv());
                    } catch (OutOfMemoryError _) {
                        // a cell has filled the heap, and is being stopped
                    }
                }
            } catch (ZMQException ended) {
                heartbeat.close();
            }
        });
    }

    /**
     * Sends what is on its way, and ends the threads that wait at the sockets: each closes its own. With threads left
     * in a system call, the JVM takes 0.3 s longer to exit.
     */
    @Override
    public void close() {
        closed = true;
        questions.add(new Question(null, null, null)); // ends the thread that waits for one
        context().close();
    }

    private ZMQ.Context context() {
        try {
            var field = JupyterConnection.class.getDeclaredField("ctx");
            field.setAccessible(true);
            return (ZMQ.Context) field.get(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Answers requests, each channel by a thread of its own: an interrupt does not wait for the cell that it is to
     * interrupt.
     *
     * @param prepared who we are can be told before; everything else waits for it
     */
    void serve(Future<?> prepared) {
        thread("shell", () -> answer(shell, prepared));
        thread("control", () -> answer(control, prepared));
        thread("stdin", this::askAll);
    }

    private void answer(ShellChannel channel, Future<?> prepared) {
        while (true) {
            try {
                Queued next = channel == shell ? queue.poll() : null;
                Message<?> request = next == null ? channel.readMessage() : next.request;
                if (channel == shell && request.getHeader().getType() != MessageType.KERNEL_INFO_REQUEST) {
                    prepared.get();
                }
                var replies = new Replies(channel, request);
                if (next != null && next.aborted) {
                    replies.abort();
                } else {
                    handle(request, replies);
                }
            } catch (ZMQException ended) {
                channel.close();
                return;
            } catch (SecurityException _) {
                // not signed with our key: not for us
            } catch (RuntimeException | OutOfMemoryError | ExecutionException | InterruptedException e) {
                terminal.println("A request could not be answered: " + e);
            }
        }
    }

    private void handle(Message<?> request, Replies replies) {
        @SuppressWarnings("unchecked")
        var handler = (ShellHandler<Object>) getHandler(request.getHeader().getType());
        if (handler == null) {
            return;
        }
        try {
            @SuppressWarnings("unchecked")
            var message = (Message<Object>) request;
            handler.handle(replies, message);
        } catch (ZMQException ended) {
            throw ended;
        } catch (RuntimeException | Error e) { // whoever asked waits for an answer
            terminal.println("A request could not be answered: " + e);
            replies.fail(e);
        } finally {
            replies.resolveDeferrals();
        }
    }

    /**
     * To be called by a handler of a request to execute that has failed: those that were sent before their sender could
     * know of it will not be executed, as front ends expect that send all cells of a notebook at once.
     */
    void abortQueued() {
        while (hasMessage(shell, QUEUE_PAUSE)) {
            try {
                Message<?> request = shell.readMessage();
                queue.add(new Queued(request, request.getHeader().getType() == MessageType.EXECUTE_REQUEST));
            } catch (SecurityException _) {
                // not for us
            }
        }
    }

    /**
     * Asks whoever sent the request for a line of input, and waits for it. An answer to a question that was given up is
     * dropped.
     *
     * @return {@code null} if the thread was interrupted; it is so still
     */
    String ask(MessageContext cell, String prompt) {
        var question = new Question(cell, prompt, new CompletableFuture<>());
        questions.add(question);
        try {
            return question.answer.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            question.answer.cancel(false);
        }
    }

    private void askAll() {
        try {
            while (!closed) {
                ask(questions.take());
            }
        } catch (ZMQException | InterruptedException _) {
            // the end
        }
        stdin.close();
    }

    private void ask(Question question) {
        if (closed) {
            return;
        }
        while (hasMessage(stdin, Duration.ZERO)) {
            stdin.readMessage(); // of a question that was given up
        }
        var content = new InputRequest(question.prompt, false);
        var request = stamped(new Message<>(question.cell, InputRequest.MESSAGE_TYPE, content));
        stdin.sendMessage(request);
        while (!question.answer.isDone() && !closed) {
            if (hasMessage(stdin, GIVEN_UP)) {
                Message<?> reply = stdin.readMessage();
                boolean late = reply.hasParentHeader()
                        && !request.getHeader()
                                .getId()
                                .equals(reply.getParentHeader().getId());
                if (!late && reply.getContent() instanceof InputReply input) {
                    question.answer.complete(input.getValue());
                }
            }
        }
    }

    private boolean hasMessage(JupyterSocket socket, Duration within) {
        try (ZMQ.Poller poller = context().poller(1)) {
            poller.register(socket, ZMQ.Poller.POLLIN);
            return poller.poll(within.toMillis()) > 0;
        }
    }

    /** The same message with the time in ISO 8601, as the protocol wants it; JJava leaves out the seconds. */
    private static <T> Message<T> stamped(Message<T> message) {
        Header<T> header = message.getHeader();
        var now = new KernelTimestamp(iso(Instant.now()));
        return new Message<>(
                message.getIdentities(),
                new Header<>(
                        header.getId(),
                        header.getUsername(),
                        header.getSessionId(),
                        now,
                        header.getType(),
                        header.getVersion()),
                message.getParentHeader(),
                message.getMetadata(),
                message.getContent(),
                message.getBlobs());
    }

    private static String iso(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS).toString();
    }

    private static JsonElement json(ExpressionValue value, Type type, JsonSerializationContext context) {
        JsonObject json;
        if (value instanceof ExpressionValue.Success success) {
            json = context.serialize(success.getData()).getAsJsonObject();
        } else {
            var error = (ExpressionValue.Error) value;
            json = context.serialize(new ErrorReply(error.getErrName(), error.getErrMsg(), error.getStacktrace()))
                    .getAsJsonObject();
        }
        if (!json.has("status")) {
            json.addProperty("status", "ok");
        }
        return json;
    }

    private String address(int port) {
        return to.getTransport() + "://" + to.getIp() + (to.getTransport().equals("ipc") ? "-" : ":") + port;
    }

    private static void thread(String name, Runnable loop) {
        var thread = new Thread(loop, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** What goes back to whoever sent a request: each gets a reply, whatever becomes of the request. */
    private final class Replies extends ShellReplyEnvironment {

        private final Instant started = Instant.now();
        private boolean replied;

        Replies(ShellChannel channel, MessageContext request) {
            super(channel, stdin, published, request);
        }

        @Override
        public void reply(Message<?> message) {
            JsonObject content = GSON.toJsonTree(message.getContent()).getAsJsonObject();
            if (!content.has("status")) {
                content.addProperty("status", "ok");
            }
            send(message, content);
            replied = true;
        }

        /** Says that this request is not executed. */
        void abort() {
            setStatusBusy();
            var content = new JsonObject();
            content.addProperty("status", "aborted");
            send(new Message<>(getContext(), MessageType.EXECUTE_REPLY, null), content);
            setStatusIdle();
        }

        void fail(Throwable e) {
            String request = getContext().getHeader().getType().getName();
            if (!replied && request.endsWith("_request")) {
                MessageType<?> type = MessageType.getType(request.replace("_request", "_reply"));
                replyError(type.error(), new ErrorReply(e.getClass().getSimpleName(), "" + e.getMessage(), List.of()));
                setStatusIdle();
            }
        }

        @SuppressWarnings({"rawtypes", "unchecked"}) // a type of message and its content in JSON
        private void send(Message<?> message, JsonObject content) {
            Message<?> now = stamped(message);
            Map<String, Object> metadata = Map.of("started", iso(started)); // for front ends that record timing
            super.reply(new Message(
                    now.getIdentities(), now.getHeader(), now.getParentHeader(), metadata, content, now.getBlobs()));
        }
    }
}
