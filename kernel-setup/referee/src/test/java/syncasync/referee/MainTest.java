package syncasync.referee;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import syncasync.json.Json;

/** The referee as another process meets it. */
@Timeout(300)
class MainTest {

    private static final String KEY = "00ff".repeat(16);

    private final Homework homework = new Homework();
    private final List<Map<String, Object>> progress = new ArrayList<>();
    private Process process;
    private PrintWriter to;
    private BufferedReader from;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-preview",
                        "--add-opens=jdk.jshell/jdk.jshell=ALL-UNNAMED",
                        "-Xmx300m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        to = new PrintWriter(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        to.println(Json.write(Map.of("key", KEY)));
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private String answer() throws IOException {
        while (true) {
            String line = from.readLine();
            if (line == null || !Request.read(line).containsKey("at")) {
                return line;
            }
            progress.add(Request.read(line));
        }
    }

    @Test
    void each_line_is_answered_by_one_that_is_signed() throws IOException {
        homework.solution("a", "int a() { return 1; }", "int a() { return 1; }").test("one", "a()", "1");
        to.println("{\"run\": \"r\", \"cells\": 3}");
        assertThat(Request.read(answer())).containsEntry("run", "r").containsKey("error");

        to.println(homework.asJson());
        String line = answer();

        String mac = line.substring(line.lastIndexOf(",\"mac\":\""));
        String plain = line.substring(0, line.length() - mac.length()) + "}";
        assertThat(Main.signed(plain, HexFormat.of().parseHex(KEY))).isEqualTo(line);
        assertThat(Request.read(line)).containsEntry("run", "run 1");
        assertThat(progress).extracting(each -> each.get("at")).contains("a", "one");
        to.close();
        assertThat(from.readLine()).as("it ends with its input").isNull();
    }

    @Test
    void a_constant_that_fills_the_compiler_costs_its_cell_and_the_jvm_and_no_other_mark() throws IOException {
        var doubled = new StringBuilder("class Giant {\n    static final String S0 = \"0123456789\";\n");
        for (int i = 1; i < 28; i++) {
            doubled.append("    static final String S%d = S%d + S%d;\n".formatted(i, i - 1, i - 1));
        }
        homework.solution("hostile", "", doubled + "}")
                .solution("a", "int a() { return 1; }", "int a() { return 1; }")
                .test("one", "a()", "1");

        to.println(homework.asJson());
        Map<String, Object> answer = Request.read(answer());

        assertThat(answer.get("items").toString()).contains("points=1");
        assertThat(answer.get("cells").toString()).contains("id=hostile, state=does not compile");
        if (answer.containsKey("restart")) {
            assertThat(from.readLine()).as("another takes its place").isNull();
        }
    }
}
