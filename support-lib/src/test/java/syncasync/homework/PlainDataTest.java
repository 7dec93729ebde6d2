package syncasync.homework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PlainDataTest {

    private enum Colour {
        RED
    }

    private record Call(String name, Duration took) {}

    private static String json(Object value) {
        return PlainData.json("it", value, 10_000);
    }

    @Test
    void is_what_json_can_say() {
        assertThat(json(null)).isEqualTo("null");
        assertThat(json(new int[] {1, 2})).isEqualTo("[1, 2]");
        assertThat(json(Arrays.asList(true, 'c', 1.5f, 2L, Colour.RED, null)))
                .isEqualTo("[true, \"c\", 1.5, 2, \"RED\", null]");
        assertThat(json(new Call("ann", Duration.ofMillis(1_500)))).isEqualTo("{\"name\": \"ann\", \"took\": 1500}");
        assertThat(json(Duration.ofNanos(2_500_000))).isEqualTo("2.5");
        assertThat(json(Optional.of(new AtomicInteger(3)))).isEqualTo("3");
        assertThat(json(Map.of(2, "b", 1, "a"))).isEqualTo("{\"1\": \"a\", \"2\": \"b\"}");
    }

    @Test
    void a_set_has_one_order() {
        assertThat(json(new LinkedHashSet<>(List.of(10, 9, 8.5)))).isEqualTo("[8.5, 9, 10]");
        assertThat(json(new LinkedHashSet<>(List.of("b", 1, "a")))).isEqualTo("[1, \"a\", \"b\"]");
    }

    @Test
    void anything_else_is_told() {
        assertThatThrownBy(() -> json(List.of(new Thread())))
                .hasMessage("\"it\" is no plain data: it is, or contains, an object of Thread.");
        assertThatThrownBy(() -> json(Map.of(List.of(), 1))).hasMessageContaining("map whose keys");
    }

    @Test
    void too_much_is_told() {
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        var endless = new AbstractList<Integer>() {
            @Override
            public Integer get(int index) {
                return index;
            }

            @Override
            public int size() {
                return Integer.MAX_VALUE;
            }
        };
        assertThatThrownBy(() -> json(itself)).hasMessageContaining("does it contain itself?");
        assertThatThrownBy(() -> json(endless)).hasMessage("\"it\" is too large to be observed.");
        assertThatThrownBy(() -> json("→".repeat(5_000))).hasMessage("\"it\" is too large to be observed.");
    }
}
