package syncasync.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void is_read_as_it_is_written() {
        Object value = Map.of(
                "a", List.of(1, -2, 3_000_000_000L, 0.5, 1e-30), "b", "\"\\\n→\0", "c", Arrays.asList(true, null));
        assertThat(Json.read(Json.write(value))).isEqualTo(value);
    }

    @Test
    void what_json_has_no_number_for_is_a_text() {
        assertThat(Json.write(List.of(Double.NaN, Float.NEGATIVE_INFINITY))).isEqualTo("[\"NaN\", \"-Infinity\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"a\": ",
                "[] x",
                "[1,]",
                "{\"a\" 1}",
                "1-2",
                "-",
                "NaN",
                "\"\\u12",
                "\"\\uzzzz\"",
                "\"",
                "tru",
                "{1: 2}"
            })
    void what_is_no_json_is_told(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nesting_beyond_measure_is_told_before_the_stack_is_full() {
        assertThatThrownBy(() -> Json.read("[".repeat(1_000_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deep");
    }
}
