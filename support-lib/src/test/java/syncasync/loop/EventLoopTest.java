package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.offload;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@ParameterizedClass(name = "fast way: {0}")
@ValueSource(booleans = {true, false})
class EventLoopTest {
    private final EventLoop loop;
    private final List<LoopProblem> problems = new ArrayList<>();

    EventLoopTest(boolean fast) {
        loop = new EventLoop(LoopClock.virtual(), fast).onProblem(problems::add);
    }

    @AfterEach void nothingIsLeft() {
        loop.close();
        assertThat(loop.tasks()).isEmpty();
    }

    @Test void threeTasksThatSleepASecondTakeOneSecond() {
        var lines = new ArrayList<String>();
        Action hello = () -> {
            lines.add("Hello");
            sleep(Duration.ofSeconds(1));
            lines.add("World!");
        };

        loop.runUntilComplete(() -> gather(hello, hello, hello));

        assertThat(lines).containsExactly("Hello", "Hello", "Hello", "World!", "World!", "World!");
        assertThat(loop.time()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test void aDeadlockNamesWhoWaitsForWhat() {
        Action wait = () -> await(loop.promise("the answer"));

        assertThatThrownBy(() -> loop.runUntilComplete(wait))
                .isInstanceOf(DeadlockException.class)
                .hasMessage("nothing can make progress any more:\n  main waits for promise 'the answer'");
    }

    @Test void theLoopGoesOnWhileOffloadedWorkComputes() {
        var loopWentOn = new AtomicBoolean();

        boolean seen = loop.runUntilComplete(() -> {
            var offloaded = offload(() -> {
                long enough = System.nanoTime() + Duration.ofSeconds(5).toNanos();
                while (!loopWentOn.get() && System.nanoTime() < enough) Thread.onSpinWait();
                return loopWentOn.get();
            });
            yieldNow();     // offloaded work that is scheduled by the loop would compute here, to its end
            loopWentOn.set(true);
            return await(offloaded);
        });

        assertThat(seen).isTrue();
    }
}
