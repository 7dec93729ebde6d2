package syncasync.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import syncasync.functions.ThrowingConsumer;
import syncasync.host.Rich;
import syncasync.host.Screen;

/**
 * An exercise: what a learner writes, and a check that says when it is right. An answer that is missing or wrong never
 * fails the cell. A solution does, so that a headless run proves that the exercise can be solved, and that its check
 * lets through what is right and nothing that is {@linkplain #rejects known to be wrong}.
 *
 * @param <T> what the answer is: a number, a picture, or the learner's own method, for the check to call
 */
public final class Exercise<T> {

    private final String task;
    private final ThrowingConsumer<T, ?> check;

    /**
     * Sets it.
     *
     * @param task what is to be done, in a few words
     * @param check throws what is wrong with an answer: an assertion's message is told to the learner
     */
    public Exercise(String task, ThrowingConsumer<T, ?> check) {
        this.task = task;
        this.check = check;
    }

    /** What stands where the learner's own lines will stand: {@code throw yourTurn();}. */
    public static NotYetWritten yourTurn() {
        return new NotYetWritten();
    }

    /** Says whether the learner's answer is right; {@code null} is none yet. */
    public void answer(T yours) {
        Throwable wrong = tried(yours);
        if (wrong instanceof NotYetWritten) {
            Screen.current().show(new Waiting(task));
        } else if (wrong == null) {
            Screen.current().show(Verdict.of(true, task + ": right"));
        } else {
            Screen.current().show(new Verdict(false, task + ": not right yet", List.of(), told(wrong)));
        }
    }

    /**
     * Proves that the exercise can be solved.
     *
     * @throws AssertionError if the check does not accept it
     */
    public void solution(T ours) {
        Throwable wrong = tried(ours);
        if (wrong != null) {
            throw new AssertionError("The solution of \"" + task + "\" is not right: " + told(wrong), wrong);
        }
        Screen.current().show(Verdict.of(true, task + ": one way to do it"));
    }

    /**
     * Proves that the check sees what is wrong with answers that look right.
     *
     * @throws AssertionError if the check accepts one of them
     */
    @SafeVarargs
    public final void rejects(T... wrongs) {
        for (int i = 0; i < wrongs.length; i++) {
            Throwable wrong = tried(wrongs[i]);
            if (wrong == null || wrong instanceof NotYetWritten) {
                throw new AssertionError(
                        "The check of \"" + task + "\" does not see what is wrong with answer " + (i + 1) + ".");
            }
        }
    }

    /** What the check throws; {@code null} if it is content. */
    private Throwable tried(T answer) {
        if (answer == null) {
            return yourTurn();
        }
        try {
            check.accept(answer);
            return null;
        } catch (Exception | AssertionError | StackOverflowError wrong) {
            return causes(wrong).stream()
                    .filter(NotYetWritten.class::isInstance)
                    .findFirst()
                    .orElse(wrong);
        }
    }

    /** An answer that is run by a pool or a loop fails inside of another exception. */
    private static List<Throwable> causes(Throwable failed) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable each = failed; each != null && !causes.contains(each); each = each.getCause()) {
            causes.add(each);
        }
        return causes;
    }

    /** A check speaks to the learner; everything else is the learner's own exception. */
    private static String told(Throwable wrong) {
        if (wrong instanceof AssertionError && wrong.getMessage() != null) {
            return wrong.getMessage().strip();
        }
        Throwable first = causes(wrong).getLast();
        return "It throws " + first.getClass().getSimpleName()
                + (first.getMessage() == null ? "" : ": " + first.getMessage().strip());
    }

    /** Says that nothing is written yet: no fault, an invitation. */
    public static final class NotYetWritten extends RuntimeException {
        private static final long serialVersionUID = 1;

        private NotYetWritten() {
            super("your turn");
        }
    }

    private record Waiting(String task) implements Rich {

        @Override
        public Map<String, Object> bundle() {
            return Map.of("text/plain", toString());
        }

        @Override
        public String toString() {
            return "○ " + task + ": your turn";
        }
    }
}
