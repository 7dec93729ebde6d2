/**
 * Servers and other things that stay open between cells, and are closed when their cell is run again or the JVM ends.
 */
package syncasync.keep;
