package syncasync.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSiteTest {

    @Test
    void it_answers_what_the_lines_say() throws Exception {
        try (var site = LocalSite.of("""
                # a comment
                GET  /weather/oslo  200  0ms  {"city": "Oslo"}

                GET  /letter        200  0ms  first line
                                              second line
                GET  /items/{id}    200  0ms  item {id}
                """)) {
            assertThat(site.get("/weather/oslo")).isEqualTo("{\"city\": \"Oslo\"}");
            assertThat(site.get("/letter")).isEqualTo("first line\nsecond line");
            assertThat(site.get("/items/42")).isEqualTo("item 42");
            assertThat(site.getAsync("/items/43").get()).isEqualTo("item 43");
            assertThat(site.requests()).isEqualTo(4);
            assertThat(site.requests("/items/42")).isEqualTo(1);
            assertThat(site.mostAtOnce()).isEqualTo(1);
        }
    }

    @Test
    void a_redirect_leads_where_its_body_says() throws Exception {
        try (var site = LocalSite.of("""
                GET  /old  301  0ms  /new
                GET  /new  200  0ms  here it is
                """);
                var client = HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()) {
            var answer =
                    client.send(HttpRequest.newBuilder(site.uri("/old")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.uri()).isEqualTo(site.uri("/new"));
            assertThat(answer.body()).isEqualTo("here it is");
        }
    }

    @Test
    void it_fails_as_the_lines_say() {
        try (var site = LocalSite.of("""
                GET  /broken  500   0ms  something broke
                GET  /hangup  drop  0ms
                POST /order   201   0ms  thank you
                """)) {
            assertThatThrownBy(() -> site.get("/broken"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("GET /broken: 500 something broke");
            assertThatThrownBy(() -> site.get("/hangup")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> site.get("/nothing")).hasMessage("GET /nothing: 404 no such page: /nothing");
            assertThatThrownBy(() -> site.get("/order")).hasMessage("GET /order: 405 not for GET: /order");
            assertThatThrownBy(() -> site.getAsync("/broken").get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessage("GET /broken: 500 something broke");
        }
    }

    @Test
    void several_lines_of_one_path_answer_in_turn_and_the_last_one_stays() throws Exception {
        try (var site = LocalSite.of("""
                GET /flaky 503 0ms try again
                GET /flaky 200 0ms now it works
                """)) {
            assertThatThrownBy(() -> site.get("/flaky")).hasMessageContaining("503 try again");
            assertThat(site.get("/flaky")).isEqualTo("now it works");
            assertThat(site.get("/flaky")).isEqualTo("now it works");
            site.reset();
            assertThatThrownBy(() -> site.get("/flaky")).hasMessageContaining("503 try again");
            assertThat(site.requests()).isEqualTo(1);
        }
    }

    @Test
    void a_delay_differs_from_path_to_path_but_is_the_same_every_time() {
        SiteFile.Answer answer = SiteFile.read("x", "GET /items/{id} 200 100..300ms item")
                .getFirst()
                .answers()
                .getFirst();

        List<Duration> delays = IntStream.range(0, 100)
                .mapToObj(i -> answer.delay("/items/" + i))
                .toList();

        assertThat(delays).allMatch(delay -> delay.toMillis() >= 100 && delay.toMillis() <= 300);
        assertThat(delays.stream().distinct().count()).isGreaterThan(30);
        assertThat(IntStream.range(0, 100)
                        .mapToObj(i -> answer.delay("/items/" + i))
                        .toList())
                .isEqualTo(delays);
    }

    @Test
    void a_line_that_cannot_be_understood_is_named_with_its_file(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("weather.txt");
        assertThat(problem(file, "# weather\nGET /oslo 200 fast sunny"))
                .isEqualTo(
                        "weather.txt, line 2: the delay must look like 250ms, 1.5s or 100..300ms, but it is \"fast\".");
        assertThat(problem(file, "GET /oslo"))
                .startsWith("weather.txt, line 1: expected METHOD PATH STATUS DELAY BODY");
        assertThat(problem(file, "get /oslo 200 1s x"))
                .isEqualTo("weather.txt, line 1: \"get\" is no method; use GET, POST or the like.");
        assertThat(problem(file, "GET oslo 200 1s x"))
                .isEqualTo("weather.txt, line 1: the path must begin with \"/\", but it is \"oslo\".");
        assertThat(problem(file, "GET /oslo 20 1s x"))
                .isEqualTo(
                        "weather.txt, line 1: the status must be a number from 200 to 599, or \"drop\" to hang up, but it is \"20\".");
        assertThat(problem(file, "GET /oslo 200 3..1s x"))
                .isEqualTo("weather.txt, line 1: the delay 3..1s ends before it begins.");
        assertThat(problem(file, "  more")).startsWith("weather.txt, line 1: an indented line continues the body");
        assertThat(problem(file, "# nothing")).startsWith("weather.txt: no line says what to answer");
    }

    private static String problem(Path file, String text) throws IOException {
        Files.writeString(file, text);
        try (var site = LocalSite.of(file)) {
            return "none";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    @Test
    void a_thousand_calls_at_once_are_all_answered_from_futures_and_from_virtual_threads() throws Exception {
        try (var site = LocalSite.of("GET /items/{id} 200 300ms item {id}")) {
            List<CompletableFuture<String>> futures = IntStream.range(0, 1000)
                    .mapToObj(i -> site.getAsync("/items/" + i))
                    .toList();
            for (int i = 0; i < 1000; i++) {
                assertThat(futures.get(i).get()).isEqualTo("item " + i);
            }
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<String>> calls = IntStream.range(0, 1000)
                        .mapToObj(i -> threads.submit(() -> site.get("/items/" + i)))
                        .toList();
                for (int i = 0; i < 1000; i++) {
                    assertThat(calls.get(i).get()).isEqualTo("item " + i);
                }
            }
            assertThat(site.requests()).isEqualTo(2000);
            assertThat(site.mostAtOnce()).isBetween(20, 1000);
        }
    }

    @Test
    void a_closed_site_leaves_no_thread_behind() throws Exception {
        var site = LocalSite.of("GET / 200 0ms home");
        site.get("/");
        site.close();
        for (int i = 0; i < 100 && threads().count() > 0; i++) {
            Thread.sleep(20);
        }
        assertThat(threads()).isEmpty();
    }

    private static java.util.stream.Stream<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("HTTP-") || name.startsWith("HttpClient-"));
    }
}
