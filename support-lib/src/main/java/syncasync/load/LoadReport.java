package syncasync.load;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import syncasync.display.Svg;
import syncasync.display.Vega;
import syncasync.host.Rich;

/**
 * What a {@link Load} measured: the latency of each request, and its percentiles. As a picture, one dot per request:
 * when it was sent, and how long its client waited.
 *
 * @param name what was loaded
 * @param clients how many clients there were
 * @param took from the common start until the last answer
 * @param answers one per request, in the order in which they came
 */
public record LoadReport(String name, int clients, Duration took, List<Answer> answers) implements Rich {

    /**
     * The answer to one request.
     *
     * @param sent when it was sent, counted from the common start
     * @param latency how long its client waited
     * @param error what went wrong, or {@code null}
     */
    public record Answer(Duration sent, Duration latency, String error) {}

    public LoadReport {
        answers = List.copyOf(answers);
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("no request was sent");
        }
    }

    /** Several loads side by side in one picture. */
    public static LoadComparison compare(LoadReport... reports) {
        return new LoadComparison(List.of(reports));
    }

    /** The latency that half of the requests stayed at or below. */
    public Duration median() {
        return percentile(50);
    }

    /** The latency that 99 of 100 requests stayed at or below. */
    public Duration percentile99() {
        return percentile(99);
    }

    /** The latency that so many per cent of the requests stayed at or below; it is one of those measured. */
    public Duration percentile(double percent) {
        if (percent <= 0 || percent > 100) {
            throw new IllegalArgumentException("a percentage above 0 and up to 100, not " + percent);
        }
        List<Duration> sorted = answers.stream().map(Answer::latency).sorted().toList();
        return sorted.get((int) Math.ceil(percent / 100 * sorted.size()) - 1);
    }

    /** The longest that a client waited. */
    public Duration slowest() {
        return percentile(100);
    }

    /** The shortest that a client waited. */
    public Duration fastest() {
        return answers.stream()
                .map(Answer::latency)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** How many requests were sent. */
    public int requests() {
        return answers.size();
    }

    /** How many requests failed. */
    public long errors() {
        return answers.stream().filter(answer -> answer.error() != null).count();
    }

    /** What the first failed request said. */
    public Optional<String> firstError() {
        return answers.stream().map(Answer::error).filter(Objects::nonNull).findFirst();
    }

    /** Requests answered per second. */
    public double perSecond() {
        return requests() / Math.max(1e-9, took.toNanos() / 1e9);
    }

    @Override
    public Map<String, Object> bundle() {
        return Map.of("text/plain", toString(), Svg.MIME, LoadSvg.of(this), Vega.MIME, LoadVega.of(this));
    }

    @Override
    public String toString() {
        return LoadText.of(this);
    }
}
