package syncasync.explore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import syncasync.json.Json;

/**
 * An exploration as data, for graders in any language:
 *
 * <pre>{@code
 * {"answer": "WRONG", "reason": "…", "schedules": 7, "switches": 2,
 *  "races": [{"what": "Counter.n", "first": {"thread": "ann", "writes": true, "place": "Counter.java:5"}, "second": {…}}],
 *  "threads": ["main", "ann", "bob"],
 *  "events": [{"thread": "ann", "place": "Counter.java:5", "text": "reads Counter.n", "value": " → 0"}, …],
 *  "schedule": "…"}
 * }</pre>
 */
final class AnswerData {
    private AnswerData() {}

    static Map<String, Object> of(Exploration exploration) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("answer", exploration.answer().name());
        data.put("reason", exploration.reason());
        data.put("schedules", exploration.schedules());
        data.put("switches", exploration.switches());
        data.put("races", exploration.races().stream().map(AnswerData::of).toList());
        Story story = exploration.story();
        data.put("threads", story == null ? List.of() : story.threads());
        data.put(
                "events",
                story == null
                        ? List.of()
                        : story.events().stream().map(AnswerData::of).toList());
        data.put("schedule", story == null ? "" : story.schedule().toString());
        return data;
    }

    private static Map<String, Object> of(Race race) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("what", race.what());
        data.put("first", of(race.first()));
        data.put("second", of(race.second()));
        return data;
    }

    private static Map<String, Object> of(Race.Access access) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("thread", access.thread());
        data.put("writes", access.writes());
        data.put("place", access.place());
        return data;
    }

    private static Map<String, Object> of(Event event) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("thread", event.thread());
        data.put("place", event.place());
        data.put("text", event.text());
        data.put("value", event.value());
        return data;
    }

    /** @throws IllegalArgumentException if it is something else */
    static Exploration read(String json, Explorer explorer) {
        try {
            Map<?, ?> data = (Map<?, ?>) Json.read(json);
            List<Race> races = new ArrayList<>();
            for (Object each : (List<?>) data.get("races")) {
                Map<?, ?> race = (Map<?, ?>) each;
                races.add(new Race((String) race.get("what"), access(race.get("first")), access(race.get("second"))));
            }
            List<String> threads = ((List<?>) data.get("threads"))
                    .stream().map(String.class::cast).toList();
            List<Event> events = ((List<?>) data.get("events"))
                    .stream()
                            .map(each -> (Map<?, ?>) each)
                            .map(event -> new Event(
                                    (String) event.get("thread"),
                                    (String) event.get("place"),
                                    (String) event.get("text"),
                                    (String) event.get("value")))
                            .toList();
            String schedule = (String) data.get("schedule");
            return new Exploration(
                    Answer.valueOf((String) data.get("answer")),
                    (String) data.get("reason"),
                    ((Number) data.get("schedules")).intValue(),
                    ((Number) data.get("switches")).intValue(),
                    races,
                    schedule.isEmpty() ? null : new Story(threads, events, Schedule.parse(schedule)),
                    explorer);
        } catch (ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("not an exploration", e);
        }
    }

    private static Race.Access access(Object data) {
        Map<?, ?> access = (Map<?, ?>) data;
        return new Race.Access(
                (String) access.get("thread"), (Boolean) access.get("writes"), (String) access.get("place"));
    }
}
