package syncasync.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is different between two texts, as lines a person can read: {@code "- "} was kept, {@code "+ "} was got. */
final class Diff {

    private static final int MOST_LINES = 60;

    private Diff() {}

    /** The difference line by line, or nothing where every line {@linkplain LineMatch says the same}. */
    static Optional<String> inOrder(String kept, String got) {
        List<LineMatch.Line> a = LineMatch.of(kept);
        List<LineMatch.Line> b = LineMatch.of(got);
        // The longest common sequence of lines, from the end backwards.
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).says(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        if (common[0][0] == Math.max(a.size(), b.size())) {
            return Optional.empty();
        }
        var out = new ArrayList<String>();
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).says(b.get(j)) && common[i][j] == common[i + 1][j + 1] + 1) {
                out.add("  " + b.get(j).text());
                i++;
                j++;
            } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
                out.add("- " + a.get(i++).text());
            } else {
                out.add("+ " + b.get(j++).text());
            }
        }
        return Optional.of(readable(out));
    }

    /** The lines that only one of the two texts has, whatever their order, or nothing where there are none. */
    static Optional<String> inAnyOrder(String kept, String got) {
        List<LineMatch.Line> a = LineMatch.of(kept);
        List<LineMatch.Line> b = LineMatch.of(got);
        // Which kept line stands for which got line; durations make it a matching, not a sort.
        int[] partner = new int[b.size()];
        Arrays.fill(partner, -1);
        var out = new ArrayList<String>();
        for (int i = 0; i < a.size(); i++) {
            if (!match(i, a, b, partner, new boolean[b.size()])) {
                out.add("- " + a.get(i).text());
            }
        }
        for (int j = 0; j < b.size(); j++) {
            if (partner[j] < 0) {
                out.add("+ " + b.get(j).text());
            }
        }
        return out.isEmpty() ? Optional.empty() : Optional.of(readable(out));
    }

    private static boolean match(
            int i, List<LineMatch.Line> a, List<LineMatch.Line> b, int[] partner, boolean[] tried) {
        for (int j = 0; j < b.size(); j++) {
            if (!tried[j] && a.get(i).says(b.get(j))) {
                tried[j] = true;
                if (partner[j] < 0 || match(partner[j], a, b, partner, tried)) {
                    partner[j] = i;
                    return true;
                }
            }
        }
        return false;
    }

    private static String readable(List<String> lines) {
        if (lines.size() <= MOST_LINES) {
            return String.join("\n", lines);
        }
        return String.join("\n", lines.subList(0, MOST_LINES)) + "\n… and " + (lines.size() - MOST_LINES)
                + " more lines";
    }
}
