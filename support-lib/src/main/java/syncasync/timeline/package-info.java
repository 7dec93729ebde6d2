/**
 * What ran when, on which thread: recorded by {@link syncasync.timeline.Timeline}, drawn as text, SVG and Vega-Lite.
 */
package syncasync.timeline;
