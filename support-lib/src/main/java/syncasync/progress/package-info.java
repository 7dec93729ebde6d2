/** A bar for cells that take a while. */
package syncasync.progress;
