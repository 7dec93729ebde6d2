package syncasync.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** What is different between two texts, as lines a person can read: {@code "- "} was kept, {@code "+ "} was got. */
final class Diff {

    private static final int MOST_LINES = 60;
    private static final int CONTEXT = 3;
    private static final long MOST_COMPARISONS = 4_000_000; // of lines with lines: a fraction of a second, 20 MB

    private Diff() {}

    /** The difference line by line, or nothing where every line {@linkplain LineMatch says the same}. */
    static Optional<String> inOrder(String kept, String got) {
        if (kept.equals(got)) {
            return Optional.empty();
        }
        boolean table = LineMatch.isTable(kept) && LineMatch.isTable(got);
        List<String> a = kept.lines().toList();
        List<String> b = got.lines().toList();
        int head = 0;
        while (head < Math.min(a.size(), b.size()) && LineMatch.same(a.get(head), b.get(head), table)) {
            head++;
        }
        int tail = 0;
        while (tail < Math.min(a.size(), b.size()) - head
                && LineMatch.same(a.get(a.size() - 1 - tail), b.get(b.size() - 1 - tail), table)) {
            tail++;
        }
        List<String> before = b.subList(0, head);
        List<String> after = b.subList(b.size() - tail, b.size());
        List<String> gone = a.subList(head, a.size() - tail);
        List<String> come = b.subList(head, b.size() - tail);
        if (gone.isEmpty() && come.isEmpty()) {
            return Optional.empty();
        }
        var out = new ArrayList<String>();
        before.subList(Math.max(0, head - CONTEXT), head).forEach(line -> out.add("  " + line));
        out.addAll(changes(gone, come, table));
        after.subList(0, Math.min(CONTEXT, tail)).forEach(line -> out.add("  " + line));
        return Optional.of(readable(out));
    }

    /** By the longest common sequence of lines, from the end backwards; all of both where that would be too much work. */
    private static List<String> changes(List<String> a, List<String> b, boolean table) {
        var out = new ArrayList<String>();
        if ((long) a.size() * b.size() > MOST_COMPARISONS) {
            a.stream().limit(MOST_LINES / 3).forEach(line -> out.add("- " + line));
            b.stream().limit(MOST_LINES / 3).forEach(line -> out.add("+ " + line));
            out.add("… " + a.size() + " lines stand where " + b.size() + " do now");
            return out;
        }
        int[][] common = new int[a.size() + 1][b.size() + 1];
        boolean[][] same = new boolean[a.size()][b.size()];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                same[i][j] = LineMatch.same(a.get(i), b.get(j), table);
                common[i][j] = same[i][j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && same[i][j] && common[i][j] == common[i + 1][j + 1] + 1) {
                out.add("  " + b.get(j));
                i++;
                j++;
            } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
                out.add("- " + a.get(i++));
            } else {
                out.add("+ " + b.get(j++));
            }
        }
        return out;
    }

    /** The lines that only one of the two texts has, whatever their order, or nothing where there are none. */
    static Optional<String> inAnyOrder(String kept, String got) {
        boolean table = LineMatch.isTable(kept) && LineMatch.isTable(got);
        return inAnyOrder(kept.lines().toList(), got.lines().toList(), table);
    }

    static Optional<String> inAnyOrder(List<String> kept, List<String> got, boolean table) {
        List<String> a = kept;
        List<String> b = got;
        if ((long) a.size() * b.size() > MOST_COMPARISONS) { // then what is equal goes out of the way first
            a = less(kept, got);
            b = less(got, kept);
        }
        if ((long) a.size() * b.size() > MOST_COMPARISONS) {
            return Optional.of(readable(changes(a, b, table)));
        }
        // Which kept line stands for which got line; durations make it a matching, not a sort.
        int[] partner = new int[b.size()];
        Arrays.fill(partner, -1);
        var out = new ArrayList<String>();
        for (int i = 0; i < a.size(); i++) {
            if (!match(i, a, b, table, partner, new boolean[b.size()])) {
                out.add("- " + a.get(i));
            }
        }
        for (int j = 0; j < b.size(); j++) {
            if (partner[j] < 0) {
                out.add("+ " + b.get(j));
            }
        }
        return out.isEmpty() ? Optional.empty() : Optional.of(readable(out));
    }

    /** The lines, less those that the others have as well. */
    private static List<String> less(List<String> lines, List<String> others) {
        var there = new HashMap<String, Integer>();
        others.forEach(line -> there.merge(line.stripTrailing(), 1, Integer::sum));
        return lines.stream()
                .filter(line -> there.merge(line.stripTrailing(), -1, Integer::sum) < 0)
                .toList();
    }

    private static boolean match(int i, List<String> a, List<String> b, boolean table, int[] partner, boolean[] tried) {
        for (int j = 0; j < b.size(); j++) {
            if (!tried[j] && LineMatch.same(a.get(i), b.get(j), table)) {
                tried[j] = true;
                if (partner[j] < 0 || match(partner[j], a, b, table, partner, tried)) {
                    partner[j] = i;
                    return true;
                }
            }
        }
        return false;
    }

    /** The text, or its beginning where it has more lines than anybody reads. */
    static String shortened(String text) {
        return readable(text.lines().toList());
    }

    private static String readable(List<String> lines) {
        if (lines.size() <= MOST_LINES) {
            return String.join("\n", lines);
        }
        return String.join("\n", lines.subList(0, MOST_LINES)) + "\n… and " + (lines.size() - MOST_LINES)
                + " more lines";
    }
}
