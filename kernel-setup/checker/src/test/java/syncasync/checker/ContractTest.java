package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.checker.Cells.display;
import static syncasync.checker.Cells.error;
import static syncasync.checker.Cells.outputs;
import static syncasync.checker.Cells.result;
import static syncasync.checker.Cells.stderr;
import static syncasync.checker.Cells.stdout;
import static syncasync.checker.Cells.tagged;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ContractTest {

    @Nested
    class A_cell_without_a_tag {

        @Test
        void meets_the_contract_when_it_prints_the_same() {
            assertThat(differences(tagged(), outputs(stdout("a\nb\n")), outputs(stdout("a\nb\n"))))
                    .isEmpty();
        }

        @Test
        void may_print_in_other_pieces() {
            assertThat(differences(tagged(), outputs(stdout("a\nb\n")), outputs(stdout("a"), stdout("\nb\n"))))
                    .isEmpty();
        }

        @Test
        void may_not_print_in_another_order() {
            assertThat(differences(tagged(), outputs(stdout("a\nb\n")), outputs(stdout("b\na\n"))))
                    .isNotEmpty();
        }

        @Test
        void may_not_take_twice_as_long() {
            assertThat(differences(tagged(), outputs(stdout("total: 2.0 s\n")), outputs(stdout("total: 4.0 s\n"))))
                    .containsExactly("""
                    what it printed differs (- expected, + got):
                    - total: 2.0 s
                    + total: 4.0 s""");
        }

        @Test
        void may_not_stop_showing_a_result() {
            assertThat(differences(tagged(), outputs(result("5")), outputs()))
                    .singleElement()
                    .asString()
                    .contains("shows 0 results or displays, expected 1");
        }

        @Test
        void may_not_show_another_result() {
            assertThat(differences(tagged(), outputs(result("5")), outputs(result("6"))))
                    .singleElement()
                    .asString()
                    .contains("- 5\n+ 6");
        }

        @Test
        void may_not_lose_a_mime_type() {
            assertThat(differences(
                            tagged(),
                            outputs(display(Map.of("text/plain", "x", "image/svg+xml", "<svg/>"))),
                            outputs(display(Map.of("text/plain", "x")))))
                    .singleElement()
                    .asString()
                    .contains("image/svg+xml");
        }

        @Test
        void is_not_held_to_the_strokes_of_a_picture() {
            assertThat(shown("image/svg+xml", "<svg><rect x='1'/></svg>", "<svg><rect x='2'/></svg>"))
                    .isEmpty();
        }

        @Test
        void is_held_to_the_words_in_a_picture() {
            assertThat(shown(
                            "image/svg+xml",
                            "<svg><text x='1'>two &amp; two: 4.0 s</text></svg>",
                            "<svg><text x='2'>two &amp; two: 4.2 s</text></svg>"))
                    .isEmpty();
            assertThat(shown("image/svg+xml", "<svg><text>4.0 s</text></svg>", "<svg><text>WRONG</text></svg>"))
                    .containsExactly("""
                    the words in the SVG of its result differ (- expected, + got):
                    + WRONG""");
        }

        @Test
        void is_held_to_what_its_html_says_not_to_its_tags() {
            String kept = "<div><b style='color: green'>✓</b> you said 4.0 s, it took 4.1 s</div>";
            assertThat(shown("text/html", kept, kept.replace("green", "blue").replace("4.1", "4.2")))
                    .isEmpty();
            assertThat(shown("text/html", kept, kept.replace('✓', '✗'))).containsExactly("""
                    the HTML of its result differs (- expected, + got):
                    - ✓ you said 4.0 s, it took 4.1 s
                    + ✗ you said 4.0 s, it took 4.1 s""");
            assertThat(shown("text/html", kept, kept.replace("said 4.0", "said 400")))
                    .isNotEmpty();
            String table = "<table><tr><td>a</td><td>1</td></tr></table>";
            assertThat(shown("text/html", table, table.replace("1", "2"))).isNotEmpty();
        }

        @Test
        void is_held_to_the_data_of_a_timeline_not_to_its_characters() {
            assertThat(differences(tagged(), outputs(timeline(1000, "███████")), outputs(timeline(1030, "██"))))
                    .isEmpty();
            assertThat(differences(tagged(), outputs(timeline(1000, "████")), outputs(timeline(1300, "████"))))
                    .containsExactly("""
                    the picture of its result differs:
                    row "cook" is waiting for 1.301 s, expected 1.001 s""");
        }

        @Test
        void is_held_to_the_words_beside_a_timeline() {
            assertThat(differences(
                            tagged(), outputs(timeline(1000, "████")), outputs(timeline(1000, "████  ✗ it burnt"))))
                    .containsExactly("""
                    the words in the text of its result differ (- expected, + got):
                    + ✗ it burnt""");
        }

        private static List<String> shown(String type, String kept, String got) {
            return differences(
                    tagged(),
                    outputs(display(Map.of("text/plain", "x", type, kept))),
                    outputs(display(Map.of("text/plain", "x", type, got))));
        }

        private static Map<String, Object> timeline(int to, String drawn) {
            return display(Map.of(
                    "text/plain",
                    "a dish: 1.0 s\n      0.0 s  0.5 s  1.0 s\n      ├──────┼──────┤\ncook  " + drawn
                            + "  main  0.0 s – 1.0 s\n      █ on the CPU   ░ waiting",
                    VegaData.TYPE,
                    Json.parse("""
                            {"title": "a dish: 1.0 s", "data": {"values": [
                               {"row": "cook", "state": "waiting", "thread": "main", "from": 0, "to": %d.5}]},
                             "mark": "bar", "encoding": {"x": {"field": "from", "title": "from (ms)"}}}""".formatted(to))));
        }
    }

    @Nested
    class A_cell_tagged_unordered {

        @Test
        void may_print_its_lines_in_any_order() {
            assertThat(differences(tagged("unordered"), outputs(stdout("a\nb\n")), outputs(stdout("b\na\n"))))
                    .isEmpty();
        }

        @Test
        void may_not_lose_a_line() {
            assertThat(differences(tagged("unordered"), outputs(stdout("a\nb\n")), outputs(stdout("b\n"))))
                    .isNotEmpty();
        }
    }

    @Nested
    class A_cell_tagged_varies {

        @Test
        void may_print_anything() {
            assertThat(differences(
                            tagged("varies"), outputs(stdout("a\n"), result("1")), outputs(stdout("b\n"), result("2"))))
                    .isEmpty();
        }

        @Test
        void may_not_fall_silent() {
            assertThat(differences(tagged("varies"), outputs(stdout("a\n"), result("1")), outputs(result("2"))))
                    .containsExactly("the kinds of output differ: expected [stdout, text/plain], got [text/plain]");
        }
    }

    @Nested
    class A_cell_tagged_raises_exception {

        @Test
        void has_to_raise() {
            assertThat(Contract.faults(tagged("raises-exception"), outputs(stdout("a"))))
                    .containsExactly("it is tagged `raises-exception` and raised nothing");
        }

        @Test
        void has_to_raise_the_same_with_the_same_first_line() {
            var kept = outputs(error("IllegalStateException", "closed\nat line 3"));
            assertThat(differences(
                            tagged("raises-exception"),
                            kept,
                            outputs(error("IllegalStateException", "closed\nat line 4"))))
                    .isEmpty();
            assertThat(differences(tagged("raises-exception"), kept, outputs(error("IllegalStateException", "open"))))
                    .isNotEmpty();
            assertThat(differences(tagged("raises-exception"), kept, outputs(error("IOException", "closed"))))
                    .isNotEmpty();
        }
    }

    @Test
    void an_exception_that_nobody_asked_for_is_a_fault() {
        assertThat(Contract.faults(tagged(), outputs(error("java.lang.ArithmeticException", "/ by zero"))))
                .singleElement()
                .asString()
                .startsWith("it raised an exception: java.lang.ArithmeticException: / by zero")
                .contains("raises-exception");
    }

    @Test
    void a_line_on_the_error_stream_is_a_fault_unless_it_is_shown_on_purpose() {
        assertThat(Contract.faults(tagged(), outputs(stderr("oh\n"))))
                .singleElement()
                .asString()
                .contains("error stream:\noh");
        assertThat(Contract.faults(tagged("stderr"), outputs(stderr("oh\n")))).isEmpty();
        assertThat(differences(tagged("stderr"), outputs(stderr("oh\n")), outputs(stderr("ah\n"))))
                .isNotEmpty();
    }

    private static List<String> differences(Cell cell, Outputs kept, Outputs got) {
        return Contract.differences(cell, kept, got, 0);
    }
}
