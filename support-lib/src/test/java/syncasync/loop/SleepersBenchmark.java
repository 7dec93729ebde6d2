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
    private static final int TASKS = 1_000_000;

    private SleepersBenchmark() { }

    public static void main(String[] args) throws IOException {
        LoopClock clock = args[0].equals("virtual") ? LoopClock.virtual() : LoopClock.real();
        long start = System.nanoTime();
        try (EventLoop loop = new EventLoop(clock).hogThreshold(Duration.ZERO)) {
            loop.runUntilComplete(() -> {
                var tasks = new ArrayList<Task<Void>>(TASKS);
                for (int i = 0; i < TASKS; i++) tasks.add(spawn("sleeper", () -> sleep(Duration.ofSeconds(1))));
                gather(tasks);
            });
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        String peak = Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmHWM")).findFirst().orElseThrow();
        System.out.println(seconds + " " + Long.parseLong(peak.replaceAll("\\D", "")) / 1024);
    }
}
