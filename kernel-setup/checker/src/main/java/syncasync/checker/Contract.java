package syncasync.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a cell has to do again, whoever runs it. Its tags say how strictly:
 *
 * <dl>
 *   <dt>no tag
 *   <dd>prints the same lines in the same order on each stream, durations within a tolerance, and shows the same
 *       things: the same MIME types, in each the same words, and in a picture {@linkplain PictureMatch the same data}
 *   <dt>{@code unordered}
 *   <dd>prints the same lines, in any order
 *   <dt>{@code varies}
 *   <dd>leaves the same kinds of output; what they say is free
 *   <dt>{@code raises-exception}
 *   <dd>raises the same exception with the same first line
 *   <dt>{@code stderr}
 *   <dd>may print to the error stream, on purpose
 *   <dt>{@code solution}
 *   <dd>solves an exercise; it is folded
 *   <dt>{@code judge}
 *   <dd>declares, in homework, what is used where it is judged as well
 * </dl>
 */
final class Contract {

    static final String UNORDERED = "unordered";
    static final String VARIES = "varies";
    static final String RAISES = "raises-exception";
    static final String STDERR = "stderr";
    static final String SOLUTION = "solution";
    static final String JUDGE = "judge";

    /** What a cell can be tagged with; what is tagged otherwise is a slip of the pen. */
    static final Set<String> TAGS = Set.of(UNORDERED, VARIES, RAISES, STDERR, SOLUTION, JUDGE);

    private Contract() {}

    /** What is wrong with a cell's outputs whatever is kept for it: an exception, a line on the error stream. */
    static List<String> faults(Cell cell, Outputs got) {
        var faults = new ArrayList<String>();
        boolean shouldRaise = cell.hasTag(RAISES);
        got.raised()
                .filter(r -> !shouldRaise)
                .ifPresent(r -> faults.add("it raised an exception: " + r
                        + (r.message().lines().count() > 1 ? "\n" + r.message() : "")
                        + "\nIf the lesson is about this exception, tag the cell `" + RAISES + "`."));
        if (shouldRaise && got.raised().isEmpty()) {
            faults.add("it is tagged `" + RAISES + "` and raised nothing");
        }
        if (!got.stderr().isEmpty() && !cell.hasTag(STDERR)) {
            faults.add("it printed to the error stream:\n" + got.stderr().stripTrailing()
                    + "\nIf the lesson shows this on purpose, tag the cell `" + STDERR + "`.");
        }
        return faults;
    }

    /**
     * How the outputs that were got differ from the kept ones; empty where the contract is met.
     *
     * @param late how late the machine was {@linkplain RunStatus.CellRun#late() while the cell ran}, in seconds
     */
    static List<String> differences(Cell cell, Outputs kept, Outputs got, double late) {
        var differences = new ArrayList<String>();
        if (cell.hasTag(VARIES)) {
            Set<String> before = kinds(kept);
            Set<String> now = kinds(got);
            if (!before.equals(now)) {
                differences.add("the kinds of output differ: expected " + before + ", got " + now);
            }
            return differences;
        }
        compareText("what it printed", cell, kept.stdout(), got.stdout()).ifPresent(differences::add);
        compareText("what it printed to the error stream", cell, kept.stderr(), got.stderr())
                .ifPresent(differences::add);
        compareShown(cell, kept.shown(), got.shown(), late, differences);
        compareRaised(kept.raised(), got.raised()).ifPresent(differences::add);
        return differences;
    }

    private static Optional<String> compareRaised(Optional<Outputs.Raised> kept, Optional<Outputs.Raised> got) {
        boolean same = kept.isPresent() == got.isPresent()
                && kept.stream()
                        .allMatch(k -> k.name().equals(got.get().name())
                                && LineMatch.same(k.firstLine(), got.get().firstLine()));
        return same
                ? Optional.empty()
                : Optional.of("the exception differs (- expected, + got):\n- "
                        + kept.map(Object::toString).orElse("none") + "\n+ "
                        + got.map(Object::toString).orElse("none"));
    }

