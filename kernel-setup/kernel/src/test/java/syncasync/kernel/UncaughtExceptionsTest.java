package syncasync.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UncaughtExceptionsTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final CellPositions origins = new CellPositions();
    private final RunningCell cell = new RunningCell(4, "", null, false);
    private RunningCell running = cell;
    private final UncaughtExceptions deaths = new UncaughtExceptions(origins, () -> running);
    private PrintStream standard;

    @BeforeEach
    void listen() {
        standard = System.err;
        System.setErr(new PrintStream(said, true, UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setErr(standard);
    }

    @Test
    void the_death_of_a_thread_is_told_at_once_with_the_lines_of_its_cell() {
        origins.loaded("REPL.$JShell$7", cell);
        var e = new IllegalStateException("on purpose");
        e.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("java.lang.Thread", "run", "Thread.java", 1),
            new StackTraceElement("REPL.$JShell$7", "work", "$JShell$7.java", 3)
        });

        deaths.uncaughtException(new Thread(() -> {}, "worker"), e);

        assertThat(said())
                .isEqualTo("thread \"worker\" ended with IllegalStateException: on purpose\n"
                        + "    at work (cell 4, line 1)\n");
        assertThat(deaths.missed()).as("a cell shows it").isEmpty();
    }

    @Test
    void after_the_cell_has_ended_it_is_kept_besides_for_who_looks_what_was_left_behind() {
        cell.end();
        deaths.uncaughtException(new Thread(() -> {}, "late"), new Error("too late"));
        running = new RunningCell(5, "", null, false);
        deaths.uncaughtException(new Thread(() -> {}, "early"), new Error("in time"));

        assertThat(said().lines())
                .containsExactly(
                        "thread \"late\" ended with Error: too late", "thread \"early\" ended with Error: in time");
        assertThat(deaths.missed())
                .containsExactly("After the last cell had ended, thread \"late\" ended with Error: too late");
    }

    @Test
    void a_thread_without_a_name_is_told_by_its_kind() {
        deaths.uncaughtException(Thread.ofVirtual().unstarted(() -> {}), new Error("one"));
        deaths.uncaughtException(new Thread(() -> {}, ""), new Error("two"));

        assertThat(said().lines())
                .containsExactly(
                        "thread without a name (virtual) ended with Error: one",
                        "thread without a name (platform) ended with Error: two");
    }

    @Test
    void the_thread_of_an_interrupted_cell_dies_in_silence() {
        deaths.uncaughtException(Thread.currentThread(), new InterruptCheck.Stop());

        assertThat(said()).isEmpty();
        assertThat(deaths.missed()).isEmpty();
    }

    @Test
    void an_exception_that_cannot_tell_its_message_is_told_nevertheless() {
        deaths.uncaughtException(new Thread(() -> {}, "worker"), new Error() {
            @Override
            public String getMessage() {
                throw new UnsupportedOperationException();
            }
        });

        assertThat(said())
                .isEqualTo("thread \"worker\" ended with Error: (its message cannot be told:"
                        + " UnsupportedOperationException)\n");
    }

    @Test
    void what_is_to_be_told_later_is_told_once_by_the_next_cell_and_missed_until_then() {
        deaths.tellLater("a script failed");
        assertThat(said()).isEmpty();
        assertThat(deaths.missed()).containsExactly("a script failed");

        deaths.tellUntold();
        deaths.tellUntold();

        assertThat(said()).isEqualTo("a script failed\n");
        assertThat(deaths.missed()).isEmpty();
    }

    private String said() {
        return said.toString(UTF_8).replace(System.lineSeparator(), "\n");
    }
}
