package syncasync.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadTest {

    @Test
    void all_clients_are_there_at_the_same_time() {
        var together = new CyclicBarrier(50);
        var calls = new AtomicInteger();
        LoadReport report = Load.named("barrier").clients(50).requests(200).run(() -> {
            if (calls.getAndIncrement() > 0) { // the first goes ahead, alone
                together.await(20, TimeUnit.SECONDS);
            }
        });
        assertThat(report.requests()).isEqualTo(200);
        assertThat(report.errors()).isZero();
        assertThat(calls).hasValue(201);
    }

    @Test
    void for_a_duration_clients_send_until_it_is_over() {
        LoadReport report = Load.named("for a while")
                .clients(2)
                .during(Duration.ofMillis(50))
                .run(() -> Thread.sleep(1));
        assertThat(report.took()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        assertThat(report.requests()).isGreaterThan(2);
        assertThat(report.answers())
                .allSatisfy(answer -> assertThat(answer.sent()).isLessThan(Duration.ofSeconds(1)));
    }

    @Test
    void clients_that_rest_send_less() {
        LoadReport report = Load.named("resting")
                .clients(1)
                .requests(3)
                .pause(Duration.ofMillis(20))
                .run(() -> {});
        assertThat(report.took()).isGreaterThanOrEqualTo(Duration.ofMillis(40));
    }

    @Test
    void what_fails_is_counted_and_the_others_go_on() {
        var calls = new AtomicInteger();
        LoadReport report = Load.named("every other").clients(1).requests(10).run(() -> {
            if (calls.incrementAndGet() % 2 == 0) {
                throw new IOException("refused");
            }
        });
        assertThat(report.errors()).isEqualTo(5);
        assertThat(report.firstError()).hasValue("refused");
    }

    @Test
    void a_server_is_asked_over_http_and_a_bad_status_is_an_error() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/good", exchange -> {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("ok".getBytes());
                exchange.close();
            });
            server.createContext("/bad", exchange -> {
                exchange.sendResponseHeaders(503, -1);
                exchange.close();
            });
            server.start();
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(Load.named("good")
                            .clients(10)
                            .requests(30)
                            .get(base + "/good")
                            .errors())
                    .isZero();
            LoadReport bad = Load.named("bad").clients(2).requests(4).get(base + "/bad");
            assertThat(bad.errors()).isEqualTo(4);
            assertThat(bad.firstError()).hasValue("status 503: ");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void no_clients_are_refused() {
        assertThatThrownBy(() -> Load.named("nobody").clients(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("at least 1, not 0");
    }
}
