package syncasync.site;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A stub HTTP server: a web site on this machine, whose pages, delays and errors stand in a small text that a learner
 * can edit.
 *
 * <pre>
 * # method  path             status  delay       body (indented lines continue it)
 * GET       /weather/oslo    200     250ms       {"city": "Oslo", "celsius": 4}
 * GET       /items/{id}      200     100..300ms  item {id}
 * GET       /flaky           503     50ms        try again
 * GET       /flaky           200     50ms        now it works
 * GET       /broken          drop    50ms
 * GET       /old             301     10ms        /new
 * </pre>
 *
 * <p>A delay from..to differs from path to path, but is the same every time. Several lines of one path answer in turn,
 * and the last one stays. The body of a redirect (301, 302, 303, 307, 308) is where it leads. The site listens on
 * 127.0.0.1 on a port that is free; it counts its requests, and how many there were at once.
 */
public final class LocalSite implements AutoCloseable {

    static {
        // The JDK's server drops what it keeps alive beyond 200 connections, and small answers wait 40 ms for more to
        // come.
        setIfAbsent("sun.net.httpserver.maxIdleConnections", "20000");
        setIfAbsent("sun.net.httpserver.idleInterval", "300");
        setIfAbsent("sun.net.httpserver.nodelay", "true");
    }

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int BACKLOG = 20_000; // connections not yet accepted; the system lowers it to what it allows

    private final List<SiteFile.Endpoint> endpoints;
    private final HttpServer server;
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;

    private final Map<SiteFile.Endpoint, AtomicInteger> turns = new ConcurrentHashMap<>(); // answers given so far
    private final Map<String, AtomicLong> requests = new ConcurrentHashMap<>(); // by path
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    private LocalSite(List<SiteFile.Endpoint> endpoints) throws IOException {
        this.endpoints = endpoints;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), BACKLOG);
        server.createContext("/", this::handle);
        server.setExecutor(handlers);
        startAsDaemon(server);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(callbacks)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** A site that answers as the lines of this text say. */
    public static LocalSite of(String text) {
        return open(SiteFile.read("the site's text", text));
    }

    /** A site that answers as the lines of this file say. */
    public static LocalSite of(Path file) throws IOException {
        return open(SiteFile.read(file.getFileName().toString(), Files.readString(file)));
    }

    private static LocalSite open(List<SiteFile.Endpoint> endpoints) {
        try {
            return new LocalSite(endpoints);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not open a site on this machine.", e);
        }
    }

    /**
     * The server's thread is of the kind of the one that starts it; a forgotten site must not keep a program from
     * ending.
     */
    private static void startAsDaemon(HttpServer server) {
        Thread starter = Thread.ofPlatform().daemon().start(server::start);
        boolean interrupted = false;
        while (starter.isAlive()) {
            try {
                starter.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where the site is, for instance {@code http://127.0.0.1:40123}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The address of a page, for one's own client. */
    public URI uri(String path) {
        return URI.create(url() + path);
    }

    /** Fetches a page; the calling thread waits. Throws an {@code IOException} for any status but 2xx. */
    public String get(String path) throws IOException, InterruptedException {
        return body(path, client.send(request(path), HttpResponse.BodyHandlers.ofString()));
    }

    /**
     * Begins to fetch a page and returns at once. The future fails with an {@code IOException} for any status but 2xx.
     */
    public CompletableFuture<String> getAsync(String path) {
        return client.sendAsync(request(path), HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> {
                    try {
                        return body(path, response);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                });
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(uri(path)).build();
    }

    private static String body(String path, HttpResponse<String> response) throws IOException {
        if (response.statusCode() / 100 != 2) {
            throw new IOException("GET " + path + ": " + response.statusCode()
                    + (response.body().isEmpty() ? "" : " " + response.body()));
        }
        return response.body();
    }

    /** How many requests there have been. */
    public long requests() {
        return requests.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** How many requests for this path there have been. */
    public long requests(String path) {
        AtomicLong count = requests.get(path);
        return count == null ? 0 : count.get();
    }

    /** The greatest number of requests that were being answered at the same time. */
    public int mostAtOnce() {
        return mostAtOnce.get();
    }

    /** Counts from zero again, and answers that come in turn begin anew. */
    public void reset() {
        requests.clear();
        turns.clear();
        mostAtOnce.set(inFlight.get());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.computeIfAbsent(path, each -> new AtomicLong()).incrementAndGet();
        mostAtOnce.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        boolean counted = true;
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Response response = response(exchange.getRequestMethod(), path);
            Thread.sleep(response.delay);
            // Before the client can know, so that its next request is not counted beside this one.
            inFlight.decrementAndGet();
            counted = false;
            if (response.status != 0) {
                byte[] body = response.body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", contentType(response.body));
                if (REDIRECTS.contains(response.status)) {
                    exchange.getResponseHeaders().set("Location", response.body.strip());
                }
                boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
                exchange.sendResponseHeaders(response.status, empty ? -1 : body.length);
                if (!empty) {
                    exchange.getResponseBody().write(body);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the site is being closed
        } finally {
            if (counted) {
                inFlight.decrementAndGet();
            }
        }
    }

    private record Response(int status, Duration delay, String body) {}

    private Response response(String method, String path) {
        boolean otherMethod = false;
        for (SiteFile.Endpoint endpoint : endpoints) {
            Map<String, String> values = endpoint.match(path);
            if (values == null) {
                continue;
            }
            if (!endpoint.method().equals(method)) {
                otherMethod = true;
                continue;
            }
            int turn =
                    turns.computeIfAbsent(endpoint, each -> new AtomicInteger()).getAndIncrement();
            SiteFile.Answer answer = endpoint.answers()
                    .get(Math.clamp(turn, 0, endpoint.answers().size() - 1));
            String body = answer.body();
            for (Map.Entry<String, String> value : values.entrySet()) {
                body = body.replace("{" + value.getKey() + "}", value.getValue());
            }
            return new Response(answer.status(), answer.delay(path), body);
        }
        return otherMethod
                ? new Response(405, Duration.ZERO, "not for " + method + ": " + path)
                : new Response(404, Duration.ZERO, "no such page: " + path);
    }

    private static String contentType(String body) {
        return (body.startsWith("{") || body.startsWith("[")
                        ? "application/json"
                        : body.startsWith("<") ? "text/html" : "text/plain")
                + "; charset=utf-8";
    }

    /** Stops answering; what is on its way is cut off. */
    @Override
    public void close() {
        client.shutdownNow();
        server.stop(0);
        handlers.shutdownNow();
        callbacks.shutdownNow();
    }

    @Override
    public String toString() {
        return "a local site with " + endpoints.size() + (endpoints.size() == 1 ? " endpoint" : " endpoints");
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
