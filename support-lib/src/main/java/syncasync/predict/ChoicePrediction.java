package syncasync.predict;

import java.util.List;
import syncasync.check.Printed;
import syncasync.host.Screen;

/** A bet on one answer among several (multiple choice), or on yes or no. */
public final class ChoicePrediction extends Prediction {

    private final String said;
    private List<String> options = List.of(); // what it is none of; empty where all is well

    /** Commits to an answer. */
    public ChoicePrediction(String question, String said) {
        super(question);
        this.said = said;
    }

    /** Commits to yes or no. */
    public ChoicePrediction(String question, boolean said) {
        this(question, yesOrNo(said));
    }

    /**
     * Says what there is to choose from. An answer that is not among it is a slip of the pen: that is shown at once, and the
     * bet is there all the same, so that the cells below find it.
     */
    public ChoicePrediction among(String... options) {
        if (!List.of(options).contains(said)) {
            this.options = List.of(options);
            Screen.current().show(this);
        }
        return this;
    }

    @Override
    String said() {
        return options.isEmpty()
                ? said
                : "\"" + said + "\", which is none of \"" + String.join("\", \"", options) + "\"";
    }

    /** Shows the prediction against the right answer. */
    public void reveal(String was) {
        reveal(Verdict.of(said.equals(was), youSaid() + ", it was " + was));
    }

    /** Shows the prediction against yes or no. */
    public void reveal(boolean was) {
        reveal(yesOrNo(was));
    }

    /**
     * Shows the prediction, a single line, against what was printed: with another line it would be an
     * {@link OrderPrediction}.
     */
    public void reveal(Printed was) {
        reveal(Verdict.of(was.lines().equals(List.of(said)), youSaid() + ", it was " + String.join(", ", was.lines())));
    }

    /** As {@link #reveal(Printed)}: a single line has a single order. */
    public void reveal(Printed was, Orders possible) {
        reveal(was);
    }

    private static String yesOrNo(boolean answer) {
        return answer ? "yes" : "no";
    }
}
