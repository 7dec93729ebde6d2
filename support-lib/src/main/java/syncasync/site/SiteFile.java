package syncasync.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses what a {@link LocalSite} answers from lines such as {@code GET /weather/oslo 200 250ms {"celsius": 4}}. */
final class SiteFile {

    private static final String EXAMPLE = "GET /weather/oslo 200 250ms sunny";
    private static final Pattern LINE = Pattern.compile("(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)(?:\\s+(.*))?");
    private static final Pattern DELAY = Pattern.compile("(?:(\\d+(?:\\.\\d+)?)\\.\\.)?(\\d+(?:\\.\\d+)?)(ms|s)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    /**
     * One line of the file.
     *
     * @param status an HTTP status; 0 if the connection is dropped without an answer
     */
    record Answer(int status, Duration least, Duration most, String body) {

        /** Between least and most, and the same every time for one path. */
        Duration delay(String path) {
            long spread = most.minus(least).toMillis() + 1;
            return least.plusMillis(Math.floorMod(path.hashCode() * 0x9E3779B9L, spread));
        }
    }

    /**
     * All lines of one method and path.
     *
     * @param path with names for what the placeholders stand for
     * @param answers given in turn; the last one stays
     */
    record Endpoint(String method, Pattern path, List<String> names, List<Answer> answers) {

        /** The values of the placeholders if the path is this endpoint's, otherwise {@code null}. */
        Map<String, String> match(String requested) {
            Matcher matcher = path.matcher(requested);
            if (!matcher.matches()) {
                return null;
            }
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                values.put(names.get(i), matcher.group(i + 1));
            }
            return values;
        }
    }

    private SiteFile() {}

    /** @throws IllegalArgumentException that names the source and the line if a line cannot be understood */
    static List<Endpoint> read(String source, String text) {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        String[] lines = text.split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            int number = i + 1;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (Character.isWhitespace(line.charAt(0))) {
                throw bad(source, number, "an indented line continues the body of a line before it, but there is none");
            }
            StringBuilder more = new StringBuilder();
            while (i + 1 < lines.length && !lines[i + 1].isBlank() && Character.isWhitespace(lines[i + 1].charAt(0))) {
                more.append('\n').append(lines[++i].strip());
            }
            Matcher parts = LINE.matcher(line.strip());
            if (!parts.matches()) {
                throw bad(
                        source,
                        number,
                        "expected METHOD PATH STATUS DELAY BODY, for instance \"" + EXAMPLE + "\", but it is \"" + line
                                + "\"");
            }
            String method = parts.group(1);
            if (!method.matches("[A-Z]+")) {
                throw bad(source, number, "\"" + method + "\" is no method; use GET, POST or the like");
            }
            String path = parts.group(2);
            if (!path.startsWith("/")) {
                throw bad(source, number, "the path must begin with \"/\", but it is \"" + path + "\"");
            }
            String body = ((parts.group(5) == null ? "" : parts.group(5)) + more).strip();
            Answer answer = answer(source, number, parts.group(3), parts.group(4), body);
            endpoints
                    .computeIfAbsent(method + " " + path, key -> endpoint(method, path))
                    .answers
                    .add(answer);
        }
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException(
                    source + ": no line says what to answer; write lines such as \"" + EXAMPLE + "\".");
        }
        return List.copyOf(endpoints.values());
    }

    private static Endpoint endpoint(String method, String path) {
        List<String> names = new ArrayList<>();
        StringBuilder pattern = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(path);
        int from = 0;
        while (placeholder.find()) {
            pattern.append(Pattern.quote(path.substring(from, placeholder.start())))
                    .append("([^/]+)");
            names.add(placeholder.group(1));
            from = placeholder.end();
        }
        pattern.append(Pattern.quote(path.substring(from)));
        return new Endpoint(method, Pattern.compile(pattern.toString()), names, new ArrayList<>());
    }

    private static Answer answer(String source, int number, String status, String delay, String body) {
        if (!status.equals("drop") && !status.matches("[2-5]\\d\\d")) {
            throw bad(
                    source,
                    number,
                    "the status must be a number from 200 to 599, or \"drop\" to hang up, but it is \"" + status
                            + "\"");
        }
        Matcher times = DELAY.matcher(delay);
        if (!times.matches()) {
            throw bad(
                    source, number, "the delay must look like 250ms, 1.5s or 100..300ms, but it is \"" + delay + "\"");
        }
        Duration most = duration(times.group(2), times.group(3));
        Duration least = times.group(1) == null ? most : duration(times.group(1), times.group(3));
        if (least.compareTo(most) > 0) {
            throw bad(source, number, "the delay " + delay + " ends before it begins");
        }
        return new Answer(status.equals("drop") ? 0 : Integer.parseInt(status), least, most, body);
    }

    private static Duration duration(String number, String unit) {
        return Duration.ofMillis(Math.round(Double.parseDouble(number) * (unit.equals("s") ? 1000 : 1)));
    }

    private static IllegalArgumentException bad(String source, int line, String what) {
        return new IllegalArgumentException(source + ", line " + line + ": " + what + ".");
    }
}
