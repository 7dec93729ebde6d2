package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void options_are_split_at_blanks_but_not_inside_quotes() {
        assertThat(Main.words("  --enable-preview --source 25 ")).containsExactly("--enable-preview", "--source", "25");
        assertThat(Main.words("-d \"a folder\" -g")).containsExactly("-d", "a folder", "-g");
        assertThat(Main.words(null)).isEmpty();
    }

    @Test
    void extensions_are_on_unless_told_otherwise() {
        assertThat(Main.extensions(null)).isTrue();
        assertThat(Main.extensions("1")).isTrue();
        assertThat(Main.extensions("0")).isFalse();
        assertThat(Main.extensions("False")).isFalse();
        assertThat(Main.extensions(" ")).isFalse();
    }

    @Test
    void a_semicolon_is_seen_behind_comments_and_not_inside_texts() {
        assertThat(new CellText("f(); // done").endsWithSemicolon()).isTrue();
        assertThat(new CellText("f() // done;").endsWithSemicolon()).isFalse();
        assertThat(new CellText("f() /* ; */").endsWithSemicolon()).isFalse();
        assertThat(new CellText("\"// no comment\";").endsWithSemicolon()).isTrue();
        assertThat(new CellText("\"a \\\" ;\"").endsWithSemicolon()).isFalse();
        assertThat(new CellText("f(';')").endsWithSemicolon()).isFalse();
    }
}
