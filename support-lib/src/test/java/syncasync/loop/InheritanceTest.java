package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.loop.Coroutines.await;
import static syncasync.loop.Coroutines.coroutine;
import static syncasync.loop.Coroutines.gather;
import static syncasync.loop.Coroutines.gatherSettled;
import static syncasync.loop.Coroutines.race;
import static syncasync.loop.Coroutines.sleep;
import static syncasync.loop.Coroutines.spawn;
import static syncasync.loop.Coroutines.taskGroup;
import static syncasync.loop.Coroutines.timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** What a task inherits from the code that spawns it. */
@Timeout(60)
@ParameterizedClass(name = "fast way: {0}, virtual clock: {1}")
@CsvSource({"true,true", "false,true", "true,false", "false,false"})
class InheritanceTest extends OnALoop {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();
    private static final InheritableThreadLocal<String> LOCAL = new InheritableThreadLocal<>();
    private static final Duration MOMENT = Duration.ofMillis(5);

    InheritanceTest(boolean fast, boolean virtual) {
        super(virtual ? LoopClock.virtual() : LoopClock.real(), fast);
    }

    private static <T> T as(String user, Callable<T> body) throws Exception {
        return ScopedValue.where(USER, user).call(body::call);
    }

    private static String user() {
        return USER.orElse("nobody");
    }

    /** Also after it has waited. */
    private static String userLater() {
        sleep(MOMENT);
        return user();
    }

    @Test
    void whoever_starts_a_task_hands_its_scoped_values_on() {
        List<String> users = loop.runUntilComplete(() -> as(
                "ann",
                () -> List.of(
                        await(spawn("task", InheritanceTest::userLater)),
                        await(coroutine("coroutine", InheritanceTest::userLater)),
                        await(spawn(coroutine("coroutine", InheritanceTest::userLater))),
                        gather(InheritanceTest::userLater, InheritanceTest::user)
                                .toString(),
                        gatherSettled(InheritanceTest::userLater).getFirst().resultNow(),
                        race(InheritanceTest::userLater),
                        timeout(MOMENT.multipliedBy(1000), InheritanceTest::userLater),
                        taskGroup(group -> await(group.spawn("child", InheritanceTest::userLater))),
                        await(spawn("parent", () -> await(spawn("grandchild", InheritanceTest::userLater)))))));

        assertThat(users).containsExactly("ann", "ann", "ann", "[ann, ann]", "ann", "ann", "ann", "ann", "ann");
    }

    @Test
    void each_task_has_the_scoped_values_of_its_own_parent() {
        List<String> users = loop.runUntilComplete(() -> {
            Task<String> ann = as("ann", () -> spawn("ann's", InheritanceTest::userLater));
            Task<String> bob = as("bob", () -> spawn("bob's", () -> as("eve", () -> userLater()) + userLater()));
            return List.of(await(ann), await(bob), await(spawn("nobody's", InheritanceTest::userLater)), user());
        });

        assertThat(users).containsExactly("ann", "evebob", "nobody", "nobody");
    }

    @Test
    void a_run_has_the_scoped_values_of_its_caller() throws Exception {
        assertThat(as("ann", () -> loop.<String>runUntilComplete(InheritanceTest::userLater)))
                .isEqualTo("ann");
        assertThat(loop.<String>runUntilComplete(InheritanceTest::userLater)).isEqualTo("nobody");
    }

    @Test
    void a_task_has_a_copy_of_the_inheritable_thread_locals_of_its_parent() {
        List<String> locals = loop.runUntilComplete(() -> {
            LOCAL.set("parent's");
            Task<String> child = spawn("child", () -> {
                String inherited = LOCAL.get();
                LOCAL.set("child's");
                return inherited;
            });
            LOCAL.set("parent's, later");
            return List.of(await(child), LOCAL.get());
        });

        assertThat(locals).containsExactly("parent's", "parent's, later");
    }
}
