package syncasync.explore;

import java.util.ArrayList;
import java.util.List;

/** Follows a schedule as far as the program goes along, and notes where the two part. */
final class Follower implements Plan {
    private final List<Schedule.Step> known;
    private Run run;
    private final List<Schedule.Step> steps = new ArrayList<>();
    private int at;
    private String parts = "";

    Follower(Schedule schedule) {
        known = schedule.steps();
    }

    /** Follows it in this run. */
    void follow(Run run) {
        this.run = run;
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
                parts = told(step.thread(), step.about()) + "; this time " + now(step.thread());
            } else if (next < 0) {
                parts = told(thread, about) + ", and " + step.next() + " went on; this time " + now(step.next());
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
        if (about.isEmpty()) return thread + " had to wait or ended";
        return thread + " came to where it " + about.replaceFirst("^calls \\w+\\.", "calls ");
    }

    /** What a thread does instead. */
    private String now(String name) {
        ControlledThread thread = run.thread(name);
        if (thread == null) return "there is no " + name;
        if (thread.done) return name + " has ended";
        if (thread.waiting != null) return new Stuck(run, List.of()).explained(thread);
        if (thread.at == null) return name + " has not begun";
        return name + " is where it " + thread.at.deed() + " at " + thread.at.place();
    }

    private static int index(List<?> candidates, String name) {
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).toString().equals(name)) return i;
        }
        return -1;
    }

    /** Where program and schedule part; empty if they do not. */
    String parts() {
        return parts.isEmpty() && at < known.size() ? "the program ended before that" : parts;
    }

    List<Schedule.Step> steps() {
        return steps;
    }
}
