package syncasync.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import syncasync.timeline.MessageLog;

class MessageLogTest {
    private final AtomicLong nanos = new AtomicLong();
    private final MessageLog log = new MessageLog("a room of three", nanos::get);

    @BeforeEach
    void three_members_join() {
        log.joined("ann");
        log.joined("bob");
        log.joined("cem");
    }

    private void after(long millis) {
        nanos.addAndGet(millis * 1_000_000);
    }

    private void sentAndSeenByAll(String from, String message) {
        log.sent(from, message);
        for (String member : log.members()) {
            after(10);
            log.saw(member, message);
        }
    }

    @Test
    void a_history_in_which_all_saw_all_has_no_fault() {
        sentAndSeenByAll("ann", "ann 1");
        sentAndSeenByAll("bob", "bob 1");
        assertThat(log.faults(true)).isEmpty();
        Checks.assertThat(log).everyoneSawEverythingInOrder().hasMessages(2);
        assertThat(log.latencies()).hasSize(6);
    }

    @Test
    void a_lost_message_is_named_with_its_receiver() {
        log.sent("ann", "ann 1");
        log.saw("ann", "ann 1");
        log.saw("cem", "ann 1");
        assertThat(log.faults(true)).containsExactly("bob never saw \"ann 1\"");
        assertThatThrownBy(() -> Checks.assertThat(log).everyoneSawEverythingInOrder())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("bob never saw \"ann 1\"");
    }

    @Test
    void a_message_seen_twice_or_never_sent_is_a_fault() {
        sentAndSeenByAll("ann", "ann 1");
        log.saw("bob", "ann 1");
        log.saw("bob", "from nowhere");
        assertThat(log.faults(true))
                .containsExactly("bob saw \"ann 1\" again", "bob saw \"from nowhere\", which nobody sent");
    }

    @Test
    void the_order_counts_for_each_sender_by_itself() {
        log.sent("ann", "ann 1");
        after(1);
        log.sent("bob", "bob 1");
        after(1);
        log.sent("ann", "ann 2");
        for (String member : log.members()) {
            log.saw(member, "bob 1");
            log.saw(member, member.equals("cem") ? "ann 2" : "ann 1");
            log.saw(member, member.equals("cem") ? "ann 1" : "ann 2");
        }
        assertThat(log.faults(true)).containsExactly("cem saw \"ann 2\" before \"ann 1\"");
    }

    @Test
    void the_sender_need_not_see_its_own_where_that_is_so() {
        log.sent("ann", "ann 1");
        log.saw("bob", "ann 1");
        log.saw("cem", "ann 1");
        Checks.assertThat(log).theOthersSawEverythingInOrder();
        assertThat(log.faults(true)).containsExactly("ann never saw \"ann 1\"");
    }

    @Test
    void who_comes_later_or_has_left_is_not_expected_to_see_it() {
        log.left("cem");
        after(1);
        log.sent("ann", "ann 1");
        log.saw("ann", "ann 1");
        log.saw("bob", "ann 1");
        after(1);
        log.joined("dora");
        assertThat(log.faults(true)).isEmpty();
    }

    @Test
    void as_text_it_is_a_table_of_who_saw_what_when() {
        log.sent("ann", "ann 1");
        after(50);
        log.saw("ann", "ann 1");
        after(50);
        log.saw("bob", "ann 1");
        assertThat(log.toString()).isEqualTo("""
                a room of three, 1 message among 3 members
                message  from  sent at  ann saw it at  bob saw it at  cem saw it at
                ───────  ────  ───────  ─────────────  ─────────────  ─────────────
                ann 1    ann   0 s      50 ms          100 ms         never""");
    }

    @Test
    void its_picture_says_in_words_what_is_missing() {
        log.sent("ann", "<b>ann</b>");
        after(50);
        log.saw("bob", "<b>ann</b>");
        log.left("bob");
        String svg = (String) log.bundle().get("image/svg+xml");
        assertThat(svg)
                .contains("role=\"img\"", "1 message never arrived", "&lt;b&gt;ann&lt;/b&gt; from ann to cem: never")
                .contains("ann sent &quot;&lt;b&gt;ann&lt;/b&gt;&quot; at 0 s, and it reached bob at 50 ms; "
                        + "it never reached cem. bob left at 50 ms.</desc>")
                .doesNotContain("<b>");
        assertThat(log.bundle().get("application/vnd.vegalite.v5+json").toString())
                .contains("state=lost");
    }

    @Test
    void of_a_crowd_the_first_are_drawn_and_the_others_counted() {
        for (int i = 0; i < 1000; i++) log.joined("guest " + i);
        for (int i = 0; i < 40; i++) sentAndSeenByAll("ann", "ann " + i);
        assertThat(log.toString()).contains("40 messages among 1,003 members", "10 more messages, 991 more members");
    }

    @Test
    void a_long_message_is_told_by_its_beginning() {
        String long_ = "1 " + "blah ".repeat(2_000);
        log.sent("ann", long_);
        log.saw("ann", long_);
        log.saw("cem", long_);
        String shown = "1 " + "blah ".repeat(7) + "bl…";
        assertThat(log.faults(true)).containsExactly("bob never saw \"" + shown + "\"");
        assertThat(log.toString()).contains(shown, "never").doesNotContain("blah ".repeat(8));
        assertThat(log.bundle().toString()).doesNotContain("blah ".repeat(8));
    }

    @Test
    void who_has_left_may_lack_the_last_ones_only() {
        for (int i = 1; i <= 3; i++) log.sent("ann", "ann " + i);
        for (int i = 1; i <= 3; i++) log.saw("ann", "ann " + i);
        for (int i = 1; i <= 3; i++) log.saw("bob", "ann " + i);
        log.saw("cem", "ann 2");
        after(1);
        log.left("cem");
        assertThat(log.faults(true)).containsExactly("cem never saw \"ann 1\"");
    }

    @Test
    void messages_of_one_instant_have_an_order_too() {
        log.sent("ann", "ann 1");
        log.sent("ann", "ann 2");
        for (String member : List.of("ann", "bob")) {
            log.saw(member, "ann 1");
            log.saw(member, "ann 2");
        }
        log.saw("cem", "ann 2");
        log.saw("cem", "ann 1");
        assertThat(log.faults(true)).containsExactly("cem saw \"ann 2\" before \"ann 1\"");
    }
}
