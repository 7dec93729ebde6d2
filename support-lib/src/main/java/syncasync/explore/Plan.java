package syncasync.explore;

import java.util.List;

/** Decides who goes on, wherever several could. */
interface Plan {
    /**
     * @param last the thread that ran last, null if none has
     * @param at what the thread that ran last is about to do, null if it waits or has ended
     * @param candidates threads, or whatever else goes by a name; at least two. The first is who goes on if nothing else is decided
     * @return the index of one of them
     */
    int choose(ControlledThread last, Site at, List<?> candidates);
}
