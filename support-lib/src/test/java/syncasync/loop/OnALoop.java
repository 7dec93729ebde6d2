package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Tests on a loop of their own, which reports no problem and is left without a task. */
abstract class OnALoop {
    final boolean fast;
    final List<LoopProblem> problems = new ArrayList<>();
    final EventLoop loop;

    OnALoop(LoopClock clock, boolean fast) {
        this.fast = fast;
        loop = loop(clock);
    }

    /** A further one, whose problems count, too. */
    final EventLoop loop(LoopClock clock) {
        return new EventLoop(clock, fast).onProblem(problems::add).hogThreshold(Duration.ofSeconds(10));
    }

    @AfterEach
    void nothingIsLeft() {
        loop.close();
        assertThat(loop.tasks()).isEmpty();
        assertThat(problems).isEmpty();
    }
}
