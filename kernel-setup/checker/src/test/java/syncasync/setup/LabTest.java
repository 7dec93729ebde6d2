package syncasync.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** `make lab`, once everything is set up: JupyterLab serves the notebooks, to nobody without the token. */
class LabTest {

    private static final Pattern ADDRESS = Pattern.compile("(http://127\\.0\\.0\\.1:(\\d+)/lab)\\?token=([0-9a-f]+)");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void serves_the_notebooks_behind_a_token_and_takes_another_port_where_the_usual_one_is_taken() throws Exception {
        try (var first = Lab.open();
                var second = Lab.open()) {
            assertThat(get(first, "/api/contents", first.token))
                    .contains("01-sync-and-async.ipynb")
                    .doesNotContain("kernel-setup");
            assertThat(get(first, "/api/kernelspecs", first.token)).contains("\"java\"", "syncasync.kernel.Main");
            assertThat(status(first, "/api/contents", ""))
                    .as("without the token")
                    .isEqualTo(403);
            assertThat(second.port).isNotEqualTo(first.port);
            assertThat(status(second, "/api/status", second.token)).isEqualTo(200);
        }
    }

    private String get(Lab lab, String path, String token) throws IOException, InterruptedException {
        return http.send(request(lab, path, token), BodyHandlers.ofString()).body();
    }

    private int status(Lab lab, String path, String token) throws IOException, InterruptedException {
        return http.send(request(lab, path, token), BodyHandlers.discarding()).statusCode();
    }

    private static HttpRequest request(Lab lab, String path, String token) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + lab.port + path));
        return token.isEmpty()
                ? request.build()
                : request.header("Authorization", "token " + token).build();
    }

    /** `make lab`, as far as the line that says where it serves. */
    private static final class Lab implements AutoCloseable {
        final Process process;
        final int port;
        final String token;

        private Lab(Process process, Matcher address) {
            this.process = process;
            this.port = Integer.parseInt(address.group(2));
            this.token = address.group(3);
        }

        static Lab open() throws IOException {
            var process = Command.of("make", "lab", "ARGS=--no-browser").start();
            var seen = new StringBuilder();
            var lines = process.inputReader();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                seen.append(line).append('\n');
                var address = ADDRESS.matcher(line);
                if (address.find()) {
                    Thread.startVirtualThread(() -> lines.lines().forEach(ignored -> {}));
                    return new Lab(process, address);
                }
            }
            throw new AssertionError("JupyterLab ended before it served:\n" + seen);
        }

        @Override
        public void close() throws InterruptedException {
            process.descendants().forEach(ProcessHandle::destroy);
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }
}
