package syncasync.display;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import syncasync.host.Rich;
import syncasync.host.Screen;

/**
 * A diagram of a system (a block diagram, a dashboard): stations in a row, arrows between them, and in each station
 * numbers that change in place while the system runs. As a value it is a still drawing.
 * {@snippet :
 * var board = new Board("mail")
 *         .station("shop", "orders")
 *         .arrow("writes a job", "")
 *         .station("queue", "jobs", "held");
 * try (var live = board.live()) {
 *     live.up("shop").set("shop", "orders", 1).set("queue", "jobs", 1);
 * }
 * }
 *
 * <p>Any thread may set its numbers. What is set is drawn at once, but ten times a second at most: what came sooner is
 * drawn by whatever is set next, the same value too, and in any case when it is closed. Where nothing can be redrawn it is
 * shown once, when it is closed.
 */
public final class Board implements Rich, AutoCloseable {
    private static final long REDRAW = 100_000_000; // nanoseconds: a screen that is redrawn more often only flickers
    private static final String NOTHING = "–"; // a number that nobody has set yet

    private final String title;
    private final LongSupplier clock; // nanoseconds
    private final Map<String, Station> stations = new LinkedHashMap<>();
    private final NavigableMap<Integer, Arrow> arrows = new TreeMap<>(); // by the index of the station to their left
    private Screen screen; // null unless it is live
    private String id; // on that screen; null where nothing can be redrawn
    private long nextDraw;
    private boolean changed; // since it was drawn

    /** Whether a station does its work. */
    private enum State {
        NOT_STARTED("not started", "○", Palette.INK),
        UP("up", "●", Palette.GOOD),
        DOWN("down", "✗", Palette.BAD);

        private final String word;
        private final String sign;
        private final String colour;

        State(String word, String sign, String colour) {
            this.word = word;
            this.sign = sign;
            this.colour = colour;
        }
    }

    private static final class Station {
        final String name;
        final Map<String, String> numbers = new LinkedHashMap<>(); // by what they count
        State state = State.NOT_STARTED;
        String note = ""; // beside its state

        Station(String name) {
            this.name = name;
        }

        String stateInWords() {
            return state.word + (note.isEmpty() ? "" : ", " + note);
        }
    }

    /**
     * Between two stations.
     *
     * @param there what goes from left to right; empty for nothing
     * @param back what goes from right to left; empty for nothing
     */
    private record Arrow(String there, String back) {}

    /** A board without stations. */
    public Board(String title) {
        this(title, System::nanoTime);
    }

    Board(String title, LongSupplier nanoClock) {
        this.title = title;
        this.clock = nanoClock;
    }

    // ---- what it shows

    /**
     * Adds a station to the right.
     *
     * @param counts what is counted there, each a line in it
     * @throws IllegalArgumentException if there is one of that name, or it counts the same twice
     */
    public synchronized Board station(String name, String... counts) {
        Station station = new Station(name);
        for (String what : counts) {
            if (station.numbers.put(what, NOTHING) != null) {
                throw new IllegalArgumentException("\"" + name + "\" cannot count \"" + what + "\" twice.");
            }
        }
        if (stations.putIfAbsent(name, station) != null) {
            throw new IllegalArgumentException("There is a station \"" + name + "\" already.");
        }
        return this;
    }

    /**
     * Says what goes between the station added last and the next one. Either way may be empty.
     *
     * @param there from left to right
     * @param back from right to left
     */
    public synchronized Board arrow(String there, String back) {
        if (stations.isEmpty()) throw new IllegalStateException("An arrow needs a station to its left.");
        arrows.put(stations.size() - 1, new Arrow(there, back));
        return this;
    }

    // ---- what changes

    /**
     * Sets a number.
     *
     * @throws IllegalArgumentException if there is no such station, or it does not count that
     */
    public synchronized Board set(String station, String what, long number) {
        Map<String, String> numbers = of(station).numbers;
        if (!numbers.containsKey(what)) {
            throw new IllegalArgumentException("\"" + station + "\" does not count \"" + what + "\", but "
                    + InWords.quoted(List.copyOf(numbers.keySet())) + ".");
        }
        String text = String.format(Locale.ROOT, "%,d", number);
        changed |= !text.equals(numbers.put(what, text));
        redraw();
        return this;
    }

