package syncasync.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cells and notebooks for tests. */
final class Cells {

    private Cells() {}

    static Cell code(String id, String source, List<?> outputs, String... tags) {
        var json = new TreeMap<String, Object>();
        json.put("cell_type", "code");
        json.put("id", id);
        json.put("source", lines(source));
        json.put("outputs", new ArrayList<>(outputs));
        json.put("execution_count", new Json.Num("1"));
        var metadata = new TreeMap<String, Object>();
        if (tags.length > 0) {
            metadata.put("tags", List.of(tags));
        }
        json.put("metadata", metadata);
        return new Cell(json);
    }

    static Cell code(String id, String source) {
        return code(id, source, List.of());
    }

    static Cell tagged(String... tags) {
        return code("a-cell", "run()", List.of(), tags);
    }

    static Cell prose(String id, String source) {
        var json = new TreeMap<String, Object>();
        json.put("cell_type", "markdown");
        json.put("id", id);
        json.put("source", lines(source));
        json.put("metadata", new TreeMap<String, Object>());
        return new Cell(json);
    }

    @SuppressWarnings("unchecked")
    static Cell mirroring(Cell cell, String... blocks) {
        ((Map<String, Object>) cell.json().get("metadata")).put("mirrors", List.of(blocks));
        return cell;
    }

    static Map<String, Object> stdout(String text) {
        return stream("stdout", text);
    }

    static Map<String, Object> stderr(String text) {
        return stream("stderr", text);
    }

    private static Map<String, Object> stream(String name, String text) {
        return new TreeMap<>(Map.of("output_type", "stream", "name", name, "text", lines(text)));
    }

    static Map<String, Object> result(String text) {
        return new TreeMap<>(Map.of(
                "output_type",
                "execute_result",
                "execution_count",
                new Json.Num("1"),
                "metadata",
                new TreeMap<>(),
                "data",
                new TreeMap<>(Map.of("text/plain", lines(text)))));
    }

    static Map<String, Object> display(Map<String, Object> data) {
        return new TreeMap<>(
                Map.of("output_type", "display_data", "metadata", new TreeMap<>(), "data", new TreeMap<>(data)));
    }

    static Map<String, Object> error(String name, String message) {
        return new TreeMap<>(Map.of(
                "output_type", "error", "ename", name, "evalue", message, "traceback", List.of(name + ": " + message)));
    }

    static Outputs outputs(Object... outputs) {
        return Outputs.of(List.of(outputs));
    }

    /** A notebook as it would be in a file of this name. */
    static NotebookFile notebook(String name, Cell... cells) {
        var json = new TreeMap<String, Object>();
        json.put(
                "cells", new ArrayList<>(List.of(cells).stream().map(Cell::json).toList()));
        json.put(
                "metadata",
                new TreeMap<>(Map.of(
                        "kernelspec",
                        new TreeMap<>(Map.of("display_name", "Java", "language", "java", "name", "java")))));
        json.put("nbformat", new Json.Num("4"));
        json.put("nbformat_minor", new Json.Num("5"));
        return new NotebookFile(java.nio.file.Path.of(name + ".ipynb"), json);
    }

    /** Text as a list of lines, each with its end, as nbformat writes it. */
    static List<Object> lines(String text) {
        return new ArrayList<>(List.of(text.isEmpty() ? new String[0] : text.split("(?<=\n)")));
    }
}
