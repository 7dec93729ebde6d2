/**
 * Checks (assertions, after AssertJ) of durations, timelines, printed lines and histories of messages, with messages
 * that a learner understands.
 */
package syncasync.check;
