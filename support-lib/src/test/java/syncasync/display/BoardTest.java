package syncasync.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import syncasync.host.Rich;
import syncasync.host.Screen;

class BoardTest {

    private final AtomicLong now = new AtomicLong();
    private final List<String> shown = new ArrayList<>();
    private boolean redraws = true;
    private final Board board = new Board("mail & <post>", now::get)
            .station("shop", "orders")
            .arrow("writes a job", "")
            .station("queue", "jobs", "held")
            .arrow("takes a job", "ticks it off when it is done")
            .station("worker");

    @BeforeEach
    void look() {
        Screen.use(new Screen() {
            @Override
            public String show(Rich what) {
                shown.add("show " + queue(what));
                return "1";
            }

            @Override
            public void update(String id, Rich what) {
                shown.add(id + " " + queue(what));
            }

            @Override
            public boolean redraws() {
                return redraws;
            }
        });
    }

    private static String queue(Rich board) {
        String text = board.bundle().get("text/plain").toString();
        return text.lines().skip(3).findFirst().orElseThrow();
    }

    @AfterEach
    void putBack() {
        Screen.use(null);
    }

    @Test
    void before_anything_is_set_it_is_a_still_drawing() {
        assertThat(board).hasToString("""
                mail & <post>
                ○ shop (not started): orders –
                  ↓ writes a job
                ○ queue (not started): jobs –, held –
                  ↓ takes a job
                  ↑ ticks it off when it is done
                ○ worker (not started)""");
        assertThat(shown).isEmpty();
    }

    @Test
    void what_is_set_stands_in_its_station() {
        board.up("shop").set("shop", "orders", 1000).down("worker", "killed");

        assertThat(board).asString().contains("● shop (up): orders 1,000", "✗ worker (down, killed)");
        assertThat(board.get("shop", "orders")).isEqualTo("1,000");
        assertThat(board.get("queue", "jobs")).isEqualTo("–");
    }

    @Test
    void it_is_redrawn_in_place_ten_times_a_second_at_most_and_for_the_last_time_when_it_is_closed() {
        try (var live = board.live()) {
            for (int i = 1; i <= 500; i++) {
                now.addAndGet(1_000_000);
                board.set("queue", "jobs", i);
            }
        }

        assertThat(shown)
                .containsExactly(
                        "show ○ queue (not started): jobs –, held –",
                        "1 ○ queue (not started): jobs 1, held –",
                        "1 ○ queue (not started): jobs 101, held –",
                        "1 ○ queue (not started): jobs 201, held –",
                        "1 ○ queue (not started): jobs 301, held –",
                        "1 ○ queue (not started): jobs 401, held –",
                        "1 ○ queue (not started): jobs 500, held –");
    }

    @Test
    void what_came_too_soon_is_drawn_with_what_is_set_next_though_that_is_not_new() {
        board.live().set("queue", "jobs", 1).set("queue", "jobs", 2);
        now.addAndGet(100_000_000);
        board.set("queue", "jobs", 2);
        now.addAndGet(100_000_000);
        board.set("queue", "jobs", 2);

        assertThat(shown).hasSize(3).last().isEqualTo("1 ○ queue (not started): jobs 2, held –");
    }

    @Test
    void where_nothing_can_be_redrawn_it_is_shown_once() {
        redraws = false;
        try (var live = board.live()) {
            board.set("queue", "jobs", 1);
            now.addAndGet(1_000_000_000);
            board.set("queue", "jobs", 0);
        }

        assertThat(shown).containsExactly("show ○ queue (not started): jobs 0, held –");
    }

    @Test
    void it_may_be_live_again_and_is_then_another_drawing() {
        board.live().close();
        board.live().close();
        board.close();

        assertThat(shown).hasSize(2).allMatch(each -> each.startsWith("show"));
        assertThatThrownBy(() -> board.live().live()).hasMessage("The board \"mail & <post>\" is live already.");
    }

    @Test
    void what_it_does_not_have_is_refused_by_name() {
        assertThatThrownBy(() -> board.up("cook"))
                .hasMessage("There is no station \"cook\", but \"shop\", \"queue\" and \"worker\".");
        assertThatThrownBy(() -> board.set("queue", "mails", 1))
                .hasMessage("\"queue\" does not count \"mails\", but \"jobs\" and \"held\".");
        assertThatThrownBy(() -> board.get("queue", "mails")).hasMessage("\"queue\" does not count \"mails\".");
        assertThatThrownBy(() -> board.station("shop")).hasMessage("There is a station \"shop\" already.");
        assertThatThrownBy(() -> board.station("two", "a", "a")).hasMessage("\"two\" cannot count \"a\" twice.");
        assertThatThrownBy(() -> new Board("").arrow("", "")).hasMessage("An arrow needs a station to its left.");
    }

    @Test
    void the_picture_says_all_in_words_and_nothing_by_colour_alone() throws Exception {
        board.up("shop").set("shop", "orders", 3).down("worker", "killed");
        String svg = (String) board.bundle().get(Svg.MIME);
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();

        assertThat(root.getAttribute("role")).isEqualTo("img");
        assertThat(root.getAttribute("aria-label")).isEqualTo("mail & <post>");
        assertThat(root.getElementsByTagName("desc").item(0).getTextContent())
                .isEqualTo("mail & <post>: shop, queue and worker, from left to right. "
                        + "shop is up, and counts: orders 3. queue is not started, and counts: jobs not counted yet, held not counted yet. "
                        + "worker is down, killed. From shop to queue: writes a job. "
                        + "From queue to worker: takes a job. From worker to queue: ticks it off when it is done.");
        assertThat(svg)
                .contains("● shop", "○ queue", "✗ worker", "stroke-dasharray=\"none\"", "stroke-dasharray=\"4 3\"")
                .contains(">ticks it off<", ">when it is<", ">done<");
    }

    @Test
    void a_board_without_stations_is_only_text() {
        assertThat(new Board("empty").bundle()).containsOnlyKeys("text/plain");
    }
}
