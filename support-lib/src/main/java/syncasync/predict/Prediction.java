package syncasync.predict;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import syncasync.host.Rich;
import syncasync.host.Screen;

/**
 * A prediction (a bet): an answer that a learner commits to before a cell is run, and gets back against what happened.
 * A wrong one never fails the cell. It may be revealed as often as the cell is run; the last time counts.
 */
public abstract sealed class Prediction implements Rich
        permits DurationPrediction, NumberPrediction, ChoicePrediction, OrderPrediction, ClaimPrediction {

    private final String question;
    private volatile Verdict verdict; // null until revealed

    Prediction(String question) {
        this.question = question;
    }

    /** What was predicted, in words. */
    abstract String said();

    /** Keeps the verdict and shows it. */
    final void reveal(Verdict verdict) {
        this.verdict = verdict;
        Screen.current().show(verdict);
    }

    /** The beginning of the verdict: {@code "both tasks in a row: you said 4.0 s"}. */
    final String youSaid() {
        return question() + (question.endsWith("?") ? "You said " : "you said ") + said();
    }

    /** The question, ready for something to follow it. */
    final String question() {
        return question + (question.endsWith("?") ? " " : ": ");
    }

    /** How it compared the last time it was revealed; empty before that. */
    public final Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }

    @Override
    public final Map<String, Object> bundle() {
        Verdict revealed = verdict;
        if (revealed != null) {
            return revealed.bundle();
        }
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("text/plain", toString());
        return bundle;
    }

    /** The verdict, or the prediction where there is none yet. */
    @Override
    public final String toString() {
        Verdict revealed = verdict;
        return revealed != null ? revealed.toString() : youSaid();
    }
}
