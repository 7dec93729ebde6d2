/** What runs beside a lesson and ends with it: things kept open under a name, other JVMs, child processes. */
package syncasync.process;
