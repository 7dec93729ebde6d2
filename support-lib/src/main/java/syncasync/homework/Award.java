package syncasync.homework;

import java.util.Map;
import syncasync.display.Html;
import syncasync.display.Palette;
import syncasync.host.Rich;

/**
 * The marks for one behaviour, given or not.
 *
 * @param points the marks given: all or none
 * @param max the marks to be had
 * @param behaviour what the check is about
 * @param message what the check says if it failed, otherwise empty
 * @param read what to read again, empty if nothing
 */
public record Award(int points, int max, String behaviour, String message, String read) implements Rich {

    /** Whether the check passed. */
    public boolean passed() {
        return points == max;
    }

    @Override
    public Map<String, Object> bundle() {
        return Rich.bundleOf(html(), toString());
    }

    /** {@code ✓ 1 of 1: the calls overlap}, with the message and what to read again below it. */
    @Override
    public String toString() {
        String text = (passed() ? "✓ " : "✗ ") + sentence();
        if (!message.isEmpty()) {
            text += "\n" + message.indent(2).stripTrailing();
        }
        return passed() || read.isEmpty() ? text : text + "\n  Read again: " + read;
    }

    private String sentence() {
        return points + " of " + max + ": " + behaviour;
    }

    /** Told apart by its shape as well as by its colour, and by words where it cannot be seen. */
    private String html() {
        String html = "<div><b role=\"img\" aria-label=\"" + (passed() ? "passed" : "failed") + "\" style=\"color: "
                + (passed() ? Palette.GOOD : Palette.BAD) + "\">" + (passed() ? "✓" : "✗") + "</b> "
                + Html.escape(sentence()) + "</div>";
        if (!message.isEmpty()) {
            html += "\n<div style=\"white-space: pre-wrap; margin-left: 1.5em\">" + Html.escape(message) + "</div>";
        }
        return passed() || read.isEmpty()
                ? html
                : html + "\n<div style=\"margin-left: 1.5em\">Read again: <a href=\"" + Html.escape(read) + "\">"
                        + Html.escape(read) + "</a></div>";
    }
}
