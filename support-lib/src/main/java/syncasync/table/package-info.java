/** Rows under headers, as text and as HTML. */
package syncasync.table;
