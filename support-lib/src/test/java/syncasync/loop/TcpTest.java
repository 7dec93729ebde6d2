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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import syncasync.programs.HeldConnections;

@Timeout(60)
@ParameterizedClass(name = "fast way: {0}")
@ValueSource(booleans = {true, false})
class TcpTest {
    private final EventLoop loop;
    private final List<LoopProblem> problems = new ArrayList<>();
    private TcpServer server;

    TcpTest(boolean fast) {
        loop = new EventLoop(LoopClock.real(), fast).onProblem(problems::add).hogThreshold(Duration.ofSeconds(10));
    }

    @AfterEach
    void nothingIsLeft() {
        loop.close();
        assertThat(loop.tasks()).isEmpty();
        assertThat(problems).isEmpty();
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
            while (loop.tasks().size() != connections + 3) sleep(Duration.ofMillis(5)); // and this one
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
}
