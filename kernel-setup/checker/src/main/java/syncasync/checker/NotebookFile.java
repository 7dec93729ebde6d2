package syncasync.checker;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A notebook file, read. */
record NotebookFile(Path file, Map<String, Object> json) {

    /**
     * Reads a notebook.
     *
     * @throws NotANotebook where the file cannot be read or is none; the message names it
     */
    @SuppressWarnings("unchecked")
    static NotebookFile read(Path file) throws NotANotebook {
        try {
            if (!(Json.parse(Files.readString(file)) instanceof Map<?, ?> json
                    && json.get("cells") instanceof List<?>)) {
                throw new NotANotebook(file, "it has no list of cells");
            }
            return new NotebookFile(file, (Map<String, Object>) json);
        } catch (MalformedInputException e) {
            throw new NotANotebook(file, "not UTF-8");
        } catch (IOException e) {
            throw new NotANotebook(file, "cannot be read: " + e);
        } catch (IllegalArgumentException e) {
            throw new NotANotebook(file, e.getMessage());
        }
    }

    /** The file's name without {@code .ipynb}. */
    String name() {
        return nameOf(file);
    }

    static String nameOf(Path file) {
        return file.getFileName().toString().replaceFirst("\\.ipynb$", "");
    }

    /** Its own cells. Those that "Break it" has put in are not run, and not judged. */
    List<Cell> cells() {
        return all().stream().filter(cell -> cell.breaks().isEmpty()).toList();
    }

    /** The checks that are broken by cells of "Break it". */
    List<String> brokenChecks() {
        return all().stream().flatMap(cell -> cell.breaks().stream()).distinct().toList();
    }

    @SuppressWarnings("unchecked")
    private List<Cell> all() {
        return ((List<Map<String, Object>>) json.get("cells"))
                .stream().map(Cell::new).toList();
    }

    List<Cell> codeCells() {
        return cells().stream().filter(Cell::isCode).toList();
    }

    /** The name of the kernel that the notebook asks for. */
    Optional<String> kernel() {
        return json.get("metadata") instanceof Map<?, ?> m
                        && m.get("kernelspec") instanceof Map<?, ?> spec
                        && spec.get("name") instanceof String name
                ? Optional.of(name)
                : Optional.empty();
    }

    /** A file that should be a notebook and is not. */
    static final class NotANotebook extends Exception {
        private static final long serialVersionUID = 1;

        NotANotebook(Path file, String why) {
            super(file.getFileName() + " is not a notebook: " + why);
        }
    }
}
