package syncasync.homework;

import syncasync.functions.ThrowingRunnable;
import syncasync.functions.ThrowingSupplier;

/**
 * The door to homework that is graded, by {@code import static syncasync.homework.Homework.*;}.
 * {@snippet :
 * observe("order", () -> List.of(300, 100, 200).stream().sorted().toList()); // the student's code
 * /// CHECK
 * award(2, "the calls overlap", () -> assertThat((List<?>) seen("order"))
 *         .as("who waits least, answers first")
 *         .isEqualTo(List.of(100, 200, 300)), "01-sync-and-async.ipynb#At-once");
 * }
 */
public final class Homework {

    private Homework() {}

    /**
     * Keeps a value under a name, for the checks of the same cell.
     *
     * @param key what it is, in a word or two
     * @param value plain data: a number, a text, a boolean, an enum, a {@code Duration} (kept as milliseconds), an array, a
     *     collection (a set is sorted), a map (sorted by key) or a record (a map) of such, or {@code null}
     * @throws IllegalArgumentException if it is anything else, or too large
     */
    public static void observe(String key, Object value) {
        Sheet.current().observe(key, value);
    }

    /**
     * The same of what some code gives. If the code throws, that is kept in place of a value: {@link #seen} will say so, and
     * the cell goes on to what else it observes.
     */
    public static void observe(String key, ThrowingSupplier<?, ?> value) {
        Sheet.current().observe(key, value);
    }

    /**
     * What was observed under this name: numbers, texts, booleans, lists and maps, as JSON knows them. A whole number is an
     * {@code Integer} where it fits, otherwise a {@code Long}; any other number is a {@code Double}.
     *
     * @throws AssertionError if there is none, with the reason
     */
    @SuppressWarnings("unchecked")
    public static <T> T seen(String key) {
        return (T) Sheet.current().seen(key);
    }

    /**
     * Gives marks if a check passes; otherwise none, and the student is told what the check says. A check that passes before
     * this cell has asked for anything that was {@linkplain #seen observed} gives none either. Never throws.
     */
    public static void award(int points, String behaviour, ThrowingRunnable<?> check) {
        award(points, behaviour, check, null);
    }

    /**
     * The same, with what to read again if the check fails.
     *
     * @param points the marks to be had, 1 or more
     * @param behaviour what the check is about, as a sentence that is true of a right answer
     * @param readAgain a link into a lesson, {@code "01-sync-and-async.ipynb#At-once"}
     */
    public static void award(int points, String behaviour, ThrowingRunnable<?> check, String readAgain) {
        Sheet.current().award(points, behaviour, check, readAgain);
    }

    /**
     * Says whose homework this is: numbers and names in it vary with the login. Where homework is graded, it is known
     * already, and this changes nothing.
     */
    public static Student student(String login) {
        return Sheet.current().student(login);
    }

    /** Whose homework this is, as {@link #student} was told; until then, nobody's. */
    public static Student me() {
        return Sheet.current().me();
    }
}
