package syncasync.explore;

import java.util.List;
import java.util.Locale;
import syncasync.display.Html;

/**
 * Draws a story as SVG: a lane for each thread, time goes down, a dashed line wherever another thread goes on. A step in
 * which a thread has to wait is pale.
 */
final class StorySvg {
    private static final double CHARACTER = 6.6; // the average width of one at 12 pixels
    private static final double STEP = 22;
    private static final double NUMBERS = 34; // width of the steps' numbers
    private static final double GAP = 14; // between lanes
    private static final int MOST_CHARACTERS = 62;

    private final Story story;
    private final List<String> lanes;
    private final List<Event> events;
    private final List<String> headline;
    private final double[] lefts;
    private final double[] widths;
    private final StringBuilder svg = new StringBuilder();

    private StorySvg(String headline, Story story) {
        this.story = story;
        lanes = story.lanes();
        events = StoryLook.drawn(story);
        lefts = new double[lanes.size()];
        widths = new double[lanes.size()];
        double left = NUMBERS;
        for (int i = 0; i < lanes.size(); i++) {
            String lane = lanes.get(i);
            int longest = events.stream()
                    .filter(event -> event.thread().equals(lane))
                    .mapToInt(event -> shortened(StoryLook.label(event, story)).length())
                    .reduce(Math.max(10, lane.length()), Math::max);
            lefts[i] = left;
            widths[i] = longest * CHARACTER + 16;
            left += widths[i] + GAP;
        }
        this.headline = StoryLook.wrapped(headline, (int) Math.max(80, (left - GAP) / CHARACTER));
    }

    static String of(String headline, Story story) {
        return new StorySvg(headline, story).draw();
    }

    private String draw() {
        double top = 16 * headline.size() + 30;
        double bottom = top + events.size() * STEP;
        int longest = headline.stream().mapToInt(String::length).max().orElse(0);
        double width = Math.max(lefts[lefts.length - 1] + widths[widths.length - 1] + 4, longest * CHARACTER + 8);
        double height = bottom + (StoryLook.note(story).isEmpty() ? 8 : 26);
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\" font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"%s\">\n",
                number(width), number(height), number(width), number(height), StoryLook.INK);
        add(
                "<title>%s</title>\n<desc>%s</desc>\n",
                Html.escape(headline.getFirst()), Html.escape(StoryWords.of(story)));
        for (int i = 0; i < headline.size(); i++) {
            text(0, 14 + 16 * i, "font-weight=\"bold\"", headline.get(i));
        }
        for (int i = 0; i < lanes.size(); i++) {
            String colour = StoryLook.colour(i);
            text(lefts[i] + 8, top - 10, "font-weight=\"bold\" fill=\"" + colour + "\"", lanes.get(i));
            add(
                    "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\" fill-opacity=\"0.06\"/>\n",
                    number(lefts[i]), number(top - 4), number(widths[i]), number(bottom - top + 6), colour);
        }
        for (int i = 0; i < events.size(); i++) step(i, top + i * STEP);
        if (!StoryLook.note(story).isEmpty()) text(NUMBERS, bottom + 18, "font-size=\"11\"", StoryLook.note(story));
        return svg.append("</svg>").toString();
    }

    private void step(int number, double y) {
        Event event = events.get(number);
        int lane = lanes.indexOf(event.thread());
        int from = number == 0 ? lane : lanes.indexOf(events.get(number - 1).thread());
        if (from != lane) {
            double x1 = lefts[from] + (from < lane ? widths[from] : 0);
            double x2 = lefts[lane] + (from < lane ? 0 : widths[lane]);
            add(
                    "<path d=\"M%s %sL%s %s\" stroke=\"%s\" stroke-dasharray=\"3 3\" fill=\"none\"/>\n",
                    number(x1), number(y - STEP / 2 - 1), number(x2), number(y + STEP / 2 - 1), StoryLook.INK);
        }
        text(NUMBERS - 10, y + 14, "text-anchor=\"end\" font-size=\"10\"", Integer.toString(number + 1));
        String colour = StoryLook.colour(lane);
        add(
                "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"3\" fill=\"%s\" fill-opacity=\"%s\" stroke=\"%s\"><title>%s</title></rect>\n",
                number(lefts[lane]),
                number(y),
                number(widths[lane]),
                number(STEP - 4),
                colour,
                StoryLook.waits(event) ? "0.04" : "0.16",
                colour,
                Html.escape(event.toString()));
        text(lefts[lane] + 8, y + 13, "", shortened(StoryLook.label(event, story)));
    }

    private void text(double x, double y, String attributes, String text) {
        add(
                "<text x=\"%s\" y=\"%s\"%s>%s</text>\n",
                number(x), number(y), attributes.isEmpty() ? "" : " " + attributes, Html.escape(text));
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    private static String number(double value) {
        double rounded = Math.round(value * 100) / 100.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
    }
}
