package syncasync.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.reply.ExecuteReply;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.dflib.jjava.shaded.com.google.gson.JsonObject;
import org.dflib.jjava.shaded.com.google.gson.JsonParser;
import org.dflib.jjava.shaded.org.zeromq.SocketType;
import org.dflib.jjava.shaded.org.zeromq.ZMQ;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A front end of a few lines at the other end of real sockets. */
@Timeout(60)
class ConnectionTest {

    private static final String KEY = "a key";
    private static final String SCHEME = "hmac-sha256";

    private final int[] ports = freePorts(5);
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();
    private final Connection connection = new Connection(properties(SCHEME));
    private final ZMQ.Context context = ZMQ.context(1);
    private final HMACGenerator signer = new HMACGenerator(SCHEME, KEY);
    private final FutureTask<Boolean> prepared = new FutureTask<>(() -> true);
    private ZMQ.Socket shell;
    private ZMQ.Socket stdin;
    private int requests;

    ConnectionTest() throws Exception {}

    @BeforeEach
    void connect() {
        connection.connect();
        shell = socket(SocketType.DEALER, 1);
        stdin = socket(SocketType.DEALER, 2);
        connection.serve(prepared);
    }

    @AfterEach
    void close() {
        connection.close();
        shell.close();
        stdin.close();
        context.close();
    }

    @Test
    void what_is_published_after_the_end_goes_nowhere_and_troubles_nobody() {
        connection.close();

        assertThat(catchThrowable(() ->
                        connection.getIOPub().sendMessage(new Message<>(null, MessageType.KERNEL_INFO_REPLY, null))))
                .isNull();
    }

    @Test
    void a_reply_says_ok_when_and_to_which_request_and_is_signed() {
        prepared.run();
        onExecute((message, code) -> new ExecuteReply(7, Map.of()));

        JsonObject reply = answer(request("execute_request", "1 + 1"));

        assertThat(type(reply)).isEqualTo("execute_reply");
        assertThat(reply.getAsJsonObject("parent").get("msg_id").getAsString()).isEqualTo("1");
        assertThat(reply.getAsJsonObject("header").get("date").getAsString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3,6}Z");
        assertThat(reply.getAsJsonObject("metadata").get("started").getAsString())
                .startsWith("20");
        assertThat(reply.getAsJsonObject("content").get("status").getAsString()).isEqualTo("ok");
        assertThat(reply.getAsJsonObject("content").get("execution_count").getAsInt())
                .isEqualTo(7);
    }

    @Test
    void a_request_that_somebody_else_has_signed_gets_no_answer_nor_does_one_that_nobody_handles() throws Exception {
        prepared.run();
        onExecute((message, code) -> new ExecuteReply(1, Map.of()));

        send(shell, new HMACGenerator(SCHEME, "another key"), request("execute_request", "1"), new JsonObject());
        send(shell, signer, request("history_request", "2"), new JsonObject());
        JsonObject reply = answer(request("execute_request", "3"));

        assertThat(reply.getAsJsonObject("parent").get("msg_id").getAsString()).isEqualTo("3");
    }

    @Test
    void whoever_asked_is_told_that_the_request_failed_and_the_next_is_answered() {
        prepared.run();
        onExecute((message, code) -> {
            if (code.equals("fails")) {
                throw new IllegalStateException("on purpose");
            }
            return new ExecuteReply(1, Map.of());
        });

        JsonObject failed = answer(request("execute_request", "fails"));
        JsonObject next = answer(request("execute_request", "works"));

        assertThat(type(failed)).isEqualTo("execute_reply");
        assertThat(failed.getAsJsonObject("content").get("status").getAsString())
                .isEqualTo("error");
        assertThat(failed.getAsJsonObject("content").get("ename").getAsString()).isEqualTo("IllegalStateException");
        assertThat(failed.getAsJsonObject("content").get("evalue").getAsString())
                .isEqualTo("on purpose");
        assertThat(next.getAsJsonObject("content").get("status").getAsString()).isEqualTo("ok");
    }

