package syncasync.homework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static syncasync.homework.Homework.award;
import static syncasync.homework.Homework.me;
import static syncasync.homework.Homework.observe;
import static syncasync.homework.Homework.seen;
import static syncasync.homework.Homework.student;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import syncasync.host.Rich;
import syncasync.host.Screen;

class HomeworkTest {

    private final List<Rich> shown = new ArrayList<>();

    @BeforeEach
    void aNotebook() {
        Grading.learning();
        Screen.use(new Screen() {
            @Override
            public String show(Rich what) {
                shown.add(what);
                return "1";
            }

            @Override
            public void update(String id, Rich what) {}
        });
    }

    @AfterEach
    void nobody() {
        Screen.use(null);
        Grading.learning();
    }

    @Test
    void in_a_notebook_a_test_cell_runs_as_it_stands_and_shows_what_is_awarded() {
        observe("order", List.of(3, 1, 2));

        award(2, "all answers came", () -> assertThat((List<?>) seen("order")).hasSize(3));
        award(
                1,
                "the calls overlap",
                () -> assertThat((List<?>) seen("order")).as("who waits least").isEqualTo(List.of(1, 2, 3)),
                "01-sync-and-async.ipynb#At-once");

        assertThat(shown.get(0)).hasToString("✓ 2 of 2: all answers came");
        assertThat(shown.get(1).toString())
                .startsWith("✗ 0 of 1: the calls overlap\n  [who waits least]")
                .endsWith("\n  Read again: 01-sync-and-async.ipynb#At-once");
        assertThat(shown.get(1).bundle().get("text/html"))
                .asString()
                .contains("aria-label=\"failed\"", "<a href=\"01-sync-and-async.ipynb#At-once\">");
    }

    @Test
    void a_check_never_throws_and_what_was_not_observed_is_told() {
        observe("number", 7);
        award(1, "a", () -> seen("nothing"));
        award(1, "b", () -> {
            String text = seen("number");
        });
        award(1, "c", () -> {
            throw new IllegalStateException("oh");
        });

        assertThat(shown)
                .extracting(Object::toString)
                .satisfiesExactly(
                        a -> assertThat(a).contains("Nothing was observed as \"nothing\": "),
                        b -> assertThat(b).contains("of another kind than was asked for"),
                        c -> assertThat(c).contains("The check throws IllegalStateException: oh"));
    }

    @Test
    void code_that_throws_costs_what_it_should_have_given_and_nothing_else() {
        observe("a", () -> {
            throw new UnsupportedOperationException("YOUR CODE HERE");
        });
        observe("b", () -> 2);
        award(1, "a", () -> seen("a"));
        award(1, "b", () -> assertThat((int) seen("b")).isEqualTo(2));

        assertThat(shown)
                .extracting(Object::toString)
                .containsExactly(
                        "✗ 0 of 1: a\n  Nothing was observed as \"a\": the code throws "
                                + "UnsupportedOperationException: YOUR CODE HERE.",
                        "✓ 1 of 1: b");
    }

    @Test
    void an_exception_that_throws_when_it_is_asked_is_told_by_its_name() {
        class Hostile extends RuntimeException {
            @Override
            public String getMessage() {
                throw new IllegalStateException();
            }
        }
        observe("a", () -> {
            throw new Hostile();
        });
        award(1, "a", () -> seen("a"));
        assertThat(shown.getFirst().toString()).endsWith("the code throws Hostile.");
    }

    @Test
    void another_cell_begins_with_nothing_observed() {
        observe("a", 1);
        award(1, "a", () -> seen("a"));
        observe("b", 1);
        award(1, "a", () -> seen("a"));
        assertThat(shown.get(1).toString()).startsWith("✗");
    }

    @Test
    void graded_the_two_halves_know_data_only() {
        Grading.observing("ada", 1_000);
        assertThat(student("whoever")).as("the grader knows better").isEqualTo(new Student("ada"));
        observe("number", me().number("delay", 1, 9));
        assertThatThrownBy(() -> observe("number", 1)).hasMessage("\"number\" is observed twice in this cell.");
        assertThatThrownBy(() -> seen("number")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> award(1, "a", () -> {})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> observe("much", "x".repeat(1_000)))
                .hasMessage("\"much\" is too large to be observed.");
        Map<String, Object> observed = Grading.observed();
        assertThat(observed).containsOnlyKeys("number");

        var judgement = Grading.judge("ada", observed, "IllegalArgumentException: much", () -> {
            award(2, "a number", () -> assertThat((int) seen("number")).isEqualTo(me().number("delay", 1, 9)));
            award(1, "much of it", () -> seen("much"), "01.ipynb");
            throw new IllegalStateException("the check is wrong");
        });

        assertThat(judgement.awards())
                .containsExactly(
                        new Award(2, 2, "a number", "", ""),
                        new Award(
                                0,
                                1,
                                "much of it",
                                "Nothing was observed as \"much\": IllegalArgumentException: much.",
                                "01.ipynb"));
        assertThat(judgement.thrown()).hasMessage("the check is wrong");
        assertThat(shown).isEmpty();
    }

    @Test
    void graded_a_thread_that_a_cell_starts_cannot_observe() throws InterruptedException {
        Grading.observing("ada", 1_000);
        List<Throwable> thrown = new ArrayList<>();
        Thread late = Thread.ofPlatform()
                .uncaughtExceptionHandler((_, e) -> thrown.add(e))
                .start(() -> observe("a", 1));
        late.join();
        assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(Grading.observed()).isEmpty();
    }

    @Test
    void graded_a_check_that_was_given_up_awards_nothing_to_another_cell() {
        var judgement = Grading.judge("ada", Map.of("a", 1), null, () -> {
            List<Throwable> thrown = new ArrayList<>();
            Thread late = Thread.ofPlatform()
                    .uncaughtExceptionHandler((_, e) -> thrown.add(e))
                    .start(() -> award(1, "late", () -> {}));
            late.join();
            assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
        });
        assertThat(judgement.thrown()).isNull();
        assertThat(judgement.awards()).isEmpty();
    }

    @Test
    void marks_are_positive() {
        assertThatThrownBy(() -> award(0, "a", () -> {})).isInstanceOf(IllegalArgumentException.class);
        assertThatCode(() -> award(1, "a", () -> {})).doesNotThrowAnyException();
    }

    @Test
    void a_check_that_looks_at_nothing_of_the_students_gives_no_mark() {
        var judgement = Grading.judge("ada", Map.of("a", 1, "b", 2), null, () -> {
            award(1, "true of everybody", () -> assertThat(1 + 1).isEqualTo(2));
            int a = seen("a");
            award(1, "seen above", () -> assertThat(a).isEqualTo(1));
        });
        assertThat(judgement.awards())
                .containsExactly(
                        new Award(
                                0,
                                1,
                                "true of everybody",
                                "This check looks at nothing that was observed, so it can give no mark.",
                                ""),
                        new Award(1, 1, "seen above", "", ""));
    }
}
