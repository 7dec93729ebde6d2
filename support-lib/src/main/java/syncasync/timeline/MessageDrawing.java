package syncasync.timeline;

import static syncasync.display.InWords.count;
import static syncasync.display.Svg.path;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import syncasync.display.Axis;
import syncasync.display.InWords;
import syncasync.display.Palette;
import syncasync.display.Svg;
import syncasync.display.Table;
import syncasync.display.Vega;
import syncasync.host.DurationText;

/**
 * Draws the history of messages as a sequence diagram: a line of life for each member, time from left to right, and an
 * arrow from the sender's line to each receiver's. A message that somebody lacks has a cross on that member's line.
 */
final class MessageDrawing {
    private static final int MOST_MEMBERS = 12; // the others are only counted
    private static final int MOST_MESSAGES = 30;
    private static final int MOST_TOLD = 12; // messages that are described one by one
    private static final int WIDTH = 720;
    private static final int RIGHT = WIDTH - 24;
    private static final int ROW = 44; // from one line of life to the next

    private final String title;
    private final int allMembers;
    private final int allMessages;
    private final List<String> members;
    private final List<MessageLog.Sent> sent;
    private final List<String> departures;
    private final List<Arrow> arrows = new ArrayList<>();
    private final Axis axis;

    /** A message on its way to one receiver; {@code seen} is null if it never arrived. */
    private record Arrow(String message, String from, String to, Duration sent, Duration seen) {
        boolean lost() {
            return seen == null;
        }

        Duration end() {
            return lost() ? sent : seen;
        }
    }

    MessageDrawing(MessageLog log) {
        title = log.title();
        allMembers = log.members().size();
        allMessages = log.sent().size();
        members = log.members().stream().limit(MOST_MEMBERS).toList();
        sent = log.sent().stream().limit(MOST_MESSAGES).toList();
        departures = log.departures();
        List<MessageLog.Seen> seen = log.seen();
        Map<String, List<MessageLog.Sent>> missing = new HashMap<>();
        members.forEach(member -> missing.put(member, log.missing(member)));
        for (MessageLog.Sent message : sent) {
            for (String member : members) {
                seen.stream()
                        .filter(sight -> sight.by().equals(member))
                        .filter(sight -> sight.message().equals(message.message()))
                        .forEach(sight -> arrows.add(
                                new Arrow(message.message(), message.from(), member, message.at(), sight.at())));
                if (missing.get(member).contains(message)) {
                    arrows.add(new Arrow(message.message(), message.from(), member, message.at(), null));
                }
            }
        }
        axis = Axis.upTo(
                arrows.stream().map(Arrow::end).max(Duration::compareTo).orElse(Duration.ofMillis(1)));
    }

    // ---- text

    /** A row for each message, a column for each member: when it was seen. */
    String text() {
        List<String> headers = new ArrayList<>(List.of("message", "from", "sent at"));
        members.forEach(member -> headers.add(member + " saw it at"));
        Table table = new Table(headers.toArray(String[]::new));
        for (MessageLog.Sent message : sent) {
            List<Object> row = new ArrayList<>(
                    List.of(MessageLog.shortened(message.message()), message.from(), DurationText.of(message.at())));
            for (String member : members) row.add(times(message, member));
            table.row(row.toArray());
        }
        return title + ", " + count(allMessages, "message") + " among " + count(allMembers, "member") + "\n" + table
                + more();
    }

    private String times(MessageLog.Sent message, String member) {
        List<String> times = arrows.stream()
                .filter(arrow -> arrow.message.equals(message.message()) && arrow.to.equals(member))
                .map(arrow -> arrow.lost() ? "never" : DurationText.of(arrow.seen))
                .toList();
        return times.isEmpty() ? "–" : String.join(", ", times);
    }

    private String more() {
        String messages = allMessages > sent.size() ? ", " + (allMessages - sent.size()) + " more messages" : "";
        String others = allMembers > members.size() ? ", " + (allMembers - members.size()) + " more members" : "";
        String both = messages + others;
        return both.isEmpty() ? "" : "\n(not shown: " + both.substring(2) + ")";
    }

    // ---- in words, for those who cannot see it

    /** What it is, and whether something is missing. */
    private String label() {
        long lost = arrows.stream().filter(Arrow::lost).count();
        return title + ": " + count(allMessages, "message") + " among " + count(allMembers, "member") + "; "
                + (lost == 0 ? "none is missing" : count(lost, "message") + " never arrived");
    }

    /** A sentence for each message: who sent it when, and whom it reached when, in the order of its arrivals. */
    private String description() {
        List<String> sentences = new ArrayList<>(List.of(label()));
        for (MessageLog.Sent message : sent.subList(0, Math.min(MOST_TOLD, sent.size()))) {
            List<Arrow> ways = arrows.stream()
                    .filter(arrow -> arrow.message.equals(message.message()))
                    .sorted(Comparator.comparing(Arrow::end))
                    .toList();
            List<String> arrivals = ways.stream()
                    .filter(arrow -> !arrow.lost())
                    .map(arrow -> arrow.to + " at " + DurationText.of(arrow.seen))
                    .toList();
            List<String> never =
                    ways.stream().filter(Arrow::lost).map(arrow -> arrow.to).toList();
            sentences.add(message.from() + " sent \"" + MessageLog.shortened(message.message()) + "\" at "
                    + DurationText.of(message.at())
                    + ", and it reached " + (arrivals.isEmpty() ? "nobody" : InWords.list(arrivals))
                    + (never.isEmpty() ? "" : "; it never reached " + InWords.list(never)));
        }
        sentences.addAll(departures.subList(0, Math.min(MOST_TOLD, departures.size())));
        if (departures.size() > MOST_TOLD) sentences.add("And " + (departures.size() - MOST_TOLD) + " more left");
        if (allMessages > MOST_TOLD) sentences.add("And " + count(allMessages - MOST_TOLD, "more message"));
        return InWords.sentences(sentences);
    }

