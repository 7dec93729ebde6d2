/**
 * Predictions (bets) and exercises: what a learner commits to before a run, or writes, and gets back against what
 * happened.
 */
package syncasync.predict;
