/** Observers that draw what an event loop does: tick by tick, or as a timeline of its tasks. */
package syncasync.loop.view;