    @Test
    void so_is_who_gets_a_reply_that_cannot_be_sent() {
        prepared.run();
        connection.setHandler(
                MessageType.KERNEL_INFO_REQUEST,
                (env, message) -> env.reply(new Message<>(message, MessageType.KERNEL_INFO_REPLY, null)));

        JsonObject reply = answer(request("kernel_info_request", ""));

        assertThat(type(reply)).isEqualTo("kernel_info_reply");
        assertThat(reply.getAsJsonObject("content").get("status").getAsString()).isEqualTo("error");
    }

    @Test
    void cells_wait_until_the_kernel_is_prepared_and_who_it_is_is_told_before() {
        List<Boolean> wasPrepared = Collections.synchronizedList(new ArrayList<>());
        connection.setHandler(MessageType.KERNEL_INFO_REQUEST, (env, message) -> {
            wasPrepared.add(prepared.isDone());
            env.reply(infoReply(message));
        });
        onExecute((message, code) -> {
            wasPrepared.add(prepared.isDone());
            return new ExecuteReply(1, Map.of());
        });

        answer(request("kernel_info_request", ""));
        send(shell, signer, request("execute_request", "1"), content("1"));
        ZMQ.Socket control = socket(SocketType.DEALER, 3);
        send(control, signer, request("kernel_info_request", ""), new JsonObject()); // takes as long as the cell would
        received(control);
        control.close();
        prepared.run();
        received(shell);

        assertThat(wasPrepared).containsExactly(false, false, true);
    }

    @Test
    void cells_that_were_sent_before_one_failed_are_not_executed_and_other_requests_are_answered() {
        prepared.run();
        var sent = new CountDownLatch(1);
        List<String> executed = Collections.synchronizedList(new ArrayList<>());
        connection.setHandler(MessageType.KERNEL_INFO_REQUEST, (env, message) -> env.reply(infoReply(message)));
        onExecute((message, code) -> {
            executed.add(code);
            if (code.equals("fails")) {
                awaitUninterruptibly(sent);
                for (int i = 0; i < 20; i++) { // on a busy machine the others may be on their way for a while
                    connection.abortQueued();
                }
            }
            return new ExecuteReply(1, Map.of());
        });

        send(shell, signer, request("execute_request", "fails"), content("fails"));
        send(shell, signer, request("execute_request", "second"), content("second"));
        send(shell, signer, request("kernel_info_request", ""), new JsonObject());
        send(shell, signer, request("execute_request", "third"), content("third"));
        sent.countDown();
        List<String> replies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            JsonObject reply = received(shell);
            replies.add(type(reply) + " "
                    + reply.getAsJsonObject("content").get("status").getAsString());
        }
        JsonObject later = answer(request("execute_request", "later"));

