package syncasync.predict;

import java.time.Duration;
import syncasync.timing.Durations;
import syncasync.timing.Timed;

/** A bet on how long something takes. About right is right. */
public final class DurationPrediction extends Prediction {

    private final Duration said;

    /** Commits to a duration. */
    public DurationPrediction(String question, Duration said) {
        super(question);
        this.said = said;
    }

    @Override
    String said() {
        return Durations.text(said);
    }

    /** Shows the prediction against how long it took. */
    public void reveal(Duration took) {
        boolean right = Durations.isAbout(took, said);
        reveal(Verdict.of(
                right,
                youSaid() + ", it took " + Durations.text(took)
                        + (right
                                ? ""
                                : " (off by " + Durations.text(took.minus(said).abs()) + ")")));
    }

    /** Shows the prediction against what was measured. */
    public void reveal(Timed<?> timed) {
        reveal(timed.duration());
    }
}