    /** The station does its work from now on. */
    public Board up(String station) {
        return up(station, "");
    }

    /** The station does its work from now on, with a word beside that, such as "the third". */
    public Board up(String station, String note) {
        return state(station, State.UP, note);
    }

    /** The station does nothing any more, with a word on why, such as "killed". */
    public Board down(String station, String note) {
        return state(station, State.DOWN, note);
    }

    private synchronized Board state(String name, State state, String note) {
        Station station = of(name);
        changed |= station.state != state || !station.note.equals(note);
        station.state = state;
        station.note = note;
        redraw();
        return this;
    }

    /** A number as it is shown, {@code "1,000"}; "–" if it was never set. */
    public synchronized String get(String station, String what) {
        String number = of(station).numbers.get(what);
        if (number == null) throw new IllegalArgumentException("\"" + station + "\" does not count \"" + what + "\".");
        return number;
    }

    private Station of(String name) {
        Station station = stations.get(name);
        if (station == null) {
            throw new IllegalArgumentException("There is no station \"" + name + "\", but "
                    + InWords.quoted(List.copyOf(stations.keySet())) + ".");
        }
        return station;
    }

    // ---- in place

    /** Shows it, and from now on redraws it in place when something is set, until it is closed. */
    public synchronized Board live() {
        if (screen != null) throw new IllegalStateException("The board \"" + title + "\" is live already.");
        screen = Screen.current();
        nextDraw = clock.getAsLong();
        if (screen.redraws()) id = screen.show(still());
        changed = false;
        return this;
    }

    private void redraw() {
        if (id == null || !changed) return;
        long now = clock.getAsLong();
        if (now - nextDraw < 0) return;
        nextDraw = now + REDRAW;
        changed = false;
        screen.update(id, still());
    }

    /** Draws it for the last time. A board that is not live has nothing to close. */
    @Override
    public synchronized void close() {
        if (screen == null) return;
        if (id == null) screen.show(still());
        else if (changed) screen.update(id, still());
        screen = null;
        id = null;
    }

    private Rich still() {
        Map<String, Object> bundle = bundle();
        return () -> bundle;
    }

    // ---- the drawings

    @Override
    public synchronized Map<String, Object> bundle() {
        Map<String, Object> bundle = new LinkedHashMap<>();
        if (!stations.isEmpty()) bundle.put(Svg.MIME, svg());
        bundle.put("text/plain", toString());
        return bundle;
    }

    /** The stations as lines of text, with the arrows between them. */
    @Override
    public synchronized String toString() {
        List<String> lines = new ArrayList<>(List.of(title));
        int index = 0;
        for (Station station : stations.values()) {
            lines.add(station.state.sign + " " + station.name + " (" + station.stateInWords() + ")"
                    + (station.numbers.isEmpty() ? "" : ": " + numbers(station, NOTHING)));
            Arrow arrow = arrows.get(index++);
            if (arrow != null && index < stations.size()) {
                if (!arrow.there().isEmpty()) lines.add("  ↓ " + arrow.there());
                if (!arrow.back().isEmpty()) lines.add("  ↑ " + arrow.back());
            }
        }
        return String.join("\n", lines);
    }

    /** @param nothing what stands for a number that nobody has set yet */
    private static String numbers(Station station, String nothing) {
        List<String> all = new ArrayList<>();
        station.numbers.forEach((what, number) -> all.add(what + " " + (number.equals(NOTHING) ? nothing : number)));
        return String.join(", ", all);
    }

    private String inWords() {
        List<String> sentences = new ArrayList<>();
        sentences.add(title + ": " + InWords.list(List.copyOf(stations.keySet())) + ", from left to right");
        stations.values()
                .forEach(station -> sentences.add(station.name + " is " + station.stateInWords()
                        + (station.numbers.isEmpty() ? "" : ", and counts: " + numbers(station, "not counted yet"))));
        List<String> names = List.copyOf(stations.keySet());
        arrows.forEach((left, arrow) -> {
            if (left + 1 == names.size()) return;
            if (!arrow.there().isEmpty())
                sentences.add("From " + names.get(left) + " to " + names.get(left + 1) + ": " + arrow.there());
            if (!arrow.back().isEmpty())
                sentences.add("From " + names.get(left + 1) + " to " + names.get(left) + ": " + arrow.back());
        });
        return InWords.sentences(sentences);
    }

