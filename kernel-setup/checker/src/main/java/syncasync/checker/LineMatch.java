package syncasync.checker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When two printed lines say the same. They do if they are equal, save for three things that no two runs share to the
 * last character:
 *
 * <ul>
 *   <li>a duration, {@code 2.0 s} or {@code 250 ms}, may be off by 35 % of the larger one, or by 0.4 s where that is
 *       more;
 *   <li>a bar drawn in characters may begin, end and be long with a few columns more or less; where an axis says what a
 *       column stands for, it may be off as much as a duration, and the axis itself may be another one;
 *   <li>next to either, the number of blanks in a row does not count, nor do blanks at the end of any line.
 * </ul>
 */
final class LineMatch {

    private static final double RELATIVE = 0.35;
    private static final double ABSOLUTE_SECONDS = 0.4;
    private static final double BAR_RELATIVE = 0.15;
    private static final int BAR_COLUMNS = 3;

    private static final Pattern DURATION = Pattern.compile(
            "(?<![\\w.,])(?:(\\d+) min )?(\\d+(?:,\\d{3})*(?:\\.\\d+)?)\\s?(ns|µs|μs|us|ms|s|min)(?![\\p{L}\\d])");
    /** A line with one of these in it is taken for a drawing. */
    private static final Pattern DRAWN = Pattern.compile("[─-▟■-◿]|###|===|~~~|---|(?:^|\\s)\\|+(?:\\s|$)");
    /** What drawings are made of. */
    private static final Pattern DRAWING = Pattern.compile("[─-▟■-◿#=~\\-.·:|+*<> ]+");
    /** The thread of a row, as timelines number those of one kind. */
    private static final Pattern NUMBERED_LANE = Pattern.compile("(\\S+(?: \\S+)* #)\\d+(?=\\s|$)");

    private static final Pattern AXIS = Pattern.compile("\\s*├[─┼]*┤?\\s*");

    /**
     * A line, and what its columns stand for where it is one of a timeline.
     *
     * @param text the whole line
     * @param scale of the axis above it
     */
    record Line(String text, Optional<Scale> scale) {

        boolean says(Line other) {
            if (scale.isEmpty() || other.scale.isEmpty()) {
                return same(text, other.text);
            }
            Scale mine = scale.get();
            Scale theirs = other.scale.get();
            return mine.isAxis(text) && theirs.isAxis(other.text)
                    || mine.label(text).equals(theirs.label(other.text))
                            && same(mine.rest(text), theirs.rest(other.text))
                            && sameDrawing(mine.drawing(text), mine, theirs.drawing(other.text), theirs);
        }
    }

    /**
     * An axis: what a column of the lines below it stands for.
     *
     * @param from the column of its beginning
     * @param until the column of its last tick
     * @param seconds from its beginning to its last tick
     */
    record Scale(int from, int until, double seconds) {

        double secondsIn(double columns) {
            return columns * seconds / columns();
        }

        int columns() {
            return until - from;
        }

        boolean isAxis(String line) {
            return AXIS.matcher(line).matches();
        }

        String label(String row) {
            return row.substring(0, from).strip();
        }

        String drawing(String row) {
            Matcher drawing = DRAWING.matcher(row).region(from, row.length());
            return drawing.lookingAt() ? drawing.group().stripTrailing() : "";
        }

        String rest(String row) {
            return row.substring(from + drawing(row).length()).strip();
        }

        /** Whether the line is one of those below the axis: it has a name, and something is drawn. */
        boolean covers(String line) {
            return line.length() > from
                    && !label(line).isEmpty()
                    && !drawing(line).isEmpty();
        }
    }

    private sealed interface Token {
        boolean matches(Token other);
    }

    private record Text(String text) implements Token {
        @Override
        public boolean matches(Token other) {
            return equals(other);
        }
    }

    private record Took(double seconds) implements Token {
        @Override
        public boolean matches(Token other) {
            return other instanceof Took took && about(seconds, took.seconds);
        }
    }

    private record Drawing(String text) implements Token {
        @Override
        public boolean matches(Token other) {
            return other instanceof Drawing drawing && sameDrawing(text, null, drawing.text, null);
        }
    }

    private LineMatch() {}

    /**
     * The lines of a text. Those below the axis of a timeline come in the order of their names: which of two that began
     * at once comes first is chance. So are the numbers of their threads, which are counted from the top; they are
     * counted again in this order. Who shares a thread with whom is no chance.
     */
    static List<Line> of(String text) {
        List<String> lines = text.lines().toList();
        var all = new ArrayList<Line>();
        for (int i = 0; i < lines.size(); i++) {
            Optional<Scale> scale = i + 1 < lines.size() ? scale(lines.get(i), lines.get(i + 1)) : Optional.empty();
            all.add(new Line(lines.get(i), Optional.empty()));
            if (scale.isPresent()) {
                all.add(new Line(lines.get(++i), scale));
                var rows = new ArrayList<Line>();
                while (i + 1 < lines.size() && scale.get().covers(lines.get(i + 1))) {
                    rows.add(new Line(lines.get(++i), scale));
                }
                rows.sort(Comparator.comparing(row -> scale.get().label(row.text())));
                all.addAll(numberedAnew(rows, scale.get()));
            }
        }
        return all;
    }

