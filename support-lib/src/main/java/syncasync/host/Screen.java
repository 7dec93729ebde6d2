package syncasync.host;

import java.util.Optional;

/**
 * The display of the front end: where {@link Rich} things go while a program runs. Without a notebook that is {@code
 * System.out}; a kernel puts its own in place.
 */
public interface Screen {

    /**
     * Shows a thing below what is there already.
     *
     * @return an id by which {@link #update} finds it again
     */
    String show(Rich what);

    /**
     * Draws another thing in place of the one that {@link #show} gave this id to. Does nothing where {@link #redraws()}
     * is false.
     */
    void update(String id, Rich what);

    /**
     * Takes away what the cell has shown and printed so far; does nothing where that cannot be.
     *
     * @param beforeNextOutput waits with it until there is something new, so that nothing flickers
     */
    default void clear(boolean beforeNextOutput) {}

    /** Whether {@link #update} can change what is on the screen. Where it cannot, show only what is final. */
    default boolean redraws() {
        return true;
    }

    /**
     * Where the code of this frame stands, as a reader of the screen counts it ("cell 3, line 4"); empty where that is
     * not known.
     */
    default Optional<String> placeOf(StackTraceElement frame) {
        return Optional.empty();
    }

    /** What ended the cell that ran before this one; empty if it ended by itself, or where that is not known. */
    default Optional<Throwable> lastError() {
        return Optional.empty();
    }

    /** The line of source code that this frame is at; empty where that is not known. */
    default Optional<SourceLine> sourceOf(StackTraceElement frame) {
        return Optional.empty();
    }

    /** The screen in use. */
    static Screen current() {
        return PlainScreen.inUse;
    }

    /** Puts another screen in place, for all threads; {@code null} brings the plain one back. */
    static void use(Screen screen) {
        PlainScreen.inUse = screen == null ? new PlainScreen() : screen;
    }
}
