package syncasync.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes and reads JSON: maps, lists, texts, numbers, booleans and null. What it reads may come from code that is not
 * trusted: text that is no JSON, or nested too deeply for a thread's stack, is an exception and nothing worse.
 */
public final class Json {
    private static final int DEEPEST = 200;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private final String text;
    private int at;
    private int depth;

    private Json(String text) {
        this.text = text;
    }

    /** On one line, in ASCII. Numbers that JSON does not have, such as NaN, are written as texts. */
    public static String write(Object value) {
        var json = new StringBuilder();
        write(value, json);
        return json.toString();
    }

    private static void write(Object value, StringBuilder json) {
        switch (value) {
            case null -> json.append("null");
            case Double d when !Double.isFinite(d) -> quote(d.toString(), json);
            case Float f when !Float.isFinite(f) -> quote(f.toString(), json);
            case Number n -> json.append(n);
            case Boolean b -> json.append(b);
            case Map<?, ?> map -> {
                json.append('{');
                map.forEach((key, each) -> {
                    if (json.charAt(json.length() - 1) != '{') json.append(", ");
                    quote(key.toString(), json);
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

    /**
     * Reads one value. A whole number is an {@link Integer} where it fits and otherwise a {@link Long}; any other number
     * is a {@link Double}; maps keep their order.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    public static Object read(String text) {
        var json = new Json(text);
        Object value = json.value();
        json.blank();
        if (json.at != text.length()) throw json.bad();
        return value;
    }

    private Object value() {
        blank();
        if (++depth > DEEPEST) throw new IllegalArgumentException("nested more than " + DEEPEST + " deep");
        Object value = switch (peek()) {
            case '{' -> map();
            case '[' -> list();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
        depth--;
        return value;
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
                    string.append((char) hexadecimal(text.substring(at, at + 4)));
                    at += 4;
                }
                default -> string.append(escaped);
            }
        }
        at++;
        return string.toString();
    }

    private int hexadecimal(String digits) {
        if (!digits.matches("[0-9a-fA-F]{4}")) throw bad();
        return Integer.parseInt(digits, 16);
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) throw bad();
        at += word.length();
        return value;
    }

    private Number number() {
        int from = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) at++;
        String number = text.substring(from, at);
        if (!NUMBER.matcher(number).matches()) throw bad();
        if (!number.matches("-?[0-9]{1,18}")) return Double.valueOf(number);
        long whole = Long.parseLong(number);
        return whole == (int) whole ? (Number) (int) whole : (Number) whole;
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
