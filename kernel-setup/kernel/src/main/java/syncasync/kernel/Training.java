package syncasync.kernel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.shaded.com.google.gson.JsonObject;
import org.dflib.jjava.shaded.org.zeromq.SocketType;
import org.dflib.jjava.shaded.org.zeromq.ZMQ;

/**
 * What a front end and a learner do in the first minute of a notebook, so that the JVM can keep the classes and the
 * profile of it for the next start. It talks to a real kernel in the same JVM through real sockets; the cells are in
 * {@code training.txt}.
 */
final class Training {

    private static final String KEY = "training";
    private static final String SCHEME = "hmac-sha256";

    private final ZMQ.Socket shell;
    private final HMACGenerator signer = new HMACGenerator(SCHEME, KEY);

    private Training(ZMQ.Socket shell) throws Exception {
        this.shell = shell;
    }

    static void run() throws Exception {
        int[] ports = freePorts(5);
        var properties = new KernelConnectionProperties(
                "127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4], "tcp", SCHEME, KEY);
        Main.start(KernelConnectionProperties.parse(properties.toJsonString()));
        ZMQ.Context context = ZMQ.context(1);
        ZMQ.Socket iopub = context.socket(SocketType.SUB);
        iopub.subscribe(new byte[0]);
        iopub.connect("tcp://127.0.0.1:" + ports[4]);
        ZMQ.Socket shell = context.socket(SocketType.DEALER);
        shell.setReceiveTimeOut(60_000);
        shell.connect("tcp://127.0.0.1:" + ports[1]);
        var client = new Training(shell);
        client.ask("kernel_info_request", "{}");
        for (String cell : cells()) {
            var content = new JsonObject();
            content.addProperty("code", cell);
            content.addProperty("silent", false);
            content.addProperty("store_history", true);
            content.add("user_expressions", new JsonObject());
            content.addProperty("allow_stdin", true);
            content.addProperty("stop_on_error", true);
            client.ask("execute_request", content.toString());
        }
    }

    static List<String> cells() throws IOException {
        try (var in = Training.class.getResourceAsStream("training.txt")) {
            return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^// ---.*\\R"));
        }
    }

    /** Sends a request and waits for the reply to it. */
    private void ask(String type, String content) {
        var header = new JsonObject();
        header.addProperty("msg_id", UUID.randomUUID().toString());
        header.addProperty("session", KEY);
        header.addProperty("username", KEY);
        header.addProperty("date", "2026-01-01T00:00:00.000000Z");
        header.addProperty("msg_type", type);
        header.addProperty("version", "5.3");
        byte[][] parts = {bytes(header.toString()), bytes("{}"), bytes("{}"), bytes(content)};
        shell.sendMore("<IDS|MSG>");
        shell.sendMore(signer.calculateSignature(parts));
        for (int i = 0; i < parts.length - 1; i++) {
            shell.sendMore(parts[i]);
        }
        shell.send(parts[parts.length - 1]);
        do { // the parts of the reply
            if (shell.recv() == null) {
                throw new IllegalStateException("the kernel did not answer");
            }
        } while (shell.hasReceiveMore());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int[] freePorts(int howMany) throws IOException {
        var sockets = new ServerSocket[howMany];
        var ports = new int[howMany];
        for (int i = 0; i < howMany; i++) {
            sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            ports[i] = sockets[i].getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }
}
