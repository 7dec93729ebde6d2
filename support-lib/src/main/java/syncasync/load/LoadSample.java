package syncasync.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Samples the requests that are drawn, of very many: a picture must not weigh a megabyte. */
final class LoadSample {
    private static final int MOST_DOTS = 500;

    private LoadSample() {}

    /** All requests, or of very many those that stick out and a part of the rest. */
    static List<LoadReport.Answer> of(LoadReport report) {
        int every = report.requests() / MOST_DOTS + 1;
        if (every == 1) {
            return report.answers();
        }
        Duration high = report.percentile99();
        List<LoadReport.Answer> drawn = new ArrayList<>();
        for (int i = 0; i < report.requests(); i++) {
            LoadReport.Answer answer = report.answers().get(i);
            if (i % every == 0 || answer.error() != null || answer.latency().compareTo(high) >= 0) {
                drawn.add(answer);
            }
        }
        return drawn;
    }
}
