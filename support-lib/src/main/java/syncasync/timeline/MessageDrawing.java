package syncasync.timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import syncasync.display.Html;
import syncasync.display.Table;
import syncasync.host.DurationText;

/**
 * Draws the history of messages as a sequence diagram: a line of life for each member, time from left to right, and an
 * arrow from the sender's line to each receiver's. A message that somebody lacks has a cross on that member's line.
 */
final class MessageDrawing {
    private static final int MOST_MEMBERS = 12; // the others are only counted
    private static final int MOST_MESSAGES = 30;
    private static final int WIDTH = 720;
    private static final int ROW = 44; // from one line of life to the next

    private final String title;
    private final int allMembers;
    private final int allMessages;
    private final List<String> members;
    private final List<MessageLog.Sent> sent;
    private final List<Arrow> arrows = new ArrayList<>();
    private final Scale scale;

    /** A message on its way to one receiver; {@code seen} is null if it never arrived. */
    private record Arrow(String message, String from, String to, Duration sent, Duration seen) {}

    MessageDrawing(MessageLog log) {
        title = log.title();
        allMembers = log.members().size();
        allMessages = log.sent().size();
        members = log.members().stream().limit(MOST_MEMBERS).toList();
        sent = log.sent().stream().limit(MOST_MESSAGES).toList();
        List<MessageLog.Seen> seen = log.seen();
        List<String> faults = log.faults(false);
        for (MessageLog.Sent message : sent) {
            for (String member : members) {
                List<MessageLog.Seen> sights = seen.stream()
                        .filter(sight ->
                                sight.by().equals(member) && sight.message().equals(message.message()))
                        .toList();
                for (MessageLog.Seen sight : sights) {
                    arrows.add(new Arrow(message.message(), message.from(), member, message.at(), sight.at()));
                }
                if (faults.contains(member + " never saw \"" + message.message() + "\"")) {
                    arrows.add(new Arrow(message.message(), message.from(), member, message.at(), null));
                }
            }
        }
        Duration end = arrows.stream()
                .map(arrow -> arrow.seen == null ? arrow.sent : arrow.seen)
                .max(Duration::compareTo)
                .orElse(Duration.ofMillis(1));
        scale = Scale.of(end);
    }

    // ---- text

    /** A row for each message, a column for each member: when it was seen. */
    String text() {
        List<String> headers = new ArrayList<>(List.of("message", "from", "sent at"));
        members.forEach(member -> headers.add(member + " saw it at"));
        Table table = new Table(headers.toArray(String[]::new));
        for (MessageLog.Sent message : sent) {
            List<Object> row =
                    new ArrayList<>(List.of(message.message(), message.from(), DurationText.of(message.at())));
            for (String member : members) row.add(times(message, member));
            table.row(row.toArray());
        }
        return title + ", " + count(allMessages, "message") + " among " + count(allMembers, "member") + "\n" + table
                + more();
    }

    private String times(MessageLog.Sent message, String member) {
        List<String> times = arrows.stream()
                .filter(arrow -> arrow.message.equals(message.message()) && arrow.to.equals(member))
                .map(arrow -> arrow.seen == null ? "never" : DurationText.of(arrow.seen))
                .toList();
        return times.isEmpty() ? "–" : String.join(", ", times);
    }

    private String more() {
        String messages = allMessages > sent.size() ? ", " + (allMessages - sent.size()) + " more messages" : "";
        String others = allMembers > members.size() ? ", " + (allMembers - members.size()) + " more members" : "";
        String both = messages + others;
        return both.isEmpty() ? "" : "\n(not shown: " + both.substring(2) + ")";
    }

    private static String count(int number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }

    /** What the picture shows, for those who cannot see it. */
    private String inWords() {
        long lost = arrows.stream().filter(arrow -> arrow.seen == null).count();
        return title + ": " + count(allMessages, "message") + " among " + count(allMembers, "member") + "; "
                + (lost == 0 ? "none is missing" : count((int) lost, "message") + " never arrived");
    }

    // ---- SVG

