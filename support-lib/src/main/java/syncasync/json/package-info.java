/** JSON, for what leaves a JVM as data: the answers of the explorer, what homework observes. */
package syncasync.json;
