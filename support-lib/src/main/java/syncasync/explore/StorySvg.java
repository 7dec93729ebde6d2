package syncasync.explore;

import java.util.List;
import syncasync.display.Palette;
import syncasync.display.Svg;

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
    private final double top;
    private final double bottom;
    private final Svg svg;

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
        int longest = this.headline.stream().mapToInt(String::length).max().orElse(0);
        double width = Math.max(left - GAP + 4, longest * CHARACTER + 8);
        top = 16 * this.headline.size() + 30;
        bottom = top + events.size() * STEP;
        double height = bottom + (StoryLook.note(story).isEmpty() ? 8 : 26);
        svg = new Svg(width, height, this.headline.getFirst(), StoryWords.of(headline, story));
    }

    static String of(String headline, Story story) {
        return new StorySvg(headline, story).draw();
    }

    private String draw() {
        for (int i = 0; i < headline.size(); i++) {
            svg.text(0, 14 + 16 * i, headline.get(i), "font-weight", "bold");
        }
        for (int i = 0; i < lanes.size(); i++) {
            String colour = Palette.colour(i);
            svg.text(lefts[i] + 8, top - 10, lanes.get(i), "font-weight", "bold", "fill", colour);
            svg.rect(lefts[i], top - 4, widths[i], bottom - top + 6, "", "fill", colour, "fill-opacity", 0.06);
        }
        for (int i = 0; i < events.size(); i++) step(i, top + i * STEP);
        if (!StoryLook.note(story).isEmpty()) svg.text(NUMBERS, bottom + 18, StoryLook.note(story), "font-size", 11);
        return svg.toString();
    }

    private void step(int number, double y) {
        Event event = events.get(number);
        int lane = lanes.indexOf(event.thread());
        int from = number == 0 ? lane : lanes.indexOf(events.get(number - 1).thread());
        if (from != lane) {
            double x1 = lefts[from] + (from < lane ? widths[from] : 0);
            double x2 = lefts[lane] + (from < lane ? 0 : widths[lane]);
            String handOver = Svg.path("M%s %sL%s %s", x1, y - STEP / 2 - 1, x2, y + STEP / 2 - 1);
            svg.line(handOver, "", "stroke", Palette.INK, "stroke-dasharray", "3 3", "fill", "none");
        }
        svg.text(NUMBERS - 10, y + 14, Integer.toString(number + 1), "text-anchor", "end", "font-size", 10);
        String colour = Palette.colour(lane);
        double opacity = StoryLook.waits(event) ? 0.04 : 0.16;
        Object[] shade = {"rx", 3, "fill", colour, "fill-opacity", opacity, "stroke", colour};
        svg.rect(lefts[lane], y, widths[lane], STEP - 4, event.toString(), shade);
        svg.text(lefts[lane] + 8, y + 13, shortened(StoryLook.label(event, story)));
    }

    private static String shortened(String text) {
        return Svg.shortened(text, MOST_CHARACTERS);
    }
}
