package syncasync.timeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Draws pictures of every sort into {@code target/gallery}, to be looked at: {@code java -cp ...
 * syncasync.timeline.Gallery}.
 */
final class Gallery {

    private static final long MILLI = 1_000_000;

    private Gallery() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args.length > 0 ? args[0] : "target/gallery"));
        for (Map.Entry<String, Timeline> each : all().entrySet()) {
            Map<String, Object> bundle = each.getValue().bundle();
            Files.writeString(folder.resolve(each.getKey() + ".txt"), bundle.get("text/plain") + "\n");
            Files.writeString(folder.resolve(each.getKey() + ".svg"), (String) bundle.get("image/svg+xml"));
            Files.writeString(
                    folder.resolve(each.getKey() + ".json"), json(bundle.get("application/vnd.vegalite.v5+json")));
        }
    }

    static Map<String, Timeline> all() {
        return Map.of(
                "in-a-row", inARow(), "mixed", mixed(), "thousand", many(1000), "thirty", many(30), "short", brief());
    }

    private static Timeline inARow() {
        Timeline timeline = new Timeline("one after the other", () -> 0);
        span(timeline, "first", "main", 0, 2003, true);
        span(timeline, "second", "main", 2004, 4010, true);
        return timeline;
    }

    private static Timeline mixed() {
        Timeline timeline = new Timeline("a user interface that freezes & <thaws>", new AtomicLong()::get);
        Span fetch = timeline.start("fetch the weather of Longyearbyen and more", "common pool #1", 0);
        fetch.suspend(200 * MILLI);
        fetch.resume(700 * MILLI);
        fetch.suspend(900 * MILLI);
        fetch.end(1400 * MILLI);
        timeline.record("train", "virtual #1", 100 * MILLI, 1250 * MILLI);
        span(timeline, "draw", "main", 300, 800, false);
        Span failed = timeline.start("save", "main", 900 * MILLI);
        failed.failure = "IOException";
        failed.end(1000 * MILLI);
        for (int i = 0; i < 10; i++) {
            timeline.mark("click", "main", i * 130 * MILLI);
        }
        return timeline;
    }

    private static Timeline many(int count) {
        Timeline timeline = new Timeline(count + " calls", () -> 0);
        for (int i = 0; i < count; i++) {
            span(timeline, "call " + i, "virtual #" + (i + 1), i * 120 / count, 250 + i * 37 % 200, true);
        }
        return timeline;
    }

    private static Timeline brief() {
        Timeline timeline = new Timeline("microseconds", () -> 0);
        timeline.record("a", "main", 0, 40_000);
        timeline.record("b", "main", 45_000, 97_000);
        return timeline;
    }

    private static void span(Timeline timeline, String name, String lane, long from, long to, boolean waits) {
        Span span = timeline.start(name, lane, from * MILLI);
        span.suspend(from * MILLI);
        if (!waits) {
            span.resume(from * MILLI);
        }
        span.end(to * MILLI);
    }

    /** What a kernel does with the nested maps. */
    static String json(Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map ->
                "{"
                        + String.join(
                                ", ",
                                map.entrySet().stream()
                                        .map(each -> json(each.getKey()) + ": " + json(each.getValue()))
                                        .toList())
                        + "}";
            case List<?> list ->
                "[" + String.join(", ", list.stream().map(Gallery::json).toList()) + "]";
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        };
    }
}
