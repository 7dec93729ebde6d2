package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.dflib.jjava.jupyter.messages.request.HistoryRequest;
import org.junit.jupiter.api.Test;

class CellHistoryTest {

    private final CellHistory history = new CellHistory();

    CellHistoryTest() {
        history.add(1, "int a = 1;", null);
        history.add(2, "a", "1");
        history.add(3, "f(a)\n+ 2", "\"3\"");
        history.add(4, "a", "1");
    }

    @Test
    void the_last_cells_are_given_oldest_first_and_all_where_no_number_is_said() {
        assertThat(lookUp(new HistoryRequest.Tail(false, false, 2))).isEqualTo("[[1,3,'f(a)\\n+ 2'],[1,4,'a']]");
        assertThat(lookUp(new HistoryRequest.Tail(false, false, 99))).isEqualTo(lookUp(tail(0)));
        assertThat(lookUp(tail(-1))).isEqualTo(lookUp(tail(0)));
        assertThat(new CellHistory().lookUp(tail(0)).toString()).isEqualTo("{\"history\":[]}");
    }

    @Test
    void with_outputs_each_cell_comes_with_what_was_shown_of_its_value() {
        assertThat(lookUp(new HistoryRequest.Range(true, false, 0, 1, 3)))
                .isEqualTo("[[1,1,['int a = 1;',null]],[1,2,['a','1']]]");
    }

    @Test
    void a_range_leaves_out_its_end_and_has_none_where_that_is_zero() {
        assertThat(numbers(new HistoryRequest.Range(false, false, 0, 2, 4))).isEqualTo("2 3");
        assertThat(numbers(new HistoryRequest.Range(false, false, 0, 3, 0))).isEqualTo("3 4");
        assertThat(numbers(new HistoryRequest.Range(false, false, 0, 4, 2))).isEmpty();
    }

    @Test
    void the_only_session_is_the_present_one() {
        assertThat(numbers(new HistoryRequest.Range(false, false, 1, 1, 3))).isEqualTo("1 2");
        assertThat(numbers(new HistoryRequest.Range(false, false, 2, 1, 3))).isEmpty();
        assertThat(numbers(new HistoryRequest.Range(false, false, -1, 1, 3))).isEmpty();
    }

    @Test
    void a_search_knows_two_wildcards_and_takes_everything_else_literally() {
        assertThat(numbers(search(0, "*a*", false))).isEqualTo("1 2 3 4");
        assertThat(numbers(search(0, "?", false))).isEqualTo("2 4");
        assertThat(numbers(search(0, "f(a)*2", false))).as("across lines").isEqualTo("3");
        assertThat(numbers(search(0, "a|f", false))).isEmpty();
        assertThat(numbers(search(0, "[a", false))).isEmpty();
        assertThat(numbers(search(0, null, false))).isEqualTo("1 2 3 4");
        assertThat(numbers(search(0, "", false))).isEqualTo("1 2 3 4");
    }

    @Test
    void of_equal_cells_a_unique_search_gives_the_latest_and_of_many_the_last() {
        assertThat(numbers(search(0, "*", true))).isEqualTo("1 3 4");
        assertThat(numbers(search(2, "*", false))).isEqualTo("3 4");
        assertThat(numbers(search(2, "*", true))).isEqualTo("3 4");
    }

    private static HistoryRequest tail(int cells) {
        return new HistoryRequest.Tail(false, false, cells);
    }

    private static HistoryRequest search(int atMost, String pattern, boolean unique) {
        return new HistoryRequest.Search(false, false, atMost, pattern, unique);
    }

    private String lookUp(HistoryRequest request) {
        return history.lookUp(request)
                .get("history")
                .toString()
                .replace("\\\"", "")
                .replace('"', '\'');
    }

    private String numbers(HistoryRequest request) {
        return lookUp(request)
                .replaceAll("\\[?\\[1,(\\d+),'.*?'](,|])", "$1 ")
                .replace("[]", "")
                .strip();
    }
}
