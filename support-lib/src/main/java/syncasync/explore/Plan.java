package syncasync.explore;

import java.util.List;

/** Decides who goes on, wherever several could. */
interface Plan {
    /**
     * @param last the thread that ran last, null if none has
     * @param me the thread that could go on, null if it cannot
     * @param at what the thread that ran last is about to do, null if it waits or has ended
     * @param candidates at least two; the first is who goes on if nothing else is decided
     * @return the index of one of them
     */
    int choose(ControlledThread last, ControlledThread me, Site at, List<ControlledThread> candidates);
}
