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
    void how_far_a_bet_was_off_does_not_count_beside_what_was_said_and_what_it_took() {
        String kept = "you said 1.0 s, it took 1.9 s (off by 856 ms)";
        assertThat(LineMatch.same(kept, "you said 1.0 s, it took 2.4 s (off by 1.4 s)"))
                .isTrue();
        assertThat(LineMatch.same(kept, "you said 1.0 s, it took 1.6 s")).isTrue();
        assertThat(LineMatch.same(kept, "you said 1.0 s, it took 3.4 s (off by 2.4 s)"))
                .isFalse();
    }

    @Test
    void what_a_bet_said_was_not_measured_and_counts_to_the_last_digit() {
        String kept = "both: you said 1.4 s, it took 1.0 s (off by 400 ms)";
        assertThat(LineMatch.same(kept, "both: you said 1.8 s, it took 1.0 s (off by 800 ms)"))
                .isFalse();
        assertThat(LineMatch.same(kept, "both: you said 1.4 s, it took 1.1 s (off by 300 ms)"))
                .isTrue();
        assertThat(LineMatch.same("Both? You said 1.4 s", "Both? You said 1.5 s"))
                .isFalse();
        assertThat(LineMatch.same("1.4 s", "1.5 s")).isTrue();
    }

    @Test
    void a_rule_under_a_table_may_be_as_wide_as_its_durations() {
        assertThat(LineMatch.same("--------  -------", "--------  --------")).isTrue();
        assertThat(LineMatch.same("────────  ───────", "────────  ─────────")).isTrue();
        assertThat(LineMatch.same("────────  ───────", "────────")).isFalse();
    }

    @Test
    void blanks_between_the_columns_of_a_table_do_not_count() {
        assertThat(LineMatch.isTable("way       time\n────────  ────\nin a row  5 ms"))
                .isTrue();
        assertThat(LineMatch.isTable("way       time\nin a row  5 ms")).isFalse();
        assertThat(LineMatch.same("way       time", "way       time  ", true)).isTrue();
        assertThat(LineMatch.same("way       time    note", "way       time  note", true))
                .isTrue();
        assertThat(LineMatch.same("way       time    note", "way       time  not", true))
                .isFalse();
    }
}
