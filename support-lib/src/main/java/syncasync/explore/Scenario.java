package syncasync.explore;

import java.io.Serializable;

/**
 * A small concurrent program to explore: it starts threads, waits for them, and throws if the result is wrong. It makes
 * all that it needs itself, since it runs once for each schedule. Serializable only so that the explorer can find the
 * code of the lambda.
 */
@FunctionalInterface
public interface Scenario extends Serializable {
    /** Runs it once. */
    void run() throws Exception;
}
