package syncasync.homework;

import java.util.List;
import java.util.Map;
import syncasync.functions.ThrowingRunnable;

/**
 * The grader's side of {@link Homework}: it runs the two halves of a test cell apart, in two JVMs, and has as data what
 * passes between them.
 */
public final class Grading {

    /**
     * What the second half of a test cell came to.
     *
     * @param awards in the order in which they were earned or missed
     * @param thrown what ended it early; {@code null} if nothing did
     */
    public record Judgement(List<Award> awards, Throwable thrown) {}

    private Grading() {}

    /**
     * Begins the next cell of a student's notebook, beside the student's code. Only the calling thread may observe.
     *
     * @param most characters of JSON that the cell may observe
     */
    public static void observing(String login, int most) {
        Sheet.toObserve(login, most);
    }

    /** What the cell has observed so far, as JSON would have it. */
    public static Map<String, Object> observed() {
        return Sheet.current().observed();
    }

    /**
     * Runs the second half of a test cell.
     *
     * @param observed what its first half has observed
     * @param missing why that is not more, for the messages of {@link Homework#seen}; {@code null} if nothing is known
     */
    public static Judgement judge(
            String login, Map<String, Object> observed, String missing, ThrowingRunnable<?> checks) {
        Sheet sheet = Sheet.toJudge(login, observed, missing);
        try {
            checks.run();
            return new Judgement(sheet.awards(), null);
        } catch (Throwable thrown) {
            return new Judgement(sheet.awards(), thrown);
        }
    }

    /** What a notebook begins with: both halves run one after the other, and awards are shown. */
    static void learning() {
        Sheet.toLearn();
    }
}
