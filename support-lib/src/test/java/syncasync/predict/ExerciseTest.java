package syncasync.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import syncasync.host.Rich;

class ExerciseTest {

    private final Exercise<Callable<Integer>> six = new Exercise<>(
            "a six", it -> assertThat(it.call()).as("what it gives").isEqualTo(6));

    @RegisterExtension
    private final ShownOnce screen = new ShownOnce();

    private final List<Rich> shown = screen.all;

    @Test
    void what_is_not_written_yet_is_no_fault() {
        six.answer(null);
        six.answer(() -> {
            throw Exercise.yourTurn();
        });
        six.answer(() -> {
            throw new CompletionException(Exercise.yourTurn());
        });
        assertThat(shown).extracting(Object::toString).containsOnly("○ a six: your turn");
    }

    @Test
    void a_right_answer_is_told() {
        six.answer(() -> 6);
        assertThat(shown).hasToString("[a six: right]");
        assertThat(shown.getFirst().bundle().get("text/html")).asString().contains("✓");
    }

    @Test
    void a_wrong_answer_is_told_by_what_the_check_says_and_fails_nothing() {
        six.answer(() -> 7);
        assertThat(shown.getFirst().toString())
                .startsWith("a six: not right yet\n")
                .contains("what it gives", "7");
        assertThat(shown.getFirst().bundle().get("text/html")).asString().contains("✗");
    }

    @Test
    void an_answer_that_throws_is_told_by_its_first_cause() {
        six.answer(() -> {
            throw new CompletionException(new IllegalStateException("no dice"));
        });
        six.answer(this::endless);
        assertThat(shown.getFirst()).hasToString("a six: not right yet\nIt throws IllegalStateException: no dice");
        assertThat(shown.get(1)).hasToString("a six: not right yet\nIt throws StackOverflowError");
    }

    private int endless() {
        return endless() + 1;
    }

    @Test
    void a_solution_that_is_none_fails() {
        assertThatThrownBy(() -> six.solution(() -> 7))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("The solution of \"a six\" is not right");
        assertThatThrownBy(() -> six.solution(null)).isInstanceOf(AssertionError.class);
        assertThat(shown).isEmpty();
        six.solution(() -> 6);
        assertThat(shown).hasToString("[a six: one way to do it]");
    }

    @Test
    void a_check_that_accepts_what_is_wrong_fails() {
        assertThatCode(() -> six.rejects(() -> 5, () -> 7)).doesNotThrowAnyException();
        assertThatThrownBy(() -> six.rejects(() -> 5, () -> 6)).hasMessageContaining("answer 2");
        assertThatThrownBy(() -> six.rejects(() -> {
                    throw Exercise.yourTurn();
                }))
                .as("an answer that is not written is not known to be wrong")
                .hasMessageContaining("answer 1");
    }
}
