package syncasync.kernel;

/**
 * What {@code System.exit} does in a cell: it ends the cell, not the kernel and all variables with it.
 * {@link InterruptCheckWeaver} puts these methods in place of the JDK's.
 */
public final class Exit extends Error {

    private Exit(String call) {
        super(call + " ends the cell; the kernel and its variables stay", null, false, true);
    }

    public static void exit(int status) {
        throw new Exit("System.exit(" + status + ")");
    }

    public static void exit(Runtime runtime, int status) {
        throw new Exit("Runtime.exit(" + status + ")");
    }

    public static void halt(Runtime runtime, int status) {
        throw new Exit("Runtime.halt(" + status + ")");
    }
}
