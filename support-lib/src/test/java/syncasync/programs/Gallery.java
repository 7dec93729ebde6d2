package syncasync.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import syncasync.display.Curve;
import syncasync.display.Svg;
import syncasync.display.Vega;
import syncasync.host.Rich;
import syncasync.host.Screen;
import syncasync.host.SourceLine;
import syncasync.load.LoadReport;
import syncasync.loop.view.LoopRecorder;
import syncasync.timeline.MessageLog;
import syncasync.timeline.Span;
import syncasync.timeline.Timeline;

/**
 * Draws pictures of every sort into {@code target/gallery}, to be looked at: {@code java -cp ...
 * syncasync.programs.Gallery}. Tests look at the same ones.
 */
public final class Gallery {

    private static final long MILLI = 1_000_000;

    private Gallery() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args.length > 0 ? args[0] : "target/gallery"));
        for (Map.Entry<String, Rich> each : all().entrySet()) {
            Map<String, Object> bundle = each.getValue().bundle();
            Files.writeString(folder.resolve(each.getKey() + ".txt"), bundle.get("text/plain") + "\n");
            Files.writeString(folder.resolve(each.getKey() + ".svg"), (String) bundle.get(Svg.MIME));
            Files.writeString(folder.resolve(each.getKey() + ".json"), json(bundle.get(Vega.MIME)));
        }
    }

    /** One picture of every sort, by name. */
    public static Map<String, Rich> all() {
        Map<String, Rich> all = new LinkedHashMap<>();
        all.put("in-a-row", inARow());
        all.put("mixed", mixed());
        all.put("thirty", many(30));
        all.put("thousand", many(1000));
        all.put("short", brief());
        all.put("load", load("a & <b>", 10));
        all.put("load-without-errors", load("threads", Integer.MAX_VALUE));
        all.put("loads", LoadReport.compare(load("a & <b>", 10), load("threads", Integer.MAX_VALUE)));
        all.put("steps", steps());
        all.put("steps-with-source", stepsWithSource());
        all.put("curve", curve());
        all.put("messages", messages());
        return all;
    }

    private static Timeline inARow() {
        Timeline timeline = new Timeline("one after the other", () -> 0);
        span(timeline, "first", "main", 0, 2003, true);
        span(timeline, "second", "main", 2004, 4010, true);
        return timeline;
    }

    private static Timeline mixed() {
        AtomicLong now = new AtomicLong();
        Timeline timeline = new Timeline("a user interface that freezes & <thaws>", now::get);
        Span fetch = timeline.start("fetch the weather of Longyearbyen and more", "common pool #1", 0);
        fetch.suspend(200 * MILLI);
        fetch.resume(700 * MILLI);
        fetch.suspend(900 * MILLI);
        fetch.end(1400 * MILLI);
        timeline.record("train", "virtual #1", 100 * MILLI, 1250 * MILLI);
        span(timeline, "it's drawn", "main", 300, 800, false);
        Span failed = timeline.start("save", "main", 900 * MILLI);
        now.set(1000 * MILLI);
        failed.fail(new IOException("gone"));
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

    private static LoadReport load(String name, int everyWhichFails) {
        return new LoadReport(
                name,
                10,
                Duration.ofSeconds(2),
                IntStream.rangeClosed(1, 100)
                        .mapToObj(i -> new LoadReport.Answer(
                                Duration.ofMillis(i),
                                Duration.ofMillis(20 + i * 37 % 100),
                                i % everyWhichFails == 0 ? "status 503" : null))
                        .toList());
    }

    private static LoopRecorder steps() {
        LoopRecorder steps = new LoopRecorder("breakfast");
        for (int i = 0; i < 5; i++) {
            steps.tick(Duration.ofMillis(i * 100), List.of("tea's <b>", "toast"), List.of("main at 300 ms"));
        }
        return steps;
    }

    /** A thread that waits stands in for a coroutine, and what this file says for a cell. */
    private static LoopRecorder stepsWithSource() {
        Screen before = Screen.current();
        Screen.use(new Screen() {
            @Override
            public String show(Rich what) {
                return before.show(what);
            }

            @Override
            public void update(String id, Rich what) {
                before.update(id, what);
            }

            @Override
            public Optional<SourceLine> sourceOf(StackTraceElement frame) {
                String source = "String tea() {\n    say(\"<b>pour</b> & wait\");\n    sleep(millis(600));\n}";
                return Optional.of(new SourceLine("cell 1, line 3", source, 3));
            }
        });
        try {
            LoopRecorder steps = new LoopRecorder("breakfast").withSource();
            for (int i = 0; i < 3; i++) {
                steps.standsAt("tea's <b>", Thread.currentThread());
                steps.tick(Duration.ofMillis(i * 100), List.of("tea's <b>", "toast"), List.of("main at 300 ms"));
            }
            return steps;
        } finally {
            Screen.use(before);
        }
    }

    private static Curve curve() {
        Curve curve = new Curve("loss");
        for (int i = 1; i <= 100; i++) {
            curve.add(1.0 / i);
        }
        return curve;
    }

    private static MessageLog messages() {
        AtomicLong now = new AtomicLong();
        MessageLog log = new MessageLog("a room of three", now::get);
        List.of("ann", "bob", "cem").forEach(log::joined);
        log.sent("ann", "hello");
        now.addAndGet(10 * MILLI);
        log.saw("ann", "hello");
        now.addAndGet(30 * MILLI);
        log.saw("bob", "hello");
        log.sent("bob", "<b>hi</b>");
        now.addAndGet(20 * MILLI);
        log.members().forEach(member -> log.saw(member, "<b>hi</b>"));
        return log;
    }

    /** What a kernel does with the nested maps. */
    public static String json(Object value) {
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
