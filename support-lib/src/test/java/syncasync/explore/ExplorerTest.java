package syncasync.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static syncasync.explore.Zoo.check;
import static syncasync.explore.Zoo.together;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import syncasync.check.Checks;
import syncasync.display.Svg;
import syncasync.display.Vega;

class ExplorerTest {

    private static Exploration lostUpdate() {
        return new Explorer().explore(() -> {
            var counter = new Zoo.Counter();
            together(counter::increment, counter::increment);
            check(counter.n == 2, "the counter says " + counter.n);
        });
    }

    // ---- what is explored

    @Test
    void a_lambda_is_explored_where_it_stands() {
        assertThat(lostUpdate().headline()).isEqualTo("wrong: the counter says 1 (schedule 5)");
    }

    @Test
    void constants_may_be_used_from_outside() {
        int expected = 2;
        String text = "the counter says ";
        Exploration tried = new Explorer().explore(() -> {
            var counter = new Zoo.Counter();
            together(counter::incrementLocked, counter::incrementLocked);
            check(counter.n == expected, text);
        });
        assertThat(tried.answer()).isEqualTo(Answer.RIGHT);
    }

    @Test
    void what_would_not_begin_afresh_may_not() {
        List<Integer> list = new ArrayList<>();
        assertThatThrownBy(() -> new Explorer().explore(() -> list.add(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Each schedule must begin afresh, but the scenario uses an ArrayList made outside of it. "
                        + "Make it inside of the scenario.");
    }

    private static final class NotALambda implements Scenario {
        @Override
        public void run() {}
    }

    @Test
    void a_scenario_is_a_lambda() {
        assertThatThrownBy(() -> new Explorer().explore(new NotALambda()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A scenario is written as a lambda, () -> { … }, not as a class.");
    }

    @Test
    void a_method_that_is_not_there_is_named() {
        assertThatThrownBy(() -> new Explorer().explore(Zoo.class, "nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Zoo has no method \"static void nothing()\" to explore.");
    }

    @Test
    void an_explorer_does_not_explore_itself() {
        Exploration tried = new Explorer().explore(() -> new Explorer().explore(() -> {}));
        assertThat(tried.reason()).contains("not inside of what it explores");
    }

    @Test
    void the_originals_stay_as_they_are() {
        lostUpdate();
        new Explorer().explore(Zoo.class, "volatileIsNotAtomic");
        assertThat(Zoo.volatileCount).isZero();
        assertThat(Zoo.class.getDeclaredMethods())
                .extracting(method -> method.getName())
                .doesNotContain(Weaver.READY);
    }

    @Test
    void an_interrupt_ends_the_exploration() throws Exception {
        var ended = new AtomicReference<Throwable>();
        Thread explorer = new Thread(() -> {
            try {
                new Explorer().explore(Zoo.class, "tooBig");
            } catch (Throwable e) {
                ended.set(e);
            }
        });
        explorer.start();
        explorer.interrupt();
        explorer.join();
        assertThat(ended.get()).hasMessage("the exploration was interrupted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deadlock",
                "deadlockOfReentrantLocks",
                "futureThatNobodyCompletes",
                "poolThatWaitsForItself",
                "futureThatIsJoinedForEver",
                "phaserThatWaitsForEver",
                "bufferWithNotify"
            })
    void nobody_is_left_waiting_when_a_run_is_over(String program) {
        var code = Program.of(Zoo.class, program);
        var search = new Search(code, Limits.USUAL);
        search.search();
        assertThat(search.problem()).isNotNull();
        assertThat(search.left()).isZero();
    }

    // ---- how far it goes

    @Test
    void without_a_switch_only_one_schedule_is_tried() {
        Exploration tried = new Explorer().switches(0).explore(Zoo.class, "checkThenAct");
        assertThat(tried.headline()).isEqualTo("right in the one schedule: all with up to 0 switches");
    }

    @Test
    void a_cap_is_no_verdict() {
        Exploration tried = new Explorer().cap(3).explore(Zoo.class, "queue");
        assertThat(tried.answer()).isEqualTo(Answer.CANNOT_JUDGE);
        assertThat(tried.reason()).startsWith("there are more schedules than the 3 that may be tried");
    }

    @Test
    void another_seed_tries_the_same_schedules_in_another_order() {
        Exploration natural = new Explorer().explore(Zoo.class, "bufferWithWhile");
        Exploration seeded = new Explorer().seed(7).explore(Zoo.class, "bufferWithWhile");
        assertThat(seeded.answer()).isEqualTo(Answer.RIGHT);
        assertThat(seeded.schedules()).isEqualTo(natural.schedules());
    }

    @Test
    void races_alone_may_be_allowed() {
        assertThat(new Explorer().racesAllowed().explore(Zoo.class, "stopFlag").answer())
                .isEqualTo(Answer.RIGHT);
    }

    @Test
    void bad_limits_are_refused() {
        assertThatThrownBy(() -> new Explorer().switches(-1)).hasMessage("There cannot be -1 switches.");
        assertThatThrownBy(() -> new Explorer().cap(0)).hasMessage("At least one schedule must be tried, not 0.");
    }

    // ---- replay

    @Test
    void a_schedule_is_replayed_to_the_byte() {
        Exploration broken = lostUpdate();
        Replay again = broken.replay(() -> {
            var counter = new Zoo.Counter();
            together(counter::increment, counter::increment);
            check(counter.n == 2, "the counter says " + counter.n);
        });
        assertThat(again.failure()).isEqualTo("the counter says 1");
        assertThat(again.parts()).isEmpty();
        assertThat(again.story().events())
                .extracting(Event::text)
                .isEqualTo(broken.story().events().stream().map(Event::text).toList());
    }

    @Test
    void a_replay_says_where_changed_code_parts_from_the_schedule() {
        Replay mended = lostUpdate().replay(() -> {
            var counter = new Zoo.Counter();
            together(counter::incrementLocked, counter::incrementLocked);
            check(counter.n == 2, "the counter says " + counter.n);
        });
        assertThat(mended.failure()).isEmpty();
        assertThat(mended.parts()).startsWith("bob came to where it reads Counter.n; this time bob ");
        assertThat(mended.toString())
                .startsWith("this time nothing goes wrong\nit cannot follow the schedule to its end: bob");
    }

    @Test
    void a_schedule_is_kept_as_text() {
        Schedule schedule = lostUpdate().story().schedule();
        assertThat(Schedule.parse(schedule.toString())).isEqualTo(schedule);
        assertThat(schedule.switches()).isEqualTo(1);
        assertThatThrownBy(() -> Schedule.parse("nonsense")).hasMessage("not a schedule: nonsense");
    }

    @Test
    void what_is_right_has_no_schedule_to_replay() {
        Exploration right = new Explorer().explore(Zoo.class, "lockedCounter");
        assertThatThrownBy(() -> right.replay(() -> {}))
                .hasMessage("There is no schedule to replay: right in 23 schedules: all with up to 2 switches");
    }

    // ---- the story

    @Test
    void a_story_is_told_in_columns() {
        Exploration tried = new Explorer().explore(() -> {
            var counter = new Zoo.Counter();
            Thread ann = Thread.ofVirtual().name("ann").start(counter::increment);
            Thread bob = Thread.ofVirtual().name("bob").start(counter::increment);
            ann.join();
            bob.join();
            check(counter.n == 2, "the counter says " + counter.n);
        });
        assertThat(tried.toString().lines().map(line -> line.replaceAll("\\d+: ", "")))
                .containsSubsequence(
                        "main                                          ann                           bob",
                        "                                              Zoo:reads Counter.n → 0",
                        "                                                                            Zoo:reads Counter.n → 0",
                        "                                                                            Zoo:writes Counter.n = 1",
                        "                                              Zoo:writes Counter.n = 1",
                        "ExplorerTest:reads Counter.n → 1, twice",
                        "Zoo:fails: the counter says 1");
    }

    @Test
    void a_story_is_told_in_words() {
        assertThat(lostUpdate().story().inWords().replaceAll("in (\\w+, )?line \\d+ ", ""))
                .isEqualTo(
                        "ann reads Counter.n which gives 0. Then bob reads Counter.n which gives 0, writes Counter.n = 1. "
                                + "Then ann writes Counter.n = 1. "
                                + "Then main reads Counter.n which gives 1, twice, fails: the counter says 1.");
    }

    @Test
    void its_picture_says_in_words_what_stands_above_it_and_the_line_of_each_step() {
        Exploration tried = lostUpdate();
        for (String mime : List.of(Vega.MIME, Svg.MIME)) {
            Object drawn = tried.bundle().get(mime);
            String words = mime.equals(Vega.MIME)
                    ? ((Map<?, ?>) drawn).get("description").toString()
                    : drawn.toString().replaceAll("(?s).*<desc>(.*)</desc>.*", "$1");
            assertThat(words)
                    .startsWith(tried.headline() + ". a data race on Counter.n: ")
                    .containsPattern("nothing orders the two\\. ann in Zoo, line \\d+ reads Counter.n which gives 0\\. "
                            + "Then bob in line \\d+ reads Counter.n which gives 0, writes Counter.n = 1\\. ");
        }
    }

    private static List<String> told(String program) {
        Class<?> zoo = program.startsWith("Zoo.") ? Zoo.class : ZooOfRareAnimals.class;
        Story story =
                new Explorer().explore(zoo, program.replaceFirst(".*\\.", "")).story();
        return story.events().stream()
                .map(step -> step.thread() + " " + StoryLook.deed(step))
                .toList();
    }

    @Test
    void a_failure_stands_where_it_was_thrown() {
        List<Event> story = new Explorer()
                .explore(() -> {
                    int[] n = new int[1];
                    together(() -> n[0]++, () -> n[0]++);
                    int seen = n[0];
                    if (seen != 2) throw new AssertionError("lost");
                })
                .story()
                .events();
        int read = lineOf(story.get(story.size() - 2));
        assertThat(story.getLast().text()).isEqualTo("fails: lost");
        assertThat(lineOf(story.getLast())).isEqualTo(read + 1);
    }

    private static int lineOf(Event event) {
        return Integer.parseInt(event.place().replaceFirst("ExplorerTest.java:", ""));
    }

    @Test
    void a_story_has_no_step_that_says_nothing() {
        assertThat(told("Zoo.twoLocksForOneMap")) // neither what sets up, starts and joins, nor results that nobody
                // uses
                .containsExactly(
                        "ann takes the lock of an Object",
                        "ann calls HashMap.get(\"a\") → 0",
                        "bob takes the lock of Object 2",
                        "bob calls HashMap.get(\"a\") → 0",
                        "bob calls HashMap.put(\"a\", 1)",
                        "bob gives back the lock of Object 2",
                        "ann calls HashMap.put(\"a\", 1)",
                        "ann gives back the lock of an Object",
                        "main calls HashMap.get(\"a\") → 1, twice",
                        "main fails: an update is lost: 1");
    }

    @Test
    void a_story_tells_whom_one_waits_for_in_vain() {
        assertThat(told("Zoo.deadlockOfReentrantLocks"))
                .containsExactly(
                        "main waits for the end of ann",
                        "ann calls ReentrantLock.lock()",
                        "bob calls ReentrantLock 2.lock()",
                        "bob waits in ReentrantLock.lock()",
                        "ann waits in ReentrantLock 2.lock()");
        assertThat(told("Zoo.notifiedTooEarly")).contains("bob wakes nobody, since nobody waits");
        assertThat(told("Rare.threadThatWaitsForEver")).containsExactly("taker waits in LinkedBlockingQueue.take()");
    }

    @Test
    void a_story_tells_when_a_time_is_over() {
        assertThat(told("Zoo.pollMayComeToNothing"))
                .containsExactly(
                        "main starts thread 1",
                        "main waits in LinkedBlockingQueue.poll(), for 200 ms at most",
                        "main its time is over",
                        "main fails: nothing came");
        assertThat(told("Rare.joinedNotLongEnough"))
                .startsWith(
                        "main starts Thread-0",
                        "main waits for the end of Thread-0, for 100 ms at most",
                        "main its time is over");
    }

    @Test
    void a_story_tells_what_is_a_part_of_what() {
        assertThat(told("Rare.walkThroughAPlainMap"))
                .containsExactly(
                        "bob calls HashMap.entrySet().iterator()",
                        "ann calls HashMap.put(2, 2)",
                        "bob calls HashMap.entrySet() iterator.hasNext() → true",
                        "bob calls HashMap.entrySet() iterator.next()",
                        "bob fails: ConcurrentModificationException");
    }

    @Test
    void a_call_that_has_to_wait_is_told_twice() {
        Exploration tried = new Explorer().explore(() -> {
            var queue = new java.util.concurrent.LinkedBlockingQueue<Integer>();
            Thread giver = new Thread(() -> queue.add(5), "giver");
            giver.start();
            int got = queue.take();
            check(got != 5, "it came");
        });
        assertThat(tried.story().events().stream().map(step -> step.thread() + " " + StoryLook.deed(step)))
                .containsExactly(
                        "main waits in LinkedBlockingQueue.take()",
                        "giver calls LinkedBlockingQueue.add(5)",
                        "main comes back from LinkedBlockingQueue.take() → 5",
                        "main fails: it came");
    }

    @Test
    void what_is_printed_is_a_part_of_the_story() {
        Exploration tried = new Explorer().explore(() -> {
            System.out.println("hello <world>");
            check(false, "no");
        });
        assertThat(tried.toString()).contains("prints \"hello <world>\"");
    }

    @Test
    void a_story_has_three_forms() throws Exception {
        Map<String, Object> bundle = new Explorer()
                .explore(() -> {
                    System.out.println("<&>");
                    check(false, "a < b");
                })
                .bundle();
        assertThat(bundle).containsOnlyKeys("text/plain", "image/svg+xml", "application/vnd.vegalite.v5+json");
        javax.xml.parsers.DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new java.io.ByteArrayInputStream(
                        bundle.get("image/svg+xml").toString().getBytes("UTF-8")));
        assertThat(bundle.get("application/vnd.vegalite.v5+json").toString()).doesNotContain("null");
        assertThat(new Explorer().explore(Zoo.class, "lockedCounter").bundle()).containsOnlyKeys("text/plain");
    }

    // ---- checks

    @Test
    void what_was_found_is_checked() {
        Checks.assertThat(lostUpdate()).isWrong().isWrong("counter says").hasRaceOn("Counter.n");
        Checks.assertThat(new Explorer().explore(Zoo.class, "lockedCounter")).isRight();
        assertThatThrownBy(() -> Checks.assertThat(lostUpdate()).isRight())
                .hasMessageStartingWith(
                        "Expected that no schedule breaks it, but it is wrong: the counter says 1 (schedule 5)");
        assertThatThrownBy(() -> Checks.assertThat(lostUpdate()).isWrong("deadlock"))
                .hasMessage("Expected it to be wrong because of \"deadlock\", but it is "
                        + "wrong: the counter says 1 (schedule 5).");
        assertThatThrownBy(() -> Checks.assertThat(lostUpdate()).hasRaceOn("Counter.m"))
                .hasMessage("Expected a data race on Counter.m, but only on Counter.n: "
                        + "wrong: the counter says 1 (schedule 5).");
    }

    // ---- in a child JVM

    @Test
    void a_child_jvm_gives_the_same_answer() {
        Exploration here = new Explorer().explore(Zoo.class, "twoLocksForOneMap");
        Exploration there = new Explorer().exploreInChildJvm(Zoo.class.getName(), "twoLocksForOneMap");
        assertThat(there.toString()).isEqualTo(here.toString());
        assertThat(there.story()).isEqualTo(here.story());
        assertThat(there.races()).isEqualTo(here.races());
    }

    @Test
    void a_child_jvm_that_cannot_judge_says_why() {
        assertThat(new Explorer().exploreInChildJvm("no.such.Thing", "run").headline())
                .isEqualTo("cannot judge: there is no class no.such.Thing");
        assertThat(new Explorer()
                        .exploreInChildJvm(Zoo.class.getName(), "noSuchMethod")
                        .headline())
                .isEqualTo(
                        "cannot judge: IllegalArgumentException: Zoo has no method \"static void noSuchMethod()\" to explore.");
    }
}