    private static String tip(Arrow arrow) {
        return MessageLog.shortened(arrow.message) + " from " + arrow.from + " to " + arrow.to + ": "
                + (arrow.lost() ? "never arrived" : DurationText.of(arrow.sent) + " – " + DurationText.of(arrow.seen));
    }

    // ---- SVG

    String svg() {
        int left = 16 + 7 * members.stream().mapToInt(String::length).max().orElse(0);
        int bottom = 40 + (members.size() - 1) * ROW;
        Svg svg = new Svg(WIDTH, bottom + 34, label(), description());
        svg.text(0, 14, title, "font-weight", "bold");
        for (String member : members) {
            int y = y(member);
            svg.text(left - 8, y + 4, member, "text-anchor", "end");
            svg.line(path("M%s %sH%s", left, y, RIGHT), "", "stroke", Palette.INK, "stroke-opacity", 0.5);
        }
        for (int i = 0; i <= axis.ticks(); i++) {
            double x = axis.at(axis.time(i), left, RIGHT);
            svg.text(x, bottom + 26, axis.label(i), "text-anchor", "middle", "font-size", 11);
        }
        arrows.forEach(arrow -> draw(svg, arrow, left));
        return svg.toString();
    }

    private void draw(Svg svg, Arrow arrow, int left) {
        String colour = Palette.colour(Math.max(0, members.indexOf(arrow.from)));
        double from = axis.at(arrow.sent, left, RIGHT);
        double to = axis.at(arrow.end(), left, RIGHT);
        int y = y(arrow.to);
        if (arrow.lost()) {
            svg.line(path("M%s %sl8 8m0 -8l-8 8", from - 4, y - 4), tip(arrow), "stroke", colour, "stroke-width", 2);
            return;
        }
        if (!arrow.from.equals(arrow.to)) {
            String way = path("M%s %sL%s %s", from, y(arrow.from), to, y);
            svg.line(way, tip(arrow), "stroke", colour, "stroke-opacity", 0.7);
        }
        svg.dot(to, y, 3, tip(arrow), "fill", colour);
    }

    private int y(String member) {
        return 40 + Math.max(0, members.indexOf(member)) * ROW;
    }

    // ---- Vega-Lite

    Map<String, Object> vegaLite() {
        Object tip = Stream.of("message", "from", "to", "state")
                .map(field -> Vega.of("field", field))
                .toList();
        List<String> colours =
                IntStream.range(0, members.size()).mapToObj(Palette::colour).toList();
        Vega colour = Vega.colour("from", members, colours);
        Vega shape = Vega.scaled("state", List.of("arrived", "lost"), List.of("circle", "cross"));
        Vega x = Vega.field("sent", "quantitative")
                .with("title", "")
                .with(
                        "axis",
                        Vega.of("values", axis.tickUnits())
                                .with("labelExpr", "datum.label + ' " + axis.unitName() + "'"));
        Vega ways = Vega.of("x", x)
                .with("x2", Vega.of("field", "seen"))
                .with("y", lifeline("from"))
                .with("y2", Vega.of("field", "to"))
                .with("color", colour)
                .with("tooltip", tip);
        Vega ends = Vega.of("x", Vega.field("seen", "quantitative"))
                .with("y", lifeline("to"))
                .with("color", colour)
                .with("shape", shape)
                .with("tooltip", tip);
        return Vega.picture(description())
                .with("title", Vega.of("text", title).with("anchor", "start"))
                .with("width", 560)
                .with("height", Vega.of("step", ROW))
                .with("data", Vega.values(arrows.stream().map(this::value).toList()))
                .with(
                        "layer",
                        List.of(
                                Vega.of("transform", List.of(Vega.of("filter", "datum.state == 'arrived'")))
                                        .with("mark", Vega.of("type", "rule").with("opacity", 0.7))
                                        .with("encoding", ways),
                                Vega.of(
                                                "mark",
                                                Vega.of("type", "point")
                                                        .with("filled", true)
                                                        .with("size", 50)
                                                        .with("opacity", 1))
                                        .with("encoding", ends)));
    }

    private Vega lifeline(String field) {
        return Vega.field(field, "nominal")
                .with("title", "")
                .with("scale", Vega.of("domain", members).with("type", "point"));
    }

    private Vega value(Arrow arrow) {
        return Vega.of("message", MessageLog.shortened(arrow.message))
                .with("from", arrow.from)
                .with("to", arrow.to)
                .with("sent", axis.units(arrow.sent))
                .with("seen", axis.units(arrow.end()))
                .with("state", arrow.lost() ? "lost" : "arrived");
    }
}
