package syncasync.check;

import org.assertj.core.api.AbstractAssert;
import syncasync.explore.Answer;
import syncasync.explore.Exploration;

/** Assertions about what an explorer found when it tried the schedules of a program. */
public final class ExplorationAssert extends AbstractAssert<ExplorationAssert, Exploration> {

    ExplorationAssert(Exploration actual) {
        super(actual, ExplorationAssert.class);
    }

    /** No schedule breaks the program, and nothing in it races. */
    public ExplorationAssert isRight() {
        return is(Answer.RIGHT, "that no schedule breaks it");
    }

    /** There is a schedule that breaks the program, or a data race. */
    public ExplorationAssert isWrong() {
        return is(Answer.WRONG, "a schedule that breaks it");
    }

    /** It is wrong, and the reason has this text in it, for instance {@code "deadlock"}. */
    public ExplorationAssert isWrong(String because) {
        isWrong();
        if (!actual.reason().contains(because)) {
            throw Messages.failure(
                    this,
                    "Expected it to be wrong because of \"" + because + "\", but it is " + actual.headline() + ".");
        }
        return this;
    }

    /** Accesses of this field or object race, for instance {@code "Counter.n"}. */
    public ExplorationAssert hasRaceOn(String what) {
        isNotNull();
        if (actual.races().stream().noneMatch(race -> race.what().equals(what))) {
            throw Messages.failure(
                    this,
                    "Expected a data race on " + what + ", but "
                            + (actual.races().isEmpty()
                                    ? "there is none"
                                    : "only on "
                                            + String.join(
                                                    ", ",
                                                    actual.races().stream()
                                                            .map(race -> race.what())
                                                            .distinct()
                                                            .toList()))
                            + ": " + actual.headline() + ".");
        }
        return this;
    }

    private ExplorationAssert is(Answer expected, String told) {
        isNotNull();
        if (actual.answer() != expected) {
            throw Messages.failure(this, "Expected " + told + ", but it is " + actual + ".");
        }
        return this;
    }

    @Override
    public String toString() {
        return "✓";
    }
}
