/** Predictions (bets): answers that a learner commits to before a run, and gets back against what happened. */
package syncasync.predict;
