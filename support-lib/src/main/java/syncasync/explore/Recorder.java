package syncasync.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Follows a plan of the search, and notes what could be chosen. */
final class Recorder implements Plan {
    private final int[] prefix; // what to choose; after it, always the first
    private final int[] known; // what was found at the decisions of the prefix before
    private final long seed;
    private int[] picks = new int[32];
    private int[] options = new int[32];
    private int[] found = new int[32];
    private int count;
    private boolean parted;
    private List<Schedule.Step> steps; // null if nobody wants them

    Recorder(int[] prefix, int[] known, long seed, boolean recording) {
        this.prefix = prefix;
        this.known = known;
        this.seed = seed;
        steps = recording ? new ArrayList<>() : null;
    }

    @Override
    public int choose(ControlledThread last, Site at, List<?> candidates) {
        if (count == picks.length) {
            picks = Arrays.copyOf(picks, 2 * count);
            options = Arrays.copyOf(options, 2 * count);
            found = Arrays.copyOf(found, 2 * count);
        }
        int signature = signature(last, at, candidates);
        int pick = count < prefix.length ? prefix[count] : 0;
        if (count < known.length && known[count] != signature || pick >= candidates.size()) {
            parted = true;
            pick = 0;
        }
        picks[count] = pick;
        options[count] = candidates.size();
        found[count] = signature;
        count++;
        int chosen = shuffled(pick, candidates.size());
        if (steps != null) {
            steps.add(new Schedule.Step(
                    last == null ? "" : last.name,
                    at == null ? "" : at.deed(),
                    candidates.get(chosen).toString(),
                    pick > 0));
        }
        return chosen;
    }

    /** The seed turns the alternatives, so that they are tried in another order. */
    private int shuffled(int pick, int size) {
        return pick == 0 || seed == 0 ? pick : 1 + (int) Math.floorMod(pick - 1 + seed * 31 + count, size - 1);
    }

    private static int signature(ControlledThread last, Site at, List<?> candidates) {
        int sum = (last == null ? 7 : last.index) * 31 + (at == null ? 0 : at.hashCode());
        for (Object each : candidates) sum = sum * 31 + each.toString().hashCode();
        return sum;
    }

    /** With no more memory than it needs. */
    Recorder trimmed() {
        picks = Arrays.copyOf(picks, count);
        options = Arrays.copyOf(options, count);
        found = Arrays.copyOf(found, count);
        return this;
    }

    /** Whether the program did not do what it had done before under the same choices. */
    boolean hasParted() {
        return parted || count < prefix.length;
    }

    int count() {
        return count;
    }

    int options(int decision) {
        return options[decision];
    }

    int prefixLength() {
        return prefix.length;
    }

    /** The choices up to a decision, and then another one. */
    int[] withAnother(int decision, int pick) {
        int[] next = Arrays.copyOf(picks, decision + 1);
        next[decision] = pick;
        return next;
    }

    int[] found(int decisions) {
        return Arrays.copyOf(found, decisions);
    }

    List<Schedule.Step> steps() {
        return steps;
    }
}
