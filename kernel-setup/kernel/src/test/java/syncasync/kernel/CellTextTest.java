package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellTextTest {

    @Test
    void comments_and_texts_are_no_code() {
        assertThat(new CellText("a // b\nc /* d\n */ e \"f;\\\"\" 'g'").code())
                .isEqualTo("a     \nc     \n    e \"    \" ' '");
        assertThat(new CellText("x = \"\"\"\n  % \"quoted\"\n\"\"\";").code())
                .isEqualTo("x = \"\"\"\n            \n\"\"\";");
    }

    @Test
    void what_is_never_closed_is_known_by_where_it_begins() {
        assertThat(new CellText("void f() {\n  g(\"{\");\n").unclosed()).contains(new CellText.Open("{", 9));
        assertThat(new CellText("f(3 + (4);").unclosed()).contains(new CellText.Open("(", 1));
        assertThat(new CellText("int a; /* and").unclosed()).contains(new CellText.Open("/*", 7));
        assertThat(new CellText("s = \"\"\"\nabc").unclosed()).contains(new CellText.Open("\"\"\"", 4));
        assertThat(new CellText("f(); // {").unclosed()).isEmpty();
    }

    @Test
    void a_text_that_is_not_closed_ends_with_its_line() {
        assertThat(new CellText("s = \"abc\n;").endsWithSemicolon()).isTrue();
    }
}
