package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellMagicsTest {

    private static final String CALL = "syncasync.kernel.Magics.";

    private final CellMagics magics = new CellMagics(new Magics.Calls());

    @Test
    void a_magic_stands_where_a_statement_begins() {
        assertThat(resolved("%one a b\nint n = 1;\n  %two\nvoid f() { }\n%three \"c d\""))
                .isEqualTo(
                        "lineMagic('one', 'a', 'b');\nint n = 1;\n  lineMagic('two');\nvoid f() { }\nlineMagic('three', 'c d');");
    }

    @Test
    void a_magic_may_follow_another() {
        assertThat(resolved("%one\n\n%two\n%three"))
                .isEqualTo("lineMagic('one');\n\nlineMagic('two');\nlineMagic('three');");
    }

    @Test
    void the_value_of_a_magic_is_assigned() {
        assertThat(resolved("var found = %find it\nfound")).isEqualTo("var found = lineMagic('find', 'it');\nfound");
    }

    @Test
    void what_is_above_a_cell_takes_the_rest_of_it_as_it_is() {
        assertThat(resolved("%%time twice\nint n = 7 %\nm;\n%no"))
                .isEqualTo("cellMagic('time', 'int n = 7 %\\nm;\\n%no', 'twice');");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "int rest = a %b;",
                "int rest = a\n%b;",
                "int rest = f(a)\n    %b;",
                "String s = \"\"\"\n%one\n\"\"\";",
                "String s = \"= %one\";",
                "// what a line is:\n/*\n%one\n*/ int n;",
                "String.format(\"%d\", 1)",
                "int rest = 7 % 2;",
                "%",
                "% one",
                "int n = 1; %one",
            })
    void no_remainder_and_no_percent_in_a_text_or_a_comment_is_one(String code) {
        assertThat(magics.resolve(code)).isEqualTo(code);
    }

    private String resolved(String code) {
        return magics.resolve(code).replace(CALL, "").replace('"', '\'');
    }
}
