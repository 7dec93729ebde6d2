package syncasync.homework;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import syncasync.functions.ThrowingRunnable;
import syncasync.functions.ThrowingSupplier;
import syncasync.host.Screen;
import syncasync.json.Json;

/** What a test cell observes and awards, and for whom. There is one at a time: cells run one after the other. */
final class Sheet {

    private enum Use {
        /** In a notebook: both halves of a test cell, and awards are shown. */
        LEARNING,
        /** Homework is graded, beside the student's code: the first half of a test cell. */
        OBSERVING,
        /** Homework is graded, where the student's code never was: the second half of a test cell. */
        JUDGING
    }

    private static final String THREW = "$threw"; // in place of a value: {"$threw": "the code throws …"}
    private static final int MOST = 1_000_000; // characters, where nothing else was said
    private static final int LONGEST_MESSAGE = 3_000;

    private static volatile Sheet current = new Sheet(Use.LEARNING, "nobody", MOST);

    private final Use use;
    private final Thread thread = Thread.currentThread();
    private final Map<String, Object> observed = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<Award> awards = Collections.synchronizedList(new ArrayList<>());
    private volatile Student student;
    private volatile String missing = "the cell ended before, or does not observe it";
    private volatile boolean checks; // the cell's second half has begun
    private volatile boolean looked; // and has asked for something that was observed
    private long left;

    private Sheet(Use use, String login, int most) {
        this.use = use;
        this.student = new Student(login);
        this.left = most;
    }

    static Sheet current() {
        return current;
    }

    /** The next cell of a notebook of this student; its first half is run by this thread. */
    static Sheet toObserve(String login, int most) {
        return current = new Sheet(Use.OBSERVING, login, most);
    }

    /**
     * A cell's second half, for what its first half has observed.
     *
     * @param missing why there is not more of it
     */
    static Sheet toJudge(String login, Map<String, Object> observed, String missing) {
        var sheet = new Sheet(Use.JUDGING, login, MOST);
        sheet.observed.putAll(observed);
        if (missing != null) {
            sheet.missing = missing;
        }
        return current = sheet;
    }

    static void toLearn() {
        current = new Sheet(Use.LEARNING, "nobody", MOST);
    }

    Map<String, Object> observed() {
        synchronized (observed) {
            return new LinkedHashMap<>(observed);
        }
    }

    List<Award> awards() {
        synchronized (awards) {
            return List.copyOf(awards);
        }
    }

    void observe(String key, ThrowingSupplier<?, ?> value) {
        Object given;
        try {
            given = value.get();
        } catch (Throwable thrown) { // whatever a student's code throws, the cell has more to observe
            given = Map.of(THREW, "the code throws " + said(thrown));
        }
        observe(key, given);
    }

    synchronized void observe(String key, Object value) {
        switch (use) {
            case LEARNING -> {
                if (checks) { // another cell begins, or the same once more
                    observed.clear();
                    checks = false;
                    looked = false;
                    left = MOST;
                }
            }
            case OBSERVING -> {
                if (Thread.currentThread() != thread) {
                    throw new IllegalStateException(
                            "Only the test cell itself may observe \"" + key + "\", no thread that it starts.");
                }
                if (observed.containsKey(key)) {
                    throw new IllegalStateException("\"" + key + "\" is observed twice in this cell.");
                }
            }
            case JUDGING -> throw new IllegalStateException("\"" + key + "\" is observed below /// CHECK.");
        }
        String json = PlainData.json(key, value, left);
        left -= json.length();
        observed.put(key, Json.read(json));
    }

    /** A check that was given up may still run: it must not award what is another cell's. */
    private void beginsChecks() {
        checks = true;
        if (use == Use.JUDGING && Thread.currentThread() != thread) {
            throw new IllegalStateException("Another cell is judged now.");
        }
    }

    Object seen(String key) {
        beginsChecks();
        if (use == Use.OBSERVING) {
            throw new IllegalStateException("seen(\"" + key + "\") belongs below a line /// CHECK.");
        }
        if (!observed.containsKey(key)) {
            throw new AssertionError("Nothing was observed as \"" + key + "\": " + sentence(missing));
        }
        looked = true;
        Object value = observed.get(key);
        if (value instanceof Map<?, ?> map && map.size() == 1 && map.get(THREW) instanceof String thrown) {
            throw new AssertionError("Nothing was observed as \"" + key + "\": " + sentence(thrown));
        }
        return value;
    }

    void award(int points, String behaviour, ThrowingRunnable<?> check, String readAgain) {
        beginsChecks();
        if (use == Use.OBSERVING) {
            throw new IllegalStateException("award(…) belongs below a line /// CHECK.");
        }
        if (points < 1) {
            throw new IllegalArgumentException("There must be a mark to be had, not " + points + ".");
        }
        String read = readAgain == null ? "" : readAgain;
        Award award;
        try {
            check.run();
            if (!looked) { // it would pass whatever was handed in, or if nothing was
                throw new AssertionError("This check looks at nothing that was observed, so it can give no mark.");
            }
            award = new Award(points, points, behaviour, "", read);
        } catch (Throwable wrong) { // a check speaks to the student, however it fails
            award = new Award(0, points, behaviour, told(wrong), read);
        }
        if (use == Use.LEARNING) {
            Screen.current().show(award);
        } else {
            awards.add(award);
        }
    }

    Student student(String login) {
        if (use == Use.LEARNING) {
            student = new Student(login);
        }
        return student;
    }

    Student me() {
        return student;
    }

    private static String told(Throwable wrong) {
        if (wrong instanceof AssertionError && wrong.getMessage() != null) {
            return cut(wrong.getMessage().strip());
        }
        if (wrong instanceof ClassCastException) {
            return "What was observed is of another kind than was asked for: "
                    + cut(String.valueOf(wrong.getMessage()));
        }
        return "The check throws " + said(wrong);
    }

    /** An exception in a line. It may be a student's own, and throw again when it is asked. */
    private static String said(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        try {
            String message = thrown.getMessage();
            return message == null ? name : name + ": " + cut(message.strip());
        } catch (Throwable again) {
            return name;
        }
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + " …";
    }
}
