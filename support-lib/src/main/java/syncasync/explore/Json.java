package syncasync.explore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes and reads JSON: maps, lists, texts, whole numbers, booleans and null, which is all that an answer consists of. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static String write(Object value) {
        var json = new StringBuilder();
        write(value, json);
        return json.toString();
    }

    private static void write(Object value, StringBuilder json) {
        switch (value) {
            case null -> json.append("null");
            case Number n -> json.append(n);
            case Boolean b -> json.append(b);
            case Map<?, ?> map -> {
                json.append('{');
                map.forEach((key, each) -> {
                    if (json.charAt(json.length() - 1) != '{') json.append(", ");
                    write(key, json);
                    json.append(": ");
                    write(each, json);
                });
                json.append('}');
            }
            case Collection<?> list -> {
                json.append('[');
                for (Object each : list) {
                    if (json.charAt(json.length() - 1) != '[') json.append(", ");
                    write(each, json);
                }
                json.append(']');
            }
            default -> quote(value.toString(), json);
        }
    }

    private static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') json.append('\\').append(c);
            else if (c < ' ' || c > '~') json.append(String.format("\\u%04x", (int) c));
            else json.append(c);
        }
        json.append('"');
    }

    /** @throws IllegalArgumentException if it is not JSON */
    static Object read(String text) {
        var json = new Json(text);
        Object value = json.value();
        json.blank();
        if (json.at != text.length()) throw json.bad();
        return value;
    }

    private Object value() {
        blank();
        return switch (peek()) {
            case '{' -> map();
            case '[' -> list();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        blank();
        while (peek() != '}') {
            if (!map.isEmpty()) take(',');
            blank();
            String key = string();
            blank();
            take(':');
            map.put(key, value());
            blank();
        }
        at++;
        return map;
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        at++;
        blank();
        while (peek() != ']') {
            if (!list.isEmpty()) take(',');
            list.add(value());
            blank();
        }
        at++;
        return list;
    }

    private String string() {
        take('"');
        var string = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c != '\\') {
                string.append(c);
                continue;
            }
            char escaped = peek();
            at++;
            switch (escaped) {
                case 'n' -> string.append('\n');
                case 't' -> string.append('\t');
                case 'r' -> string.append('\r');
                case 'b' -> string.append('\b');
                case 'f' -> string.append('\f');
                case 'u' -> {
                    if (at + 4 > text.length()) throw bad();
                    string.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                }
                default -> string.append(escaped);
            }
        }
        at++;
        return string.toString();
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) throw bad();
        at += word.length();
        return value;
    }

    private Long number() {
        int from = at;
        while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) at++;
        if (from == at) throw bad();
        return Long.valueOf(text.substring(from, at));
    }

    private void blank() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    private char peek() {
        if (at >= text.length()) throw bad();
        return text.charAt(at);
    }

    private void take(char c) {
        if (peek() != c) throw bad();
        at++;
    }

    private IllegalArgumentException bad() {
        return new IllegalArgumentException("not JSON at character " + at);
    }
}
