package syncasync.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import syncasync.display.Svg;
import syncasync.display.Vega;
import syncasync.load.LoadReport.Answer;

class LoadReportTest {
    /** One request for each of 1, 2, ... 100 ms. */
    private static final LoadReport HUNDRED = new LoadReport(
            "a & b",
            10,
            Duration.ofSeconds(2),
            IntStream.rangeClosed(1, 100)
                    .mapToObj(i -> new Answer(Duration.ofMillis(i), Duration.ofMillis(101 - i), null))
                    .toList());

    @Test
    void percentiles_are_latencies_that_were_measured() {
        assertThat(HUNDRED.median()).isEqualTo(Duration.ofMillis(50));
        assertThat(HUNDRED.percentile99()).isEqualTo(Duration.ofMillis(99));
        assertThat(HUNDRED.slowest()).isEqualTo(Duration.ofMillis(100));
        assertThat(HUNDRED.fastest()).isEqualTo(Duration.ofMillis(1));
        assertThat(HUNDRED.perSecond()).isEqualTo(50);
    }

    @Test
    void of_one_request_every_percentile_is_that_one() {
        var one = new LoadReport(
                "one", 1, Duration.ofMillis(5), List.of(new Answer(Duration.ZERO, Duration.ofMillis(5), null)));
        assertThat(one.percentile(1))
                .isEqualTo(one.median())
                .isEqualTo(one.slowest())
                .isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void as_text_it_has_a_line_of_counts_and_a_bar_for_each_figure() {
        assertThat(HUNDRED).hasToString("""
                a & b: 10 clients, 100 requests, 0 errors, 50 requests/s
                median    50 ms  ████████████████████
                99 %      99 ms  ████████████████████████████████████████
                slowest  100 ms  ████████████████████████████████████████""");
    }

    @Test
    void a_comparison_as_text_has_two_bars_for_each_load() {
        var failing = new LoadReport(
                "c", 1, Duration.ofSeconds(1), List.of(new Answer(Duration.ZERO, Duration.ofMillis(25), "refused")));
        assertThat(LoadReport.compare(HUNDRED, failing)).hasToString("""
                a & b, median     50 ms  ████████████████████
                a & b, 99 %       99 ms  ████████████████████████████████████████
                c, median         25 ms  ██████████
                c, 99 %, 1 error  25 ms  ██████████""");
    }

    @Test
    void its_pictures_say_in_words_how_long_clients_waited_and_what_failed() {
        var failing = new LoadReport(
                "c", 1, Duration.ofSeconds(1), List.of(new Answer(Duration.ZERO, Duration.ofMillis(25), "refused")));
        assertThat(((Vega) HUNDRED.bundle().get(Vega.MIME)).get("description"))
                .isEqualTo("a & b: 10 clients sent 100 requests in 2.0 s, none failed. Half of the requests waited at "
                        + "most 50 ms, 99 of 100 at most 99 ms, the fastest 1 ms, the slowest 100 ms.");
        assertThat(((Vega) failing.bundle().get(Vega.MIME)).get("description"))
                .asString()
                .startsWith("c: 1 client sent 1 request in 1.0 s, 1 failed. ");
        assertThat(LoadReport.compare(HUNDRED, failing).bundle().get(Svg.MIME).toString())
                .contains("role=\"img\" aria-label=\"latencies side by side\"")
                .contains("<desc>Latencies side by side. a &amp; b: half within 50 ms, 99 of 100 within 99 ms, "
                        + "all from 1 ms to 100 ms. c, 1 error: half within 25 ms, ");
    }

    @Test
    void its_picture_says_in_words_who_was_unlucky_and_when_nobody_was_answered() {
        var answers = new ArrayList<Answer>();
        for (int i = 0; i < 30; i++) {
            answers.add(new Answer(Duration.ofMillis(10 * i), Duration.ofMillis(2), null));
        }
        for (int i = 0; i < 5; i++) {
            answers.add(new Answer(Duration.ofMillis(300), Duration.ofMillis(600), null));
        }
        for (int i = 90; i < 100; i++) {
            answers.add(new Answer(Duration.ofMillis(10 * i), Duration.ofMillis(2), null));
        }
        assertThat(words(new LoadReport("blocked", 5, Duration.ofSeconds(1), answers)))
                .endsWith("the slowest 600 ms. 5 waited longer than 300 ms. No answer came from 292 ms to 900 ms.");
        assertThat(words(new LoadReport("few", 5, Duration.ofSeconds(1), answers.subList(28, 32))))
                .as("of a few answers, each is a while after the one before")
                .doesNotContain("No answer");
    }

    private static String words(LoadReport report) {
        return ((Vega) report.bundle().get(Vega.MIME)).get("description").toString();
    }

    @Test
    void failures_and_figures_are_told_apart_by_shape_as_well_as_by_colour() {
        var failing = new LoadReport(
                "c", 1, Duration.ofSeconds(1), List.of(new Answer(Duration.ZERO, Duration.ofMillis(25), "refused")));
        assertThat(failing.bundle().get(Svg.MIME).toString()).contains("l6 6m0-6l-6 6");
        assertThat(failing.bundle().get(Vega.MIME).toString())
                .contains("shape={field=answer", "range=[circle, cross]", "strokeDash={field=mark");
        assertThat(LoadReport.compare(HUNDRED).bundle().get(Vega.MIME).toString())
                .contains("shape={field=mark");
    }

    @Test
    void a_picture_of_very_many_requests_stays_small_and_keeps_the_slowest() {
        var many = new LoadReport(
                "many",
                10,
                Duration.ofSeconds(2),
                IntStream.range(0, 20_000)
                        .mapToObj(i -> new Answer(
                                Duration.ofMillis(i),
                                i == 7 ? Duration.ofMillis(777) : Duration.ofNanos(1000 + i),
                                null))
                        .toList());
        assertThat(many.bundle().get("image/svg+xml").toString()).hasSizeLessThan(30_000);
        assertThat(many.bundle().get("application/vnd.vegalite.v5+json").toString())
                .hasSizeLessThan(100_000)
                .contains("777.0");
    }

    @Test
    void pictures_are_well_formed_and_in_no_ink_that_a_theme_hides() throws Exception {
        for (var rich : List.of(HUNDRED, LoadReport.compare(HUNDRED, HUNDRED))) {
            String svg = (String) rich.bundle().get("image/svg+xml");
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
            assertThat(svg)
                    .contains("a &amp; b")
                    .doesNotContainIgnoringCase("#000")
                    .doesNotContainIgnoringCase("#fff")
                    .doesNotContain("NaN");
            assertThat(rich.bundle())
                    .containsOnlyKeys("text/plain", "image/svg+xml", "application/vnd.vegalite.v5+json");
        }
    }
}
