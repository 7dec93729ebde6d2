/**
 * A stub HTTP server: a web site on this machine whose pages, delays and errors stand in a text that a learner can
 * edit.
 */
package syncasync.site;
