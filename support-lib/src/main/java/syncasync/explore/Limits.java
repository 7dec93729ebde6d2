package syncasync.explore;

import java.time.Duration;

/**
 * How far an exploration goes.
 *
 * @param switches how often a schedule may depart from "go on, and if that cannot be, the next in turn"
 * @param cap how many schedules are tried at most
 * @param points how many steps one of them may have
 * @param jumps how many rounds of loops
 * @param patience in nanoseconds: a time-out of at least this length is a guard, and over only when nobody can go on
 * @param seed of the order in which the schedules are tried; zero is their natural one
 */
record Limits(int switches, int cap, int points, long jumps, long patience, long seed) {
    static final Limits USUAL =
            new Limits(2, 5_000, 20_000, 20_000_000, Duration.ofSeconds(5).toNanos(), 0);
}
