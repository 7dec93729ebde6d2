package syncasync.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one notebook in a run, as {@code run_notebooks.py} wrote it down.
 *
 * @param error   why the notebook was not run, or broke off
 * @param health  what is wrong in the kernel after the last cell; empty text: nothing; absent: nobody could ask
 * @param seconds how long it all took
 * @param cells   the code cells in their order
 */
record RunStatus(Optional<String> error, Optional<String> health, double seconds, List<CellRun> cells) {

    /** How a cell ended. */
    enum State {
        RAN, RAISED, TIMED_OUT, DEAD_KERNEL, NOT_RUN;

        static State of(String text) {
            return valueOf(text.toUpperCase(java.util.Locale.ROOT).replace(' ', '_'));
        }

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
    }

    /** One code cell in the run. */
    record CellRun(String id, State state, double seconds) {
    }

    /** Reads the status that a run left for a notebook; a run that left none was broken off. */
    static RunStatus read(Path out, String notebook) throws IOException {
        Path file = out.resolve(notebook + ".status.json");
        if (!Files.exists(file)) {
            return new RunStatus(Optional.of("the run left no status for it"), Optional.empty(), 0, List.of());
        }
        Map<?, ?> json = (Map<?, ?>) Json.parse(Files.readString(file));
        List<CellRun> cells = ((List<?>) json.get("cells")).stream().map(Map.class::cast)
                .map(c -> new CellRun(c.get("id") instanceof String id ? id : "", State.of((String) c.get("state")),
                        ((Json.Num) c.get("seconds")).asDouble()))
                .toList();
        return new RunStatus(Optional.ofNullable((String) json.get("error")), Optional.ofNullable((String) json.get("health")),
                ((Json.Num) json.get("seconds")).asDouble(), cells);
    }
}
