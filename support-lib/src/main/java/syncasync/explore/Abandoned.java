package syncasync.explore;

/** Unwinds the threads that are left when a run is over. */
final class Abandoned extends Error {
    static final Abandoned IT = new Abandoned();

    private Abandoned() {
        super("the run is over", null, false, false);
    }
}
