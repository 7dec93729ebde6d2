package syncasync.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import syncasync.display.Html;
import syncasync.display.Palette;
import syncasync.host.Rich;

/**
 * The verdict on a prediction: how it compares with what happened.
 *
 * @param right whether it came true, or could have
 * @param sentence the comparison in one line
 * @param lines for an order of lines: line by line, otherwise empty
 * @param note what else is to be said, empty if nothing
 */
public record Verdict(boolean right, String sentence, List<Line> lines, String note) implements Rich {

    private static final String NO_LINE = "(no line)"; // a dash is not spoken

    /**
     * One line of an order: what was predicted for this place and what came there; {@code null} where there is none.
     */
    public record Line(String said, String was) {

        boolean right() {
            return said != null && said.equals(was);
        }
    }

    static Verdict of(boolean right, String sentence) {
        return new Verdict(right, sentence, List.of(), "");
    }

    @Override
    public Map<String, Object> bundle() {
        return Rich.bundleOf(html(), toString());
    }

    /** The sentence, with lines side by side below it, and the note. */
    @Override
    public String toString() {
        List<String> text = new ArrayList<>(List.of(sentence));
        int width = Math.max(
                "you said".length(),
                lines.stream().mapToInt(line -> shown(line.said).length()).max().orElse(0));
        if (!lines.isEmpty()) {
            text.add("   " + padded("you said", width) + "   it was");
        }
        for (Line line : lines) {
            text.add((line.right() ? "✓  " : "✗  ") + padded(shown(line.said), width) + "   " + shown(line.was));
        }
        if (!note.isEmpty()) {
            text.add(note);
        }
        return String.join("\n", text.stream().map(String::stripTrailing).toList());
    }

    private String html() {
        StringBuilder html = new StringBuilder("<div>")
                .append(tick(right))
                .append(' ')
                .append(Html.escape(sentence))
                .append("</div>");
        if (!lines.isEmpty()) {
            html.append("\n<table>\n<thead><tr>")
                    .append(cell("th", "line"))
                    .append(cell("th", "bet"))
                    .append(cell("th", "you said"))
                    .append(cell("th", "it was"))
                    .append("</tr></thead>\n<tbody>\n");
            int number = 0;
            for (Line line : lines) {
                html.append("<tr><th scope=\"row\">")
                        .append(++number)
                        .append("</th><td>")
                        .append(tick(line.right()))
                        .append("</td>")
                        .append(cell("td", line.said == null ? NO_LINE : line.said))
                        .append(cell("td", line.was == null ? NO_LINE : line.was))
                        .append("</tr>\n");
            }
            html.append("</tbody>\n</table>");
        }
        if (!note.isEmpty()) {
            html.append("\n<div>").append(Html.escape(note)).append("</div>");
        }
        return html.toString();
    }

    private static String cell(String tag, String text) {
        return "<" + tag + " style=\"text-align: left\">" + Html.escape(text) + "</" + tag + ">";
    }

    /** Told apart by its shape as well as by its colour, and by words where it cannot be seen. */
    private static String tick(boolean right) {
        return "<b role=\"img\" aria-label=\"" + (right ? "right" : "wrong") + "\" style=\"color: "
                + (right ? Palette.GOOD : Palette.BAD) + "\">" + (right ? "✓" : "✗") + "</b>";
    }

    private static String shown(String line) {
        return line == null ? "–" : line;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
