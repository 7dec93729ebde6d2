package syncasync.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a notebook leaves behind. The headless run asks in a last cell of its own:
 *
 * <pre>System.out.print(syncasync.kernel.Leftovers.report());</pre>
 *
 * Nothing printed is healthy; otherwise each line is one finding.
 *
 * <p>A thread counts when it was not there when the kernel started, and either is not a daemon, or is in the middle of
 * code of a cell; a virtual thread counts only in the latter case. So an executor that nobody closed counts, and so
 * does a coroutine that waits for ever; the JVM's own helpers, the common pool at rest and the threads of a library's
 * client do not.
 */
public final class Leftovers {

    private static final Duration PATIENCE = Duration.ofSeconds(1); // for threads that are about to end
    private static final String CELL = "REPL.$JShell$";
    private static final Pattern VIRTUAL = Pattern.compile("^#\\d+ \"(.*?)\" virtual.*$");

    private static volatile CellKernel kernel;
    private static volatile Set<Thread> before = Set.of();

    private Leftovers() {}

    /** The threads that are alive now are the kernel's own. */
    static void startsHere(CellKernel of) {
        kernel = of;
        before = Set.copyOf(Thread.getAllStackTraces().keySet());
    }

    /** All findings, one a line; empty when there are none. Waits up to a second for threads that are about to end. */
    public static String report() {
        List<String> findings = new ArrayList<>(unresolved().lines().toList());
        findings.addAll(kernel == null ? List.of() : kernel.deaths().missed());
        threads().lines().map(line -> "still alive: " + line).forEach(findings::add);
        return lines(findings);
    }

    /** Threads of the notebook that are still alive, one a line: name, kind and where it is. */
    public static String threads() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Set<String> alive = new TreeSet<>(platform());
            alive.addAll(virtual());
            if (alive.isEmpty() || System.nanoTime() > until) {
                return lines(alive);
            }
            try {
                Thread.sleep(Duration.ofMillis(50));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return lines(alive);
            }
        }
    }

    /** Declarations that cannot be used, since they refer to something nobody declared: one sentence a line. */
    public static String unresolved() {
        return kernel == null ? "" : lines(kernel.cells().allUnresolved(kernel.getJShell()));
    }

    private static List<String> platform() {
        Thread main = kernel == null ? null : kernel.cells().control().thread();
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(e -> !before.contains(e.getKey()) && e.getKey() != main && e.getKey() != Thread.currentThread())
                .filter(e -> !e.getKey().getName().equals("DestroyJavaVM")) // what becomes of the JVM's first thread
                .filter(e -> !e.getKey().isDaemon() || isInCell(e.getValue()))
                .map(e -> "thread \"" + e.getKey().getName() + "\"" + where(e))
                .toList();
    }

    private static boolean isInCell(StackTraceElement[] stack) {
        return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().startsWith(CELL));
    }

    private static String where(Map.Entry<Thread, StackTraceElement[]> thread) {
        StackTraceElement[] stack = thread.getValue();
        if (isInCell(stack) && kernel != null) {
            return Arrays.stream(stack)
                    .flatMap(frame -> kernel.cells().origins().of(frame).stream())
                    .findFirst()
                    .map(place -> " in " + place)
                    .orElse("");
        }
        boolean idle =
                Arrays.stream(stack).anyMatch(frame -> frame.getMethodName().equals("getTask"));
        return idle
                ? ", of an executor that was not closed"
                : stack.length == 0 ? "" : " in " + frame(stack[stack.length - 1 > 1 ? 1 : 0]);
    }

    private static String frame(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName();
    }

    /** Virtual threads are on no list but the JVM's own dump. */
    private static List<String> virtual() {
        Path file = null;
        try {
            Path folder = Files.createTempDirectory("threads");
            file = folder.resolve("dump.txt");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            return virtual(Files.readString(file));
        } catch (IOException | UnsupportedOperationException _) {
            return List.of();
        } finally {
            delete(file);
        }
    }

    /** @param dump as the JVM writes it: blocks with an empty line between them */
    static List<String> virtual(String dump) {
        List<String> alive = new ArrayList<>();
        for (String block : dump.split("\\R\\s*\\R")) {
            Matcher head = VIRTUAL.matcher(block.strip().lines().findFirst().orElse(""));
            if (head.matches() && block.contains(CELL)) {
                alive.add("virtual thread \"" + head.group(1) + "\"" + where(block));
            }
        }
        return alive;
    }

    private static String where(String block) {
        String frame = block.lines()
                .filter(line -> line.contains(CELL))
                .findFirst()
                .orElse("")
                .strip();
        Matcher m = Pattern.compile("(REPL\\.\\$JShell\\$[^/(]+)\\.([^.(]+)\\(.*?:?(\\d+)?\\)")
                .matcher(frame);
        if (kernel == null || !m.find()) {
            return "";
        }
        int line = m.group(3) == null ? -1 : Integer.parseInt(m.group(3));
        return kernel.cells()
                .origins()
                .of(new StackTraceElement(m.group(1), m.group(2), null, line))
                .map(p -> " in " + p)
                .orElse("");
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
                Files.deleteIfExists(file.getParent());
            }
        } catch (IOException _) {
            // the system clears its temporary folder
        }
    }

    private static String lines(Collection<String> findings) {
        return findings.stream().map(line -> line + "\n").collect(Collectors.joining());
    }
}
