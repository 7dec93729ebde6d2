package syncasync.kernel;

/** Runs what the first cells of a notebook run, so that the JVM can keep the classes for the next start. */
final class Training {
    private Training() {}
    static void run() throws Exception { }
}
