/** Durations, how they are written, and how long something takes. */
package syncasync.timing;
