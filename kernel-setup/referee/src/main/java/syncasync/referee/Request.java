package syncasync.referee;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import syncasync.json.Json;

/** What is asked of the referee: to grade one submission. */
record Request(
        String run,
        String student,
        List<Cell> cells,
        List<String> sandbox,
        List<String> java,
        List<String> classPath,
        List<String> compileClassPath,
        Limits limits,
        Map<String, Object> policy,
        Map<String, Object> observed) {

    enum Role {
        /** The instructor's, as it was given. */
        GIVEN,
        /** The student's. */
        SOLUTION,
        /** The instructor's: it observes what the student's code does, and awards marks. */
        TEST
    }

    /**
     * A cell.
     *
     * @param judge whether the checks may use what it declares
     * @param model of a solution cell, the model solution; otherwise empty
     * @param points of a test cell, the marks to be had; 0 if not said
     */
    record Cell(String id, Role role, boolean judge, String source, String model, int points) {

        private static final Pattern CHECK = Pattern.compile("(?m)^[ \\t]*///[ \\t]*CHECK[ \\t]*$");

        /** What runs with the student's code: of a test cell, its first half. */
        String toRun() {
            Matcher check = CHECK.matcher(source);
            return role == Role.TEST && check.find() ? source.substring(0, check.start()) : source;
        }

        /** What judges: the second half of a test cell, empty if there is none. */
        String toCheck() {
            Matcher check = CHECK.matcher(source);
            return role == Role.TEST && check.find() ? source.substring(check.end()) : "";
        }
    }

    /**
     * Limits.
     *
     * @param cellSeconds the longest that one cell may take
     * @param totalSeconds the longest that all may take together
     * @param output characters that are kept of what a cell prints
     * @param observed characters that a cell may observe
     */
    record Limits(int cellSeconds, int totalSeconds, int output, int observed) {}

    private static final int MOST_PRINTED = 10_000; // of what is printed, in the answer

    /** @throws IllegalArgumentException if it is none, with the reason */
    @SuppressWarnings("unchecked")
    static Request of(Map<String, Object> data) {
        try {
            var limits = (Map<String, Object>) data.getOrDefault("limits", Map.of());
            List<Cell> cells = new ArrayList<>();
            for (Object each : (List<?>) data.get("cells")) {
                var cell = (Map<String, Object>) each;
                cells.add(new Cell(
                        (String) cell.get("id"),
                        Role.valueOf(((String) cell.get("role")).toUpperCase(Locale.ROOT)),
                        cell.getOrDefault("judge", false) == Boolean.TRUE,
                        (String) cell.get("source"),
                        cell.get("model") instanceof String model ? model : "",
                        cell.get("points") instanceof Number points ? points.intValue() : 0));
            }
            return new Request(
                    (String) data.get("run"),
                    (String) data.get("student"),
                    cells,
                    words(data.get("sandbox")),
                    words(data.get("java")),
                    words(data.get("classpath")),
                    words(data.get("compile_classpath")),
                    new Limits(
                            number(limits, "cell_seconds", 10),
                            number(limits, "total_seconds", 120),
                            Math.min(MOST_PRINTED, number(limits, "output", MOST_PRINTED)),
                            number(limits, "observed", 1_000_000)),
                    data.get("policy") instanceof Map<?, ?> policy ? (Map<String, Object>) policy : Map.of(),
                    data.get("observed") instanceof Map<?, ?> observed ? (Map<String, Object>) observed : Map.of());
        } catch (ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("not a request: " + e.getMessage(), e);
        }
    }

    private static List<String> words(Object list) {
        return list == null
                ? List.of()
                : ((List<?>) list).stream().map(String.class::cast).toList();
    }

    private static int number(Map<String, Object> limits, String name, int usual) {
        return limits.get(name) instanceof Number number ? number.intValue() : usual;
    }

    /** A line of JSON as a map. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> read(String line) {
        return Json.read(line) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
