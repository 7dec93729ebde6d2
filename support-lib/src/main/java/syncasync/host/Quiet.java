package syncasync.host;

/**
 * Marks a result that needs no echo, since it was shown already: a line that was printed when it was made, for
 * instance. A front end that echoes the value of the last expression leaves this one out.
 */
public interface Quiet {}
