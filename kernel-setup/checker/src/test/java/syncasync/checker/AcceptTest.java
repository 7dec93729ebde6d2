package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.checker.Cells.code;
import static syncasync.checker.Cells.error;
import static syncasync.checker.Cells.notebook;
import static syncasync.checker.Cells.result;
import static syncasync.checker.Cells.stderr;
import static syncasync.checker.Cells.stdout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptTest {

    @TempDir
    private Path folder;

    private Path out;
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void makeFolder() throws IOException {
        out = Files.createDirectory(folder.resolve("out"));
    }

    private boolean keep(NotebookFile kept, NotebookFile executed) throws IOException {
        return keep(kept, executed, false);
    }

    private boolean keep(NotebookFile kept, NotebookFile executed, boolean all) throws IOException {
        Files.writeString(folder.resolve("a.ipynb"), Json.write(kept.json()));
        Files.writeString(out.resolve("a.ipynb"), Json.write(executed.json()));
        Files.writeString(out.resolve("a.status.json"), """
                {"error": null, "health": "", "seconds": 1.0, "cells": [%s]}""".formatted(executed.codeCells().stream()
                .map(c -> "{\"id\": \"" + c.id() + "\", \"state\": \"ran\", \"seconds\": 0.1, \"late\": 0}")
                .collect(Collectors.joining(","))));
        return Accept.keep(Run.read(folder.resolve("a.ipynb"), out, "a"), all, said::add);
    }

    private NotebookFile kept() throws Exception {
        return NotebookFile.read(folder.resolve("a.ipynb"));
    }

    private static Cell unkept(Cell cell) {
        cell.json().put("execution_count", null);
        return cell;
    }

    private static Cell numbered(int count, Cell cell) {
        cell.json().put("execution_count", new Json.Num(String.valueOf(count)));
        return cell;
    }

    @Test
    void an_output_that_still_holds_stays_to_the_byte() throws Exception {
        var before = notebook("a", code("one", "x", List.of(stdout("total: 2.0 s\n"))));
        String text = Json.write(before.json());
        assertThat(keep(before, notebook("a", code("one", "x", List.of(stdout("total: 2.1 s\n"))))))
                .isTrue();
        assertThat(Files.readString(folder.resolve("a.ipynb"))).isEqualTo(text);
        assertThat(said).containsExactly("a: unchanged");
    }

    @Test
    void an_output_that_is_another_one_is_replaced_and_told() throws Exception {
        assertThat(keep(
                        notebook("a", code("one", "x", List.of(stdout("a\n")))),
                        notebook("a", code("one", "x", List.of(stdout("b\n"))))))
                .isTrue();
        assertThat(kept().codeCells().getFirst().outputs().stdout()).isEqualTo("b\n");
        assertThat(String.join("\n", said)).contains("[one]").contains("- a").contains("+ b");
    }

    @Test
    void a_cell_that_was_never_kept_gets_its_output_and_its_number() throws Exception {
        keep(
                notebook("a", code("one", "x"), unkept(code("two", "1 + 1"))),
                notebook("a", code("one", "x"), numbered(7, code("two", "1 + 1", List.of(result("2"))))));
        Cell two = kept().codeCells().get(1);
        assertThat(two.executionCount()).hasValue(2);
        assertThat(two.outputs().shown())
                .singleElement()
                .extracting(Outputs.Shown::text)
                .isEqualTo("2");
        assertThat(Json.write(two.rawOutputs())).contains("\"execution_count\": 2");
    }

    @Test
    void a_new_picture_is_taken_when_everything_is() throws Exception {
        var before = notebook("a", code("one", "x", List.of(stdout("a\n")), "varies"));
        var now = notebook("a", code("one", "x", List.of(stdout("b\n")), "varies"));
        keep(before, now);
        assertThat(kept().codeCells().getFirst().outputs().stdout()).isEqualTo("a\n");
        keep(before, now, true);
        assertThat(kept().codeCells().getFirst().outputs().stdout()).isEqualTo("b\n");
    }

    @Test
    void a_notebook_with_a_failure_is_left_alone() throws Exception {
        var before = notebook("a", code("one", "x", List.of(stdout("a\n"))), code("two", "y"));
        for (var failure : List.of(error("E", "e"), stderr("oh"))) {
            assertThat(keep(
                            before,
                            notebook(
                                    "a", code("one", "x", List.of(stdout("b\n"))), code("two", "y", List.of(failure)))))
                    .isFalse();
            assertThat(Files.readString(folder.resolve("a.ipynb"))).isEqualTo(Json.write(before.json()));
            assertThat(String.join("\n", said)).contains("left as it was").contains("[two]");
        }
    }

    @Test
    void a_notebook_that_was_edited_while_it_ran_is_left_alone() throws Exception {
        assertThat(keep(notebook("a", code("one", "new")), notebook("a", code("one", "old"))))
                .isFalse();
        assertThat(said.getLast()).contains("changed while it ran");
    }

    @Test
    void nothing_else_is_left_in_the_folder() throws Exception {
        keep(
                notebook("a", code("one", "x", List.of(stdout("a\n")))),
                notebook("a", code("one", "x", List.of(stdout("b\n")))));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("a.ipynb", "out");
        }
    }

    @Test
    void a_cell_with_another_source_than_the_committed_one_takes_its_new_output() throws Exception {
        var committed = notebook("a", code("one", "old", List.of(stdout("a\n")), "varies"));
        Files.writeString(out.resolve("a.committed.ipynb"), Json.write(committed.json()));
        keep(
                notebook("a", code("one", "new", List.of(stdout("a\n")), "varies")),
                notebook("a", code("one", "new", List.of(stdout("b\n")), "varies")));
        assertThat(kept().codeCells().getFirst().outputs().stdout()).isEqualTo("b\n");
        assertThat(said.getLast()).contains("not the committed one");
    }

    @Test
    void cells_without_an_id_or_with_one_that_another_has_are_named() throws Exception {
        var before = notebook("a", code("one", "x"), code("one", "y"));
        assertThat(keep(before, before)).isFalse();
        assertThat(String.join("\n", said)).contains("[one] is the name of more than one cell");
    }
}
