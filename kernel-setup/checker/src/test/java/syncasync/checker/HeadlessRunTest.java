package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static syncasync.checker.Cells.code;
import static syncasync.checker.Cells.error;
import static syncasync.checker.Cells.mirroring;
import static syncasync.checker.Cells.notebook;
import static syncasync.checker.Cells.prose;
import static syncasync.checker.Cells.result;
import static syncasync.checker.Cells.stdout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever goes wrong in a notebook, the run fails and names the cell: small notebooks, each with its own way to fail,
 * go through the real kernel, all in one run. One that is right shows that the others do not fail for some other
 * reason.
 */
class HeadlessRunTest {

    private static final Outline OUTLINE = Outline.parse("""
            block\tkind\tnotebook\tlines\tseconds
            099/01\tprose\tgood
            099/02\tcode\tgood\tHello | World\t1
            098/01\tprose\tblock-missing
            098/02\tcode\tblock-missing\tHello
            """);
    private static final Cell TITLE = prose("title", "# One of the checker's own");
    private static final Cell SET_UP = code("set-up", "import static syncasync.Notebook.*;");
    private static final Cell ASK = prose("ask", "Watch what comes:");

    @TempDir
    private static Path folder;

    private static Path out;
    private static final Map<String, Report> REPORTS = new HashMap<>();

    @BeforeAll
    static void run() throws Exception {
        var notebooks = new ArrayList<Path>();
        for (NotebookFile notebook :
                List.of(good(), wrong(), blockMissing(), dying(), endless(), unresolved(), threadLeft())) {
            notebooks.add(write(notebook));
        }
        notebooks.add(Files.writeString(folder.resolve("broken.ipynb"), "{\"cells\": ["));
        out = folder.resolve("out");
        new HeadlessRun(HeadlessRun.projectRoot()).execute(notebooks, out, Duration.ofSeconds(8));
        for (Path notebook : notebooks) {
            Report report = Report.of(notebook, out, OUTLINE);
            REPORTS.put(report.notebook(), report);
        }
    }

    private static NotebookFile good() {
        return notebook(
                "good",
                mirroring(TITLE, "099/01"),
                SET_UP,
                ASK,
                mirroring(code("wait", """
                        System.out.println("Hello");
                        time("the wait", () -> Thread.sleep(1000));
                        System.out.println("World");
                        """, List.of(stdout("Hello\nthe wait: 1.0 s\nWorld\n"))), "099/02"),
                prose("and", "And it adds:"),
                code("sum", "1 + 1", List.of(result("2"))),
                prose("then", "And it fails, as it should:"),
                code(
                        "fails",
                        "throw new IllegalStateException(\"closed\");",
                        List.of(error("IllegalStateException", "closed")),
                        "raises-exception"));
    }

    private static NotebookFile wrong() {
        return notebook(
                "wrong",
                TITLE,
                SET_UP,
                ASK,
                code("another-line", "System.out.println(\"Hello\");", List.of(stdout("Goodbye\n"))),
                code(
                        "another-duration",
                        "Thread.sleep(500); System.out.println(\"total: 2.0 s\");",
                        List.of(stdout("total: 4.0 s\n"))),
                code("an-exception", "int x = 1 / 0;"),
                code("on-stderr", "System.err.println(\"oh\");"),
                code("after-all-that", "1 + 1", List.of(result("2"))),
                neverKept(code("never-kept", "1 + 2")));
    }

    private static NotebookFile blockMissing() {
        return notebook("block-missing", TITLE, SET_UP, ASK, mirroring(code("says-nothing", "int x = 1;"), "098/02"));
    }

    private static NotebookFile dying() {
        return notebook(
                "dying",
                TITLE,
                SET_UP,
                ASK,
                code("dies", "System.out.println(\"last words\"); Thread.sleep(100); Runtime.getRuntime().halt(3);"),
                code("after", "1 + 1", List.of(result("2"))));
    }

    private static NotebookFile endless() {
        return notebook(
                "endless",
                TITLE,
                SET_UP,
                ASK,
                code("never-ends", "System.out.println(\"round\"); while (true) { Thread.sleep(100); }"),
                code("after", "1 + 1", List.of(result("2"))));
    }

    private static NotebookFile unresolved() {
        return notebook("unresolved", TITLE, SET_UP, ASK, code("typo", "class Foo { Strng name; }"));
    }

    private static NotebookFile threadLeft() {
        return notebook(
                "thread-left",
                TITLE,
                SET_UP,
                ASK,
                code(
                        "leaves",
                        "Thread.ofPlatform().name(\"left-behind\").start(() -> { try { Thread.sleep(60_000); } catch (InterruptedException e) { } });\nint done = 1;"));
    }

    private static Cell neverKept(Cell cell) {
        cell.json().put("execution_count", null);
        return cell;
    }

    private static Path write(NotebookFile notebook) throws IOException {
        return Files.writeString(folder.resolve(notebook.file()), Json.write(notebook.json()));
    }