    private static Optional<String> compareText(String what, Cell cell, String kept, String got) {
        Optional<String> difference = cell.hasTag(UNORDERED) ? Diff.inAnyOrder(kept, got) : Diff.inOrder(kept, got);
        return difference.map(d -> what + " differs (- expected, + got):\n" + d);
    }

    private static void compareShown(
            Cell cell, List<Outputs.Shown> kept, List<Outputs.Shown> got, double late, List<String> differences) {
        if (kept.size() != got.size()) {
            differences.add("it shows " + got.size() + " results or displays, expected " + kept.size()
                    + "\n  expected: " + summary(kept) + "\n  got:      " + summary(got));
            return;
        }
        for (int i = 0; i < kept.size(); i++) {
            String what = kept.size() == 1 ? "its result" : "its result or display number " + (i + 1);
            if (!kept.get(i).types().equals(got.get(i).types())) {
                differences.add(what + " has other MIME types: expected "
                        + kept.get(i).types() + ", got " + got.get(i).types());
            }
            compareSeen(what, cell, kept.get(i), got.get(i), late, differences);
        }
    }

    /** Compares each form in which something was shown as a reader sees it. */
    private static void compareSeen(
            String what, Cell cell, Outputs.Shown kept, Outputs.Shown got, double late, List<String> differences) {
        Object before = kept.data().get(VegaData.TYPE);
        Object now = got.data().get(VegaData.TYPE);
        if (before != null && now != null) {
            List<String> picture = PictureMatch.differences(before, now, late);
            if (!picture.isEmpty()) {
                differences.add("the picture of " + what + " differs:\n" + String.join("\n", picture));
            }
            if (PictureMatch.isTimeline(before)) { // its text is drawn from the same data, which is compared
                Set<String> data = PictureMatch.wordsOfData(before, now);
                compareWords("the text", what, Seen.drawn(kept.text(), data), Seen.drawn(got.text(), data))
                        .ifPresent(differences::add);
                compareWords(
                                "the SVG",
                                what,
                                Seen.svg(kept.of("image/svg+xml"), data),
                                Seen.svg(got.of("image/svg+xml"), data))
                        .ifPresent(differences::add);
                return;
            }
        }
        compareText("the text of " + what, cell, kept.text(), got.text()).ifPresent(differences::add);
        compareText("the HTML of " + what, cell, Seen.html(kept.of("text/html")), Seen.html(got.of("text/html")))
                .ifPresent(differences::add);
        compareWords(
                        "the SVG",
                        what,
                        Seen.svg(kept.of("image/svg+xml"), Set.of()),
                        Seen.svg(got.of("image/svg+xml"), Set.of()))
                .ifPresent(differences::add);
    }

    private static Optional<String> compareWords(String form, String what, List<String> kept, List<String> got) {
        return Diff.inAnyOrder(kept, got, false)
                .map(d -> "the words in " + form + " of " + what + " differ (- expected, + got):\n" + d);
    }

    private static String summary(List<Outputs.Shown> shown) {
        return shown.isEmpty()
                ? "nothing"
                : String.join(
                        " | ",
                        shown.stream()
                                .map(s -> s.text()
                                        .lines()
                                        .findFirst()
                                        .orElse(s.types().toString()))
                                .toList());
    }

    private static Set<String> kinds(Outputs outputs) {
        var kinds = new TreeSet<String>();
        if (!outputs.stdout().isEmpty()) {
            kinds.add("stdout");
        }
        if (!outputs.stderr().isEmpty()) {
            kinds.add("stderr");
        }
        outputs.shown().forEach(s -> kinds.addAll(s.types()));
        outputs.raised().ifPresent(r -> kinds.add(r.name()));
        return kinds;
    }
}
