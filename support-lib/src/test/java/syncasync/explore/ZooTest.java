package syncasync.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ZooTest {

    static Stream<String> programs() {
        return Stream.of(Zoo.class, ZooOfRareAnimals.class, ZooOfTools.class)
                .flatMap(zoo -> Arrays.stream(zoo.getDeclaredMethods()))
                .filter(m -> m.isAnnotationPresent(Expected.class))
                .map(m -> m.getDeclaringClass().getSimpleName() + "." + m.getName())
                .sorted(Comparator.naturalOrder());
    }

    @ParameterizedTest
    @MethodSource("programs")
    void each_program_is_judged_as_is_stated_beside_it(String name) throws Exception {
        Class<?> zoo = Class.forName("syncasync.explore." + name.substring(0, name.indexOf('.')));
        String program = name.substring(name.indexOf('.') + 1);
        Expected expected = zoo.getDeclaredMethod(program).getAnnotation(Expected.class);
        Exploration tried = new Explorer().explore(zoo, program);
        assertThat(tried.answer()).as(tried.toString()).isEqualTo(expected.value());
        assertThat(tried.reason()).contains(expected.because());
        assertThat(tried.races().stream().map(Race::what).distinct().sorted().toList())
                .as(tried.toString())
                .containsExactly(expected.races());
        assertThat(new Explorer().explore(zoo, program).toString()).isEqualTo(tried.toString());
    }
}
