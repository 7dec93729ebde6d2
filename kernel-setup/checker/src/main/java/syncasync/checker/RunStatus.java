package syncasync.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What became of one notebook in a run, as {@code execute.py} wrote it down.
 *
 * @param error why the notebook was not run, or broke off
 * @param health what the notebook left behind in its kernel; empty text: nothing; absent: the kernel was ended before
 * @param seconds how long it all took
 * @param cells the code cells in their order
 */
record RunStatus(Optional<String> error, Optional<String> health, double seconds, List<CellRun> cells) {

    /** How a cell ended. */
    enum State {
        RAN,
        RAISED,
        TIMED_OUT,
        PRINTED_TOO_MUCH,
        DEAD_KERNEL,
        NOT_RUN;

        static State of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT).replace(' ', '_'));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * One code cell in the run.
     *
     * @param late how many seconds, meanwhile, a thread that was ready had to wait for a processor of the machine
     * @param numbers by which its kernel counted it, one for each time that it was run
     */
    record CellRun(String id, State state, double seconds, double late, List<Integer> numbers) {}

    /** Reads the status that a run left for a notebook; a run that left none was broken off. */
    static RunStatus read(Path out, String notebook) throws IOException {
        Path file = out.resolve(notebook + ".status.json");
        if (!Files.exists(file)) {
            return new RunStatus(Optional.of("the run left no status for it"), Optional.empty(), 0, List.of());
        }
        Map<?, ?> json = (Map<?, ?>) Json.parse(Files.readString(file));
        List<CellRun> cells = ((List<?>) json.get("cells"))
                .stream()
                        .map(Map.class::cast)
                        .map(c -> new CellRun(
                                c.get("id") instanceof String id ? id : "",
                                State.of((String) c.get("state")),
                                ((Json.Num) c.get("seconds")).asDouble(),
                                ((Json.Num) c.get("late")).asDouble(),
                                numbers(c.get("numbers"))))
                        .toList();
        Optional<String> health =
                Optional.ofNullable((String) json.get("health")).map(h -> Outputs.named(h, byNumber(cells), "[%s]"));
        return new RunStatus(
                Optional.ofNullable((String) json.get("error")),
                health,
                ((Json.Num) json.get("seconds")).asDouble(),
                cells);
    }

    private static List<Integer> numbers(Object json) {
        return json instanceof List<?> list
                ? list.stream().map(number -> ((Json.Num) number).asInt()).toList()
                : List.of();
    }

    private static Map<Integer, String> byNumber(List<CellRun> cells) {
        return cells.stream()
                .flatMap(cell -> cell.numbers().stream().map(number -> Map.entry(number, cell.id())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a));
    }
}
