package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineMatchTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "total: 2.0 s            | total: 2.3 s",
                "total: 4.0 s            | total: 5.3 s",
                "total: 999 ms           | total: 1.0 s",
                "12 µs                   | 85 ns",
                "took 250 ms, then 1.0 s | took 300 ms, then 1.2 s",
                "1 min 58 s in all       | 2 min 1 s in all",
                "1,200 ms                | 1.3 s",
                "first 9.8 s  waited     | first 10.2 s waited",
                "10 ms/call              | 15 ms/call",
            })
    void durations_may_be_a_little_off(String kept, String got) {
        assertThat(LineMatch.same(kept, got)).isTrue();
        assertThat(LineMatch.same(got, kept)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "total: 2.0 s     | total: 4.0 s",
                "total: 1.0 s     | total: 1.7 s",
                "total: 100 ms    | total: 600 ms",
                "total: 2.0 s     | total: 2.0 min",
                "total: 2.0 s     | sum: 2.0 s",
                "took 2.0 s       | took 2.0 s and more",
                "2 tasks          | 3 tasks",
                "task 1           | task 2",
                "a  b             | a b",
                "Hello            | hello",
                "version 2.0s3    | version 2.1s3",
                "2 s per task     | 2 tasks",
                "http://a:80/2 s/ | http://a:81/2 s/",
                "10 ms/call       | 900 ms/call",
            })
    void everything_else_counts(String kept, String got) {
        assertThat(LineMatch.same(kept, got)).isFalse();
        assertThat(LineMatch.same(got, kept)).isFalse();
    }

    @Test
    void blanks_at_the_end_do_not_count() {
        assertThat(LineMatch.same("done  ", "done")).isTrue();
    }

    @Test
    void bars_may_be_a_few_columns_off() {
        assertThat(LineMatch.same(
                        "first  |████████████████████                    | 2.0 s",
                        "first  |█████████████████████▏                  | 2.1 s"))
                .isTrue();
        assertThat(LineMatch.same(
                        "second |                    ░░░░░░░░░░░░░░░░░░░█| 2.0 s",
                        "second |                      ░░░░░░░░░░░░░░░░░░| 1.9 s"))
                .isTrue();
        assertThat(LineMatch.same("first  ######......      2.0 s", "first  #######.....      2.0 s"))
                .isTrue();
    }

    @Test
    void bars_elsewhere_or_of_another_length_are_seen() {
        assertThat(LineMatch.same(
                        "first  |████████████████████                    |",
                        "first  |                    ████████████████████|"))
                .isFalse();
        assertThat(LineMatch.same(
                        "first  |████████████████████                    |",
                        "first  |██████████                              |"))
                .isFalse();
        assertThat(LineMatch.same(
                        "first  |████████████████████                    |",
                        "first  |░░░░░░░░░░░░░░░░░░░░                    |"))
                .isFalse();
        assertThat(LineMatch.same(
                        "first  |████████████████████                    |",
                        "second |████████████████████                    |"))
                .isFalse();
    }

    @Test
    void marks_may_be_a_few_columns_off() {
        assertThat(LineMatch.same(
                        "outside      ||||||||||||||||||||||||            thread #1  30 times, 0.0 s – 1.5 s",
                        "outside        |||||||||||||||||||||||||         thread #1  30 times, 0.0 s – 1.6 s"))
                .isTrue();
        assertThat(LineMatch.same(
                        "wake-up                 |                        main  1.0 s",
                        "wake-up                  |                       main  1.1 s"))
                .isTrue();
        assertThat(LineMatch.same(
                        "outside      ||||||||||||||||||||||||            thread #1  30 times, 0.0 s – 1.5 s",
                        "outside      ||||||||||||||||||||||||            thread #1  31 times, 0.0 s – 1.5 s"))
                .isFalse();
        assertThat(LineMatch.same(
                        "on the loop   |||||         ||||||||||||||||||||  main  30 times",
                        "on the loop   ||||||||||||||||||||||||||||||||||  main  30 times"))
                .isFalse();
    }

    @Test
    void an_axis_may_have_one_tick_more() {
        assertThat(LineMatch.same("        0 s     1 s     2 s     3 s     4 s", "        0 s     1 s     2 s     3 s"))
                .isTrue();
        assertThat(LineMatch.same("        ├───────┼───────┼───────┼───────┤", "        ├────────┼────────┼────────┤"))
                .isTrue();
        assertThat(LineMatch.same("        0 s     1 s     2 s", "        0 s     1 s     2 s     3 s     4 s"))
                .isFalse();
    }

    @Test
    void a_line_of_a_timeline_may_end_with_its_times() {
        assertThat(LineMatch.same(
                        "second                  ░░░░░░░░░░░░░░░░   main  2.0 s – 4.0 s",
                        "second                 █░░░░░░░░░░░░░░░░░  main  2.1 s – 4.2 s"))
                .isTrue();
        assertThat(LineMatch.same(
                        "second                  ░░░░░░░░░░░░░░░░   main  2.0 s – 4.0 s",
                        "second  ░░░░░░░░░░░░░░░░                   main  0.0 s – 2.0 s"))
                .isFalse();
        assertThat(LineMatch.same(
                        "second                  ░░░░░░░░░░░░░░░░   main  2.0 s – 4.0 s",
                        "second                  ░░░░░░░░░░░░░░░░   virtual #1  2.0 s – 4.0 s"))
                .isFalse();
    }

    @Test
    void a_rule_under_a_table_may_be_as_wide_as_its_durations() {
        assertThat(LineMatch.same("--------  -------", "--------  --------")).isTrue();
        assertThat(LineMatch.same("├────────┼───────┤", "├────────┼────────┤")).isTrue();
    }
}
