package syncasync.kernel;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ends the JVM, soon and for certain. */
final class Shutdown {

    private static final Duration FOR_HOOKS = Duration.ofSeconds(2);

    private Shutdown() {}

    /** @param last done before the shutdown hooks; whatever hangs in either is cut off */
    static void now(Runnable last) {
        daemon("watchdog", () -> {
            LockSupport.parkNanos(FOR_HOOKS.toNanos());
            Runtime.getRuntime().halt(1);
        });
        daemon("ending", () -> {
            try {
                last.run();
            } finally {
                System.exit(0);
            }
        });
    }

    /** Ends when the process that started this one is gone: nobody could ever ask again. */
    static void withParent(String pid) {
        if (pid != null && pid.matches("[1-9]\\d{0,17}")) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresentOrElse(parent -> parent.onExit().thenRun(() -> now(() -> {})), () -> now(() -> {}));
        }
    }

    private static void daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
