package syncasync.homework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static syncasync.homework.Homework.observe;
import static syncasync.homework.Homework.seen;
import static syncasync.homework.Schedules.explored;
import static syncasync.homework.Schedules.isAlways;
import static syncasync.homework.Schedules.isRight;
import static syncasync.homework.Schedules.note;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulesTest {

    private static class Till {
        int coins;
        final AtomicInteger safe = new AtomicInteger();

        void pay() {
            int seen = coins;
            coins = seen + 1;
        }
    }

    private interface Payment {
        void to(Till till);
    }

    private static Till twoPay(Payment payment) throws InterruptedException {
        var till = new Till();
        Thread other = Thread.ofVirtual().name("ann").start(() -> payment.to(till));
        payment.to(till);
        other.join();
        return till;
    }

    @BeforeEach
    @AfterEach
    void aNotebook() {
        Grading.learning();
    }

    @Test
    void a_race_is_wrong_with_its_reason_its_steps_and_all_that_it_came_to() {
        observe("till", explored(() -> {
            note("coins", twoPay(till -> till.pay()).coins);
            note("paid", true);
        }));
        Map<String, Object> till = seen("till");

        assertThat(till).containsEntry("answer", "WRONG").containsKey("schedules");
        assertThat(till.get("reason").toString()).contains("Till.coins");
        assertThat(till.get("noted")).isEqualTo(Map.of("coins", List.of("1", "2"), "paid", List.of("true")));
        assertThatThrownBy(() -> isRight(till, "Two payments lose one."))
                .hasMessageStartingWith("Two payments lose one.\nThere is an order")
                .hasMessageContaining("Till.coins");
        assertThatThrownBy(() -> isAlways(till, "coins", "Two have paid.", 2))
                .hasMessageContaining("Two have paid.")
                .hasMessageContaining("[1, 2]");
        assertThatCode(() -> isAlways(till, "paid", "", true)).doesNotThrowAnyException();
    }

    @Test
    void what_no_schedule_breaks_is_right() {
        observe("till", explored(() -> {
            Till till = twoPay(each -> each.safe.incrementAndGet());
            note("coins", till.safe.get());
        }));

        assertThatCode(() -> isRight(seen("till"), "")).doesNotThrowAnyException();
        assertThatCode(() -> isAlways(seen("till"), "coins", "", 2)).doesNotThrowAnyException();
        assertThatThrownBy(() -> isAlways(seen("till"), "notes", "It is noted.", 2))
                .hasMessage("It is noted.\nIt never came so far, in any order of the threads.");
    }

    @Test
    void what_cannot_be_judged_is_for_a_person() {
        observe("pool", explored(() -> new ForkJoinPool(1).submit(() -> {}).join()));

        assertThatThrownBy(() -> isRight(seen("pool"), "It is right.")).hasMessageStartingWith("a person has to judge");
        assertThatThrownBy(() -> isAlways(seen("pool"), "key", "It is right.", 1))
                .hasMessageStartingWith("a person has to judge");
    }

    @Test
    void a_note_without_an_explorer_is_nobodys() {
        assertThatCode(() -> note("coins", 1)).doesNotThrowAnyException();
    }
}