    private static List<Line> numberedAnew(List<Line> rows, Scale scale) {
        var lanes = new HashMap<String, String>(); // as drawn → as counted here
        var counts = new HashMap<String, Integer>();
        return rows.stream()
                .map(row -> {
                    Matcher lane = NUMBERED_LANE
                            .matcher(row.text())
                            .region(
                                    row.text().stripTrailing().length()
                                            - scale.rest(row.text()).length(),
                                    row.text().length());
                    if (!lane.lookingAt()) {
                        return row;
                    }
                    String anew = lanes.computeIfAbsent(
                            lane.group(), drawn -> lane.group(1) + counts.merge(lane.group(1), 1, Integer::sum));
                    return new Line(
                            row.text().substring(0, lane.start())
                                    + anew
                                    + row.text().substring(lane.end()),
                            row.scale());
                })
                .toList();
    }

    /** The scale of two lines that are an axis: its times, and its ticks under them. */
    private static Optional<Scale> scale(String times, String ticks) {
        List<Token> labels = tokens(times, false);
        if (!AXIS.matcher(ticks).matches() || !isAxis(labels)) {
            return Optional.empty();
        }
        var columns = new ArrayList<Integer>();
        for (int i = 0; i < ticks.length(); i++) {
            if ("├┼┤".indexOf(ticks.charAt(i)) >= 0) {
                columns.add(i);
            }
        }
        double seconds = ((Took) labels.getLast()).seconds() - ((Took) labels.getFirst()).seconds();
        return columns.size() < labels.size() || seconds <= 0
                ? Optional.empty()
                : Optional.of(new Scale(columns.getFirst(), columns.get(labels.size() - 1), seconds));
    }

    /** Whether the two lines, each by itself, say the same. */
    static boolean same(String kept, String got) {
        if (kept.stripTrailing().equals(got.stripTrailing())) {
            return true;
        }
        boolean drawn = DRAWN.matcher(kept).find() || DRAWN.matcher(got).find();
        List<Token> a = tokens(kept, drawn);
        List<Token> b = tokens(got, drawn);
        if (!drawn && a.stream().noneMatch(Took.class::isInstance)) {
            return false;
        }
        if (isAxis(a) && isAxis(b)) {
            return a.getFirst().matches(b.getFirst()) && a.getLast().matches(b.getLast());
        }
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!a.get(i).matches(b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Durations that begin with nothing and grow. */
    private static boolean isAxis(List<Token> tokens) {
        if (tokens.size() < 2) {
            return false;
        }
        double last = -1;
        for (Token token : tokens) {
            if (!(token instanceof Took took) || took.seconds() <= last) {
                return false;
            }
            last = took.seconds();
        }
        return ((Took) tokens.getFirst()).seconds() == 0;
    }

    private static List<Token> tokens(String line, boolean drawn) {
        var tokens = new ArrayList<Token>();
        Matcher duration = DURATION.matcher(line);
        int from = 0;
        while (duration.find()) {
            addText(tokens, line.substring(from, duration.start()), drawn);
            tokens.add(new Took(seconds(duration)));
            from = duration.end();
        }
        addText(tokens, line.substring(from), drawn);
        return tokens;
    }

    private static void addText(List<Token> tokens, String text, boolean drawn) {
        int from = 0;
        if (drawn) {
            Matcher drawing = DRAWING.matcher(text);
            while (drawing.find()) {
                addWords(tokens, text.substring(from, drawing.start()));
                if (!drawing.group().isBlank()) {
                    tokens.add(new Drawing(drawing.group()));
                }
                from = drawing.end();
            }
        }
        addWords(tokens, text.substring(from));
    }

    private static void addWords(List<Token> tokens, String text) {
        String words = text.strip().replaceAll("\\s+", " ");
        if (!words.isEmpty()) {
            tokens.add(new Text(words));
        }
    }

    private static double seconds(Matcher duration) {
        double amount = Double.parseDouble(duration.group(2).replace(",", ""));
        double minutes = duration.group(1) == null ? 0 : Double.parseDouble(duration.group(1));
        return 60 * minutes
                + amount
                        * switch (duration.group(3)) {
                            case "ns" -> 1e-9;
                            case "ms" -> 1e-3;
                            case "s" -> 1;
                            case "min" -> 60;
                            default -> 1e-6;
                        };
    }

    private static boolean about(double seconds, double otherSeconds) {
        return Math.abs(seconds - otherSeconds)
                <= Math.max(RELATIVE * Math.max(seconds, otherSeconds), ABSOLUTE_SECONDS) + 1e-9;
    }

    /**
     * For every kind of character: drawn about as often, from about the same place to about the same. Without a scale a
     * column is a column.
     */
    private static boolean sameDrawing(String kept, Scale keptScale, String got, Scale gotScale) {
        double width = Math.max(kept.length(), got.length());
        return (kept + got).chars().filter(c -> c != ' ').distinct().allMatch(ink -> {
            double keptCount = kept.chars().filter(c -> c == ink).count();
            double gotCount = got.chars().filter(c -> c == ink).count();
            boolean sliver = keptCount == 0 || gotCount == 0; // too short to be drawn in one of the two
            double[][] places = sliver
                    ? new double[][] {{keptCount, gotCount}}
                    : new double[][] {
                        {keptCount, gotCount},
                        {kept.indexOf(ink), got.indexOf(ink)},
                        {kept.lastIndexOf(ink), got.lastIndexOf(ink)}
                    };
            for (double[] place : places) {
                boolean near = keptScale == null || gotScale == null
                        ? Math.abs(place[0] - place[1]) <= Math.max(BAR_COLUMNS, BAR_RELATIVE * width)
                        : about(keptScale.secondsIn(place[0]), gotScale.secondsIn(place[1]))
                                || Math.abs(place[0] / keptScale.columns() - place[1] / gotScale.columns())
                                        <= BAR_RELATIVE;
                if (!near) {
                    return false;
                }
            }
            return true;
        });
    }
}
