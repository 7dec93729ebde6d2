package syncasync.host;

/**
 * A result that was shown already, for instance a line that was printed when it was made. A front end that echoes the
 * value of the last expression leaves this one out.
 */
public interface Quiet {}
