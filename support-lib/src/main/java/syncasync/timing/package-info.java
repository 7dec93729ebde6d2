/** Durations and stopwatches: how durations are written and compared, and how long something takes. */
package syncasync.timing;
