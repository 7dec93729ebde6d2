package syncasync.homework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StudentTest {

    private final Student ada = new Student("ada");

    @Test
    void the_same_login_and_key_give_the_same_everywhere() {
        assertThat(ada.numbers("delays", 3, 1, 1_000)).isEqualTo(new Student(" Ada\n").numbers("delays", 3, 1, 1_000));
        assertThat(ada.number("delay", 1, 1_000_000))
                .as("written down, since marks rest on it")
                .isEqualTo(846_728);
        assertThat(ada.shuffled("names", List.of("a", "b", "c", "d"))).containsExactly("b", "d", "a", "c");
    }

    @Test
    void neighbours_differ() {
        assertThat(IntStream.range(0, 100)
                        .mapToObj(i -> new Student("student" + i).numbers("delays", 3, 1, 100))
                        .distinct())
                .hasSizeGreaterThan(95);
    }

    @Test
    void numbers_are_within_bounds_and_reach_them() {
        assertThat(IntStream.range(0, 500).map(i -> ada.number("k" + i, -1, 2)).distinct())
                .containsExactlyInAnyOrder(-1, 0, 1, 2);
        assertThat(ada.number("all", Integer.MIN_VALUE, Integer.MAX_VALUE)).isNotNull();
        assertThat(ada.numbers("all of them", 3, 1, 3)).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(ada.pick("two", List.of("a", "b", "c"), 2)).hasSize(2).doesNotHaveDuplicates();
        assertThatThrownBy(() -> ada.number("none", 2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ada.numbers("none", 4, 1, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ada.pick("none", List.of("a"), 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
