package syncasync.loop;

import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.spawn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/** A million tasks that sleep for a second, {@code real} or {@code virtual}: prints seconds and peak memory in MB. */
final class SleepersBenchmark {
    private SleepersBenchmark() {}

    public static void main(String[] args) throws IOException {
        LoopClock clock = args[0].equals("virtual") ? LoopClock.virtual() : LoopClock.real();
        long start = System.nanoTime();
        // Counted too. Without it the compiler sees a million tasks go to sleep and none wake, takes it that none ever
        // does, and every one that wakes has to be brought back from compiled to interpreted code.
        for (int round = 0; round < 5; round++) run(LoopClock.virtual(), 10_000);
        run(clock, 1_000_000);
        double seconds = (System.nanoTime() - start) / 1e9;
        String peak = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .orElseThrow();
        System.out.println(seconds + " " + Long.parseLong(peak.replaceAll("\\D", "")) / 1024);
    }

    private static void run(LoopClock clock, int count) {
        try (EventLoop loop = new EventLoop(clock).hogThreshold(Duration.ZERO)) {
            loop.runUntilComplete(() -> {
                var tasks = new ArrayList<Task<Void>>(count);
                for (int i = 0; i < count; i++) tasks.add(spawn("sleeper", () -> sleep(Duration.ofSeconds(1))));
                gather(tasks);
            });
        }
    }
}
