package syncasync.predict;

import java.time.Duration;
import syncasync.timing.Durations;
import syncasync.timing.Timed;

/** A bet on how long something takes. About right is right, but not what takes five times as long, from 50 ms on. */
public final class DurationPrediction extends Prediction {

    private static final int ANOTHER_ORDER = 5; // times as long
    private static final Duration NOTICED = Duration.ofMillis(50); // two shorter ones are told apart by nobody

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
        boolean right = Durations.isAbout(took, said) && !isOfAnotherOrder(took);
        reveal(Verdict.of(
                right,
                youSaid() + ", it took " + Durations.text(took)
                        + (right
                                ? ""
                                : " (off by " + Durations.text(took.minus(said).abs()) + ")")));
    }

    /** A wait that costs next to nothing is not about 200 ms, close as they are. */
    private boolean isOfAnotherOrder(Duration took) {
        boolean longer = took.compareTo(said) > 0;
        Duration most = longer ? took : said;
        Duration least = longer ? said : took;
        return most.compareTo(NOTICED) > 0 && most.compareTo(least.multipliedBy(ANOTHER_ORDER)) > 0;
    }

    /** Shows the prediction against what was measured. */
    public void reveal(Timed<?> timed) {
        reveal(timed.duration());
    }
}
