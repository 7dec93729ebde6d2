/**
 * How things are drawn: tables, progress bars and curves, and the one kit for all pictures of the library (SVG,
 * Vega-Lite, HTML escaping, palette, axis, words).
 */
package syncasync.display;
