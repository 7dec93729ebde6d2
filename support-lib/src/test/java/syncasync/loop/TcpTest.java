package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.offload;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.spawn;
import static syncasync.loop.Coroutines.timeout;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import syncasync.programs.HeldConnections;

@Timeout(60)
@ParameterizedClass(name = "fast way: {0}")
@ValueSource(booleans = {true, false})
class TcpTest extends OnALoop {
    private TcpServer server;

    TcpTest(boolean fast) {
        super(LoopClock.real(), fast);
    }

    private TcpConnection connect() throws IOException {
        return TcpConnection.connect(server.address());
    }

    private static void echo(TcpConnection client) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1024);
        while (client.read(buffer.clear()) >= 0) client.write(buffer.flip());
    }

    /** Runs the body beside an echo server. */
    private void withEchoServer(Action body) {
        loop.runUntilComplete(() -> {
            try (TcpServer echo = TcpServer.listen(0)) {
                server = echo;
                echo.serve("echo", TcpTest::echo);
                body.run();
            }
        });
    }

    private static String ask(TcpConnection connection, String line) throws IOException {
        connection.write(line + "\n");
        return connection.readLine();
    }

    @Test
    void an_echo_server_answers_many_at_once() {
        withEchoServer(() -> {
            var clients = new ArrayList<Task<List<String>>>();
            for (int i = 0; i < 50; i++) {
                int me = i;
                clients.add(spawn("client", () -> {
                    var answers = new ArrayList<String>();
                    try (var connection = connect()) {
                        for (int round = 0; round < 20; round++)
                            answers.add(ask(connection, "client " + me + " round " + round));
                    }
                    return answers;
                }));
            }
            List<List<String>> all = gather(clients);
            for (int i = 0; i < 50; i++) assertThat(all.get(i)).hasSize(20).endsWith("client " + i + " round 19");
        });
    }

    @Test
    void a_client_that_dies_ends_only_its_own_task() {
        withEchoServer(() -> {
            var good = connect();
            var dying = SocketChannel.open(server.address());
            dying.setOption(StandardSocketOptions.SO_LINGER, 0); // closing resets the connection
            dying.write(ByteBuffer.wrap(new byte[100_000]));
            sleep(Duration.ofMillis(10));
            dying.close();
            sleep(Duration.ofMillis(10));

            assertThat(ask(good, "still there?")).isEqualTo("still there?");
            assertThat(loop.tasks()).extracting(Task::name).containsExactly("main", "echo", "echo, client 1");
            good.close();
        });
    }

    @Test
    void a_client_that_sends_a_byte_at_a_time_holds_up_nobody() {
        withEchoServer(() -> {
            var slow = connect();
            var slowLine = spawn("slow", () -> {
                for (byte b : "slowly\n".getBytes()) {
                    slow.write(ByteBuffer.wrap(new byte[] {b}));
                    sleep(Duration.ofMillis(2));
                }
                return slow.readLine();
            });
            try (var quick = connect()) {
                for (int i = 0; i < 100; i++)
                    assertThat(ask(quick, "quick " + i)).isEqualTo("quick " + i);
            }
            assertThat(await(slowLine)).isEqualTo("slowly");
            slow.close();
        });
    }

    @Test
    void a_client_that_never_reads_stops_only_its_own_writer() {
        withEchoServer(() -> {
            var deaf = connect();
            var flood = spawn("flood", () -> {
                while (true) deaf.write(ByteBuffer.allocate(1 << 16));
            });
            sleep(Duration.ofMillis(100));
            while (flood.waitsFor() == null || !flood.waitsFor().endsWith("to take bytes"))
                sleep(Duration.ofMillis(10));

            try (var good = connect()) {
                for (int i = 0; i < 100; i++) assertThat(ask(good, "line " + i)).isEqualTo("line " + i);
            }
            Task<?> writer = loop.tasks().stream()
                    .filter(task -> task.name().equals("echo, client 1"))
                    .findFirst()
                    .orElseThrow();
            timeout(Duration.ofSeconds(20), () -> {
                while (!"client 1 to take bytes".equals(writer.waitsFor())) sleep(Duration.ofMillis(1));
            });
            flood.cancel();
            deaf.close();
        });
    }

    @Test
    void ten_thousand_idle_connections_do_not_disturb_fifty_busy_ones() {
        int idle = affordable(10_000, 50);
        withEchoServer(() -> {
            try (var clients = new HeldConnections(server.port())) {
                assertThat(askOutside(clients, "connect " + (idle + 50))).isEqualTo("" + (idle + 50));
                untilServed(idle + 50);

                assertThat(askOutside(clients, "ask %d %d 100".formatted(idle, idle + 50)))
                        .isEqualTo("" + 50 * 100);

                untilServed(idle + 50);
                assertThat(askOutside(clients, "ask 0 %d 1".formatted(idle)))
                        .as("those that were idle")
                        .isEqualTo("" + idle);
            }
            untilServed(0);
        });
    }

    private static String askOutside(HeldConnections clients, String request) {
        return await(offload(() -> clients.ask(request)));
    }

    /**
     * Until the server has so many connections, no more and no fewer: each has a task, beside that of the body and the
     * one that accepts.
     */
    private void untilServed(int connections) throws Exception {
        timeout(Duration.ofSeconds(20), () -> {
            while (loop.tasks().size() != connections + 2) sleep(Duration.ofMillis(5));
        });
    }

    /**
     * How many idle connections this process may hold beside the busy ones: as many as wanted, or else it says why not.
     */
    private static int affordable(int wanted, int busy) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) return wanted;
        long allowed = system.getMaxFileDescriptorCount();
        long others = Math.max(system.getOpenFileDescriptorCount(), 100)
                + 100
                + busy; // the other process, too, has some of its own
        int idle = (int) Math.min(wanted, allowed - others);
        assertThat(idle)
                .as("idle connections, where ulimit -n is %d: raise it to %d or more", allowed, wanted + others)
                .isGreaterThan(1_000);
        if (idle < wanted) {
            System.out.printf(
                    "Only %,d idle connections instead of %,d, since ulimit -n is %,d and not %,d%n",
                    idle, wanted, allowed, wanted + others);
        }
        return idle;
    }

    @Test
    void lines_are_read_whole_however_they_arrive() {
        loop.runUntilComplete(() -> {
            server = TcpServer.listen(0);
            var serving = spawn("serving", () -> {
                try (var client = server.accept()) {
                    client.write("one\r\ntw");
                    sleep(Duration.ofMillis(5));
                    client.write("o\nthrée\n" + "x".repeat(10_000) + "\nlast, without an end");
                }
            });
            try (var client = connect()) {
                assertThat(client.readLine()).isEqualTo("one");
                assertThat(client.readLine()).isEqualTo("two");
                assertThat(client.readLine()).isEqualTo("thrée");
                assertThat(client.readLine()).hasSize(10_000);
                assertThat(client.readLine()).isEqualTo("last, without an end");
                assertThat(client.readLine()).isNull();
            }
            await(serving);
        });
    }

    @Test
    void whoever_waits_for_a_connection_that_is_closed_is_told_so() {
        withEchoServer(() -> {
            var connection = connect();
            var reader = spawn("reader", () -> connection.readLine());
            sleep(Duration.ofMillis(5));
            connection.close();

            assertThatThrownBy(() -> await(reader)).isInstanceOf(AsynchronousCloseException.class);
        });
    }

    @Test
    void a_read_can_be_given_up_and_tried_again() {
        withEchoServer(() -> {
            try (var connection = connect()) {
                assertThatThrownBy(() -> timeout(Duration.ofMillis(5), () -> connection.readLine()))
                        .isInstanceOf(TimeoutException.class);
                assertThat(ask(connection, "now")).isEqualTo("now");
            }
        });
    }

    @Test
    void a_closed_channel_is_not_waited_for_once_its_callback_is_taken_back() throws IOException {
        Pipe pipe = Pipe.open();
        loop.watch(pipe.source(), SelectionKey.OP_READ, () -> {});
        loop.callSoon(() -> {
            try {
                pipe.source().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        loop.callLater(
                Duration.ofMillis(5),
                () -> loop.unwatch(pipe.source(), SelectionKey.OP_READ)); // its key is gone by then

        assertThatThrownBy(() -> loop.runUntilComplete(() -> {
                    await(loop.promise("the answer"));
                }))
                .isInstanceOf(DeadlockException.class);
        pipe.sink().close();
    }

    @Test
    void a_client_that_breaks_while_it_is_welcomed_does_not_end_the_server() {
        withEchoServer(() -> {
            SocketChannel broken = SocketChannel.open();
            broken.close();

            assertThat(server.welcome(broken)).isNull();
            assertThat(server.welcome(SocketChannel.open(server.address())))
                    .isNotNull()
                    .satisfies(TcpConnection::close);
        });
    }

    @Test
    void a_client_whose_task_is_cancelled_before_it_began_is_hung_up_on() {
        loop.runUntilComplete(() -> {
            try (TcpServer echo = TcpServer.listen(0)) {
                server = echo;
                loop.observe(new LoopObserver() {
                    @Override
                    public void created(Task<?> task) {
                        if (task.name().equals("echo, client 1"))
                            loop.callSoon(task::cancel); // comes before its first step
                    }
                });
                echo.serve("echo", TcpTest::echo);
                try (var client = connect()) {
                    assertThat(timeout(Duration.ofSeconds(20), () -> client.readLine()))
                            .isNull();
                }
            }
        });
    }

    @Test
    void two_readers_of_one_connection_are_an_error() {
        withEchoServer(() -> {
            var connection = connect();
            var first = spawn("first", () -> connection.readLine());
            sleep(Duration.ofMillis(1));

            assertThatThrownBy(connection::readLine)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("task 'first' waits for bytes from");
            first.cancel();
            connection.close();
        });
    }

    @Test
    void a_refused_connection_is_an_i_o_exception() {
        loop.runUntilComplete(() -> {
            server = TcpServer.listen(0);
            var address = server.address();
            server.close();
            assertThatThrownBy(() -> TcpConnection.connect(address)).isInstanceOf(IOException.class);
        });
    }

    // ---- writers

    @Test
    void what_several_tasks_write_to_one_connection_arrives_in_whole_pieces() {
        loop.runUntilComplete(() -> {
            server = TcpServer.listen(0);
            var lines = new ArrayList<String>();
            var reader = spawn("reader", () -> {
                try (var client = server.accept()) {
                    sleep(Duration.ofMillis(20)); // meanwhile the others fill what the system holds
                    for (String line; (line = client.readLine()) != null; ) lines.add(line);
                }
            });
            try (var connection = connect()) {
                var writers = new ArrayList<Task<Void>>();
                for (String who : List.of("ann", "bob", "cy")) {
                    writers.add(spawn(who, () -> {
                        for (int i = 0; i < 100; i++) connection.write(who.repeat(10_000) + "\n");
                    }));
                }
                gather(writers);
            }
            await(reader);
            assertThat(lines).hasSize(300);
            for (String line : lines) {
                String who = line.substring(0, line.startsWith("cy") ? 2 : 3);
                assertThat(line.equals(who.repeat(10_000))).isTrue();
            }
            server.close();
        });
    }

    @Test
    void a_writer_that_gives_up_in_the_middle_leaves_no_half_message() {
        loop.runUntilComplete(() -> {
            server = TcpServer.listen(0);
            var accepted = spawn("accepting", () -> server.accept());
            var connection = connect();
            int size = 20_000_000; // more than the system holds
            var first = spawn("first", () -> connection.write("a".repeat(size) + "\n"));
            var second = spawn("second", () -> connection.write("never sent\n"));
            var third = spawn("third", () -> connection.write("third\n"));
            while (first.waitsFor() == null || second.waitsFor() == null) sleep(Duration.ofMillis(1));
            assertThat(second.waitsFor()).startsWith("its turn to write to ");
            second.cancel();
            first.cancel();

            try (var client = await(accepted)) {
                client.lineLimit(size);
                assertThat(client.readLine()).hasSize(size);
                assertThat(client.readLine()).isEqualTo("third");
                await(third);
                connection.finish();
                assertThat(client.readLine()).isNull();
            }
            assertThat(first.isCancelled()).isTrue();
            connection.close();
            server.close();
        });
    }

    @Test
    void all_writers_of_a_connection_that_is_closed_are_told_so() {
        loop.runUntilComplete(() -> {
            server = TcpServer.listen(0);
            var accepted = spawn("accepting", () -> server.accept());
            var connection = connect();
            var first = spawn("first", () -> connection.write("a".repeat(20_000_000)));
            var second = spawn("second", () -> connection.write("b"));
            while (second.waitsFor() == null || first.waitsFor() == null) sleep(Duration.ofMillis(1));
            connection.close();
            connection.close();
            for (var writer : List.of(first, second))
                assertThatThrownBy(() -> await(writer)).isInstanceOf(AsynchronousCloseException.class);
            await(accepted).close();
            server.close();
        });
    }

    // ---- readers

    @Test
    void a_line_over_the_limit_is_dropped_and_the_next_one_is_read() {
        loop.runUntilComplete(() -> {
            server = TcpServer.listen(0);
            var accepted = spawn("accepting", () -> server.accept());
            var connection = connect();
            var writer = spawn("writer", () -> {
                for (int size : List.of(10, 11, 5, 300_000, 3)) connection.write("x".repeat(size) + "\r\n");
                connection.finish();
            });
            try (var client = await(accepted).lineLimit(10)) {
                assertThat(client.readLine()).hasSize(10);
                assertThatThrownBy(client::readLine)
                        .isInstanceOf(IOException.class)
                        .hasMessage("a line of more than 10 bytes from client 1");
                assertThat(client.readLine()).hasSize(5);
                assertThatThrownBy(client::readLine).isInstanceOf(IOException.class);
                assertThat(client.readLine()).hasSize(3);
                assertThat(client.readLine()).isNull();
            }
            await(writer);
            connection.close();
            server.close();
        });
    }

    @Test
    void many_short_lines_after_a_long_one_are_read_in_linear_time_and_give_way_to_others() {
        loop.runUntilComplete(() -> {
            server = TcpServer.listen(0);
            var accepted = spawn("accepting", () -> server.accept());
            var connection = connect();
            int lines = 1_000_000; // copying the rest for each would move a terabyte
            var writer = spawn("writer", () -> {
                connection.write("x".repeat(900_000) + "\n" + "s\n".repeat(lines));
                connection.finish();
            });
            try (var client = await(accepted)) {
                assertThat(client.readLine()).hasSize(900_000);
                await(writer);
                int[] turns = {0};
                var other = spawn("other", () -> {
                    while (true) {
                        turns[0]++;
                        Coroutines.yieldNow();
                    }
                });
                int count = 0;
                while (client.readLine() != null) count++;
                other.cancel();
                assertThat(count).isEqualTo(lines);
                assertThat(turns[0]).isGreaterThan(lines / 100);
            }
            connection.close();
            server.close();
        });
    }

    @Test
    void a_long_line_that_comes_in_small_pieces_is_searched_once() {
        int pieces = 50_000;
        String piece = "x".repeat(100);
        withServer(
                client -> {
                    client.lineLimit(pieces * piece.length());
                    String line = client.readLine(); // searching it anew for each would look at 125 GB
                    client.write(line.length() + "\n");
                },
                () -> {
                    try (var client = connect()) {
                        for (int i = 0; i < pieces; i++) {
                            client.write(piece);
                            Coroutines.yieldNow();
                        }
                        assertThat(ask(client, "")).isEqualTo("" + pieces * piece.length());
                    }
                });
    }

    @Test
    void bytes_are_read_exactly_and_text_until_an_end_however_they_arrive() {
        loop.runUntilComplete(() -> {
            server = TcpServer.listen(0);
            var accepted = spawn("accepting", () -> server.accept());
            var connection = connect();
            spawn("writer", () -> {
                for (byte b : "12345GET / HTTP\r\nHost: x\r\n\r\nline\nabc".getBytes()) {
                    connection.write(ByteBuffer.wrap(new byte[] {b}));
                    if (b % 3 == 0) sleep(Duration.ofMillis(1));
                }
                connection.finish();
            });
            try (var client = await(accepted)) {
                assertThat(client.readExactly(0)).isEmpty();
                assertThat(new String(client.readExactly(5))).isEqualTo("12345");
                assertThat(client.readUntil("\r\n\r\n")).isEqualTo("GET / HTTP\r\nHost: x");
                assertThat(client.readLine()).isEqualTo("line");
                assertThatThrownBy(() -> client.readExactly(10))
                        .isInstanceOf(EOFException.class)
                        .hasMessage("client 1 finished after 3 of 10 bytes that were to be read");
                assertThatThrownBy(() -> client.readUntil(";"))
                        .isInstanceOf(EOFException.class)
                        .hasMessage("client 1 finished before ';' had come");
                assertThat(new String(client.readExactly(3))).isEqualTo("abc");
                assertThat(client.readUntil(";")).isNull();
            }
            connection.close();
            server.close();
        });
    }

    @Test
    void a_block_that_is_larger_than_any_buffer_is_read_exactly() {
        loop.runUntilComplete(() -> {
            server = TcpServer.listen(0);
            var accepted = spawn("accepting", () -> server.accept());
            var connection = connect();
            byte[] block = new byte[3_000_000];
            new java.util.Random(1).nextBytes(block);
            spawn("writer", () -> connection.write(ByteBuffer.wrap(block)));
            try (var client = await(accepted)) {
                assertThat(client.readExactly(block.length)).isEqualTo(block);
            }
            connection.close();
            server.close();
        });
    }

    // ---- servers

    @Test
    void a_server_that_was_closed_takes_no_connection_and_its_port_is_free() throws IOException {
        for (int i = 0; i < 20; i++) {
            int port = loop.runUntilComplete(() -> {
                try (var closing = TcpServer.listen(0)) {
                    closing.serve("s", client -> {});
                    TcpConnection.connect(closing.address()).close();
                    return closing.port();
                }
            });
            assertThatThrownBy(() -> new Socket("localhost", port)).isInstanceOf(ConnectException.class);
            loop.runUntilComplete(() -> {
                var again = TcpServer.listen(port);
                again.close();
                TcpServer.listen(port).close();
            });
        }
    }

    @Test
    void a_client_that_was_not_accepted_is_told_when_nobody_serves_any_more() {
        loop.runUntilComplete(() -> {
            for (boolean begun : List.of(true, false)) {
                server = TcpServer.listen(0);
                var serving = server.serve("web", client -> {});
                if (begun) Coroutines.yieldNow();
                try (var waits = SocketChannel.open(server.address())) { // the loop has had no chance to accept it
                    serving.cancel();
                    int got = await(Coroutines.offload(() -> {
                        try {
                            return waits.read(ByteBuffer.allocate(1));
                        } catch (IOException reset) {
                            return -1;
                        }
                    }));
                    assertThat(got).isEqualTo(-1);
                }
                server.waitClosed();
            }
        });
    }

    @Test
    void a_loop_that_is_closed_closes_its_connections_even_those_that_never_waited() {
        loop.runUntilComplete(() -> {
            server = TcpServer.listen(0);
            var accepted = spawn("accepting", () -> server.accept());
            var connection = connect();
            assertThat(await(accepted).isOpen()).isTrue();
            assertThat(connection.isOpen()).isTrue();
            connections.add(connection);
            connections.add(await(accepted));
        });
        loop.close();
        assertThat(connections).hasSize(2).noneMatch(TcpConnection::isOpen);
    }

    private final List<TcpConnection> connections = new ArrayList<>();

    @Test
    void a_handler_that_fails_is_reported_when_it_fails() {
        withServer(
                client -> {
                    if (client.readLine().equals("bug")) throw new IllegalStateException("a bug");
                    new FileInputStream("no-such-page.html").close();
                },
                () -> {
                    try (var client = connect()) {
                        assertThat(ask(client, "bug")).isNull();
                    }
                    sleep(Duration.ofMillis(1));
                    assertThat(problems).hasSize(1);
                    assertThat(problems.getFirst().kind()).isEqualTo(LoopProblem.Kind.HANDLER_FAILED);
                    assertThat(problems.getFirst().message())
                            .startsWith(
                                    "the handler of 'web, client 1' failed: java.lang.IllegalStateException: a bug at ");
                    try (var client = connect()) {
                        assertThat(ask(client, "page")).isNull();
                    }
                    sleep(Duration.ofMillis(1));
                    assertThat(problems).hasSize(2);
                    assertThat(problems.get(1).message()).contains("no-such-page.html");
                });
        loop.close();
        assertThat(problems).hasSize(2);
        problems.clear();
    }

    @Test
    void a_handler_whose_connection_breaks_is_no_problem_even_if_it_wraps_that() {
        withServer(
                client -> {
                    try {
                        while (client.readLine() != null) {}
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                () -> {
                    var dying = SocketChannel.open(server.address());
                    dying.setOption(StandardSocketOptions.SO_LINGER, 0);
                    sleep(Duration.ofMillis(5));
                    dying.close();
                    while (loop.tasks().size() > 2) sleep(Duration.ofMillis(1));
                });
    }

    @Test
    void a_server_closes_its_clients_and_waits_for_their_handlers() {
        withServer(
                client -> {
                    try {
                        client.readLine();
                    } finally {
                        sleep(Duration.ofMillis(20));
                        answered++;
                    }
                },
                () -> {
                    var clients = List.of(connect(), connect());
                    while (server.clients().size() < 2) sleep(Duration.ofMillis(1));
                    server.close();
                    server.closeClients();
                    assertThat(server.clients()).isEmpty();
                    var waits = spawn("waits", () -> server.waitClosed());
                    Coroutines.yieldNow();
                    assertThat(waits.waitsFor()).startsWith("the end of server on port ");
                    server.waitClosed();
                    assertThat(answered).isEqualTo(2);
                    for (var client : clients) client.close();
                });
    }

    private int answered;

    private void withServer(TcpServer.Handler handler, Action body) {
        loop.runUntilComplete(() -> {
            try (TcpServer web = TcpServer.listen(0)) {
                server = web;
                web.serve("web", handler);
                body.run();
            }
        });
    }

    @Test
    void a_refused_connection_and_a_taken_port_name_the_address() {
        loop.runUntilComplete(() -> {
            server = TcpServer.listen(0);
            var address = server.address();
            assertThatThrownBy(() -> TcpServer.listen(server.port()))
                    .isInstanceOf(BindException.class)
                    .hasMessageStartingWith("cannot listen on localhost/127.0.0.1:" + server.port());
            server.close();
            assertThatThrownBy(() -> TcpConnection.connect(address))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("127.0.0.1:" + address.getPort() + ": Connection refused");
            assertThatThrownBy(() -> TcpConnection.connect(InetSocketAddress.createUnresolved("no.such.host", 80)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("no.such.host");
        });
    }
}
