package syncasync.explore;

import java.util.ArrayList;
import java.util.List;

/** Follows a schedule as far as the program goes along, and notes where the two part. */
final class Follower implements Plan {
    private final List<Schedule.Step> known;
    private final List<Schedule.Step> steps = new ArrayList<>();
    private int at;
    private String parts = "";

    Follower(Schedule schedule) {
        known = schedule.steps();
    }

    @Override
    public int choose(ControlledThread last, Site site, List<?> candidates) {
        int chosen = 0;
        if (parts.isEmpty() && at < known.size()) {
            Schedule.Step step = known.get(at);
            String thread = last == null ? "" : last.name;
            String about = site == null ? "" : site.deed();
            int next = index(candidates, step.next());
            if (!thread.equals(step.thread()) || !about.equals(step.about())) {
                parts = told(step.thread(), step.about()) + " there, and here " + now(last, site);
            } else if (next < 0) {
                parts = step.next() + " went on there when " + told(thread, about) + ", and here it cannot";
            } else {
                chosen = next;
            }
            at++;
        }
        steps.add(new Schedule.Step(
                last == null ? "" : last.name,
                site == null ? "" : site.deed(),
                candidates.get(chosen).toString(),
                chosen > 0));
        return chosen;
    }

    private static String told(String thread, String about) {
        if (thread.isEmpty()) return "the program began";
        return about.isEmpty() ? thread + " had to wait or ended" : thread + " came to where it " + about;
    }

    private static String now(ControlledThread thread, Site site) {
        if (thread == null) return "the program begins";
        if (site != null) return thread + " comes to where it " + site.deed() + " at " + site.place();
        if (thread.done) return thread + " has ended";
        return thread + " has to wait" + (thread.at == null ? "" : " at " + thread.at.place());
    }

    private static int index(List<?> candidates, String name) {
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).toString().equals(name)) return i;
        }
        return -1;
    }

    /** Where program and schedule part; empty if they do not. */
    String parts() {
        if (parts.isEmpty() && at < known.size()) return "it ends before the schedule does";
        return parts;
    }

    List<Schedule.Step> steps() {
        return steps;
    }
}