    private static final int TOP = 34; // below the title
    private static final int BOX = 132; // the least width of a station
    private static final int GAP = 92; // from one station to the next
    private static final int LINE = 20; // from one number to the next
    private static final int HEAD = 46; // of a station: its name and state
    private static final int WIDEST = 13; // characters of what stands at an arrow, in one line

    private String svg() {
        int lines = stations.values().stream()
                .mapToInt(station -> station.numbers.size())
                .max()
                .orElse(0);
        int height = Math.max(96, HEAD + LINE * lines + 12);
        int width = stations.values().stream().mapToInt(Board::width).sum() + GAP * (stations.size() - 1);
        Svg svg = new Svg(width + 2, TOP + height + 2, title, inWords());
        svg.text(0, 18, title, "font-weight", "bold");
        int x = 1;
        int index = 0;
        for (Station station : stations.values()) {
            draw(svg, station, x, height);
            x += width(station);
            Arrow arrow = arrows.get(index++);
            if (arrow != null && index < stations.size()) draw(svg, arrow, x, TOP + height / 2);
            x += GAP;
        }
        return svg.toString();
    }

    private static int width(Station station) {
        int most = Math.max(station.name.length() + 3, station.stateInWords().length());
        for (String what : station.numbers.keySet()) {
            most = Math.max(most, what.length() + 8);
        }
        return Math.max(BOX, (int) (most * Svg.CHARACTER) + 20);
    }

    private static void draw(Svg svg, Station station, int x, int height) {
        String colour = station.state.colour;
        String dashes = station.state == State.UP ? "none" : "4 3";
        int width = width(station);
        Object[] look = {"rx", 6, "fill", colour, "fill-opacity", 0.12, "stroke", colour, "stroke-dasharray", dashes};
        svg.rect(x, TOP, width, height, "", look);
        svg.text(x + 10, TOP + 19, station.state.sign + " " + station.name, "font-weight", "bold");
        svg.text(x + 10, TOP + 36, station.stateInWords());
        int y = TOP + HEAD + 14;
        for (Map.Entry<String, String> each : station.numbers.entrySet()) {
            svg.text(x + 10, y, each.getKey());
            svg.text(x + width - 10, y, each.getValue(), "text-anchor", "end", "font-weight", "bold");
            y += LINE;
        }
    }

    /** What goes there above the middle, what goes back below it. */
    private static void draw(Svg svg, Arrow arrow, int x, int y) {
        boolean both = !arrow.there().isEmpty() && !arrow.back().isEmpty();
        int left = x + 4;
        int right = x + GAP - 4;
        if (!arrow.there().isEmpty()) {
            int at = both ? y - 5 : y;
            svg.line(Svg.path("M%s %sH%sm-7 -4l7 4l-7 4", left, at, right), arrow.there(), ink());
            List<String> lines = lines(arrow.there());
            words(svg, lines, x + GAP / 2, at - 8 - 14 * (lines.size() - 1));
        }
        if (!arrow.back().isEmpty()) {
            int at = both ? y + 5 : y;
            svg.line(Svg.path("M%s %sH%sm7 -4l-7 4l7 4", right, at, left), arrow.back(), ink());
            words(svg, lines(arrow.back()), x + GAP / 2, at + 17);
        }
    }

    private static Object[] ink() {
        return new Object[] {"stroke", Palette.INK, "stroke-width", 1.5, "fill", "none"};
    }

    private static void words(Svg svg, List<String> lines, int middle, int y) {
        for (String line : lines) {
            svg.text(middle, y, line, "text-anchor", "middle");
            y += 14;
        }
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (String word : Arrays.asList(text.split(" "))) {
            if (!lines.isEmpty() && lines.getLast().length() + 1 + word.length() <= WIDEST) {
                lines.set(lines.size() - 1, lines.getLast() + " " + word);
            } else {
                lines.add(word);
            }
        }
        return lines;
    }
}
