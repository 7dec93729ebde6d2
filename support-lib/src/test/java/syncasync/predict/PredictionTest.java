package syncasync.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import syncasync.check.Printed;
import syncasync.host.Rich;

class PredictionTest {

    @RegisterExtension
    private final ShownOnce screen = new ShownOnce();

    private final List<Rich> shown = screen.all;

    @Test
    void a_duration() {
        var bet = new DurationPrediction("both tasks in a row", Duration.ofSeconds(4));
        assertThat(bet).hasToString("both tasks in a row: you said 4.0 s");
        assertThat(bet.verdict()).isEmpty();

        bet.reveal(Duration.ofMillis(4010));

        assertThat(shown).hasToString("[both tasks in a row: you said 4.0 s, it took 4.0 s]");
        assertThat(bet.verdict().orElseThrow().right()).isTrue();
    }

    @Test
    void a_single_line_that_is_printed() {
        var right = new ChoicePrediction("the lines", "water on");
        right.reveal(new Printed(List.of("water on")));
        var wrong = new ChoicePrediction("the lines", "water on");
        wrong.reveal(new Printed(List.of("water on", "bread in")));

        assertThat(shown)
                .hasToString(
                        "[the lines: you said water on, it was water on, the lines: you said water on, it was water on, bread in]");
        assertThat(right.verdict().orElseThrow().right()).isTrue();
        assertThat(wrong.verdict().orElseThrow().right()).isFalse();
    }

    @Test
    void a_wrong_duration_is_told_how_far_off_it_is() {
        var bet = new DurationPrediction("both tasks in a row", Duration.ofSeconds(2));

        bet.reveal(Duration.ofMillis(4010));

        assertThat(bet).hasToString("both tasks in a row: you said 2.0 s, it took 4.0 s (off by 2.0 s)");
        assertThat(bet.verdict().orElseThrow().right()).isFalse();
    }

    @Test
    void a_number() {
        var bet = new NumberPrediction("How many threads?", 100);
        bet.reveal(1);
        assertThat(bet).hasToString("How many threads? You said 100, it was 1");

        var share = new NumberPrediction("share", 0.5);
        share.reveal(0.52);
        assertThat(share).hasToString("share: you said 0.50, it was 0.52");
        assertThat(share.verdict().orElseThrow().right()).isTrue();
    }

    @Test
    void a_choice() {
        var bet = new ChoicePrediction("prints first", "lazy").among("lazy", "hot");
        bet.reveal("hot");
        assertThat(bet).hasToString("prints first: you said lazy, it was hot");

        var yes = new ChoicePrediction("does it start?", true);
        yes.reveal(true);
        assertThat(yes).hasToString("does it start? You said yes, it was yes");
        assertThat(yes.verdict().orElseThrow().right()).isTrue();
    }

    @Test
    void a_slip_of_the_pen_is_shown_at_once_and_the_cells_below_find_the_bet() {
        var bet = new ChoicePrediction("prints first", "lzay").among("lazy", "hot");
        assertThat(shown).hasToString("[prints first: you said \"lzay\", which is none of \"lazy\", \"hot\"]");
        bet.reveal("hot");
        assertThat(bet).hasToString("prints first: you said \"lzay\", which is none of \"lazy\", \"hot\", it was hot");
    }

    @Test
    void an_order_of_lines_is_compared_line_by_line() {
        var bet = new OrderPrediction("order of the lines", List.of("started", "finished", "started"));

        bet.reveal(new Printed(List.of("started", "started", "finished", "finished")));

        assertThat(bet).hasToString("""
                order of the lines: 1 of 4 lines where you said
                   you said   it was
                ✓  started    started
                ✗  finished   started
                ✗  started    finished
                ✗  –          finished""");
        assertThat(bet.verdict().orElseThrow().right()).isFalse();
    }

