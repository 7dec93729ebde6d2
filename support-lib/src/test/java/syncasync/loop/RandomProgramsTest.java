package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import syncasync.loop.RandomProgram.Outcome;

/**
 * Random programs, hundreds of them; as many as one likes with {@code -Djqwik.tries.default=20000}. One that fails is
 * made again from its seed.
 */
class RandomProgramsTest {
    private static final Random SEEDS = new Random();

    @Property(shrinking = ShrinkingMode.OFF)
    void a_program_gives_the_same_trace_each_time_and_both_ways(@ForAll long seed) {
        RandomProgram program = RandomProgram.of(seed);

        Outcome first = program.run(LoopClock.virtual(), true, 1);
        Outcome again = program.run(LoopClock.virtual(), true, 1);
        Outcome publicWay = program.run(LoopClock.virtual(), false, 1);
        Outcome handedOn = program.runUnobserved(LoopClock.virtual(), false);

        assertThat(again.trace()).isEqualTo(first.trace());
        assertThat(again.result()).isEqualTo(first.result());
        assertThat(publicWay.trace()).isEqualTo(first.trace());
        assertThat(publicWay.result()).isEqualTo(first.result());
        assertThat(handedOn.trace()).isEqualTo(first.trace());
        assertThat(handedOn.result()).isEqualTo(first.result());
        assertThat(handedOn.leftBehind()).isEmpty();
        assertThat(handedOn.ended()).isEqualTo(first.ended());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void no_task_is_lost_run_twice_or_left_behind(@ForAll long seed) {
        noTaskIsLost(RandomProgram.of(seed).run(LoopClock.virtual(), true, 1));
    }

    private static void noTaskIsLost(Outcome outcome) {
        assertThat(outcome.leftBehind()).isEmpty();
        assertThat(outcome.held())
                .as("what is held, waited for or lost at the end")
                .isEmpty();
        assertThat(outcome.begun().values()).as("times that a body began").containsOnly(1);
        assertThat(outcome.ended()).as("bodies that ended").isEqualTo(outcome.begun());
        assertThat(outcome.observedEnds()).as("tasks that ended").isEqualTo(outcome.created());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void no_failure_is_lost(@ForAll long seed) {
        noFailureIsLost(RandomProgram.of(seed).run(LoopClock.virtual(), true, 1));
    }

    private static void noFailureIsLost(Outcome outcome) {
        assertThat(outcome.noticed())
                .as("failures that somebody caught or that were reported")
                .isEqualTo(outcome.thrown());
        assertThat(outcome.problems())
                .extracting(LoopProblem::kind)
                .isSubsetOf(LoopProblem.Kind.UNSEEN_FAILURE, LoopProblem.Kind.CALLBACK_FAILED);
    }

    /** They wait for each other in real time, so many run side by side. */
    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS) // as many programs as are asked for
    void nothing_is_lost_among_sockets_and_locks_that_other_threads_hold() throws Exception {
        int programs = Integer.getInteger("jqwik.tries.default", 100);
        try (var threads = Executors.newFixedThreadPool(10)) {
            List<Callable<Void>> runs = new ArrayList<>();
            for (int i = 0; i < programs; i++) {
                long seed = SEEDS.nextLong();
                boolean fast = i % 2 == 0;
                boolean virtual = i % 4 < 2;
                runs.add(() -> {
                    Outcome outcome =
                            RandomProgram.of(seed).runDisturbed(virtual ? LoopClock.virtual() : LoopClock.real(), fast);
                    assertThatNoException()
                            .as("seed %d, fast way %b, virtual clock %b", seed, fast, virtual)
                            .isThrownBy(() -> {
                                noTaskIsLost(outcome);
                                noFailureIsLost(outcome);
                                assertThat(outcome.printed()).isEqualTo(outcome.prints());
                            });
                    return null;
                });
            }
            for (Future<Void> run : threads.invokeAll(runs)) run.get();
        }
    }

    @Test
    void the_real_clock_gives_the_same_results() throws Exception {
        List<RandomProgram> programs = LongStream.iterate(1, seed -> seed + 1)
                .mapToObj(RandomProgram::of)
                .filter(RandomProgramsTest::isUnambiguous)
                .limit(40)
                .toList();
        try (var threads = Executors.newFixedThreadPool(10)) {
            List<Callable<Void>> runs = new ArrayList<>();
            for (int i = 0; i < programs.size(); i++) {
                RandomProgram program = programs.get(i);
                boolean fast = i % 2 == 0;
                runs.add(() -> {
                    Outcome onVirtual = program.run(LoopClock.virtual(), true, 1);
                    Outcome onReal = null;
                    // A machine may stall for longer than two timers are apart: then stretch time, and try again.
                    for (int scale = 1; scale <= 8 && !isSame(onReal, onVirtual); scale *= 2)
                        onReal = program.run(LoopClock.real(), fast, scale);
                    assertThat(onReal.withoutOrder()).isEqualTo(onVirtual.withoutOrder());
                    assertThat(onReal.result()).isEqualTo(onVirtual.result());
                    return null;
                });
            }
            for (Future<Void> run : threads.invokeAll(runs)) run.get();
        }
    }

    private static boolean isSame(Outcome real, Outcome virtual) {
        return real != null
                && real.result().equals(virtual.result())
                && real.withoutOrder().equals(virtual.withoutOrder());
    }

    /** Whether the timers are so far apart that it does not matter how long the steps between them take. */
    private static boolean isUnambiguous(RandomProgram program) {
        long[] times = program.run(LoopClock.virtual(), true, 1).firings().stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        if (times.length < 3 || times[times.length - 1] > 400) return false;
        for (int i = 1; i < times.length; i++) {
            if (times[i] - times[i - 1] < 8) return false;
        }
        return true;
    }
}
