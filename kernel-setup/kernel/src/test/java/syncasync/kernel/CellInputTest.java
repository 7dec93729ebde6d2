package syncasync.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CellInputTest {

    private final List<String> happened = new ArrayList<>();
    private final Deque<String> answers = new ArrayDeque<>();
    private RunningCell running = RunningCell.ofStartUp();
    private final CellOutput output = new CellOutput(
            () -> running,
            new CellPositions(),
            message -> happened.add("printed " + ((PublishStream) message.getContent()).getText()),
            System.out,
            System.err);
    private final CellInput in = new CellInput(output, () -> running, this::answer);

    @Test
    void a_line_is_asked_of_who_sent_the_cell_after_what_it_printed() {
        begin(1, true);
        answers.add("Ann");
        output.out().print("first\nWho? ");

        assertThat(new Scanner(in, UTF_8).nextLine()).isEqualTo("Ann");
        assertThat(happened).containsExactly("printed first\nWho? ", "cell 1 asks Who? ");
    }

    @Test
    void what_is_left_of_a_line_is_read_before_anybody_is_asked_again() throws IOException {
        begin(1, true);
        answers.add("é");
        answers.add("");

        assertThat(in.read(new byte[9], 0, 0)).isZero();
        assertThat(happened).isEmpty();
        assertThat(in.read()).isEqualTo(0xC3);
        assertThat(in.available()).isEqualTo(2);
        assertThat(in.read()).isEqualTo(0xA9);
        assertThat(in.read()).isEqualTo('\n');
        assertThat(in.available()).isZero();
        assertThat(happened).hasSize(1);
        assertThat(in.read()).as("an empty line").isEqualTo('\n');
        assertThat(happened).hasSize(2);
    }

    @Test
    void an_interrupted_question_ends_its_line() throws IOException {
        begin(1, true);

        assertThat(in.read()).isEqualTo('\n');
    }

    @Test
    void where_nobody_can_be_asked_the_input_is_at_its_end_and_each_cell_says_so_once() throws IOException {
        assertThat(in.read()).as("before the first cell").isEqualTo(-1);
        begin(1, false);
        assertThat(errorsWhile(() -> {
                    assertThat(in.read()).isEqualTo(-1);
                    assertThat(in.read(new byte[3], 0, 3)).isEqualTo(-1);
                }))
                .isEqualTo("System.in is at its end: nobody can be asked for input where this cell runs.\n");
        begin(2, false);
        assertThat(errorsWhile(() -> assertThat(in.read()).isEqualTo(-1))).startsWith("System.in is at its end");
        assertThat(happened).isEmpty();
    }

    @Test
    void whoever_waits_while_another_thread_reads_can_be_interrupted() throws Exception {
        begin(1, true);
        var asked = new CountDownLatch(1);
        var answer = new CompletableFuture<String>();
        var slow = new CellInput(output, () -> running, (_, _) -> {
            asked.countDown();
            return answer.join();
        });
        var first = CompletableFuture.supplyAsync(() -> new Scanner(slow, UTF_8).nextLine());
        asked.await();
        Thread.currentThread().interrupt();

        Throwable thrown = catchThrowable(slow::read);

        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        assertThat(thrown).isInstanceOf(InterruptedIOException.class);
        answer.complete("late");
        assertThat(first.join()).isEqualTo("late");
    }

    private interface Reading {
        void run() throws IOException;
    }

    private static String errorsWhile(Reading reading) throws IOException {
        var said = new ByteArrayOutputStream();
        PrintStream standard = System.err;
        System.setErr(new PrintStream(said, true, UTF_8));
        try {
            reading.run();
        } finally {
            System.setErr(standard);
        }
        return said.toString(UTF_8).replace(System.lineSeparator(), "\n");
    }

    private void begin(int number, boolean mayAsk) {
        var header = new Header<>("cell " + number, "me", "session", null, MessageType.EXECUTE_REQUEST, "5.3");
        running = new RunningCell(number, "", new Message<>(header, null), mayAsk);
    }

    private String answer(MessageContext cell, String prompt) {
        happened.add(cell.getHeader().getId() + " asks " + prompt);
        return answers.poll();
    }
}
