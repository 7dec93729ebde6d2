package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dflib.jjava.shaded.com.google.gson.JsonObject;
import org.dflib.jjava.shaded.com.google.gson.JsonParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The kernel as a process of its own, and Jupyter's own client, through real sockets. */
class EndToEndTest {

    private static final Duration AT_MOST = Duration.ofMinutes(2);
    private static final Map<String, JsonObject> answers = new HashMap<>();

    @BeforeAll
    static void talk() throws Exception {
        Path root = Path.of(System.getProperty("root"));
        Process process = new ProcessBuilder(
                        root.resolve(".venv/bin/python").toString(),
                        root.resolve("kernel-setup/kernel/src/test/python/talk_to_kernel.py")
                                .toString(),
                        System.getProperty("java.home"),
                        classPath())
                .redirectErrorStream(true)
                .start();
        String said;
        try (var out = process.getInputStream()) {
            said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        said.lines()
                .filter(line -> line.startsWith("{\"step\""))
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .forEach(answer -> answers.put(answer.get("step").getAsString(), answer));
        assertThat(answers).as(said).containsKey("ended");
    }

    private static String classPath() {
        // surefire may give a jar that only names the class path
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .replace('\n', File.pathSeparatorChar);
    }

    @Test
    void a_value_is_a_result() {
        JsonObject value = answers.get("value");

        assertThat(value.get("status").getAsString()).isEqualTo("ok");
        assertThat(shown(value, 0)).isEqualTo("execute_result 2");
    }

    @Test
    void both_streams_arrive_character_by_character() {
        assertThat(answers.get("printed").get("stdout").getAsString()).isEqualToNormalizingNewlines("é€😀\n");
        assertThat(answers.get("printed").get("stderr").getAsString()).isEqualTo("so");
    }

    @Test
    void pictures_are_shown_redrawn_and_left_as_the_result() {
        JsonObject pictures = answers.get("pictures");

        assertThat(List.of(shown(pictures, 0), shown(pictures, 1), shown(pictures, 2)))
                .containsExactly("display_data half", "update_display_data whole", "execute_result half");
        assertThat(part(pictures, 0).get("id")).isEqualTo(part(pictures, 1).get("id"));
        assertThat(part(pictures, 2)
                        .getAsJsonObject("data")
                        .getAsJsonObject("application/vnd.vegalite.v5+json")
                        .get("mark")
                        .getAsString())
                .isEqualTo("bar");
    }

    @Test
    void an_error_goes_by_the_name_of_the_exception() {
        JsonObject error = answers.get("failed").getAsJsonObject("error");

        assertThat(answers.get("failed").get("status").getAsString()).isEqualTo("error");
        assertThat(error.get("name").getAsString()).isEqualTo("IllegalStateException");
        assertThat(error.get("message").getAsString()).isEqualTo("boom");
        assertThat(error.get("first").getAsString()).contains("IllegalStateException: boom");
    }

    @Test
    void an_endless_loop_is_interrupted() {
        assertThat(answers.get("interrupted")
                        .getAsJsonObject("error")
                        .get("name")
                        .getAsString())
                .isEqualTo("Interrupted");
    }

    @Test
    void nested_counting_loops_are_interrupted() {
        assertThat(answers.get("counting").getAsJsonObject("error").get("name").getAsString())
                .isEqualTo("Interrupted");
    }

    @Test
    void a_null_pointer_names_the_variable() {
        assertThat(answers.get("null").getAsJsonObject("error").get("message").getAsString())
                .endsWith("because \"text\" is null");
    }

    @Test
    void what_a_thread_prints_after_its_cell_belongs_to_that_cell() {
        assertThat(answers.get("late").get("stdout").getAsString()).isEqualToNormalizingNewlines("afterwards\n");
    }

    @Test
    void callbacks_stages_failures_and_tasks_of_a_loop_all_print_and_nothing_stops() {
        JsonObject loop = answers.get("printing loop");

        assertThat(loop.get("status").getAsString()).isEqualTo("ok");
        for (String printer : List.of("callback", "stage", "itself", "task"))
            assertThat(loop.get("stdout").getAsString().lines().filter(printer::equals))
                    .as(printer)
                    .hasSize(600);
        assertThat(loop.get("stderr").getAsString().lines()) // on a busy machine the loop warns of slow callbacks, too
                .filteredOn(line -> line.startsWith("a callback failed: java.lang.IllegalStateException: boom"))
                .hasSize(600);
    }

    @Test
    void nothing_of_all_this_is_left_behind() {
        assertThat(answers.get("healthy").get("stdout").getAsString()).isEmpty();
    }

    @Test
    void names_are_completed() {
        assertThat(answers.get("completed").get("matches").toString()).contains("applesInTheBasket");
    }

    @Test
    void a_shutdown_is_answered_and_the_process_ends() {
        JsonObject ended = answers.get("ended");

        assertThat(ended.get("answer").getAsString()).isEqualTo("shutdown_reply");
        assertThat(ended.get("status").getAsInt()).isZero();
        // 0.1 s on a quiet machine; the benchmark measures it
        assertThat(ended.get("seconds").getAsDouble()).isLessThan(2);
    }

    private static JsonObject part(JsonObject answer, int number) {
        return answer.getAsJsonArray("shown").get(number).getAsJsonObject();
    }

    private static String shown(JsonObject answer, int number) {
        JsonObject part = part(answer, number);
        return part.get("as").getAsString() + " "
                + part.getAsJsonObject("data").get("text/plain").getAsString();
    }
}
