package syncasync.explore;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Takes down the story of a run, step by step. */
final class Telling {
    private final List<Event> events = new ArrayList<>();
    private final Map<ControlledThread, Integer> open =
            new IdentityHashMap<>(); // the step of each that has no value yet

    void step(ControlledThread thread, String place, String text) {
        open.put(thread, events.size());
        events.add(new Event(thread.name, place, text, ""));
    }

    /** What follows belongs to a step that is not told. */
    void skip(ControlledThread thread) {
        open.remove(thread);
    }

    /** What a thread has read or is about to write. */
    void value(ControlledThread thread, String value) {
        Integer index = open.remove(thread);
        if (index != null) amend(index, "", (events.get(index).text().startsWith("writes") ? " = " : " → ") + value);
    }

    void argument(ControlledThread thread, String value) {
        Integer index = open.get(thread);
        if (index != null) amend(index, (events.get(index).text().contains("(") ? ", " : "(") + value, "");
    }

    void result(ControlledThread thread, String value) {
        Integer index = open.remove(thread);
        if (index != null) amend(index, "", " → " + value);
    }

    private void amend(int index, String text, String value) {
        Event event = events.get(index);
        events.set(index, new Event(event.thread(), event.place(), event.text() + text, event.value() + value));
    }

    List<Event> events() {
        return List.copyOf(events);
    }
}
