package syncasync.load;

import static syncasync.display.InWords.count;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import syncasync.host.DurationText;

/** From measurements to text: as rows with bars of characters, and as sentences for those who cannot see a picture. */
final class LoadText {
    private static final int LONGEST_BAR = 40;
    private static final int FAR_ABOVE = 10; // times as long as usual
    private static final int GOOD_PART = 4; // a quarter of the whole

    private LoadText() {}

    static String of(LoadReport report) {
        return report.name() + ": " + plainCount(report.clients(), "client") + ", "
                + plainCount(report.requests(), "request") + ", " + plainCount(report.errors(), "error")
                + ", " + Math.round(report.perSecond()) + " requests/s\n"
                + rows(List.of(
                        new Row("median", report.median()),
                        new Row("99 %", report.percentile99()),
                        new Row("slowest", report.slowest())));
    }

    static String of(List<LoadReport> reports) {
        List<Row> rows = new ArrayList<>();
        for (LoadReport report : reports) {
            rows.add(new Row(report.name() + ", median", report.median()));
            rows.add(new Row(report.name() + ", 99 %" + errors(report), report.percentile99()));
        }
        return rows(rows);
    }

    /** {@code ", 3 errors"}, or nothing. */
    static String errors(LoadReport report) {
        return report.errors() == 0 ? "" : ", " + plainCount(report.errors(), "error");
    }

    /** Without a comma between thousands: kept outputs have these lines. */
    private static String plainCount(long number, String noun) {
        return count(number, noun).replace(",", "");
    }

    private record Row(String name, Duration time) {}

    private static String rows(List<Row> rows) {
        int names = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        int times = rows.stream()
                .mapToInt(row -> DurationText.of(row.time()).length())
                .max()
                .orElse(0);
        double longest = Math.max(
                1, rows.stream().mapToLong(row -> row.time().toNanos()).max().orElse(1));
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            int bar = (int) Math.max(1, Math.round(LONGEST_BAR * row.time().toNanos() / longest));
            text.append(text.isEmpty() ? "" : "\n")
                    .append(("%-" + names + "s  %" + times + "s  %s")
                            .formatted(row.name(), DurationText.of(row.time()), "█".repeat(bar)));
        }
        return text.toString();
    }

    // ---- in words

    static String inWords(LoadReport report) {
        String failed = report.errors() == 0 ? "none failed" : report.errors() + " failed";
        return report.name() + ": " + count(report.clients(), "client") + " sent "
                + count(report.requests(), "request") + " in " + DurationText.of(report.took()) + ", " + failed + ". "
                + "Half of the requests waited at most " + DurationText.of(report.median()) + ", 99 of 100 at most "
                + DurationText.of(report.percentile99()) + ", the fastest " + DurationText.of(report.fastest())
                + ", the slowest " + DurationText.of(report.slowest()) + "." + unlucky(report) + silence(report);
    }

    static String inWords(List<LoadReport> reports) {
        return "Latencies side by side. "
                + String.join(
                        " ",
                        reports.stream()
                                .map(report -> report.name() + errors(report) + ": " + waits(report))
                                .toList());
    }

    private static String waits(LoadReport report) {
        return "half within " + DurationText.of(report.median()) + ", 99 of 100 within "
                + DurationText.of(report.percentile99()) + ", all from " + DurationText.of(report.fastest()) + " to "
                + DurationText.of(report.slowest()) + ".";
    }

    /** How many dots are far above the others. */
    private static String unlucky(LoadReport report) {
        Duration half = report.slowest().dividedBy(2);
        if (report.median().multipliedBy(FAR_ABOVE).compareTo(report.slowest()) > 0) {
            return "";
        }
        long above = report.answers().stream()
                .filter(answer -> answer.latency().compareTo(half) > 0)
                .count();
        return " " + above + " waited longer than " + DurationText.of(half) + ".";
    }

    /** The longest time without an answer, if it is a good part of the whole, and many times as long as usual. */
    private static String silence(LoadReport report) {
        if (report.requests() < GOOD_PART * FAR_ABOVE) {
            return "";
        }
        List<Duration> came = report.answers().stream()
                .map(answer -> answer.sent().plus(answer.latency()))
                .sorted()
                .toList();
        return IntStream.range(1, came.size())
                .filter(i -> came.get(i)
                                .minus(came.get(i - 1))
                                .multipliedBy(GOOD_PART)
                                .compareTo(report.took())
                        >= 0)
                .boxed()
                .max(Comparator.comparing(i -> came.get(i).minus(came.get(i - 1))))
                .map(i -> " No answer came from " + DurationText.of(came.get(i - 1)) + " to "
                        + DurationText.of(came.get(i)) + ".")
                .orElse("");
    }
}
