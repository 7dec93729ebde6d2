package syncasync.predict;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import syncasync.timing.Durations;
import syncasync.timing.Timed;

/** A bet on a number: how many threads, how many lines, how many lost updates. */
public final class NumberPrediction extends Prediction {

    private final double said;

    /** Commits to a number. */
    public NumberPrediction(String question, double said) {
        super(question);
        this.said = said;
    }

    @Override
    String said() {
        return text(said);
    }

    /** Shows the prediction against the number that it was. Whole numbers must be met, others to a tenth. */
    public void reveal(double was) {
        boolean whole = said == Math.rint(said) && was == Math.rint(was);
        boolean right = whole ? said == was : Math.abs(said - was) <= 0.1 * Math.abs(was);
        reveal(Verdict.of(right, youSaid() + ", it was " + text(was)));
    }

    /** Shows the number against a time: a bet of the wrong kind, which is said, not punished. */
    public void reveal(Duration was) {
        reveal(new Verdict(
                false,
                youSaid() + ", it took " + Durations.text(was),
                List.of(),
                "Your bet was a number, but this is a time: write seconds(" + text(said) + ") or millis(" + text(said)
                        + ")."));
    }

    /** As {@link #reveal(Duration)}. */
    public void reveal(Timed<?> was) {
        reveal(was.duration());
    }

    private static String text(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.format(Locale.ROOT, "%,d", (long) number)
                : String.format(Locale.ROOT, "%,.2f", number);
    }
}
