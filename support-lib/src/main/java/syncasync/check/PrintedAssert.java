package syncasync.check;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions about printed lines (captured output). What fails shows which line is missing, or out of place. */
public final class PrintedAssert extends AbstractAssert<PrintedAssert, Printed> {

    PrintedAssert(Printed actual) {
        super(actual, PrintedAssert.class);
    }

    /** Exactly these lines were printed, in this order. */
    public PrintedAssert hasExactlyLines(String... expected) {
        isNotNull();
        List<String> lines = actual.lines();
        if (!lines.equals(List.of(expected))) {
            int at = 0;
            while (at < Math.min(lines.size(), expected.length) && lines.get(at).equals(expected[at])) {
                at++;
            }
            String expectedHere = at < expected.length ? "\"" + expected[at] + "\"" : "no more lines";
            String gotHere = at < lines.size() ? "\"" + lines.get(at) + "\"" : "nothing more";
            throw failure(
                    "Expected line " + (at + 1) + " to be " + expectedHere + ", but printed was " + gotHere + ".",
                    List.of(expected));
        }
        return this;
    }

    /** These lines were printed in this order; others may stand between them. */
    public PrintedAssert containsLinesInOrder(String... expected) {
        isNotNull();
        int from = 0;
        for (int i = 0; i < expected.length; i++) {
            int at = actual.lines().subList(from, actual.count()).indexOf(expected[i]);
            if (at < 0) {
                boolean anywhere = actual.lines().contains(expected[i]);
                throw failure(
                        "Expected a line \"" + expected[i] + "\"" + (i == 0 ? "" : " after \"" + expected[i - 1] + "\"")
                                + ", but " + (anywhere && i > 0 ? "it was printed before." : "it was not printed."),
                        List.of(expected));
            }
            from += at + 1;
        }
        return this;
    }

    /** Exactly these lines were printed, in any order. */
    public PrintedAssert hasLinesInAnyOrder(String... expected) {
        isNotNull();
        List<String> missing = new ArrayList<>(List.of(expected));
        List<String> tooMany = new ArrayList<>();
        for (String line : actual.lines()) {
            if (!missing.remove(line)) {
                tooMany.add(line);
            }
        }
        if (!missing.isEmpty() || !tooMany.isEmpty()) {
            throw failure(
                    (missing.isEmpty() ? "" : "Expected also " + Messages.quoted(missing) + ". ")
                            + (tooMany.isEmpty() ? "" : "Not expected: " + Messages.quoted(tooMany) + "."),
                    List.of(expected));
        }
        return this;
    }

    /** Nothing was printed. */
    public PrintedAssert isEmpty() {
        isNotNull();
        if (actual.count() > 0) {
            throw Messages.failure(
                    this, "Expected nothing to be printed, but printed was:\n" + indented(actual.lines()));
        }
        return this;
    }

    private AssertionError failure(String message, List<String> expected) {
        return Messages.failure(
                this,
                message.strip() + "\n\nexpected:\n" + indented(expected) + "\nprinted:\n" + indented(actual.lines()));
    }

    private static String indented(List<String> lines) {
        return lines.isEmpty() ? "  (nothing)" : "  " + String.join("\n  ", lines);
    }

    @Override
    public String toString() {
        return "✓";
    }
}
