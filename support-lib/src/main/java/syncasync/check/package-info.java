/** Checks of durations, timelines and printed lines, with messages that a learner understands. */
package syncasync.check;
