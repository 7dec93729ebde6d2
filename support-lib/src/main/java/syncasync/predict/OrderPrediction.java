package syncasync.predict;

import java.util.ArrayList;
import java.util.List;
import syncasync.check.Printed;

/** A bet on which lines are printed in which order. */
public final class OrderPrediction extends Prediction {

    private final List<String> said;

    /** Commits to lines in an order. */
    public OrderPrediction(String question, List<String> said) {
        super(question);
        this.said = List.copyOf(said);
    }

    @Override
    String said() {
        return "\"" + String.join("\", \"", said) + "\"";
    }

    /** Shows the prediction against what was printed, line by line. */
    public void reveal(Printed was) {
        reveal(was.lines());
    }

    /**
     * Shows the prediction against what was printed, where that was one of several possible orders: each of them counts
     * as right.
     */
    public void reveal(Printed was, Orders possible) {
        reveal(was.lines(), possible);
    }

    /** Shows the prediction against what came, line by line. */
    public void reveal(List<String> was) {
        reveal(was, was::equals);
    }

    /**
     * Shows the prediction against what came, where that was one of several possible orders: each of them counts as
     * right.
     */
    public void reveal(List<String> was, Orders possible) {
        List<Verdict.Line> lines = new ArrayList<>();
        for (int i = 0; i < Math.max(said.size(), was.size()); i++) {
            lines.add(new Verdict.Line(i < said.size() ? said.get(i) : null, i < was.size() ? was.get(i) : null));
        }
        long met = lines.stream().filter(Verdict.Line::right).count();
        boolean happened = said.equals(was);
        boolean possibleToo = !happened && possible.couldHavePrinted(said, was);
        reveal(new Verdict(
                happened || possibleToo,
                question() + met + " of " + lines.size() + (lines.size() == 1 ? " line" : " lines") + " where you said",
                lines,
                possibleToo
                        ? "This run came out differently, but yours is a possible order too: it counts as right."
                        : neverCame(was)));
    }

    /** A misspelt line is no wrong order. */
    private String neverCame(List<String> was) {
        List<String> never =
                said.stream().distinct().filter(line -> !was.contains(line)).toList();
        return never.isEmpty() ? "" : "Never came: \"" + String.join("\", \"", never) + "\".";
    }
}
