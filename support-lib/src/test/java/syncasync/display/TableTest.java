package syncasync.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import syncasync.timing.Timed;

class TableTest {

    record Run(String how, Duration took, int mostAtOnce) {}

    @Test
    void columns_are_aligned_and_those_of_numbers_and_durations_to_the_right() {
        Table table = new Table("how", "took", "calls", "share")
                .row("one after the other", Duration.ofSeconds(10), 3, 0.5)
                .row("at once", Duration.ofMillis(250), 1000, 1.0)
                .row("not measured", null, null, null);

        assertThat(table).hasToString("""
                how                    took  calls  share
                ───────────────────  ──────  ─────  ─────
                one after the other  10.0 s      3   0.50
                at once              250 ms  1,000      1
                not measured""");
    }

    @Test
    void records_become_rows_and_their_components_headers() {
        assertThat(Table.of(List.of(
                        new Run("in a row", Duration.ofSeconds(4), 1), new Run("at once", Duration.ofSeconds(2), 2))))
                .hasToString("""
                how        took  most at once
                ────────  ─────  ────────────
                in a row  4.0 s             1
                at once   2.0 s             2""");
    }

    @Test
    void html_is_escaped() {
        Object html = new Table("<b>", "n")
                .row("a & b\n\"c\"", new Timed<>("x", null, Duration.ofSeconds(1)))
                .bundle()
                .get("text/html");

        assertThat(html).isEqualTo("""
                <table>
                <thead><tr><th scope="col" style="text-align: left">&lt;b&gt;</th><th scope="col" style="text-align: right">n</th></tr></thead>
                <tbody>
                <tr><th scope="row" style="font-weight: normal; text-align: left">a &amp; b<br>&quot;c&quot;</th><td style="text-align: right">1.0 s</td></tr>
                </tbody>
                </table>""");
    }

    @Test
    void a_row_that_does_not_fit_is_refused() {
        assertThatThrownBy(() -> new Table("how", "took").row("at once"))
                .hasMessage("A row of this table has 2 cells (how, took), not 1.");
        assertThatThrownBy(() -> new Table()).hasMessage("A table needs at least one header.");
        assertThatThrownBy(() -> Table.of(List.of()))
                .hasMessage("A table of records needs at least one record, to know the headers.");
    }
}
