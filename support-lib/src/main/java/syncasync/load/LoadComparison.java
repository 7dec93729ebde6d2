package syncasync.load;

import java.util.List;
import java.util.Map;
import syncasync.display.Svg;
import syncasync.display.Vega;
import syncasync.host.Rich;

/**
 * Compares the latencies of several loads side by side, one row each: the range from fastest to slowest as a line, its
 * median and its 99th percentile as marks.
 *
 * @param reports one per row, from the top
 */
public record LoadComparison(List<LoadReport> reports) implements Rich {
    public LoadComparison {
        reports = List.copyOf(reports);
        if (reports.isEmpty()) {
            throw new IllegalArgumentException("nothing to compare");
        }
    }

    @Override
    public Map<String, Object> bundle() {
        return Map.of("text/plain", toString(), Svg.MIME, LoadSvg.of(reports), Vega.MIME, LoadVega.of(reports));
    }

    @Override
    public String toString() {
        return LoadText.of(reports);
    }
}
