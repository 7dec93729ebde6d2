package syncasync.checker;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One cell of a notebook, a view on its JSON. */
record Cell(Map<String, Object> json) {

    /** The cell's name; empty where it has none. */
    String id() {
        return json.get("id") instanceof String id ? id : "";
    }

    boolean isCode() {
        return "code".equals(json.get("cell_type"));
    }

    boolean isProse() {
        return "markdown".equals(json.get("cell_type"));
    }

    String source() {
        return Outputs.text(json.get("source"));
    }

    boolean hasTag(String tag) {
        return metadata("tags").contains(tag);
    }

    /** The name of the check that this cell breaks, where "Break it" has put it in; empty where the notebook has it. */
    Optional<String> breaks() {
        return json.get("metadata") instanceof Map<?, ?> m && m.get("break-it") instanceof Map<?, ?> mark
                ? Optional.of(String.valueOf(mark.get("check")))
                : Optional.empty();
    }

    /** The blocks of the outline that this cell shows, such as {@code 004/03}. */
    List<String> mirrors() {
        return metadata("mirrors");
    }

    /** The number in brackets before the cell; empty where it was never run. */
    Optional<Integer> executionCount() {
        return json.get("execution_count") instanceof Json.Num n ? Optional.of(n.asInt()) : Optional.empty();
    }

    List<?> rawOutputs() {
        return json.get("outputs") instanceof List<?> list ? list : List.of();
    }

    Outputs outputs() {
        return Outputs.of(rawOutputs());
    }

    private List<String> metadata(String key) {
        return json.get("metadata") instanceof Map<?, ?> m && m.get(key) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
