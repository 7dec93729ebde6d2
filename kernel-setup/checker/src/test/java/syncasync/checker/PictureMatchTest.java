package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PictureMatchTest {

    private static final String TWO_AT_ONCE =
            timeline(bar("first", "pool #1", "waiting", 0, 2000), bar("second", "pool #2", "waiting", 2, 2003));

    private static final String IN_A_ROW =
            timeline(bar("first", "main", "waiting", 0, 1000), bar("second", "main", "waiting", 1001, 2002));

    private static List<String> differences(String kept, String got) {
        return PictureMatch.differences(Json.parse(kept), Json.parse(got), 0);
    }

    @Nested
    class By_chance {

        @Test
        void bars_begin_and_end_a_little_later() {
            assertThat(differences(
                            TWO_AT_ONCE,
                            timeline(
                                    bar("first", "pool #1", "waiting", 0, 2090),
                                    bar("second", "pool #2", "waiting", 80, 2180))))
                    .isEmpty();
        }

        @Test
        void rows_come_in_another_order_and_threads_are_numbered_otherwise() {
            assertThat(differences(
                            TWO_AT_ONCE,
                            timeline(
                                    bar("second", "pool #1", "waiting", 0, 2003),
                                    bar("first", "pool #2", "waiting", 2, 2000))))
                    .isEmpty();
        }

        @Test
        void a_state_is_over_before_anybody_sees_it() {
            assertThat(differences(
                            TWO_AT_ONCE,
                            timeline(
                                    bar("first", "pool #1", "on the CPU", 0, 11),
                                    bar("first", "pool #1", "waiting", 11, 2000),
                                    bar("second", "pool #2", "waiting", 2, 2003))))
                    .isEmpty();
        }

        @Test
        void the_machine_stands_still_for_all_at_once() {
            assertThat(differences(
                            timeline(bar("price", "main", "waiting", 0, 400), bar("rating", "main", "waiting", 1, 301)),
                            timeline(
                                    bar("price", "main", "waiting", 0, 640), bar("rating", "main", "waiting", 1, 560))))
                    .isEmpty();
        }

        @Test
        void the_machine_was_late_by_as_much() {
            var longer =
                    timeline(bar("first", "pool #1", "waiting", 0, 2000), bar("second", "pool #2", "waiting", 2, 2603));
            assertThat(differences(TWO_AT_ONCE, longer)).isNotEmpty();
            assertThat(PictureMatch.differences(Json.parse(TWO_AT_ONCE), Json.parse(longer), 0.6))
                    .isEmpty();
            assertThat(PictureMatch.differences(Json.parse(TWO_AT_ONCE), Json.parse(longer), 0.1))
                    .anyMatch(it -> it.contains("row \"second\""));
        }

        @Test
        void it_takes_a_while_to_come_to_the_next_statement() {
            assertThat(differences(
                            IN_A_ROW,
                            timeline(
                                    bar("first", "main", "waiting", 0, 1001),
                                    bar("second", "main", "waiting", 1450, 2451))))
                    .isEmpty();
        }

        @Test
        void two_rows_of_one_name_change_places() {
            assertThat(differences(
                            timeline(
                                    bar("guest", "main", "waiting", 0, 500), bar("guest ", "main", "waiting", 1, 1500)),
                            timeline(
                                    bar("guest", "main", "waiting", 0, 1500),
                                    bar("guest ", "main", "waiting", 1, 500))))
                    .isEmpty();
        }

        @Test
        void the_axis_has_another_unit() {
            assertThat(differences(
                            timeline(bar("first", "main", "waiting", 0, 980)),
                            timeline(bar("first", "main", "waiting", 0, 1.01))
                                    .replace("(ms)", "(s)")
                                    .replace("' ms'", "' s'")))
                    .isEmpty();
        }
    }

    @Nested
    class It_is_told_with_its_row_when {

        @Test
        void a_bar_is_thirty_percent_longer() {
            assertThat(differences(
                            TWO_AT_ONCE,
                            timeline(
                                    bar("first", "pool #1", "waiting", 0, 2000),
                                    bar("second", "pool #2", "waiting", 2, 2603))))
                    .contains("row \"second\" is waiting for 2.601 s, expected 2.001 s");
        }

        @Test
        void a_row_is_missing_or_new() {
            String one = timeline(bar("first", "pool #1", "waiting", 0, 2000));
            assertThat(differences(TWO_AT_ONCE, one)).contains("row \"second\" is missing");
            assertThat(differences(one, TWO_AT_ONCE)).contains("row \"second\" is new");
        }

        @Test
        void two_tasks_no_longer_overlap() {
            assertThat(differences(
                            timeline(
                                    bar("long", "pool #1", "waiting", 0, 5000),
                                    bar("late", "pool #2", "waiting", 4500, 9500)),
                            timeline(
                                    bar("long", "pool #1", "waiting", 0, 4600),
                                    bar("late", "pool #2", "waiting", 4700, 9500))))
                    .containsExactly("row \"late\" no longer overlaps with \"long\", expected for 500 ms");
        }

        @Test
        void two_tasks_overlap_that_came_one_after_the_other() {
            assertThat(differences(
                            IN_A_ROW,
                            timeline(
                                    bar("first", "main", "waiting", 0, 1150),
                                    bar("second", "main", "waiting", 900, 2002))))
                    .containsExactly("row \"first\" overlaps with \"second\" for 250 ms, expected one after the other");
        }

        @Test
        void two_tasks_share_a_thread_that_had_one_each_or_no_longer_do() {
            String shared =
                    timeline(bar("first", "pool #1", "waiting", 0, 2000), bar("second", "pool #1", "waiting", 2, 2003));
            assertThat(differences(TWO_AT_ONCE, shared))
                    .containsExactly("row \"second\" shares pool #1 with others, expected a thread of its own");
            assertThat(differences(shared, TWO_AT_ONCE))
                    .containsExactly("row \"second\" runs on pool #2, expected the thread of the others on pool #1");
        }

        @Test
        void a_task_runs_on_a_thread_of_another_kind() {
            assertThat(differences(IN_A_ROW, IN_A_ROW.replace("\"main\"", "\"virtual #1\"")))
                    .containsExactly("row \"first\" runs on virtual #1, expected main");
        }

        @Test
        void its_colour_says_that_it_shares_a_thread() {
            assertThat(differences(TWO_AT_ONCE, TWO_AT_ONCE.replace("#blue", "#red")))
                    .containsExactly("row \"second\" has the colour of another thread: #red");
            assertThat(differences(TWO_AT_ONCE, TWO_AT_ONCE.replace("\"field\":\"thread\"", "\"field\":\"state\"")))
                    .isNotEmpty();
        }

        @Test
        void it_is_in_another_state() {
            assertThat(differences(
                            TWO_AT_ONCE,
                            timeline(
                                    bar("first", "pool #1", "waiting", 0, 2000),
                                    bar("second", "pool #2", "on the CPU", 2, 2003))))
                    .containsExactly(
                            "row \"second\" is now on the CPU for 2.001 s", "row \"second\" is no longer waiting");
        }

        @Test
        void it_has_fewer_marks_or_one_elsewhere() {
            String kept = timeline(mark("beat", 0), mark("beat", 500), mark("beat", 1000));
            assertThat(differences(kept, timeline(mark("beat", 0), mark("beat", 500))))
                    .containsExactly("row \"beat\" has 2 marks, expected 3");
            assertThat(differences(kept, timeline(mark("beat", 0), mark("beat", 900), mark("beat", 1000))))
                    .containsExactly("row \"beat\" has its mark 2 at 900 ms, expected 500 ms");
        }

        @Test
        void it_is_drawn_by_another_mark_or_has_another_title() {
            assertThat(differences(IN_A_ROW, IN_A_ROW.replace("\"mark\":{\"type\":\"bar\"}", "\"mark\":\"point\"")))
                    .singleElement()
                    .asString()
                    .startsWith("it is drawn otherwise");
            assertThat(differences(IN_A_ROW, IN_A_ROW.replace("a picture", "another")))
                    .containsExactly("its title differs (- expected, + got):\n- a picture: 2.0 s\n+ another: 2.0 s");
        }
    }

    @Test
    void values_of_a_picture_that_is_no_timeline_are_compared_one_by_one() {
        String kept = """
                {"data": {"values": [{"step": 1, "value": 0.69}, {"step": 2, "value": 0.5}]}, "mark": "line"}""";
        assertThat(differences(kept, kept)).isEmpty();
        assertThat(differences(kept, kept.replace("0.5", "0.6")))
                .containsExactly("value missing: {step=2, value=0.5}", "value not expected: {step=2, value=0.6}");
        String messages = """
                {"data": {"values": [{"from": "ann", "to": "bob", "sent": 0, "seen": 20.5}]}, "mark": "line",
                 "title": "seen (ms)"}""";
        assertThat(differences(messages, messages.replace("20.5", "31.5"))).isEmpty();
        assertThat(differences(messages, messages.replace("20.5", "420.5"))).hasSize(2);
        assertThat(differences(messages, messages.replace("bob", "cem"))).hasSize(2);
    }

    @Test
    void of_views_below_each_other_every_one_is_compared() {
        String kept = """
                {"vconcat": [{"layer": [{"data": {"values": [{"tick": 1, "what": "tea"}]}, "mark": "rect"}]},
                             {"layer": [{"data": {"values": [{"line": 3, "who": "tea"}]}, "mark": "text"}]}]}""";
        assertThat(differences(kept, kept)).isEmpty();
        assertThat(differences(kept, kept.replace("3", "4")))
                .containsExactly("value missing: {line=3, who=tea}", "value not expected: {line=4, who=tea}");
    }

    @Test
    void what_a_virtual_clock_measured_is_exact() {
        String kept = IN_A_ROW.replace(".004", ".0");
        assertThat(differences(kept, kept)).isEmpty();
        assertThat(differences(kept, kept.replace("2002.0", "2003.0")))
                .containsExactly(
                        "row \"second\" is waiting for 1.002 s, expected 1.001 s",
                        "row \"second\" is waiting until 2.003 s, expected 2.002 s");
        assertThat(differences(kept, IN_A_ROW)).isNotEmpty();
        String message = """
                {"data": {"values": [{"from": "ann", "to": "bob", "sent": 0, "seen": 20}]}, "mark": "line",
                 "title": "seen (ms)"}""";
        assertThat(differences(message, message.replace("20", "21"))).hasSize(2);
    }

    /** Every timeline in the notebooks that a run has to draw again. */
    static Stream<Arguments> kept() throws IOException {
        var all = new ArrayList<Arguments>();
        Path notebooks = Path.of(System.getProperty("project.root", "../.."), "notebooks");
        try (Stream<Path> files = Files.list(notebooks)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList()) {
                NotebookFile notebook;
                try {
                    notebook = NotebookFile.read(file);
                } catch (NotebookFile.NotANotebook e) {
                    throw new AssertionError(file.toString(), e);
                }
                for (Cell cell : notebook.codeCells()) {
                    if (!cell.hasTag(Contract.VARIES)) {
                        cell.outputs().shown().stream()
                                .map(shown -> shown.data().get(VegaData.TYPE))
                                .filter(picture -> picture != null && PictureMatch.isTimeline(picture))
                                .forEach(picture -> all.add(Arguments.of(
                                        file.getFileName() + " [" + cell.id() + "]", Json.write(picture))));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void a_kept_picture_is_not_mistaken_for_one_that_was_changed(String cell, String kept) {
        assertThat(differences(kept, kept)).isEmpty();
        List<Map<String, Object>> bars = values(Json.parse(kept), v -> v.containsKey("from"));
        if (!bars.isEmpty()) {
            String longest = String.valueOf(bars.stream()
                    .max(Comparator.comparingDouble(bar -> number(bar, "to") - number(bar, "from")))
                    .orElseThrow()
                    .get("row"));
            Object longer = Json.parse(kept);
            values(longer, v -> v.containsKey("from") && longest.equals(v.get("row"))).stream()
                    .max(Comparator.comparingDouble(bar -> number(bar, "to") - number(bar, "from")))
                    .ifPresent(bar -> bar.put(
                            "to",
                            new Json.Num("" + (number(bar, "to") + 0.3 * (number(bar, "to") - number(bar, "from"))))));
            double seconds = VegaData.of(longer).seconds() * length(bars, longest);
            if (seconds > 0.15 || VegaData.of(longer).isExact()) { // of a shorter one, 30 % are chance
                assertThat(differences(kept, Json.write(longer)))
                        .as("30 % longer")
                        .anyMatch(names(longest));
            }
        }
        String last = String.valueOf(
                values(Json.parse(kept), v -> v.containsKey("row")).getLast().get("row"));
        Object fewer = Json.parse(kept);
        removeRow(fewer, last);
        assertThat(differences(kept, Json.write(fewer))).as("row missing").anyMatch(names(last));
        Object elsewhere = Json.parse(kept);
        values(elsewhere, v -> last.equals(v.get("row"))).forEach(v -> v.put("thread", "another"));
        assertThat(differences(kept, Json.write(elsewhere)))
                .as("another thread")
                .anyMatch(names(last));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void a_kept_picture_may_come_out_a_little_late(String cell, String kept) {
        assumeFalse(VegaData.of(Json.parse(kept)).isExact());
        var chance = new Random(5);
        for (int i = 0; i < 20; i++) {
            Object late = Json.parse(kept);
            double unit = VegaData.of(late).seconds();
            double slower = 1 + 0.03 * chance.nextDouble();
            values(late, v -> v.containsKey("row"))
                    .forEach(v -> List.of("from", "to", "at")
                            .forEach(time -> v.computeIfPresent(
                                    time,
                                    (k, n) -> new Json.Num(""
                                            + (((Json.Num) n).asDouble() * slower
                                                    + 0.01 * chance.nextDouble() / unit)))));
            assertThat(differences(kept, Json.write(late))).isEmpty();
        }
    }

    private static double length(List<Map<String, Object>> bars, String row) {
        return bars.stream()
                .filter(bar -> row.equals(bar.get("row")))
                .mapToDouble(bar -> number(bar, "to") - number(bar, "from"))
                .max()
                .orElse(0);
    }

    private static Predicate<String> names(String row) {
        return difference -> difference.contains("row \"" + row.stripTrailing() + "\"");
    }

    private static double number(Map<String, Object> value, String field) {
        return ((Json.Num) value.get(field)).asDouble();
    }

    /** All values in a picture, to be read or changed. */
    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> values(Object json, Predicate<Map<String, Object>> which) {
        var found = new ArrayList<Map<String, Object>>();
        if (json instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key.equals("values") && value instanceof List<?> list) {
                    list.stream()
                            .filter(Map.class::isInstance)
                            .map(v -> (Map<String, Object>) v)
                            .filter(which)
                            .forEach(found::add);
                } else {
                    found.addAll(values(value, which));
                }
            });
        } else if (json instanceof List<?> list) {
            list.forEach(each -> found.addAll(values(each, which)));
        }
        return found;
    }

    private static void removeRow(Object json, String row) {
        if (json instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key.equals("values") && value instanceof List<?> list) {
                    list.removeIf(v -> v instanceof Map<?, ?> m && row.equals(m.get("row")));
                } else {
                    removeRow(value, row);
                }
            });
        } else if (json instanceof List<?> list) {
            list.forEach(each -> removeRow(each, row));
        }
    }

    private static String timeline(String... values) {
        String bars = String.join(
                ", ", Stream.of(values).filter(v -> v.contains("\"to\"")).toList());
        String marks = String.join(
                ", ", Stream.of(values).filter(v -> v.contains("\"at\"")).toList());
        String x = "{\"field\":\"from\",\"axis\":{\"labelExpr\":\"datum.label + ' ms'\"},\"title\":\"from (ms)\"}";
        return """
                {"title":{"text":"a picture: 2.0 s"},"layer":[
                  {"data":{"values":[%s]},"mark":{"type":"bar"},"encoding":{"x":%s,
                   "color":{"field":"thread","scale":{"domain":["pool #1","pool #2"],"range":["#red","#blue"]}}}},
                  {"data":{"values":[%s]},"mark":"point"}]}""".formatted(bars, x, marks);
    }

    private static String bar(String row, String thread, String state, double from, double to) {
        return "{\"row\":\"%s\",\"task\":\"%s\",\"thread\":\"%s\",\"state\":\"%s\",\"from\":%s,\"to\":%s}"
                .formatted(row, row.strip(), thread, state, from, real(to));
    }

    private static String mark(String row, double at) {
        return "{\"row\":\"%s\",\"what\":\"%s\",\"thread\":\"main\",\"at\":%s}".formatted(row, row, real(at));
    }

    /** As a real clock measures, never in whole milliseconds. */
    private static double real(double milliseconds) {
        return milliseconds == 0 ? 0 : milliseconds + 0.004;
    }
}