        assertThat(replies)
                .containsExactly(
                        "execute_reply ok", "execute_reply aborted", "kernel_info_reply ok", "execute_reply aborted");
        assertThat(later.getAsJsonObject("content").get("status").getAsString()).isEqualTo("ok");
        assertThat(executed).containsExactly("fails", "later");
    }

    @Test
    void whoever_sent_a_cell_is_asked_for_input_and_an_answer_that_comes_too_late_is_dropped() throws Exception {
        prepared.run();
        var cell = new CompletableFuture<MessageContext>();
        onExecute((message, code) -> {
            cell.complete(message);
            return new ExecuteReply(1, Map.of());
        });
        answer(request("execute_request", "asks"));

        var asking = new FutureTask<>(() -> connection.ask(cell.join(), "Who? ") + Thread.interrupted());
        var thread = new Thread(asking);
        thread.start();
        JsonObject first = received(stdin);
        thread.interrupt();
        assertThat(asking.get()).as("no answer, and still interrupted").isEqualTo("nulltrue");
        var again = CompletableFuture.supplyAsync(() -> connection.ask(cell.join(), "Who then? "));
        JsonObject second = received(stdin);
        reply(first, "late");
        reply(second, "Ann");

        assertThat(again.join()).isEqualTo("Ann");
        assertThat(type(first)).isEqualTo("input_request");
        assertThat(first.getAsJsonObject("content").get("prompt").getAsString()).isEqualTo("Who? ");
        assertThat(first.getAsJsonObject("content").get("password").getAsBoolean())
                .isFalse();
        assertThat(second.getAsJsonObject("content").get("prompt").getAsString())
                .isEqualTo("Who then? ");
        assertThat(second.getAsJsonObject("parent").get("msg_id").getAsString()).isEqualTo("1");
    }

    @Test
    void the_heart_beats_before_the_kernel_is_prepared() {
        ZMQ.Socket heartbeat = socket(SocketType.REQ, 0);
        heartbeat.send("ping");

        assertThat(heartbeat.recvStr()).isEqualTo("ping");
        heartbeat.close();
    }

    @Test
    void what_is_published_goes_to_all_who_listen_with_the_time() {
        ZMQ.Socket iopub = socket(SocketType.SUB, 4);
        iopub.subscribe(new byte[0]);
        JsonObject welcome = message(frames(iopub));
        connection.getIOPub().sendMessage(new Message<>(null, MessageType.KERNEL_INFO_REPLY, null));
        List<byte[]> frames = frames(iopub);
        iopub.close();

        JsonObject message = message(frames);
        assertThat(type(welcome)).as("nothing is lost from here on").isEqualTo("iopub_welcome");
        assertThat(type(message)).isEqualTo("kernel_info_reply");
        assertThat(message.getAsJsonObject("header").get("date").getAsString()).endsWith("Z");
    }

    @Test
    void whoever_has_just_subscribed_is_welcomed_before_anything_else() throws Exception {
        try (var another = ZMQ.context(1);
                var feed = new WelcomingSocket(another, signer);
                ZMQ.Socket iopub = context.socket(SocketType.SUB)) {
            iopub.subscribe(new byte[0]);
            iopub.connect("tcp://127.0.0.1:" + feed.bindToRandomPort("tcp://127.0.0.1"));
            while ((feed.getEvents() & ZMQ.Poller.POLLIN) == 0) { // until it is there, and nobody has looked yet
                awaitSign(feed);
            }
            feed.sendMessage(new Message<>(null, MessageType.KERNEL_INFO_REPLY, null));

            assertThat(List.of(type(message(frames(iopub))), type(message(frames(iopub)))))
                    .containsExactly("iopub_welcome", "kernel_info_reply");
        }
    }

    @Test
    void whoever_greets_ends_although_a_message_has_met_the_end_before() throws Exception {
        ZMQ.Context another = ZMQ.context(1);
        var feed = new WelcomingSocket(another, signer);
        feed.bindToRandomPort("tcp://127.0.0.1");
        Thread closing = Thread.ofPlatform().daemon().start(another::close);
        awaitSign(feed);
        feed.sendMessage(new Message<>(null, MessageType.KERNEL_INFO_REPLY, null)); // swallows the sign
        feed.greet();

        closing.join();
    }

    @Test
    void what_is_sent_in_the_moment_of_the_end_keeps_nobody() throws Exception {
        for (int i = 0; i < 50; i++) {
            ZMQ.Context another = ZMQ.context(1);
            var feed = new WelcomingSocket(another, signer);
            feed.bindToRandomPort("tcp://127.0.0.1");
            Thread greeting = Thread.ofPlatform().daemon().start(feed::greet);
            var closed = new CountDownLatch(1);
            Thread printing = Thread.ofPlatform().daemon().start(() -> {
                while (closed.getCount() > 0) {
                    feed.sendMessage(new Message<>(null, MessageType.KERNEL_INFO_REPLY, null));
                }
            });

            another.close();

            closed.countDown();
            greeting.join();
            printing.join();
        }
    }

    @Test
    void when_it_is_closed_its_threads_end() throws Exception {
        prepared.run();
        Set<Thread> its = new HashSet<>(Thread.getAllStackTraces().keySet());
        its.removeAll(before);
        its.removeIf(thread ->
                !Set.of("shell", "control", "stdin", "heartbeat", "iopub").contains(thread.getName()));
        assertThat(its).hasSize(5);

        connection.close();

        for (Thread thread : its) {
            thread.join();
        }
    }

    @Test
    void an_unknown_way_to_sign_is_refused() {
        assertThat(catchThrowable(() -> new Connection(properties("hmac-unknown"))))
                .isInstanceOf(GeneralSecurityException.class);
    }

    // the kernel's side

    private interface Execution {
        ExecuteReply reply(Message<ExecuteRequest> message, String code);
    }

    private void onExecute(Execution execution) {
        connection.setHandler(
                MessageType.EXECUTE_REQUEST,
                (env, message) ->
                        env.reply(execution.reply(message, message.getContent().getCode())));
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // JJava's own content wants more than matters here
    private static Message<?> infoReply(MessageContext to) {
        return new Message(to, MessageType.KERNEL_INFO_REPLY, new JsonObject());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until a thread of the sockets has something to tell; unlike a loop it ends at a time-out. */
    private static void awaitSign(WelcomingSocket feed) throws IOException {
        try (Selector selector = Selector.open()) {
            feed.getFD().register(selector, SelectionKey.OP_READ);
            selector.select();
        }
    }

    // the front end's side

    private KernelConnectionProperties properties(String scheme) {
        return KernelConnectionProperties.parse(new KernelConnectionProperties(
                        "127.0.0.1", ports[3], ports[1], ports[2], ports[0], ports[4], "tcp", scheme, KEY)
                .toJsonString());
    }

    private ZMQ.Socket socket(SocketType type, int port) {
        ZMQ.Socket socket = context.socket(type);
        socket.setIdentity("front end".getBytes(UTF_8)); // by which the answers to questions find the same one
        socket.setLinger(0);
        socket.connect("tcp://127.0.0.1:" + ports[port]);
        return socket;
    }

    private JsonObject request(String type, String code) {
        var header = new JsonObject();
        header.addProperty("msg_id", "" + ++requests);
        header.addProperty("session", "a session");
        header.addProperty("username", "me");
        header.addProperty("date", "2026-01-01T00:00:00.000000Z");
        header.addProperty("msg_type", type);
        header.addProperty("version", "5.3");
        header.addProperty("code", code);
        return header;
    }

    private static JsonObject content(String code) {
        var content = new JsonObject();
        content.addProperty("code", code);
        return content;
    }

    /** Sends a request and waits for the answer to it. */
    private JsonObject answer(JsonObject header) {
        send(shell, signer, header, content(header.get("code").getAsString()));
        return received(shell);
    }

    private void reply(JsonObject question, String answer) {
        var content = new JsonObject();
        content.addProperty("value", answer);
        send(stdin, signer, request("input_reply", ""), question.getAsJsonObject("header"), content);
    }

    private static void send(ZMQ.Socket socket, HMACGenerator signer, JsonObject header, JsonObject content) {
        send(socket, signer, header, new JsonObject(), content);
    }

    private static void send(
            ZMQ.Socket socket, HMACGenerator signer, JsonObject header, JsonObject parent, JsonObject content) {
        byte[][] parts = {bytes(header.toString()), bytes(parent.toString()), bytes("{}"), bytes(content.toString())};
        socket.sendMore("<IDS|MSG>");
        socket.sendMore(signer.calculateSignature(parts));
        for (int i = 0; i < parts.length - 1; i++) {
            socket.sendMore(parts[i]);
        }
        socket.send(parts[parts.length - 1]);
    }

    private JsonObject received(ZMQ.Socket socket) {
        return message(frames(socket));
    }

    private static List<byte[]> frames(ZMQ.Socket socket) {
        List<byte[]> frames = new ArrayList<>();
        byte[] frame = socket.recv();
        while (frame != null) {
            frames.add(frame);
            frame = socket.hasReceiveMore() ? socket.recv() : null;
        }
        return frames;
    }

    private JsonObject message(List<byte[]> frames) {
        int begin = 0;
        while (!new String(frames.get(begin), UTF_8).equals("<IDS|MSG>")) {
            begin++;
        }
        byte[][] parts = frames.subList(begin + 2, begin + 6).toArray(byte[][]::new);
        assertThat(new String(frames.get(begin + 1), UTF_8))
                .as("signature")
                .isEqualTo(signer.calculateSignature(parts));
        var message = new JsonObject();
        List<String> names = Arrays.asList("header", "parent", "metadata", "content");
        for (int i = 0; i < parts.length; i++) {
            message.add(names.get(i), JsonParser.parseString(new String(parts[i], UTF_8)));
        }
        return message;
    }

    private static String type(JsonObject message) {
        return message.getAsJsonObject("header").get("msg_type").getAsString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static int[] freePorts(int howMany) throws IOException {
        var sockets = new ServerSocket[howMany];
        var free = new int[howMany];
        for (int i = 0; i < howMany; i++) {
            sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            free[i] = sockets[i].getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return free;
    }
}
