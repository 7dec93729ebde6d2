package syncasync.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import syncasync.functions.ThrowingRunnable;

/**
 * A load generator: so many clients at once, each sending its next request as soon as the last one was answered. What
 * comes out says how long each request took.
 * {@snippet :
 * LoadReport report = Load.named("thread per request").clients(100).requests(300).get("http://127.0.0.1:8080/slow");
 * }
 *
 * <p>Every client is a virtual thread. One request goes ahead and is not counted, so that nobody pays for classes being
 * loaded. An answer other than 2xx, and an exception, count as an error; the others go on.
 */
public final class Load {
    private final String name;
    private final int clients;
    private final int requests; // in total
    private final Duration duration; // null: until all requests are sent
    private final Duration pause; // of each client, between an answer and its next request

    private Load(String name, int clients, int requests, Duration duration, Duration pause) {
        this.name = name;
        this.clients = clients;
        this.requests = requests;
        this.duration = duration;
        this.pause = pause;
    }

    /** One client that sends one request, until told otherwise; the name is what pictures call it. */
    public static Load named(String name) {
        return new Load(name, 1, 1, null, Duration.ZERO);
    }

    /** How many clients there are; all start at the same moment. */
    public Load clients(int clients) {
        return new Load(name, positive(clients), Math.max(requests, clients), duration, pause);
    }

    /** How many requests all clients send together, as fast as they are answered. */
    public Load requests(int total) {
        return new Load(name, clients, positive(total), null, pause);
    }

    /** For how long clients send requests; those on their way at the end are waited for. */
    public Load during(Duration duration) {
        return new Load(name, clients, requests, duration, pause);
    }

    /** How long each client rests between an answer and its next request, as a person does; without it, not at all. */
    public Load pause(Duration pause) {
        return new Load(name, clients, requests, duration, pause);
    }

    /** Sends GET requests to a URL and reads the whole answer. */
    public LoadReport get(String url) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(executor)
                        .build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofSeconds(60))
                    .build();
            return run(() -> {
                var answer = http.send(request, BodyHandlers.ofString());
                if (answer.statusCode() / 100 != 2) {
                    throw new IOException("status " + answer.statusCode() + ": " + answer.body());
                }
            });
        }
    }

    /** Calls anything else, as a request; it is called by many threads at once. */
    public <X extends Exception> LoadReport run(ThrowingRunnable<X> request) {
        send(request, System.nanoTime()); // one ahead
        var answers = new ConcurrentLinkedQueue<LoadReport.Answer>();
        var ready = new CountDownLatch(clients);
        var go = new CountDownLatch(1);
        var start = new long[1];
        var left = new AtomicInteger(requests);
        BooleanSupplier another = duration == null
                ? () -> left.getAndDecrement() > 0
                : () -> System.nanoTime() - start[0] < duration.toNanos();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                executor.execute(() -> {
                    ready.countDown();
                    awaitQuietly(go);
                    while (another.getAsBoolean()) {
                        answers.add(send(request, start[0]));
                        rest();
                    }
                });
            }
            awaitQuietly(ready);
            start[0] = System.nanoTime();
            go.countDown();
        } // which waits for all clients
        return new LoadReport(name, clients, Duration.ofNanos(System.nanoTime() - start[0]), List.copyOf(answers));
    }

    private static LoadReport.Answer send(ThrowingRunnable<?> request, long start) {
        long sent = System.nanoTime();
        String error = null;
        try {
            request.run();
        } catch (Exception e) {
            error = String.valueOf(e.getMessage() == null ? e : e.getMessage());
        }
        return new LoadReport.Answer(Duration.ofNanos(sent - start), Duration.ofNanos(System.nanoTime() - sent), error);
    }

    private void rest() {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int positive(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least 1, not " + count);
        }
        return count;
    }
}
