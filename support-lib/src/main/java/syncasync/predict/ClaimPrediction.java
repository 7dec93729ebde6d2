package syncasync.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import syncasync.host.Screen;

/**
 * A bet on which assertion of a failing check fails first. A check is a cell; its claims are the calls that may throw,
 * each by its line and its name: {@code "line 1: isSequential"}.
 */
public final class ClaimPrediction extends Prediction {

    /** The check holds, whatever was done to it. */
    public static final String NONE = "none";

    /** It ends before any claim has failed: by an exception of its own, or since it does not compile. */
    public static final String SOMETHING_ELSE = "something else";

    private static final Pattern PLACE = Pattern.compile("(.*), line (\\d+)");

    private final String said;
    private final List<String> claims;

    /**
     * Commits to one of the claims, or to {@link #NONE} or {@link #SOMETHING_ELSE}. An answer that is none of these is a
     * slip of the pen, and refused at once.
     */
    public ClaimPrediction(String said, String... claims) {
        super("the first claim that fails");
        List<String> choices = new ArrayList<>(List.of(claims));
        choices.addFirst(NONE);
        choices.addLast(SOMETHING_ELSE);
        if (!choices.contains(said)) {
            throw new IllegalArgumentException(
                    "Choose one of \"" + String.join("\", \"", choices) + "\"; \"" + said + "\" is none of them.");
        }
        this.said = said;
        this.claims = List.of(claims);
        // The frame above the cell's own says which claim it was; by itself AssertJ takes it out.
        Assertions.setRemoveAssertJRelatedElementsFromStackTrace(false);
    }

    @Override
    String said() {
        return said;
    }

    /** Shows the prediction against what ended the cell before this one, which is the check. */
    public void reveal() {
        Optional<Throwable> error = Screen.current().lastError();
        String was = error.map(this::claimOf).orElse(NONE);
        String what =
                was.equals(SOMETHING_ELSE) ? error.orElseThrow().getClass().getSimpleName() : "";
        String told = what.isEmpty() ? was : was + ", " + ("AEIOU".indexOf(what.charAt(0)) < 0 ? "a " : "an ") + what;
        reveal(Verdict.of(said.equals(was), youSaid() + ", it was " + told));
    }

    /** The call that the cell's own code was in: a line of a lambda in it counts, one of another cell does not. */
    private String claimOf(Throwable error) {
        StackTraceElement[] frames = error.getStackTrace();
        String cell = null;
        String claim = SOMETHING_ELSE;
        for (int i = frames.length - 1; i > 0; i--) { // from the cell inwards
            Matcher place =
                    Screen.current().placeOf(frames[i]).map(PLACE::matcher).orElse(null);
            if (place != null && place.matches()) {
                cell = cell == null ? place.group(1) : cell;
                String call = "line " + place.group(2) + ": " + frames[i - 1].getMethodName();
                if (place.group(1).equals(cell) && claims.contains(call)) {
                    claim = call;
                }
            }
        }
        return claim;
    }
}
