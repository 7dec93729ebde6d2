package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void what_is_in_nbformats_form_is_written_as_it_was() {
        String text = """
                {
                 "a": [],
                 "b": {},
                 "c": [
                  1,
                  -2.50,
                  1e-05,
                  true,
                  null,
                  "µ \\"é\\" \\\\ \\n\\t\\u001b[1m ✓ </x>"
                 ],
                 "d": {
                  "e": "f"
                 }
                }
                """;
        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    }

    @Test
    void keys_are_sorted() {
        assertThat(Json.write(Json.parse("{\"b\": 1, \"B\": 2, \"a\": 3}")))
                .isEqualTo("{\n \"B\": 2,\n \"a\": 3,\n \"b\": 1\n}\n");
    }

    @Test
    void what_is_broken_is_named_with_its_place() {
        assertThatThrownBy(() -> Json.parse("{\"cells\": [\n  1,\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 3");
        assertThatThrownBy(() -> Json.parse("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> Json.parse("{} {}")).hasMessageContaining("more text");
    }
}
