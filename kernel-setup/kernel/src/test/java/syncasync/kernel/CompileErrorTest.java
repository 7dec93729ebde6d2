package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What JShell's compiler says, in a piece that begins at line 3 of cell 7. */
class CompileErrorTest {

    private static final CellPositions.Place PLACE = new CellPositions.Place(new RunningCell(7, "", null, false), 3);

    private final JShell shell = JShell.builder().executionEngine("local").build();

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void has_the_line_of_the_cell_and_a_mark_below_the_place() {
        assertThat(text("int a = 1 +\n    hello;")).isEqualTo("""
                cell 7, line 4:
                        hello;
                        ^^^^^
                cannot find symbol
                  symbol:   variable hello""");
    }

    @Test
    void says_names_without_packages() {
        assertThat(error("java.util.List<String> words = new java.util.ArrayList<Integer>();")
                        .message())
                .isEqualTo("incompatible types: ArrayList<Integer> cannot be converted to List<String>");
    }

    @Test
    void of_errors_of_grammar_only_the_first_is_told() {
        assertThat(text("for (int i = 0, i < 3, i++) { }").split("cell 7")).hasSize(2);
    }

    @Test
    void names_the_classes_that_are_not_known_once() {
        assertThat(error("Persn p = new Persn();").missing()).containsExactly("Persn");
        assertThat(error("int n = persn;").missing()).isEmpty();
    }

    @Test
    void without_a_message_the_code_is_shown() {
        var error = CompileError.of("what?", List.of(), PLACE);

        assertThat(error.message()).isEqualTo("This cannot be compiled.");
        assertThat(error.lines())
                .extracting(CompileError.Line::text)
                .containsExactly("cell 7, line 3:", "    what?", "This cannot be compiled.");
    }

    private String text(String code) {
        return error(code).lines().stream().map(CompileError.Line::text).collect(Collectors.joining("\n"));
    }

    private CompileError error(String code) {
        Snippet snippet = shell.eval(code).getFirst().snippet();
        return CompileError.of(snippet.source(), shell.diagnostics(snippet).toList(), PLACE);
    }
}
