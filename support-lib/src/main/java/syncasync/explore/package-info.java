/**
 * An explorer of schedules: tries the orders of a few threads one after the other, until one breaks the program or all
 * were tried. Systematic concurrency testing, with bytecode instrumentation by the JDK's own ClassFile API.
 */
package syncasync.explore;
