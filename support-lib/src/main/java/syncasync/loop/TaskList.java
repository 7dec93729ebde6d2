package syncasync.loop;

import java.util.ArrayList;
import java.util.List;

/**
 * Tasks in the order of coming, chained to each other: with a million of them, a set would take a tenth of the memory
 * and more of the time.
 */
final class TaskList {
    private Task<?> first;
    private Task<?> last;

    boolean isEmpty() {
        return first == null;
    }

    void add(Task<?> task) {
        task.before = last;
        if (last == null) first = task;
        else last.after = task;
        last = task;
    }

    void remove(Task<?> task) {
        if (task.before == null) first = task.after;
        else task.before.after = task.after;
        if (task.after == null) last = task.before;
        else task.after.before = task.before;
        task.before = task.after = null;
    }

    List<Task<?>> toList() {
        var all = new ArrayList<Task<?>>();
        for (Task<?> task = first; task != null; task = task.after) all.add(task);
        return all;
    }
}