    String svg() {
        int left = 16 + 7 * members.stream().mapToInt(String::length).max().orElse(0);
        double plot = WIDTH - left - 24;
        double horizon = Math.max(last().toNanos(), (double) scale.ticks() * scale.step());
        int bottom = 40 + (members.size() - 1) * ROW;
        StringBuilder svg = new StringBuilder(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"%s\" font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"%s\">%n",
                WIDTH, bottom + 34, WIDTH, bottom + 34, Html.escape(inWords()), Look.INK));
        svg.append(format("<text x=\"0\" y=\"14\" font-weight=\"bold\">%s</text>%n", Html.escape(title)));
        for (String member : members) {
            int y = y(member);
            svg.append(format(
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", left - 8, y + 4, Html.escape(member)));
            svg.append(format(
                    "<path d=\"M%d %dH%d\" stroke=\"%s\" stroke-opacity=\"0.5\"/>%n", left, y, WIDTH - 24, Look.INK));
        }
        for (int i = 0; i <= scale.ticks(); i++) {
            double x = left + plot * i * scale.step() / horizon;
            svg.append(format(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" font-size=\"11\">%s</text>%n",
                    x, bottom + 26, scale.tick(i)));
        }
        for (Arrow arrow : arrows) {
            double from = left + plot * arrow.sent.toNanos() / horizon;
            double to = arrow.seen == null ? from : left + plot * arrow.seen.toNanos() / horizon;
            svg.append(drawn(arrow, from, to));
        }
        return svg.append("</svg>").toString();
    }

    private String drawn(Arrow arrow, double from, double to) {
        String colour = Look.COLOURS.get(Math.max(0, members.indexOf(arrow.from)) % Look.COLOURS.size());
        String tip = "<title>" + Html.escape(inWords(arrow)) + "</title>";
        int y = y(arrow.to);
        if (arrow.seen == null) {
            return format(
                    "<path d=\"M%.1f %dl8 8m0 -8l-8 8\" stroke=\"%s\" stroke-width=\"2\">%s</path>%n",
                    from - 4, y - 4, colour, tip);
        }
        String point = format("<circle cx=\"%.1f\" cy=\"%d\" r=\"3\" fill=\"%s\">%s</circle>", to, y, colour, tip);
        if (arrow.from.equals(arrow.to)) return point + "\n";
        return format(
                        "<path d=\"M%.1f %dL%.1f %d\" stroke=\"%s\" stroke-opacity=\"0.7\">%s</path>",
                        from, y(arrow.from), to, y, colour, tip)
                + point + "\n";
    }

    private static String inWords(Arrow arrow) {
        return arrow.message + " from " + arrow.from + " to " + arrow.to + ": "
                + (arrow.seen == null
                        ? "never arrived"
                        : DurationText.of(arrow.sent) + " – " + DurationText.of(arrow.seen));
    }

    private int y(String member) {
        return 40 + Math.max(0, members.indexOf(member)) * ROW;
    }

    private Duration last() {
        return arrows.stream()
                .map(arrow -> arrow.seen == null ? arrow.sent : arrow.seen)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values).replace("\r\n", "\n");
    }

    // ---- Vega-Lite

    Map<String, Object> vegaLite() {
        List<Object> values = new ArrayList<>();
        for (Arrow arrow : arrows) {
            Duration seen = arrow.seen == null ? arrow.sent : arrow.seen;
            values.add(Map.of(
                    "message",
                    arrow.message,
                    "from",
                    arrow.from,
                    "to",
                    arrow.to,
                    "sent",
                    units(arrow.sent),
                    "seen",
                    units(seen),
                    "state",
                    arrow.seen == null ? "lost" : "arrived"));
        }
        Object y = ordered(
                "field", "from", "type", "nominal", "title", "", "scale", Map.of("domain", members, "type", "point"));
        Object yTo = ordered(
                "field", "to", "type", "nominal", "title", "", "scale", Map.of("domain", members, "type", "point"));
        Object x = ordered("field", "sent", "type", "quantitative", "title", "", "axis", axis());
        Object xTo = ordered("field", "seen", "type", "quantitative");
        Object tip = Stream.of("message", "from", "to", "state")
                .map(field -> Map.of("field", field))
                .toList();
        Object colour =
                ordered("field", "from", "type", "nominal", "title", "sent by", "scale", Map.of("range", Look.COLOURS));
        Object shape = ordered(
                "field",
                "state",
                "type",
                "nominal",
                "title",
                "",
                "scale",
                Map.of("domain", List.of("arrived", "lost"), "range", List.of("circle", "cross")));
        return ordered(
                "$schema", "https://vega.github.io/schema/vega-lite/v5.json",
                "description", inWords(),
                "title", ordered("text", title, "anchor", "start"),
                "background", "transparent",
                "width", 560,
                "height", ordered("step", ROW),
                "data", Map.of("values", values),
                "layer",
                        List.of(
                                ordered(
                                        "mark", ordered("type", "rule", "opacity", 0.7),
                                        "encoding",
                                                ordered(
                                                        "x", x,
                                                        "x2", Map.of("field", "seen"),
                                                        "y", y,
                                                        "y2", Map.of("field", "to"),
                                                        "color", colour,
                                                        "tooltip", tip)),
                                ordered(
                                        "mark", ordered("type", "point", "filled", true, "size", 50, "opacity", 1),
                                        "encoding",
                                                ordered(
                                                        "x", xTo, "y", yTo, "color", colour, "shape", shape, "tooltip",
                                                        tip))),
                "config", config());
    }

    private Object axis() {
        return ordered("labelExpr", "datum.label + ' " + scale.unitName() + "'", "tickCount", scale.ticks());
    }

    private static Object config() {
        return ordered(
                "view", Map.of("stroke", "transparent"),
                "title", ordered("color", Look.INK, "offset", 10),
                "axis",
                        ordered(
                                "labelColor",
                                Look.INK,
                                "gridColor",
                                Look.INK,
                                "gridOpacity",
                                0.25,
                                "domainColor",
                                Look.INK,
                                "tickColor",
                                Look.INK,
                                "labelFontSize",
                                12),
                "legend", ordered("labelColor", Look.INK, "titleColor", Look.INK));
    }

    private double units(Duration time) {
        return Math.round(time.toNanos() / scale.unit() * 1000) / 1000.0;
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        return map;
    }
}
