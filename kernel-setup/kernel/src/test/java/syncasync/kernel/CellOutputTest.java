package syncasync.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.junit.jupiter.api.Test;

class CellOutputTest {

    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private RunningCell running = RunningCell.ofStartUp();
    private final CellOutput output = new CellOutput(
            () -> running,
            new CellPositions(),
            this::note,
            new PrintStream(terminal, true),
            new PrintStream(terminal, true));
    private final PrintStream out = output.out();
    private final PrintStream err = output.err();

    @Test
    void what_is_printed_and_drawn_arrives_in_order() {
        begin(1);

        out.println("one");
        err.println("two");
        out.print("three");
        output.show(() -> Map.of("text/plain", "a picture"));
        out.println(" four");
        output.flush();

        assertThat(sent)
                .containsExactly("1 OUT one\n", "1 ERR two\n", "1 OUT three", "1 display a picture", "1 OUT  four\n");
    }

    @Test
    void lines_printed_in_a_row_go_together() {
        begin(1);

        for (int i = 0; i < 1000; i++) {
            out.println(i);
        }
        output.flush();

        assertThat(sent).hasSizeLessThan(500);
        assertThat(String.join("", sent).replace("1 OUT ", "").lines()).hasSize(1000);
    }

    @Test
    void a_thread_that_outlives_its_cell_prints_there_until_the_next_begins() {
        begin(1);
        output.flush();
        out.println("late");
        begin(2);
        out.println("now");
        output.flush();

        assertThat(sent).containsExactly("1 OUT late\n", "2 OUT now\n");
    }

    @Test
    void a_thread_of_an_earlier_cell_prints_there_although_the_next_one_runs() throws InterruptedException {
        try {
            begin(1);
            InterruptCheck.CELL.set(running);
            var gate = new CountDownLatch(1);
            var late = Thread.ofVirtual().start(() -> {
                awaitUninterruptibly(gate);
                out.println("late");
            });
            begin(2);
            InterruptCheck.CELL.set(running);
            out.println("now");
            gate.countDown();
            late.join();
            out.println("and now");
            output.flush();
        } finally {
            InterruptCheck.CELL.remove();
        }

        assertThat(sent).containsExactly("2 OUT now\n", "1 OUT late\n", "2 OUT and now\n");
    }

    @Test
    void so_does_a_thread_of_a_cell_that_does_not_count_although_the_next_one_has_its_number() throws Exception {
        var gate = new CountDownLatch(1);
        Thread late;
        try {
            begin("silent", 1);
            InterruptCheck.CELL.set(running);
            late = Thread.ofVirtual().start(() -> {
                awaitUninterruptibly(gate);
                out.println("late");
            });
        } finally {
            InterruptCheck.CELL.remove();
        }
        begin("1", 1);
        gate.countDown();
        late.join();
        output.flush();

        assertThat(sent).containsExactly("silent OUT late\n");
    }

    @Test
    void a_picture_can_be_redrawn_in_place_also_after_its_cell() {
        begin(1);
        String id = output.show(() -> Map.of("text/plain", "half"));
        output.update(id, () -> Map.of("text/plain", "whole"));

        assertThat(sent).containsExactly("1 display half", "1 redraw whole");
    }

    @Test
    void before_the_first_cell_everything_goes_to_the_terminal() {
        out.println("starting");
        output.show(() -> Map.of("text/plain", "a picture"));
        output.update("none", () -> Map.of("text/plain", "another"));
        output.flush();

        assertThat(sent).isEmpty();
        assertThat(terminal.toString(UTF_8)).contains("starting", "a picture");
    }

    @Test
    void a_character_is_never_torn() {
        for (String text : List.of("", "a", "é", "a€", "😀", "ab😀")) {
            byte[] whole = text.getBytes(UTF_8);
            for (int cut = 0; cut <= whole.length; cut++) {
                byte[] part = Arrays.copyOf(whole, cut);
                String kept = new String(part, 0, CellOutput.wholeCharacters(part), UTF_8);
                assertThat(text).startsWith(kept);
            }
            assertThat(CellOutput.wholeCharacters(whole)).isEqualTo(whole.length);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void note(Message<?> message) {
        String of = message.getParentHeader().getId() + " ";
        sent.add(of
                + switch (message.getContent()) {
                    case PublishStream text -> text.getStreamType() + " " + text.getText();
                    case DisplayData data ->
                        (message.getHeader().getType() == MessageType.PUBLISH_DISPLAY_DATA ? "display " : "redraw ")
                                + data.getData(MIMEType.TEXT_PLAIN);
                    default -> message.getContent().toString();
                });
    }

    private void begin(int number) {
        begin("" + number, number);
    }

    private void begin(String request, int number) {
        var header = new Header<>(request, "me", "session", null, MessageType.EXECUTE_REQUEST, "5.3");
        running = new RunningCell(number, "", new Message<>(header, null), false);
    }
}
