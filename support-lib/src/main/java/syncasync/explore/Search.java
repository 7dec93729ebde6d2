package syncasync.explore;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The search through the schedules of a program, after iterative context bounding (Musuvathi and Qadeer, 2007): first
 * the one in which each thread goes on until it waits, and if that cannot be the next in turn; then all that depart from
 * it once, then twice. Each is run just once. Most faults need no more than two switches at the wrong moment.
 */
final class Search {
    /** A schedule to run: that of another one up to a decision, where it departs. */
    private record Node(int[] prefix, int[] known) {
        static final Node ROOT = new Node(new int[0], new int[0]);
    }

    private final Program program;
    private final Limits limits;
    private final Shared shared = new Shared();
    private final Set<Race> races = new LinkedHashSet<>();
    private final List<Integer> bySwitches = new ArrayList<>(); // how many schedules had no switch, one, two
    private int tried; // schedules, also those before it was known what is shared

    private int left; // threads that did not end with their runs
    private Run.Problem problem;
    private Node last;

    Search(Program program, Limits limits) {
        this.program = program;
        this.limits = limits;
    }

    /** Looks for a schedule that breaks the program. */
    void search() {
        do bySwitches.clear();
        while (!searchOnce()); // again: there are more places for a switch than was known
    }

    /** Whether it came to its end. */
    private boolean searchOnce() {
        List<Recorder> made = new ArrayList<>(); // those with one switch less
        bySwitches.add(0);
        if (!tries(Node.ROOT, made)) return problem != null;
        for (int switches = 1; switches <= limits.switches() && !made.isEmpty(); switches++) {
            List<Recorder> from = made;
            made = new ArrayList<>();
            bySwitches.add(0);
            for (Recorder each : from) {
                for (int i = each.prefixLength(); i < each.count(); i++) {
                    for (int pick = 1; pick < each.options(i); pick++) {
                        var node = new Node(each.withAnother(i, pick), each.found(i + 1));
                        if (!tries(node, switches < limits.switches() ? made : null)) return problem != null;
                    }
                }
            }
        }
        return true;
    }

    /** Runs a schedule. Whether the search goes on as it is. */
    private boolean tries(Node node, List<Recorder> made) {
        if (tried >= limits.cap()) {
            problem = new Run.Problem(true, capReached());
            return false;
        }
        Recorder recorder = run(node);
        if (problem != null || shared.hasGrown()) return false;
        bySwitches.set(bySwitches.size() - 1, bySwitches.getLast() + 1);
        if (made != null) made.add(recorder.trimmed());
        return true;
    }

    private String capReached() {
        int done = bySwitches.size() - 2; // switches of which all were tried
        int many = bySwitches.stream().mapToInt(i -> i).sum() - bySwitches.getLast();
        return String.format(
                java.util.Locale.ROOT,
                "there are more schedules than the %,d that may be tried%s",
                limits.cap(),
                done < 0
                        ? ""
                        : String.format(
                                java.util.Locale.ROOT,
                                "; none of the %,d with %s breaks it",
                                many,
                                done == 0 ? "no switch" : "up to " + Exploration.times(done, "switch", "switches")));
    }

    private Recorder run(Node node) {
        var plan = new Recorder(node.prefix, node.known, limits.seed(), false);
        Run run = new Run(limits, shared, plan, program.sites(), false);
        run.run(program.fresh());
        tried++;
        left += run.left();
        for (Race race : run.order().races()) {
            if (races.stream().noneMatch(race::isLike)) races.add(race);
        }
        if (plan.hasParted() && (run.problem() == null || !run.problem().cannotJudge())) {
            problem = new Run.Problem(
                    true, "the program does not repeat itself: dice, a clock or the order of a hash table");
        } else if (run.problem() != null) {
            problem = run.problem();
            last = node;
        }
        if (problem == null && !races.isEmpty() && last == null) last = node; // where the first race was seen
        return plan;
    }

    Run.Problem problem() {
        return problem;
    }

    int left() {
        return left;
    }

    Set<Race> races() {
        return races;
    }

    int tried() {
        return tried;
    }

    /** The schedules tried since it was known what is shared. */
    int schedules() {
        return bySwitches.stream().mapToInt(i -> i).sum();
    }

    /** Runs the schedule that matters once more, and takes down what happens; null if there is none. */
    Story story() {
        if (last == null) return null;
        var plan = new Recorder(last.prefix, last.known, limits.seed(), true);
        var known = new Shared(shared.names());
        Run run = new Run(limits, known, plan, program.sites(), true);
        run.run(program.fresh());
        return new Story(run.threadNames(), run.telling.events(), new Schedule(plan.steps(), known.names()));
    }
}
