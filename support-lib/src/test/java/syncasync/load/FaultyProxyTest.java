package syncasync.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyProxyTest {
    private ServerSocket server;
    private FaultyProxy wire;

    /** A server that sends back every line. */
    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.startVirtualThread(() -> {
            while (true) {
                try {
                    Socket client = server.accept();
                    Thread.startVirtualThread(() -> echo(client));
                } catch (IOException closed) {
                    return;
                }
            }
        });
        wire = FaultyProxy.to(server.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        wire.close();
        server.close();
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException cut) { // as some tests want it
        }
    }

    private record Client(Socket socket, BufferedReader reader) implements AutoCloseable {
        String says(String line) throws IOException {
            send(line);
            return reader.readLine();
        }

        void send(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Client client() throws IOException {
        Socket socket = new Socket("127.0.0.1", wire.port());
        socket.setSoTimeout(10_000);
        return new Client(socket, new BufferedReader(new InputStreamReader(socket.getInputStream())));
    }

    @Test
    void without_a_fault_it_passes_everything_on_and_the_end_too() throws Exception {
        try (var client = client()) {
            assertThat(client.says("hello")).isEqualTo("hello");
            assertThat(client.says("x".repeat(1_000_000))).hasSize(1_000_000);
            client.socket.shutdownOutput();
            assertThat(client.reader.readLine()).isNull();
        }
    }

    @Test
    void a_delay_counts_each_way_and_slows_nothing_else() throws Exception {
        try (var client = client()) {
            wire.delay(Duration.ofMillis(100));
            long start = System.nanoTime();
            for (int i = 0; i < 20; i++) client.send("line " + i);
            for (int i = 0; i < 20; i++) assertThat(client.reader.readLine()).isEqualTo("line " + i);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(took).isBetween(Duration.ofMillis(200), Duration.ofMillis(2_000)); // in a row it would be 4 s
        }
    }

    @Test
    void a_paused_client_gets_nothing_and_later_everything_in_order() throws Exception {
        try (var client = client()) {
            client.says("before");
            wire.pause();
            client.says("one more, since the reader was under way");
            client.socket.setSoTimeout(100);
            client.send("meanwhile");
            assertThatThrownBy(() -> client.reader.readLine()).isInstanceOf(SocketTimeoutException.class);
            client.socket.setSoTimeout(10_000);
            wire.resume();
            assertThat(client.reader.readLine()).isEqualTo("meanwhile");
        }
    }

    @Test
    void a_silent_connection_stays_open_and_loses_what_is_sent() throws Exception {
        try (var client = client()) {
            client.says("before");
            wire.silence();
            client.socket.setSoTimeout(100);
            client.send("lost");
            assertThatThrownBy(() -> client.reader.readLine()).isInstanceOf(SocketTimeoutException.class);
            assertThat(wire.clients()).isEqualTo(1);
        }
    }

    @Test
    void a_cut_breaks_what_there_is_and_new_clients_are_welcome() throws Exception {
        try (var client = client()) {
            client.says("before");
            wire.cut();
            assertThatThrownBy(() -> {
                        while (client.says("after") != null) Thread.onSpinWait();
                        throw new IOException("ended");
                    })
                    .isInstanceOf(IOException.class);
            try (var again = client()) {
                assertThat(again.says("hello")).isEqualTo("hello");
            }
        }
    }

    @Test
    void where_no_server_listens_the_client_sees_a_lost_connection() throws Exception {
        server.close();
        try (var client = client()) {
            assertThatThrownBy(() -> {
                        if (client.says("hello") == null) throw new IOException("ended");
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void none_of_its_threads_is_left_after_a_cut_or_its_end(@TempDir Path folder) throws Exception {
        for (int i = 0; i < 5; i++) {
            try (Client client = client()) {
                assertThat(client.says("hello")).isEqualTo("hello");
                wire.cut();
            }
        }
        try (Client client = client()) {
            assertThat(client.says("hello")).isEqualTo("hello");
            wire.pause();
            wire.close();
        }
        int tries = 0;
        while (threadsOfProxies(folder.resolve("dump" + tries)) > 0) {
            assertThat(++tries).as("looks at the JVM's threads").isLessThan(200);
        }
    }

    /** Virtual threads are only in the JVM's dump. */
    private static long threadsOfProxies(Path dump) throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
        return Pattern.compile("\"faulty proxy, ")
                .matcher(Files.readString(dump))
                .results()
                .count();
    }
}
