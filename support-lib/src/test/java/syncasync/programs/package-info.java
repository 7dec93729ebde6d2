/**
 * Programs, no tests: what tests start in a JVM of its own ({@code GuardedParent}, {@code HeldConnections}), and what a
 * developer runs to look at ({@code Gallery}).
 */
package syncasync.programs;
