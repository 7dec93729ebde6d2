package syncasync.explore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes down the story of a run, step by step. In the end it leaves out what would say nothing to its reader. */
final class Telling {

    /** A step as it is told so far. */
    static final class Step {
        private final String thread;
        private final String place;
        private String text;
        private String value = "";
        private boolean setsUp; // an access, which nobody could notice while there is but one thread
        private String starts = ""; // the thread that it starts
        private boolean obvious; // the steps around it say as much

        /** One that nobody reads. */
        Step(String text) {
            this("", "", text);
        }

        private Step(String thread, String place, String text) {
            this.thread = thread;
            this.place = place;
            this.text = text;
        }

        /** An access: left out before a second thread is there. */
        Step setsUp() {
            setsUp = true;
            return this;
        }

        /** Left out where the thread's own steps show that it was started. */
        void starts(String name) {
            text = "starts " + name;
            starts = name;
        }

        /** Left out: the steps around it say as much. */
        Step obvious(boolean is) {
            obvious = is;
            return this;
        }

        /** Another argument of a call. */
        void argument(String argument) {
            String open = text.substring(0, text.length() - 1);
            text = open + (open.endsWith("(") ? "" : ", ") + argument + ")";
        }

        void says(String more) {
            text += more;
        }

        void gives(String result) {
            value = " → " + result;
        }

        /** A call that has to wait before it comes back. */
        void waits() {
            text = text.replaceFirst("^calls ", "waits in ");
        }

        private boolean isLike(Event before) {
            return before != null && new Event(thread, place, text, value).equals(before);
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private final Map<ControlledThread, Step> last = new IdentityHashMap<>();
    private int alone = -1; // so many steps were told before there was a second thread; -1 if there never was

    Step step(ControlledThread thread, String place, String text) {
        var step = new Step(thread.name, place, text);
        steps.add(step);
        last.put(thread, step);
        return step;
    }

    /** A second thread is there. */
    void joinedByAnother() {
        if (alone < 0) alone = steps.size();
    }

    /** What a thread has read or is about to write. */
    void value(ControlledThread thread, String value) {
        Step step = last.get(thread);
        if (step != null && step.value.isEmpty()) {
            if (step.text.startsWith("writes")) step.value = " = " + value;
            else if (step.text.startsWith("reads")) step.gives(value);
        }
    }

    /** The last step of a thread; null if it has none. */
    Step last(ControlledThread thread) {
        return last.get(thread);
    }

    /** A call has come back that had to wait: there are two steps of it if others went on meanwhile. */
    Step returned(ControlledThread thread, Step call) {
        if (last.get(thread) != call || steps.getLast() == call) return call;
        String deed = call.text.replaceFirst("^calls ", "");
        call.waits();
        return step(thread, call.place, "comes back from " + deed);
    }

    /** The steps that say something: none of those that only set up, start what is seen to run, or wait for its end. */
    List<Event> events() {
        Set<String> seen = new HashSet<>();
        for (Step each : steps) {
            if (each.starts.isEmpty() && !each.obvious) seen.add(each.thread);
        }
        List<Event> events = new ArrayList<>();
        Event before = null;
        int times = 1;
        for (int i = 0; i < steps.size(); i++) {
            Step each = steps.get(i);
            if (each.obvious || seen.contains(each.starts) || each.setsUp && i < alone) continue;
            times = each.isLike(before) ? times + 1 : 1;
            if (times > 1) events.removeLast();
            else before = new Event(each.thread, each.place, each.text, each.value);
            String often = times == 1 ? "" : times == 2 ? ", twice" : ", " + times + " times";
            events.add(new Event(each.thread, each.place, each.text, each.value + often));
        }
        return List.copyOf(events);
    }
}