    private static String problem(String notebook, String cell) {
        return String.join(
                "\n",
                REPORTS.get(notebook).all().stream()
                        .filter(m -> m.startsWith(notebook + " [" + cell + "]: "))
                        .toList());
    }

    @Test
    void a_notebook_that_is_right_passes() {
        assertThat(REPORTS.get("good").all()).isEmpty();
    }

    @Test
    void a_changed_line_fails() {
        assertThat(problem("wrong", "another-line"))
                .contains("- Goodbye\n+ Hello")
                .contains("make notebooks");
    }

    @Test
    void a_changed_duration_fails() {
        assertThat(problem("wrong", "another-duration")).contains("- total: 4.0 s\n+ total: 2.0 s");
    }

    @Test
    void an_exception_fails() {
        assertThat(problem("wrong", "an-exception")).contains("ArithmeticException: / by zero");
    }

    @Test
    void a_line_on_the_error_stream_fails() {
        assertThat(problem("wrong", "on-stderr")).contains("error stream:\noh");
    }

    @Test
    void a_cell_that_was_never_kept_fails() {
        assertThat(problem("wrong", "never-kept")).contains("not kept yet");
    }

    @Test
    void no_failure_hides_what_comes_after_it() {
        assertThat(problem("wrong", "after-all-that")).isEmpty();
    }

    @Test
    void a_missing_block_fails() {
        assertThat(REPORTS.get("block-missing").all())
                .anyMatch(p -> p.startsWith("block-missing (mirrors): no cell mirrors 098/01"))
                .anyMatch(
                        p -> p.startsWith(
                                "block-missing (lines of the documents): 098/02: the cells [says-nothing] do not print its lines"));
    }

    @Test
    void a_dead_kernel_fails_and_what_follows_was_not_run() {
        assertThat(problem("dying", "dies")).contains("its kernel died").contains("last words");
        assertThat(problem("dying", "after")).contains("was not run");
    }

    @Test
    void an_endless_cell_fails_and_what_follows_was_not_run() {
        assertThat(problem("endless", "never-ends"))
                .contains("had not ended after 8 s")
                .contains("round");
        assertThat(problem("endless", "after")).contains("was not run");
    }

    @Test
    void an_unresolved_class_fails() {
        assertThat(problem("unresolved", "typo")).contains("Strng");
    }

    @Test
    void a_thread_left_alive_fails() {
        assertThat(REPORTS.get("thread-left").all())
                .singleElement()
                .asString()
                .startsWith("thread-left (left behind): ")
                .contains("thread \"left-behind\" in [leaves], line 1");
    }

    @Test
    void a_broken_file_fails_by_its_name() {
        assertThat(REPORTS.get("broken").all())
                .singleElement()
                .asString()
                .startsWith("broken (runs): not a notebook, since not JSON");
    }

    @Test
    void what_a_run_leaves_is_in_the_form_that_is_kept() throws IOException {
        String executed = Files.readString(out.resolve("good.ipynb"));
        assertThat(Json.write(Json.parse(executed))).isEqualTo(executed);
    }

    @Test
    void notebooks_are_found_by_their_place_and_copies_are_not(@TempDir Path place) throws IOException {
        for (String name : List.of(
                "02-b.ipynb",
                "01-a.ipynb",
                "homework/source/h1/h1.ipynb",
                "homework/release/h1/h1.ipynb",
                ".ipynb_checkpoints/01-a.ipynb",
                "notes.txt")) {
            Path file = place.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        assertThat(HeadlessRun.notebooks(place, ""))
                .map(place::relativize)
                .map(Path::toString)
                .containsExactly(
                        "01-a.ipynb",
                        "02-b.ipynb",
                        Path.of("homework/source/h1/h1.ipynb").toString());
        assertThat(HeadlessRun.notebooks(place, "01")).hasSize(1);
        assertThat(HeadlessRun.notebooks(place.resolve("nowhere"), "")).isEmpty();
    }

    @Nested
    class Keeping {

        private final List<String> said = new ArrayList<>();

        @Test
        void a_notebook_that_is_right_leaves_it_unchanged() throws IOException {
            Path file = folder.resolve("good.ipynb");
            // The fixture numbers all its cells 1; once kept, they are counted, and then nothing changes any more.
            Accept.keep(file, out, false, said::add);
            String kept = Files.readString(file);
            assertThat(Accept.keep(file, out, false, said::add)).isTrue();
            assertThat(Files.readString(file)).isEqualTo(kept);
            assertThat(said.getLast()).isEqualTo("good: unchanged");
        }

        @Test
        void a_notebook_that_fails_leaves_it_untouched() throws IOException {
            for (String name : List.of("wrong", "dying", "endless", "unresolved", "thread-left", "broken")) {
                Path file = folder.resolve(name + ".ipynb");
                String before = Files.readString(file);
                assertThat(Accept.keep(file, out, true, said::add)).as(name).isFalse();
                assertThat(Files.readString(file)).isEqualTo(before);
            }
        }
    }
}
