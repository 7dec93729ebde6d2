package syncasync.host;

import java.util.List;

/**
 * Decides what is an accident otherwise, while code is explored: whoever keeps a queue of things that could all be next
 * asks here. In ordinary life there is nobody to ask.
 */
public abstract class Choices {
    private static volatile Choices inUse;

    /** Whether the calling code is what is explored. */
    protected abstract boolean applies();

    /**
     * Which of several is next.
     *
     * @param among their names, the same whenever the program is where it is now; the first is what happens by itself
     * @return an index
     */
    public abstract int choose(List<String> among);

    /** The calling thread hands something to another one, by a way that the explorer cannot see. */
    public abstract void handsOver();

    /** The calling thread takes what others have handed over. */
    public abstract void takesOver();

    /** Those for the calling code; null where it runs by itself. */
    public static Choices current() {
        Choices now = inUse;
        return now != null && now.applies() ? now : null;
    }

    /** Puts them in place; {@code null} takes them away. */
    public static void use(Choices choices) {
        inUse = choices;
    }
}
