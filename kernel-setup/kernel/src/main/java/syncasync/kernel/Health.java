package syncasync.kernel;

/** ok */
public final class Health {
    private Health() {}
    static void startsHere(CellKernel kernel) { }
}
