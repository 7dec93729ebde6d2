package syncasync.explore;

/**
 * A data race: two threads access the same thing, one of them writes, and nothing orders the two. What they see is then
 * up to compiler and processor, whatever the result was here.
 *
 * @param what the field or the object, {@code Counter.n}
 * @param first one of the two accesses
 * @param second the other one
 */
public record Race(String what, Access first, Access second) {

    /** An access: who, whether it writes, and where. */
    public record Access(String thread, boolean writes, String place) {
        private boolean isLike(Access other) {
            return writes == other.writes && place.equals(other.place);
        }

        @Override
        public String toString() {
            return thread + (writes ? " writes at " : " reads at ") + place;
        }
    }

    /** The same race whichever of the two came first: the writer, or the first by name, stands first. */
    static Race of(
            String what,
            String one,
            boolean writes,
            String place,
            String other,
            boolean otherWrites,
            String otherPlace) {
        var a = new Access(one, writes, place);
        var b = new Access(other, otherWrites, otherPlace);
        boolean keep = a.writes == b.writes ? a.toString().compareTo(b.toString()) <= 0 : a.writes;
        return keep ? new Race(what, a, b) : new Race(what, b, a);
    }

    /** Whether it is of the same places, whoever the threads are. */
    boolean isLike(Race other) {
        return what.equals(other.what) && first.isLike(other.first) && second.isLike(other.second);
    }

    @Override
    public String toString() {
        String both = !first.place.equals(second.place)
                ? first + ", " + second
                : first.thread
                        + (first.writes == second.writes ? "" : " writes")
                        + " and "
                        + second.thread
                        + (first.writes == second.writes ? " both write" : second.writes ? " writes" : " reads")
                        + " at " + first.place;
        return "a data race on " + what + ": " + both + ", and nothing orders the two";
    }
}
