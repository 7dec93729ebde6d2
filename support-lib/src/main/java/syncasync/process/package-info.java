/**
 * Other processes that a notebook starts, which end when its kernel ends, and the libraries that only some notebooks
 * need.
 */
package syncasync.process;
