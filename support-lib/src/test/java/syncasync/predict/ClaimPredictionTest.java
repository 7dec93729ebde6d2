package syncasync.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClaimPredictionTest {

    @RegisterExtension
    private final ShownOnce screen = new ShownOnce();

    private final ClaimPrediction bet = new ClaimPrediction("line 1: hasSize", "line 1: contains", "line 1: hasSize");

    private void cell7(int size) {
        assertThat(List.of(1, 2)).contains(1).hasSize(size);
    }

    private void cell8() {
        new Object() {
            void cell7() { // declared in another cell than the check, and called by it
                assertThat(List.of(1, 2)).hasSize(3);
            }
        }.cell7();
    }

    private void cell9() {
        throw new IllegalStateException("closed");
    }

    private String revealed(Throwable error) {
        screen.lastError = error;
        bet.reveal();
        return screen.all.getLast().toString();
    }

    @Test
    void it_was_the_call_that_failed() {
        assertThat(revealed(catchThrowable(() -> cell7(3))))
                .isEqualTo("the first claim that fails: you said line 1: hasSize, it was line 1: hasSize");
        assertThat(bet.verdict().orElseThrow().right()).isTrue();
    }

    @Test
    void a_check_that_holds_fails_by_no_claim() {
        assertThat(revealed(catchThrowable(() -> cell7(2)))).endsWith("you said line 1: hasSize, it was none");
        assertThat(bet.verdict().orElseThrow().right()).isFalse();
    }

    @Test
    void an_exception_of_another_kind_and_a_claim_of_another_cell_are_something_else() {
        assertThat(revealed(catchThrowable(this::cell9))).endsWith("it was something else, an IllegalStateException");
        assertThat(revealed(catchThrowable(this::cell8))).endsWith("it was something else, an AssertionError");
        assertThat(revealed(new StackOverflowError())).endsWith("something else, a StackOverflowError");
    }

    @Test
    void what_is_no_claim_is_refused() {
        assertThatThrownBy(() -> new ClaimPrediction("line 2: hasSize", "line 1: hasSize"))
                .hasMessageContaining("Choose one of \"none\", \"line 1: hasSize\", \"something else\"");
    }
}