    @Test
    void where_several_orders_are_possible_any_of_them_counts() {
        var bet = new OrderPrediction("order", List.of("b", "a", "end"));

        bet.reveal(List.of("a", "b", "end"), Orders.before("a", "end").and("b", "end"));

        assertThat(bet).hasToString("""
                order: 1 of 3 lines where you said
                   you said   it was
                ✗  b          a
                ✗  a          b
                ✓  end        end
                This run came out differently, but yours is a possible order too: it counts as right.""");
        assertThat(bet.verdict().orElseThrow().right()).isTrue();
    }

    @Test
    void a_line_that_never_came_is_named_for_it_may_be_misspelt() {
        var bet = new OrderPrediction("order", List.of("Step 1", "neighbor ends"));
        bet.reveal(List.of("Step 1", "neighbour ends", "Step 2"));
        assertThat(bet.verdict().orElseThrow().toString())
                .startsWith("order: 1 of 3 lines where you said")
                .endsWith("Never came: \"neighbor ends\".");
    }

    @Test
    void a_number_bet_on_a_time_is_told_how_to_say_a_time() {
        var bet = new NumberPrediction("both tasks", 4);
        bet.reveal(Duration.ofSeconds(4));
        assertThat(bet.verdict().orElseThrow().toString()).isEqualTo("""
                both tasks: you said 4, it took 4.0 s
                Your bet was a number, but this is a time: write seconds(4) or millis(4).""");
    }

    @Test
    void possible_orders_are_listed_or_told_by_what_comes_before_what() {
        Orders started = Orders.before("started", "finished");
        assertThat(started.allow(List.of("started", "started", "finished"))).isTrue();
        assertThat(started.allow(List.of("started", "finished", "started"))).isFalse();
        assertThat(started.and("a", "b").allow(List.of("b", "a"))).isFalse();
        assertThat(Orders.anyOf(List.of("a", "b"), List.of("b", "a")).allow(List.of("b", "a")))
                .isTrue();
        assertThat(Orders.anyOf(List.of("a", "b")).allow(List.of("b", "a"))).isFalse();
        assertThat(Orders.any().couldHavePrinted(List.of("a", "x"), List.of("a", "b")))
                .isFalse();
        assertThat(Orders.any().couldHavePrinted(List.of("a", "a"), List.of("a", "b")))
                .isFalse();
    }

    @Test
    void next_to_nothing_is_not_about_a_fifth_of_a_second() {
        var bet = new DurationPrediction("a wait", Duration.ofMillis(200));
        bet.reveal(Duration.ofMillis(390));
        assertThat(bet.verdict().orElseThrow().right()).isTrue();
        bet.reveal(Duration.ofNanos(708_000));
        assertThat(bet.verdict().orElseThrow().right()).isFalse();
        var quick = new DurationPrediction("a blink", Duration.ofMillis(1));
        quick.reveal(Duration.ofMillis(30));
        assertThat(quick.verdict().orElseThrow().right()).isTrue();
    }

    @Test
    void it_may_be_revealed_again_and_the_last_time_counts() {
        var bet = new DurationPrediction("task", Duration.ofSeconds(2));
        bet.reveal(Duration.ofSeconds(4));
        bet.reveal(Duration.ofSeconds(2));

        assertThat(shown).hasSize(2);
        assertThat(bet).hasToString("task: you said 2.0 s, it took 2.0 s");
    }

    @Test
    void html_is_escaped_and_tells_right_from_wrong_by_more_than_colour() {
        var bet = new OrderPrediction("<order>", List.of("a & b"));
        bet.reveal(List.of("a & b"));

        assertThat(shown.getFirst().bundle().get("text/html")).isEqualTo("""
                <div><b role="img" aria-label="right" style="color: #009e73">✓</b> &lt;order&gt;: 1 of 1 line where you said</div>
                <table>
                <thead><tr><th style="text-align: left">line</th><th style="text-align: left">bet</th><th style="text-align: left">you said</th><th style="text-align: left">it was</th></tr></thead>
                <tbody>
                <tr><th scope="row">1</th><td><b role="img" aria-label="right" style="color: #009e73">✓</b></td><td style="text-align: left">a &amp; b</td><td style="text-align: left">a &amp; b</td></tr>
                </tbody>
                </table>""");
    }
}
