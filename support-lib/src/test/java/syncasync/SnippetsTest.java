package syncasync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in the documentation compile: each {@code @snippet} of the library's sources, in a method of its own. */
class SnippetsTest {

    private static final Path SOURCES = Path.of("src/main/java/syncasync");
    private static final String BEGIN = "{@snippet :";

    /** What a snippet may take for granted. */
    private static final String AROUND = """
            import static syncasync.Notebook.*;
            import static syncasync.homework.Homework.*;
            import static syncasync.homework.Schedules.*;
            import static syncasync.homework.VirtualTime.*;
            import static syncasync.loop.Coroutines.*;
            import java.net.InetSocketAddress;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.util.List;
            import syncasync.display.*;
            import syncasync.explore.*;
            import syncasync.host.*;
            import syncasync.load.*;
            import syncasync.loop.*;
            import syncasync.loop.view.*;
            import syncasync.process.*;
            import syncasync.timeline.*;
            import syncasync.timing.*;

            class %s {
                static TcpServer server;
                static String fetch(String page) { return page; }
                static void twoAtTheTill() {}
                static class Counter {
                    void increment() {}
                    int value() { return 2; }
                }
                void snippet() throws Exception {
            %s
                }
            }
            """;

    private static List<JavaFileObject> snippets() throws IOException {
        List<JavaFileObject> snippets = new ArrayList<>();
        try (var files = Files.walk(SOURCES)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                String[] parts = Files.readString(file).split(Pattern.quote(BEGIN), -1);
                for (int i = 1; i < parts.length; i++) {
                    String name = file.getFileName().toString().replace(".java", "") + "Snippet" + i;
                    String code = parts[i].substring(0, end(parts[i])).replaceAll("(?m)^ *\\* ?", "");
                    snippets.add(source(name, AROUND.formatted(name, code)));
                }
            }
        }
        return snippets;
    }

    /** Where the brace is closed that was opened before this text. */
    private static int end(String text) {
        int open = 1;
        for (int i = 0; i < text.length(); i++) {
            open += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (open == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("a snippet without an end:" + text);
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static List<String> errors(List<JavaFileObject> sources, Path classes) {
        var found = new DiagnosticCollector<JavaFileObject>();
        List<String> options = List.of("-d", classes.toString(), "-proc:none");
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, found, options, null, sources)
                .call();
        return found.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getSource().getName() + ": " + each.getMessage(null))
                .toList();
    }

    @Test
    void every_snippet_compiles(@TempDir Path classes) throws IOException {
        List<JavaFileObject> snippets = snippets();

        assertThat(snippets).hasSizeGreaterThan(15);
        assertThat(errors(snippets, classes)).isEmpty();
    }

    @Test
    void a_snippet_with_a_misspelt_method_is_an_error_of_its_class(@TempDir Path classes) {
        var wrong = source("WrongSnippet", AROUND.formatted("WrongSnippet", "timelime(\"a\");"));

        assertThat(errors(List.of(wrong), classes)).singleElement().asString().contains("WrongSnippet", "timelime");
    }
}
