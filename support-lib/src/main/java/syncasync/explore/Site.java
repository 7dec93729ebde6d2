package syncasync.explore;

import syncasync.host.Screen;

/**
 * A place in the code where a thread does something that other threads could notice.
 *
 * @param kind what is done there
 * @param owner the class whose field or method it is, without its package; empty if only the object itself tells
 * @param name the field's or method's name
 * @param frame where it stands
 * @param ordered whether the field is volatile, so that accesses order what is around them
 * @param unused whether the program throws away what a call gives
 */
record Site(Kind kind, String owner, String name, StackTraceElement frame, boolean ordered, boolean unused) {

    Site(Kind kind, String owner, String name, StackTraceElement frame) {
        this(kind, owner, name, frame, false, false);
    }

    /** What a thread does at a site. */
    enum Kind {
        READS,
        WRITES,
        CALLS,
        LOCKS
    }

    /** {@code Counter.n}. */
    String what() {
        return owner.isEmpty() ? name : owner + "." + name;
    }

    /** {@code reads Counter.n}. */
    String deed() {
        return switch (kind) {
            case READS -> "reads " + what();
            case WRITES -> "writes " + what();
            case CALLS -> "calls " + what();
            case LOCKS -> "takes a lock";
        };
    }

    /** {@code Counter.java:7}, or as the front end counts it. */
    String place() {
        return placeOf(frame);
    }

    static String placeOf(StackTraceElement frame) {
        return Screen.current().placeOf(frame).orElseGet(() -> frame.getFileName() + ":" + frame.getLineNumber());
    }
}
