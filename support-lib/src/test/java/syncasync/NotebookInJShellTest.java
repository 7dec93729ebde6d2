package syncasync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a learner types must compile as typed: overloads that are ambiguous for a lambda show only here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotebookInJShellTest {

    private JShell shell;

    @BeforeAll
    void openShell() {
        shell = JShell.builder().executionEngine("local").build();
        shell.addToClasspath(System.getProperty("java.class.path"));
        Stream.of(
                        "import static syncasync.Notebook.*;",
                        "import java.time.*;",
                        "import java.util.*;",
                        "import java.util.concurrent.*;",
                        "void task() throws InterruptedException { Thread.sleep(1); }",
                        "int answer() throws java.io.IOException { return 42; }",
                        "void quiet() { }",
                        "String hello() { return \"hello\"; }",
                        "void failing() throws java.io.IOException { throw new java.io.IOException(\"no such file\"); }",
                        "var t = timeline(\"a timeline\");")
                .forEach(this::mustRun);
    }

    @AfterAll
    void closeShell() {
        shell.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t.run(\"void\", () -> task());",
                "t.run(\"value left alone\", () -> answer());",
                "t.run(\"block\", () -> { task(); quiet(); });",
                "t.run(\"says when it waits\", span -> span.waiting(() -> task()));",
                "t.run(\"says when it waits\", span -> { quiet(); span.waiting(() -> { task(); }); });",
                "int called = t.call(\"value\", () -> answer());",
                "int called = t.call(\"value\", span -> { span.waiting(() -> task()); return answer(); });",
                "void declared() throws InterruptedException { t.run(\"x\", () -> task()); }",
                "void nothingToDeclare() { t.run(\"x\", () -> quiet()); }",
                "try { t.run(\"x\", () -> task()); } catch (InterruptedException e) { }",
                "try (var pool = Executors.newFixedThreadPool(2)) { pool.submit(t.wrap(\"a\", () -> task())); pool.submit(t.wrap(\"b\", () -> answer())).get(); pool.execute(t.wrap(\"c\", () -> quiet())); }",
                "Thread.startVirtualThread(t.wrap(\"v\", () -> task())).join();",
                "CompletableFuture.runAsync(t.wrap(\"a\", () -> task())).join();",
                "int n = CompletableFuture.supplyAsync(t.wrap(\"a\", () -> answer())).join();",
                "String s = CompletableFuture.supplyAsync(t.wrap(\"a\", () -> hello())).thenApply(t.wrap(\"b\", text -> text + \"!\")).join();",
                "CompletableFuture.supplyAsync(t.wrap(\"a\", () -> hello())).thenAcceptAsync(text -> quiet()).join();",
                "try (var span = t.start(\"by hand\")) { quiet(); }",
                "t.mark(\"message\");",
                "time(\"void\", () -> task())",
                "int timed = time(\"value\", () -> answer()).value();",
                "Duration took = time(\"block\", () -> { task(); }).duration();",
                "time(\"block with a value\", () -> { task(); return 1; }).value() + 1",
                "time(\"outer\", () -> { time(\"inner\", () -> task()); time(\"inner too\", () -> answer()); });",
                "try { time(\"only throws\", () -> { throw new IllegalStateException(); }); } catch (IllegalStateException e) { }",
                "var printed = printedBy(() -> System.out.println(\"hi\"));",
                "var printed = printedBy(() -> hello());",
                "assertThat(printedBy(() -> { System.out.println(\"a\"); task(); })).hasExactlyLines(\"a\");",
                "assertThat(seconds(2)).isAbout(seconds(2.1)).isAtMost(seconds(3));",
                "assertThat(timeline(\"x\").total()).isAbout(millis(0));",
                "assertThat(1 + 1).isEqualTo(2);",
                "assertThat(answer()).isGreaterThan(41);",
                "assertThat(true).isTrue();",
                "assertThat(1.5).isBetween(1.0, 2.0);",
                "assertThat(1L).isEqualTo(1);",
                "assertThat(\"text\").startsWith(\"te\");",
                "assertThat(List.of(1, 2, 3)).containsExactly(1, 2, 3);",
                "assertThat(Set.of(1)).contains(1);",
                "assertThat(new ArrayDeque<>(List.of(\"a\"))).hasSize(1);",
                "assertThat(Map.of(\"a\", 1)).containsEntry(\"a\", 1);",
                "assertThat(Optional.of(1)).hasValue(1);",
                "assertThat(new String[] {\"a\"}).containsExactly(\"a\");",
                "assertThat(CompletableFuture.completedFuture(1)).isCompletedWithValue(1);",
                "assertThat(new IllegalStateException(\"oops\")).hasMessage(\"oops\");",
                "assertThat(Thread.currentThread()).isNotNull();",
                "assertThat(new java.util.concurrent.atomic.AtomicInteger(3).get()).isEqualTo(3);",
                "assertThat(new Object()).isNotNull();",
                "record P(int x) { } assertThat(new P(1)).isEqualTo(new P(1));",
                "var bet = predict(\"both in a row\", seconds(4)); bet.reveal(t.total());",
                "var bet = predict(\"how many threads?\", 1); bet.reveal(1);",
                "var bet = predict(\"share\", 0.5); bet.reveal(0.52);",
                "var bet = predict(\"does it?\", true); bet.reveal(false);",
                "var bet = predict(\"which one\", \"a\").among(\"a\", \"b\"); bet.reveal(\"b\");",
                "var bet = predict(\"order\", \"a\", \"b\", \"c\"); bet.reveal(List.of(\"a\", \"c\", \"b\"), before(\"a\", \"b\").and(\"a\", \"c\"));",
                "var bet = predict(\"order\", List.of(\"a\", \"b\")); bet.reveal(printedBy(() -> quiet()), anyOf(List.of(\"a\"), List.of(\"b\")));",
                "try (var drawn = timeline(\"live\").live()) { drawn.run(\"task\", () -> task()); }",
                "try (var site = localSite(\"GET /oslo 200 1ms sunny\")) { assertThat(site.get(\"/oslo\")).isEqualTo(\"sunny\"); }",
                "var site = keep(\"site\", localSite(\"GET /oslo 200 1ms sunny\")); String body = site.getAsync(\"/oslo\").thenApply(t.wrap(\"read\", text -> text.trim())).join(); close(\"site\");",
                "table(\"how\", \"took\").row(\"in a row\", seconds(4)).row(\"at once\", time(\"at once\", () -> task()))",
                "record Row(String how, Duration took) { } table(List.of(new Row(\"a\", seconds(1)), new Row(\"b\", seconds(2))))",
                "for (var page : progress(\"pages\", List.of(1, 2))) { quiet(); }",
                "try (var bar = progress(\"pages\", 10)) { bar.step(); bar.step(9); }",
                "var pool = keep(\"pool\", Executors.newCachedThreadPool()); close(\"pool\");",
                "var builder = keep(\"any\", new StringBuilder(), it -> it.setLength(0)); var again = keep(\"any\", new StringBuilder(), it -> it.setLength(0));",
                "assertThatThrownBy(() -> failing()).isInstanceOf(java.io.IOException.class).hasMessage(\"no such file\");",
                "assertThatThrownBy(() -> { failing(); }).isInstanceOf(Exception.class);",
            })
    void compiles_and_runs_as_typed(String cell) {
        mustRun(cell);
    }

    private void mustRun(String cell) {
        String rest = cell;
        while (!rest.isBlank()) {
            SourceCodeAnalysis.CompletionInfo part = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            String source = part.source() == null ? rest : part.source();
            List<SnippetEvent> events = shell.eval(source);
            for (SnippetEvent event : events) {
                List<String> problems = shell.diagnostics(event.snippet())
                        .map(problem -> problem.getMessage(null))
                        .toList();
                assertThat(problems).as(source).isEmpty();
                assertThat(event.status()).as(source).isIn(Snippet.Status.VALID, Snippet.Status.OVERWRITTEN);
                assertThat(event.exception()).as(source).isNull();
            }
            rest = part.source() == null ? "" : part.remaining();
        }
    }
}
