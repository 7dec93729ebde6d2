package syncasync.referee;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import syncasync.json.Json;

/** A submission to be graded, without a sandbox, by a referee that has graded others. */
final class Homework {

    private static Referee referee = new Referee(_ -> {});

    private final List<Map<String, Object>> cells = new ArrayList<>();
    private Map<String, Object> answer;

    final Map<String, Object> request = new LinkedHashMap<>();

    Homework() {
        String[] all = System.getProperty("java.class.path").split(File.pathSeparator);
        request.put("run", "run 1");
        request.put("assignment", "test");
        request.put("student", "ada");
        request.put("sandbox", List.of());
        request.put(
                "java",
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m"));
        request.put("classpath", List.of(all));
        request.put(
                "compile_classpath",
                Stream.of(all)
                        .filter(each -> each.contains("support-lib") || each.contains("assertj"))
                        .toList());
        request.put("limits", Map.of("cell_seconds", 3, "total_seconds", 60));
        given("imports", """
                import static syncasync.homework.Homework.*;
                import static syncasync.Notebook.*;
                """);
    }

    private Homework cell(String id, String role, String source, Map<String, Object> more) {
        Map<String, Object> cell = new LinkedHashMap<>(Map.of("id", id, "role", role, "source", source));
        cell.putAll(more);
        cells.add(cell);
        answer = null;
        return this;
    }

    Homework given(String id, String source) {
        return cell(id, "given", source, Map.of());
    }

    Homework judge(String id, String source) {
        return cell(id, "given", source, Map.of("judge", true));
    }

    Homework solution(String id, String model, String source) {
        return cell(id, "solution", source, Map.of("model", model));
    }

    Homework test(String id, int points, String source) {
        return cell(id, "test", source, Map.of("points", points));
    }

    /** A test cell for one mark: what the expression gives must be that. */
    Homework test(String id, String expression, String expected) {
        return test(id, 1, """
                observe("it", () -> %s);
                /// CHECK
                award(1, "it is right", () -> assertThat((Object) seen("it")).isEqualTo(%s));
                """.formatted(expression, expected));
    }

    String asJson() {
        request.put("cells", cells);
        return Json.write(request);
    }

    Map<String, Object> answer() {
        if (answer == null) {
            request.put("cells", cells);
            answer = referee.grade(Request.of(request));
            if (referee.wantsRestart()) {
                referee.close();
                referee = new Referee(_ -> {});
            }
        }
        return answer;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> one(String list, String id) {
        return ((List<Map<String, Object>>) answer().get(list))
                .stream().filter(each -> each.get("id").equals(id)).findFirst().orElseThrow();
    }

    Map<String, Object> item(String id) {
        return one("items", id);
    }

    Map<String, Object> cell(String id) {
        return one("cells", id);
    }

    int points(String id) {
        return (int) item(id).get("points");
    }

    String state(String id) {
        return (String) cell(id).get("state");
    }

    String message(String id) {
        return (String) cell(id).get("message");
    }

    /** What is said of an item's only award. */
    String told(String id) {
        return (String) ((Map<?, ?>) ((List<?>) item(id).get("awards")).getFirst()).get("message");
    }

    Map<String, Object> again() {
        answer = null;
        return answer();
    }
}
