package syncasync.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class VegaTest {

    @Test
    void a_picture_keeps_its_order_and_has_a_description_and_no_ground() {
        Vega picture = Vega.picture("Ten steps.").with("mark", "point").with(false, "height", 3);

        assertThat(picture).containsOnlyKeys("$schema", "description", "background", "config", "mark");
        assertThat(picture.keySet()).first().isEqualTo("$schema");
        assertThat(picture.keySet()).last().isEqualTo("mark");
        assertThat(picture).containsEntry("description", "Ten steps.").containsEntry("background", "transparent");
    }

    @Test
    void a_null_is_refused_by_its_name() {
        assertThatThrownBy(() -> Vega.of("title", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"title\" must have a value: JSON may lose a null.");
    }

    @Test
    void a_slider_names_its_value_and_moves_by_whole_steps_of_the_arrow_keys() {
        assertThat(Vega.slider("now", "replay (s)", 0, 4, 0.05, 4))
                .hasToString("{name=now, value=4, bind={input=range, min=0, max=4, step=0.05, name=replay (s) }}");
    }

    @Test
    void a_text_in_an_expression_cannot_end_it() {
        assertThat(Vega.quoted("it's a \\ and\na line")).isEqualTo("'it\\'s a \\\\ and\\na line'");
        assertThat(Vega.quoted(List.of("a", "b'c"))).isEqualTo("['a', 'b\\'c']");
    }

    @Test
    void values_are_told_apart_by_shape_in_the_same_legend_as_by_colour() {
        List<String> values = List.of("ok", "error");
        assertThat(Vega.scaled("answer", values, List.of("circle", "cross")).get("legend"))
                .isEqualTo(Vega.colour("answer", values, Palette.COLOURS).get("legend"));
    }
}
