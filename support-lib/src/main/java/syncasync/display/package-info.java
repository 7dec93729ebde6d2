/** How things are drawn: tables, progress, and text made safe for markup. */
package syncasync.display;
