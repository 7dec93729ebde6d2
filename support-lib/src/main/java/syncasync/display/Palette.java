package syncasync.display;

import java.util.List;

/**
 * The colours of every picture: the palette of Okabe and Ito, which the colour-blind can tell apart, with a blue that
 * is a little lighter. All of them read on light and on dark, so none is black, white or close to either.
 */
public final class Palette {
    /** Text and lines: neither black nor white. */
    public static final String INK = "#808080";

    /** Colours for things of equal rank, such as threads; the first is the one to use where a single one is needed. */
    public static final List<String> COLOURS =
            List.of("#2f88c5", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#999999");

    /** What came out right. Say it by a shape or a word as well. */
    public static final String GOOD = COLOURS.get(2);

    /** What failed. Say it by a shape or a word as well. */
    public static final String BAD = COLOURS.get(1);

    private Palette() {}

    /** The colour of the thing with this index, from 0 on. After the last one the first comes again. */
    public static String colour(int index) {
        return COLOURS.get(Math.floorMod(index, COLOURS.size()));
    }
}
