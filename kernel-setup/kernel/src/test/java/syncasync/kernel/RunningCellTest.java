package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.junit.jupiter.api.Test;

class RunningCellTest {

    private final RunningCell cell = new RunningCell(3, "int n = 1;\n%time f()\nn", request("a"), true);

    @Test
    void a_new_cell_knows_nothing_of_the_one_before() {
        cell.interrupt();
        cell.timeOut();
        cell.isStuck("somewhere");
        cell.printed("a question? ");
        cell.endsWithSemicolon(true);
        cell.end();
        var next = new RunningCell(3, "", request("b"), false);

        assertThat(next.isInterrupted() || next.isTimedOut() || next.endedWithSemicolon() || next.isOver())
                .isFalse();
        assertThat(next.stuck() + next.unfinishedLine()).isEmpty();
        assertThat(next.isSameAs(cell))
                .as("cells that do not count have one number")
                .isFalse();
    }

    @Test
    void an_expression_that_a_front_end_wants_besides_is_the_same_cell_to_it_and_begins_afresh() {
        cell.interrupt();

        RunningCell expression = cell.evaluating("n");

        assertThat(expression.isSameAs(cell)).isTrue();
        assertThat(expression.request()).isSameAs(cell.request());
        assertThat(expression.code()).isEqualTo("n");
        assertThat(expression.mayAsk()).isTrue();
        assertThat(expression.isInterrupted()).isFalse();
    }

    @Test
    void what_runs_before_the_first_cell_is_over_before_it_begins_and_asks_nobody() {
        RunningCell before = RunningCell.ofStartUp();

        assertThat(before.isInNotebook()).isFalse();
        assertThat(before.isOver()).isTrue();
        assertThat(before.request()).isNull();
        assertThat(before.mayAsk()).isFalse();
        assertThat(cell.isInNotebook()).isTrue();
    }

    @Test
    void the_value_of_a_cell_is_not_kept_longer_than_the_cell() {
        cell.starts(new FutureTask<>(() -> "a large value"));

        cell.end();

        assertThat(cell.piece()).isNull();
    }

    @Test
    void the_line_that_is_unfinished_is_what_was_printed_since_the_last_end_of_line() {
        cell.printed("one\ntw");
        cell.printed("o: ");
        assertThat(cell.unfinishedLine()).isEqualTo("two: ");
        cell.printed("\n");
        assertThat(cell.unfinishedLine()).isEmpty();
        cell.printed("x".repeat(1000) + "?");
        assertThat(cell.unfinishedLine()).hasSize(200).endsWith("x?");
    }

    @Test
    void code_that_it_evaluates_is_placed_in_it_or_at_its_start() {
        assertThat(cell.linesAbove("f()")).isEqualTo(1);
        assertThat(cell.linesAbove(" \n n\n")).isZero();
        assertThat(cell.linesAbove("from elsewhere")).isZero();
        assertThat(cell.linesAbove("")).isZero();
    }

    @Test
    void that_its_input_has_ended_is_new_once() {
        assertThat(cell.endInput()).isTrue();
        assertThat(cell.endInput()).isFalse();
    }

    private static MessageContext request(String id) {
        return new Message<>(new Header<>(id, "me", "session", null, MessageType.EXECUTE_REQUEST, "5.3"), null);
    }
}
