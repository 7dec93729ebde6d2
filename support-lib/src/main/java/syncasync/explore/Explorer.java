package syncasync.explore;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Explores the schedules of a small concurrent program: systematic concurrency testing. It tries the orders in which
 * threads could go on, one after the other, until one breaks the program or all with up to so many switches were tried.
 * {@snippet :
 * Exploration tried = new Explorer().switches(3).explore(() -> {
 *     var counter = new Counter();
 *     Thread ann = Thread.startVirtualThread(counter::increment);
 *     counter.increment();
 *     ann.join();
 *     if (counter.value() != 2) throw new AssertionError("the counter says " + counter.value());
 * });
 * }
 * A switch is where a thread could go on and another one does, or where the next in turn would, and another one does.
 * The program must make all that it uses, and repeat itself: no input and output, no clock, no dice but those it is
 * given here. Needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 */
public final class Explorer {
    private static final ReentrantLock ONE = new ReentrantLock(); // at a time in this JVM

    private final Limits limits;
    private final boolean racesCount;

    /** An explorer of all schedules with up to two switches, 5,000 at most. */
    public Explorer() {
        this(Limits.USUAL, true);
    }

    private Explorer(Limits limits, boolean racesCount) {
        this.limits = limits;
        this.racesCount = racesCount;
    }

    /** Up to so many switches; two if not said. */
    public Explorer switches(int most) {
        if (most < 0) throw new IllegalArgumentException("There cannot be " + most + " switches.");
        return new Explorer(
                new Limits(most, limits.cap(), limits.points(), limits.jumps(), limits.patience(), limits.seed()),
                racesCount);
    }

    /** At most so many schedules; 5,000 if not said. If there are more, nothing is said about the program. */
    public Explorer cap(int schedules) {
        if (schedules < 1)
            throw new IllegalArgumentException("At least one schedule must be tried, not " + schedules + ".");
        return new Explorer(
                new Limits(
                        limits.switches(),
                        schedules,
                        limits.points(),
                        limits.jumps(),
                        limits.patience(),
                        limits.seed()),
                racesCount);
    }

    /** Another order in which the schedules are tried. The same seed is the same order. */
    public Explorer seed(long seed) {
        return new Explorer(
                new Limits(limits.switches(), limits.cap(), limits.points(), limits.jumps(), limits.patience(), seed),
                racesCount);
    }

    /**
     * Time-outs of at least this length are guards against hanging: they are over only when nobody can go on. Shorter
     * ones are over at any moment, since the others may have been slow. Five seconds if not said. A sleep of twelve times
     * the length counts as one as well.
     */
    public Explorer patience(Duration shortest) {
        return new Explorer(
                new Limits(
                        limits.switches(),
                        limits.cap(),
                        limits.points(),
                        limits.jumps(),
                        shortest.toNanos(),
                        limits.seed()),
                racesCount);
    }

    /** A data race is named, but by itself does not make the program wrong. */
    public Explorer racesAllowed() {
        return new Explorer(limits, false);
    }

    /**
     * Explores a lambda that uses nothing from outside of it but constants.
     *
     * @throws IllegalArgumentException if it uses something that would not begin afresh
     */
    public Exploration explore(Scenario scenario) {
        return explore(Program.of(scenario));
    }

    /** Explores a static method without parameters. */
    public Exploration explore(Class<?> type, String method) {
        return explore(Program.of(type, method));
    }

    /**
     * Explores a static method in a JVM of its own: for tests and graders. What cannot be judged within ten seconds
     * cannot be judged.
     *
     * @param type the class's name
     * @param classPath where it is, before the class path of this JVM
     */
    public Exploration exploreInChildJvm(String type, String method, Path... classPath) {
        List<String> options = new ArrayList<>(List.of(
                "--switches=" + limits.switches(),
                "--cap=" + limits.cap(),
                "--seed=" + limits.seed(),
                "--patience=" + Duration.ofNanos(limits.patience()).toMillis()));
        if (!racesCount) options.add("--races-allowed");
        return ChildJvm.explore(this, options, type, method, Duration.ofSeconds(10), List.of(classPath));
    }

    int mostSwitches() {
        return limits.switches();
    }

    private Exploration explore(Program program) {
        return alone(() -> {
            var search = new Search(program, limits);
            search.search();
            Run.Problem problem = search.problem();
            List<Race> races = List.copyOf(search.races());
            if (problem != null && problem.cannotJudge()) {
                return new Exploration(
                        Answer.CANNOT_JUDGE, problem.text(), search.tried(), limits.switches(), races, null, this);
            }
            if (problem != null) {
                return new Exploration(
                        Answer.WRONG, problem.text(), search.tried(), limits.switches(), races, search.story(), this);
            }
            if (!races.isEmpty() && racesCount) {
                String reason = races.getFirst().toString();
                return new Exploration(
                        Answer.WRONG, reason, search.schedules(), limits.switches(), races, search.story(), this);
            }
            return new Exploration(Answer.RIGHT, "", search.schedules(), limits.switches(), races, null, this);
        });
    }

    /**
     * Runs a schedule once more, also of code that was changed since.
     *
     * @throws IllegalArgumentException as {@link #explore(Scenario)}
     */
    public Replay replay(Schedule schedule, Scenario scenario) {
        Program program = Program.of(scenario);
        return alone(() -> {
            var plan = new Follower(schedule);
            Run run = new Run(limits, new Shared(schedule.shared()), plan, program.sites(), true);
            plan.follow(run);
            run.run(program.fresh());
            var story =
                    new Story(run.threadNames(), run.telling.events(), new Schedule(plan.steps(), schedule.shared()));
            return new Replay(run.problem() == null ? "" : run.problem().text(), plan.parts(), story);
        });
    }

    private static <T> T alone(java.util.function.Supplier<T> work) {
        if (!Scheduling.isAvailable()) {
            throw new IllegalStateException(
                    "An explorer needs a JVM started with --add-opens java.base/java.lang=ALL-UNNAMED.");
        }
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException(
                    "An explorer runs on a platform thread, and not inside of what it explores.");
        }
        ONE.lock();
        try {
            return work.get();
        } finally {
            ONE.unlock();
        }
    }
}
