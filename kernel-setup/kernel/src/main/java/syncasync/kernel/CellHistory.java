package syncasync.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.dflib.jjava.jupyter.messages.request.HistoryRequest;
import org.dflib.jjava.shaded.com.google.gson.JsonArray;
import org.dflib.jjava.shaded.com.google.gson.JsonObject;

/** The cells that were run since the kernel's start, for front ends that leaf through them. */
final class CellHistory {

    private static final int SESSION = 1; // there is no other: nothing outlives the kernel

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(int number, String code, String result) {}

    /** @param result what was shown as the cell's value; {@code null} for nothing */
    synchronized void add(int number, String code, String result) {
        entries.add(new Entry(number, code, result));
    }

    /** The content of the reply to this request. */
    synchronized JsonObject lookUp(HistoryRequest request) {
        List<Entry> found = switch (request) {
            case HistoryRequest.Tail tail -> last(tail.getMaxReturnLength(), entries);
            case HistoryRequest.Range range ->
                entries.stream().filter(in(range)).toList();
            case HistoryRequest.Search search -> search(search);
            default -> List.of();
        };
        var history = new JsonArray();
        found.forEach(entry -> history.add(json(entry, request.includeOutput())));
        var content = new JsonObject();
        content.add("history", history);
        return content;
    }

    private static Predicate<Entry> in(HistoryRequest.Range range) {
        int session = range.getSessionIndex(); // 0 is the current one, as in IPython
        int stop = range.getStop() == 0 ? Integer.MAX_VALUE : range.getStop(); // none
        return entry -> (session == 0 || session == SESSION) && range.getStart() <= entry.number && entry.number < stop;
    }

    private List<Entry> search(HistoryRequest.Search search) {
        String glob = search.getPattern() == null || search.getPattern().isEmpty() ? "*" : search.getPattern();
        String regex = Pattern.compile("[*?]|[^*?]+").matcher(glob).replaceAll(part -> switch (part.group()) {
            case "*" -> ".*";
            case "?" -> ".";
            case String text -> java.util.regex.Matcher.quoteReplacement(Pattern.quote(text));
        });
        Predicate<String> matches = Pattern.compile(regex, Pattern.DOTALL).asMatchPredicate();
        List<Entry> found =
                entries.stream().filter(entry -> matches.test(entry.code)).toList();
        if (search.filterUnique()) {
            var latest = new LinkedHashMap<String, Entry>();
            for (Entry entry : found) {
                latest.remove(entry.code);
                latest.put(entry.code, entry);
            }
            found = List.copyOf(latest.values());
        }
        return last(search.getMaxReturnLength(), found);
    }

    /** @param n 0 for all */
    private static List<Entry> last(int n, List<Entry> of) {
        return n <= 0 || n >= of.size() ? of : of.subList(of.size() - n, of.size());
    }

    private static JsonArray json(Entry entry, boolean withResult) {
        var json = new JsonArray();
        json.add(SESSION);
        json.add(entry.number);
        if (withResult) {
            var both = new JsonArray();
            both.add(entry.code);
            both.add(entry.result);
            json.add(both);
        } else {
            json.add(entry.code);
        }
        return json;
    }
}
