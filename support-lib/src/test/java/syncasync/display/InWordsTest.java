package syncasync.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InWordsTest {

    @Test
    void counts_and_lists_read_as_in_a_sentence() {
        assertThat(InWords.count(1, "task")).isEqualTo("1 task");
        assertThat(InWords.count(1000, "task")).isEqualTo("1,000 tasks");
        assertThat(InWords.list(List.of())).isEqualTo("nothing");
        assertThat(InWords.list(List.of("a"))).isEqualTo("a");
        assertThat(InWords.list(List.of("a", "b", "c"))).isEqualTo("a, b and c");
        assertThat(InWords.list(List.of("a", "b", "c"), 2)).isEqualTo("a, b and 1 more");
        assertThat(InWords.quoted(List.of("a", "b"))).isEqualTo("\"a\" and \"b\"");
        assertThat(InWords.sentences(List.of("One", "Two"))).isEqualTo("One. Two.");
    }
}
